package contract_test

import (
	"bytes"
	"cmp"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/api"
	"github.com/seed-97812ecd/supermemory-go/api/apitest"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
)

// TestServer drives the client against a real server, and compares the answers with the contract: with -live and
// nothing more, with -record it also writes them to testdata/recorded. Without either it is skipped. It reads
//
//	SUPERMEMORY_API_KEY             the key, required
//	SUPERMEMORY_BASE_URL            the server; by default the hosted API
//	SUPERMEMORY_TEST_CONNECTION_ID  a disposable connection, which is deleted if
//	SUPERMEMORY_CONFIRM_DELETE      repeats its ID; its documents are kept
//
// Without the last two it deletes nothing: it asks for a connection that cannot exist.
func TestServer(t *testing.T) {
	if !*live && !*record {
		t.Skip("no server is asked without -live or -record")
	}
	server := target{
		baseURL:      cmp.Or(os.Getenv("SUPERMEMORY_BASE_URL"), api.DefaultBaseURL),
		key:          os.Getenv("SUPERMEMORY_API_KEY"),
		connectionID: os.Getenv("SUPERMEMORY_TEST_CONNECTION_ID"),
		confirmation: os.Getenv("SUPERMEMORY_CONFIRM_DELETE"),
		now:          time.Now(),
		transport:    network,
	}
	if *record {
		server.recordings = "testdata/recorded"
	}
	session, err := newSession(server)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(t.Context(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	for _, p := range session.probes() {
		t.Run(strconv.Itoa(p.status), func(t *testing.T) {
			if p.skip != "" {
				t.Skip(p.skip)
			}
			if err := session.ask(ctx, p); err != nil {
				t.Error(err)
			}
		})
	}
	r, err := session.end(ctx)
	if err != nil {
		t.Error(err)
	}
	var text bytes.Buffer
	if err := report.Text(&text, r); err != nil {
		t.Error(err)
	}
	t.Log("\n" + session.hide(text.String()))
	if r.Breaking > 0 {
		t.Error("the server has drifted from the contract")
	}
}

// testServer is TestServer in another process, with a flag and an environment, in a folder with an earlier recording.
func testServer(t *testing.T, flag string, environment ...string) (command *exec.Cmd, folder string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	folder = filepath.Join(root, "testdata", "recorded")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "earlier.yaml"), []byte("earlier"), 0o600); err != nil {
		t.Fatal(err)
	}
	command = exec.CommandContext(t.Context(), program, "-test.v", "-test.run=^TestServer$", flag)
	command.Dir = root
	command.Env = append(
		os.Environ(),
		"SUPERMEMORY_API_KEY=",
		"SUPERMEMORY_TEST_CONNECTION_ID=",
		"SUPERMEMORY_CONFIRM_DELETE=",
		"VCR_DEBUG=1",
	) // It makes a recorder of go-vcr print all that it sees, unless it was given something else to print to.
	command.Env = append(command.Env, environment...)
	return command, folder
}

// TestFlags runs [TestServer] with each flag against a server on loopback.
func TestFlags(t *testing.T) {
	t.Parallel()
	server := apitest.NewServer(t, api.DeletedConnection{ID: disposable, Provider: "notion"})
	at, key, id := "SUPERMEMORY_BASE_URL="+server.URL, "SUPERMEMORY_API_KEY="+server.Key,
		"SUPERMEMORY_TEST_CONNECTION_ID="+disposable
	for _, c := range []struct {
		name, flag  string
		environment []string
		passes      bool
		says        string
		files       int
		deleted     int // connections in all
	}{
		{"no flag", "-live=false", []string{at, key}, true, "no server is asked without -live or -record", 0, 0},
		{"no key", "-live", []string{at}, false, "SUPERMEMORY_API_KEY is not set", 0, 0},
		{"no key to record with", "-record", []string{at}, false, "SUPERMEMORY_API_KEY is not set", 0, 0},
		{"no connection", "-live", []string{at, key}, true, "SUPERMEMORY_TEST_CONNECTION_ID names none that may be", 0, 0},
		{"not confirmed", "-record", []string{at, key, id}, true, "SUPERMEMORY_CONFIRM_DELETE does not repeat its ID", 2, 0},
		{
			"confirmed", "-record", []string{at, key, id, "SUPERMEMORY_CONFIRM_DELETE=" + disposable}, true,
			"--- PASS: TestServer/200", 3, 1,
		},
		{
			"deleted before", "-record", []string{at, key, id, "SUPERMEMORY_CONFIRM_DELETE=" + disposable}, false,
			"expected status 200, saw 404", 0, 1,
		},
		{"a wrong key", "-record", []string{at, key + "x"}, false, "expected status 404, saw 401", 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			command, folder := testServer(t, c.flag, c.environment...)
			out, err := command.CombinedOutput()
			if (err == nil) != c.passes || !strings.Contains(string(out), c.says) ||
				strings.Contains(string(out), disposable) {
				t.Errorf("%v\n%s", err, out)
			}
			asked := c.name != "no flag" && !strings.HasPrefix(c.name, "no key")
			if asked != strings.Contains(string(out), "--- SKIP: TestServer/500") ||
				asked != strings.Contains(string(out), "OPERATION") {
				t.Errorf("%s", out)
			}
			if files := contents(t, folder); len(files) != c.files+1 || len(server.Deleted()) != c.deleted {
				t.Errorf("files %q, deleted %+v", files, server.Deleted())
			}
		})
	}
}

// TestInterrupt interrupts [TestServer] as Ctrl-C does, and kills it, both while the server has the second request.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{os.Interrupt, os.Kill} {
		t.Run(signal.String(), func(t *testing.T) {
			if runtime.GOOS == "windows" && signal == os.Interrupt {
				t.Skip("Windows cannot send an interrupt to one process")
			}
			started := make(chan *os.Process, 1)
			var requests atomic.Int32
			server := loopback(t, func(w http.ResponseWriter, r *http.Request) {
				if requests.Add(1) == 2 {
					if err := (<-started).Signal(signal); err != nil {
						t.Error(err)
					}
					<-r.Context().Done()
				}
				answer(w, r, "sm_apitest", "")
			})
			command, folder := testServer(t, "-record", "SUPERMEMORY_BASE_URL="+server.URL, "SUPERMEMORY_API_KEY=sm_apitest")
			earlier := filepath.Join(
				folder,
				(&session{target: target{baseURL: server.URL, now: time.Now()}}).recordingName(401),
			)
			if err := os.WriteFile(earlier, []byte("earlier"), 0o600); err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			command.Stdout, command.Stderr = &out, &out
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			started <- command.Process
			if err := command.Wait(); err == nil {
				t.Errorf("it passed:\n%s", &out)
			}
			files := contents(t, folder)
			for name, data := range files {
				if data != "earlier" &&
					!strings.HasPrefix(name, ".recording-") { // What is aside stays when the process is killed.
					t.Errorf("%s was written: %s", name, data)
				}
			}
			if signal == os.Interrupt && len(files) != 2 || requests.Load() != 2 || string(read(t, earlier)) != "earlier" {
				t.Errorf("%d requests, files %q\n%s", requests.Load(), files, &out)
			}
		})
	}
}
