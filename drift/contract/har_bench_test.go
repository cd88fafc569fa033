//go:build linux

package contract_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// BenchmarkCommandHAR runs apidrift check on generated HAR files, as a user does, and reports the CPU that one exchange
// takes, wall time, and peak memory. The last file is four times as long: memory must not grow with it. In one file,
// every body has a finding.
func BenchmarkCommandHAR(b *testing.B) {
	folder := b.TempDir()
	command := filepath.Join(folder, "apidrift")
	if out, err := exec.Command("go", "build", "-o", command, "../../cmd/apidrift").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for _, c := range []struct {
		name      string
		exchanges int
		provider  string // in every body
	}{
		{"50000", 50_000, `\"google-drive\"`},
		{"50000-broken", 50_000, `7`},
		{"200000", 200_000, `\"google-drive\"`},
	} {
		exchanges, har := c.exchanges, filepath.Join(folder, c.name+".har")
		size := writeHAR(b, har, exchanges, c.provider)
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(size)
			var wall, cpu time.Duration
			var peak int64
			for b.Loop() {
				check := exec.Command(command, "check", "--contract", "../../openapi.yaml", har)
				start := time.Now()
				if err := check.Start(); err != nil {
					b.Fatal(err)
				}
				watched := make(chan int64)
				go func() { watched <- peakMemory(check.Process.Pid) }()
				if err := check.Wait(); err != nil && check.ProcessState.ExitCode() != 1 {
					b.Fatal(err)
				}
				wall += time.Since(start)
				cpu += check.ProcessState.UserTime() + check.ProcessState.SystemTime()
				peak = max(peak, <-watched)
			}
			b.ReportMetric(float64(wall.Nanoseconds())/float64(b.N)/float64(exchanges), "ns/exchange")
			b.ReportMetric(float64(cpu.Nanoseconds())/float64(b.N)/float64(exchanges), "cpu-ns/exchange")
			b.ReportMetric(float64(peak)/1024, "peak-MiB")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// peakMemory watches a process until it ends, and returns its peak resident memory in KiB. The resource usage that a
// parent gets would include its own memory, which the process shares until it runs the command.
func peakMemory(pid int) (peak int64) {
	for {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		_, after, found := strings.Cut(string(status), "VmHWM:")
		if err != nil || !found {
			return peak
		}
		var kib int64
		if _, err := fmt.Sscan(after, &kib); err == nil && strings.Contains(string(status), "Name:\tapidrift") {
			peak = max(peak, kib)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// writeHAR writes exchanges as a browser would, about 1 KB each, and returns the file's size in bytes.
func writeHAR(b *testing.B, name string, exchanges int, provider string) int64 {
	b.Helper()
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprint(w, `{"log":{"version":"1.2","creator":{"name":"bench","version":"1"},"pages":[],"entries":[`)
	for i := range exchanges {
		if i > 0 {
			fmt.Fprint(w, ",\n")
		}
		fmt.Fprintf(w, `{"startedDateTime":"2026-01-02T03:04:05.000Z","time":12.3,"request":{"method":"DELETE",`+
			`"url":"https://api.supermemory.ai/v3/connections/conn_%d","httpVersion":"HTTP/2",`+
			`"headers":[{"name":"accept","value":"application/json"},`+
			`{"name":"user-agent","value":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"},`+
			`{"name":"accept-encoding","value":"gzip, deflate, br"}],`+
			`"queryString":[],"cookies":[],"headersSize":-1,"bodySize":0},"response":{"status":200,"statusText":"",`+
			`"httpVersion":"HTTP/2",`+
			`"headers":[{"name":"content-type","value":"application/json"},{"name":"date","value":"Fri, 02 Jan 2026 `+
			`03:04:05 GMT"},{"name":"cf-ray","value":"8f3c2a"}],`+
			`"cookies":[],"content":{"size":50,"mimeType":"application/json","text":"{\"id\":\"conn_%d\",`+
			`\"provider\":%s}"},"redirectURL":"",`+
			`"headersSize":-1,"bodySize":50},"cache":{},"timings":{"blocked":1.2,"dns":-1,"connect":-1,"ssl":-1,`+
			`"send":0.1,"wait":10.2,"receive":0.5}}`, i, i, provider)
	}
	fmt.Fprint(w, "]}}")
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return info.Size()
}
