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
	"sync"
	"syscall"
	"testing"
	"time"
)

const processVariable = "APIDRIFT_TEST_PROCESS"

// The test binary is apidrift itself when the variable is set, with its signals and its exit status.
func init() {
	if os.Getenv(processVariable) != "" {
		main()
	}
}

const thingContract = `openapi: 3.0.3
info: {title: things, version: "1"}
paths:
  /things/{id}:
    get:
      operationId: getThing
      responses:
        "200":
          description: a thing
          content:
            application/json:
              schema:
                type: object
                required: [id]
                properties: {id: {type: string}}
        "404": {description: none}
`

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

func serverOf(t testing.TB, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

// respond writes a JSON response.
func respond(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	io.WriteString(w, body)
}

// running is a proxy in this process.
type running struct {
	t      testing.TB
	url    string
	har    string
	stop   context.CancelFunc
	done   chan int
	stdout bytes.Buffer
	stderr *output
}

// output can be read while it is written to.
type output struct {
	mu    sync.Mutex
	text  bytes.Buffer
	first chan string // the first line
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.text.Len() == 0 {
		line, _, _ := strings.Cut(string(p), "\n")
		o.first <- line
	}
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// startProxy runs apidrift proxy with a contract and a recording.
func startProxy(t testing.TB, target, contract string, args ...string) *running {
	t.Helper()
	har := filepath.Join(t.TempDir(), "recording.har")
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	p := &running{t: t, har: har, stop: stop, done: make(chan int, 1), stderr: &output{first: make(chan string, 1)}}
	args = append([]string{
		"proxy", "--target", target, "--listen", "127.0.0.1:0", "--contract", contract, "--record", har,
	}, args...)
	go func() { p.done <- Run(ctx, args, strings.NewReader(""), &p.stdout, p.stderr) }()
	select {
	case line := <-p.stderr.first:
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

// signal skips the test on Windows, where a process can only be killed.
func (p *process) signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	if runtime.GOOS == "windows" && s != syscall.SIGKILL {
		t.Skip("there are no signals")
	}
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
	folder, file := contractFile(t, thingContract)
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
