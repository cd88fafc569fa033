//go:build linux

package main

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

const benchContract = `openapi: 3.0.3
info: {title: bench, version: "1"}
paths:
  /things/{id}:
    get:
      operationId: getThing
      responses:
        "200":
          description: d
          content:
            application/json:
              schema: {type: object, properties: {id: {type: string}, list: {type: array, items: {type: number}}}}
`

// BenchmarkFindings runs apidrift check on a HAR file with many findings, in every format, as a user does. It reports
// the time and the peak memory, which must not grow with the number of findings, and the time of a run on a file of the
// same size without findings.
func BenchmarkFindings(b *testing.B) {
	folder := b.TempDir()
	command := filepath.Join(folder, "apidrift")
	if out, err := exec.Command("go", "build", "-o", command, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	if err := os.WriteFile(filepath.Join(folder, "openapi.yaml"), []byte(benchContract), 0o600); err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name, body string
		exchanges  int
	}{
		{"none", `{\"id\":\"%d\",\"list\":[1,2,3,4]}`, 300_000},
		{"300000", `{\"id\":%d,\"list\":[1,2,3,4]}`, 300_000},
		{"3000000", `{\"id\":%d,\"list\":[null,null,null,null,null,null,null,null,null]}`, 300_000},
	} {
		har := filepath.Join(folder, c.name+".har")
		writeFindings(b, har, c.body, c.exchanges)
		for _, args := range []string{
			"text", "text --all", "json", "ndjson", "sarif", "junit", "github", "markdown", "html",
		} {
			b.Run(c.name+"/"+strings.ReplaceAll(args, " ", ""), func(b *testing.B) {
				var wall time.Duration
				var peak int64
				for b.Loop() {
					run := exec.Command(command, append(strings.Fields("check --fail-on never -o report -f "+args), har)...)
					run.Dir = folder
					start := time.Now()
					if err := run.Start(); err != nil {
						b.Fatal(err)
					}
					watched := make(chan int64)
					go func() { watched <- peakMemory(run.Process.Pid) }()
					if err := run.Wait(); err != nil {
						b.Fatal(err)
					}
					wall += time.Since(start)
					peak = max(peak, <-watched)
				}
				b.ReportMetric(wall.Seconds()/float64(b.N), "s")
				b.ReportMetric(float64(peak)/1024, "peak-MiB")
				b.ReportMetric(0, "ns/op")
			})
		}
		if err := os.Remove(har); err != nil {
			b.Fatal(err)
		}
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

func writeFindings(b *testing.B, name, body string, exchanges int) {
	b.Helper()
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	fmt.Fprint(w, `{"log":{"entries":[`)
	for i := range exchanges {
		if i > 0 {
			fmt.Fprint(w, ",\n")
		}
		fmt.Fprintf(w, `{"startedDateTime":"2026-01-02T03:04:05Z","request":{"method":"GET","url":"https://h/things/%d"},`+
			`"response":{"status":200,"headers":[{"name":"content-type","value":"application/json"}],`+
			`"content":{"mimeType":"application/json","text":"`+body+`"}}}`, i, i)
	}
	fmt.Fprint(w, "]}}")
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
}
