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
    delete:
      operationId: deleteThing
      responses:
        "204": {description: gone}
`

// running is a proxy in this process.
type running struct {
	t      testing.TB
	url    string
	client *http.Client
	folder string
	har    string
	stop   context.CancelFunc
	done   chan int
	stdout bytes.Buffer
	stderr *output
}

// output is what is written to it, and can be read at any time.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
	line chan string // the first one
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.text.Len() == 0 {
		first, _, _ := strings.Cut(string(p), "\n")
		o.line <- first
	}
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
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

func startProxy(t testing.TB, target, contract string, args ...string) *running {
	t.Helper()
	folder, file := contractFile(t, contract)
	ctx, stop := context.WithCancel(t.Context())
	p := &running{t: t, folder: folder, har: filepath.Join(folder, "recording.har"), stop: stop, done: make(chan int, 1),
		stderr: &output{line: make(chan string, 1)}}
	args = append([]string{"proxy", "--target", target, "--listen", "127.0.0.1:0", "--contract", file}, args...)
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "FOLDER", folder)
	}
	go func() { p.done <- Run(ctx, args, strings.NewReader(""), &p.stdout, p.stderr) }()
	select {
	case first := <-p.stderr.line:
		var ok bool
		if p.url, ok = strings.CutPrefix(first, "listening on "); !ok || !strings.HasPrefix(p.url, "http://127.0.0.1:") {
			t.Fatalf("the first line is %q", first)
		}
	case status := <-p.done:
		t.Fatalf("the proxy ended with %d: %s", status, p.stderr)
	}
	transport := &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 100}
	p.client = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		stop()
	})
	return p
}

// end stops the proxy and returns its exit status.
func (p *running) end() int {
	p.t.Helper()
	p.client.CloseIdleConnections()
	p.stop()
	select {
	case status := <-p.done:
		return status
	case <-time.After(40 * time.Second):
		p.t.Fatal("the proxy does not end")
		return -1
	}
}

// get reads a response to its end.
func (p *running) get(path string) (*http.Response, string) {
	p.t.Helper()
	req, err := http.NewRequest("GET", p.url+path, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.do(req)
}

func (p *running) do(req *http.Request) (*http.Response, string) {
	p.t.Helper()
	resp, err := p.client.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return resp, string(body)
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

// process is a proxy in a process of its own, as a user runs it.
type process struct {
	*exec.Cmd
	url            string
	har, contract  string
	stdout, stderr *bytes.Buffer
	read           chan struct{} // closed at the end of standard error
}

func startProcess(t *testing.T, target, contract string, args ...string) *process {
	t.Helper()
	folder, file := contractFile(t, contract)
	har := filepath.Join(folder, "recording.har")
	cmd := exec.Command(os.Args[0], append([]string{"proxy", "--target", target, "--listen", "127.0.0.1:0", "--contract", file, "--record", har}, args...)...)
	cmd.Env = append(os.Environ(), processVariable+"=1")
	p := &process{Cmd: cmd, har: har, contract: file, stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}, read: make(chan struct{})}
	cmd.Stdout = p.stdout
	pipe, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	lines := bufio.NewReader(pipe)
	first, err := lines.ReadString('\n')
	var ok bool
	if p.url, ok = strings.CutPrefix(strings.TrimSuffix(first, "\n"), "listening on "); err != nil || !ok {
		t.Fatalf("the first line is %q, %v", first, err)
	}
	go func() {
		defer close(p.read)
		io.Copy(p.stderr, lines)
	}()
	return p
}

// signal sends a signal and waits for the process's end.
func (p *process) signal(t *testing.T, s syscall.Signal) int {
	t.Helper()
	if err := p.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
	return p.ended()
}

func (p *process) ended() int {
	<-p.read
	p.Wait()
	return p.ProcessState.ExitCode()
}
