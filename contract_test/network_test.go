package contract_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

var (
	live   = flag.Bool("live", false, "ask a real server, and write nothing: see TestServer")
	record = flag.Bool("record", false, "ask a real server, and write its answers to testdata/recorded: see TestServer")
)

// network is the one transport that leaves this machine. It is nil without -live and -record.
var network http.RoundTripper

// TestMain lets nobody but [TestServer] reach a network, and fails the run if anybody tried, whatever became of the
// attempt. What it watches is what every HTTP client here uses: http.DefaultTransport, and the resolver of host
// names.
func TestMain(m *testing.M) {
	flag.Parse()
	shared := http.DefaultTransport.(*http.Transport)
	if *live || *record {
		network = shared.Clone()
	} else {
		// Also what another transport looks a name up with.
		net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: guard.dial}
	}
	shared.Proxy, shared.DialContext = nil, guard.dial
	status := m.Run()
	if attempts := guard.attempts(); len(attempts) > 0 {
		fmt.Fprintf(
			os.Stderr,
			"FAIL: tests reach no network without -live or -record, but %s was tried\n",
			strings.Join(attempts, ", "),
		)
		status = 1
	}
	os.Exit(status)
}

// guard refuses to connect, and remembers it, but for the servers that a test started itself.
var guard = &guarded{allowed: map[string]int{}}

type guarded struct {
	mu      sync.Mutex
	allowed map[string]int // how many tests allow an address
	refused []string
}

func (g *guarded) dial(ctx context.Context, kind, address string) (net.Conn, error) {
	g.mu.Lock()
	allowed := g.allowed[address] > 0
	if !allowed {
		g.refused = append(g.refused, kind+" "+address)
	}
	g.mu.Unlock()
	if !allowed {
		return nil, errors.New("tests reach no network without -live or -record")
	}
	return new(net.Dialer).DialContext(ctx, kind, address)
}

func (g *guarded) attempts() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.refused
}

// allow lets the test connect to one server of its own, which listens on loopback.
func allow(t *testing.T, baseURL string) {
	t.Helper()
	u, err := url.Parse(baseURL)
	if err != nil || !net.ParseIP(u.Hostname()).IsLoopback() || u.Port() == "" {
		t.Fatalf("%s is not a port of loopback: %v", baseURL, err)
	}
	change := func(by int) {
		guard.mu.Lock()
		defer guard.mu.Unlock()
		guard.allowed[u.Host] += by
	}
	change(1)
	t.Cleanup(func() { change(-1) })
}

// loopback starts a server that the test may reach.
func loopback(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	allow(t, server.URL)
	return server
}

// reaching are ways to reach a server, each of which ignores what comes of it, as a test that leaks a request would.
var reaching = map[string]func(t *testing.T){
	"an address": func(*testing.T) { ignore(http.Get("http://192.0.2.1/")) },
	"a name":     func(*testing.T) { ignore(http.Get("http://api.supermemory.ai/")) },
	"a name, with another transport": func(*testing.T) {
		ignore((&http.Client{Transport: &http.Transport{}}).Get("http://api.supermemory.ai/"))
	},
	"loopback": func(*testing.T) {
		server := httptest.NewServer(http.NotFoundHandler())
		defer server.Close()
		ignore(http.Get(server.URL))
	},
	"an allowed server": func(t *testing.T) { ignore(http.Get(loopback(t, http.NotFound).URL)) },
	"nothing":           func(*testing.T) {},
}

func ignore(resp *http.Response, err error) {
	if err == nil {
		resp.Body.Close()
	}
}

const reachVariable = "CONTRACT_TEST_REACH"

// TestReach is run by [TestAttemptsToReachANetworkFail] alone, in another process.
func TestReach(t *testing.T) {
	reach, ok := reaching[os.Getenv(reachVariable)]
	if !ok {
		t.Skip("it is the control of another test")
	}
	reach(t)
}

// TestAttemptsToReachANetworkFail is the control of [TestMain]: a test that passes, and reaches out, fails the run.
func TestAttemptsToReachANetworkFail(t *testing.T) {
	t.Parallel()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for how := range reaching {
		t.Run(how, func(t *testing.T) {
			command := exec.Command(program, "-test.run=^TestReach$", "-test.v")
			command.Env = append(os.Environ(), reachVariable+"="+how)
			out, err := command.CombinedOutput()
			refused := strings.Contains(string(out), "--- PASS: TestReach") &&
				strings.Contains(string(out), "FAIL: tests reach no network")
			harmless := how == "an allowed server" || how == "nothing"
			if (err == nil) != harmless || refused == harmless {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
