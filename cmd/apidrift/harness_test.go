package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/internal/harness"
)

const processVariable = "APIDRIFT_TEST_PROCESS"

// The test binary is apidrift itself when the variable is set, with its signals and its exit status.
func init() {
	if os.Getenv(processVariable) != "" {
		main()
	}
}

func readText(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(data), "\r\n", "\n")
}

// runHere runs a command to its end in this process.
func runHere(t testing.TB, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var out, failures strings.Builder
	status = Run(ctx, args, strings.NewReader(""), &out, &failures)
	return status, out.String(), failures.String()
}

// contractFile writes a contract into a folder of its own.
func contractFile(t testing.TB, text string) (folder, file string) {
	t.Helper()
	folder = t.TempDir()
	file = filepath.Join(folder, "openapi.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder, file
}

// running is a proxy in this process.
type running struct {
	t      testing.TB
	url    string
	har    string
	stop   context.CancelFunc
	done   chan int
	stdout bytes.Buffer
	stderr *harness.Output
}

// startProxy runs apidrift proxy with a contract and a recording.
func startProxy(t testing.TB, target, contract string, args ...string) *running {
	t.Helper()
	har := filepath.Join(t.TempDir(), "recording.har")
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	p := &running{t: t, har: har, stop: stop, done: make(chan int, 1), stderr: harness.NewOutput()}
	args = append([]string{
		"proxy", "--target", target, "--listen", "127.0.0.1:0", "--contract", contract, "--record", har,
	}, args...)
	go func() { p.done <- Run(ctx, args, strings.NewReader(""), &p.stdout, p.stderr) }()
	select {
	case line := <-p.stderr.First():
		var ok bool
		if p.url, ok = strings.CutPrefix(line, "listening on "); !ok || !strings.HasPrefix(p.url, "http://127.0.0.1:") {
			t.Fatalf("the first line is %q", line)
		}
	case status := <-p.done:
		t.Fatalf("the proxy ended with %d: %s", status, p.stderr)
	}
	return p
}

// get reads a response to its end.
func (p *running) get(path string) {
	p.t.Helper()
	resp, err := http.DefaultTransport.RoundTrip(httptest.NewRequestWithContext(p.t.Context(), "GET", p.url+path, nil))
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		p.t.Fatal(err)
	}
}

// end stops the proxy and returns its exit status.
func (p *running) end() int {
	p.t.Helper()
	p.stop()
	select {
	case status := <-p.done:
		return status
	case <-time.After(40 * time.Second):
		p.t.Fatal("the proxy does not end")
		return -1
	}
}

// process is apidrift in a process of its own, as a user runs it.
type process struct {
	*exec.Cmd
	stdout, stderr *bytes.Buffer
	read           chan struct{} // closed at the end of standard error
}

// newProcess prepares a process. It is killed when the test ends.
func newProcess(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{
		Cmd:    exec.CommandContext(t.Context(), os.Args[0], args...),
		stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}, read: make(chan struct{}),
	}
	p.Env = append(os.Environ(), processVariable+"=1")
	p.Cmd.Stdout = p.stdout
	return p
}

// start starts the process. It returns a reader of standard error, to which the test listens before it calls rest.
func (p *process) start(t *testing.T) *bufio.Reader {
	t.Helper()
	pipe, err := p.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	return bufio.NewReader(pipe)
}

// rest collects what is left of standard error.
func (p *process) rest(lines *bufio.Reader) {
	go func() {
		defer close(p.read)
		io.Copy(p.stderr, lines)
	}()
}

// needSignals skips a test, at its beginning, where a process can only be killed.
func needSignals(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows can only kill a process")
	}
}

func (p *process) signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	if err := p.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// end waits for the end of the process and returns its exit status.
func (p *process) end() int {
	<-p.read
	p.Wait()
	return p.ProcessState.ExitCode()
}

// proxyProcess is a proxy in a process of its own.
type proxyProcess struct {
	*process
	url, har, contract string
}

func startProxyProcess(t *testing.T, target string, environment ...string) *proxyProcess {
	t.Helper()
	folder, file := contractFile(t, harness.Contract)
	har := filepath.Join(folder, "recording.har")
	p := &proxyProcess{har: har, contract: file, process: newProcess(t,
		"proxy", "--target", target, "--listen", "127.0.0.1:0", "--contract", file, "--record", har)}
	p.Env = append(p.Env, environment...)
	lines := p.start(t)
	first, err := lines.ReadString('\n')
	var ok bool
	if p.url, ok = strings.CutPrefix(strings.TrimSuffix(first, "\n"), "listening on "); err != nil || !ok {
		t.Fatalf("the first line is %q, %v", first, err)
	}
	p.rest(lines)
	return p
}
