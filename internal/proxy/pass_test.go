package proxy

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/internal/harness"
)

// TestPassesRequests compares what arrives with what was sent.
func TestPassesRequests(t *testing.T) {
	t.Parallel()
	var arrived *http.Request
	var body string
	server := harness.Server(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		arrived, body = r, string(b)
	})
	host := strings.TrimPrefix(server.URL, "http://")
	for _, c := range []struct{ base, uri, want string }{
		{"", "/things/a%2Fb?x=1;y=%zz&&z", "/things/a%2Fb?x=1;y=%zz&&z"},
		{"", "/things/%7Ea?", "/things/%7Ea?"},
		{"", "//things//1", "//things//1"},
		{"", "/", "/"},
		{"/base", "/things/a%2Fb?q", "/base/things/a%2Fb?q"},
		{"/ba%2Fse/", "/things/1", "/ba%2Fse/things/1"},
		{"/base/", "//1", "/base//1"},
		{"", `/things/a|b"c^d`, `/things/a|b"c^d`},
	} {
		p := start(t, server.URL+c.base, harness.Contract)
		conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "PATCH %s HTTP/1.1\r\nHost: elsewhere\r\nX-Forwarded-For: 1.2.3.4\r\n"+
			"X-Two: a\r\nX-Two: b\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello", c.uri)
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || resp.StatusCode != 200 {
			t.Fatalf("%s: %v, %v", c.uri, resp, err)
		}
		conn.Close()
		if arrived.RequestURI != c.want || arrived.Method != "PATCH" || arrived.Host != host || body != "hello" {
			t.Errorf("%s with base %q: %s %s for %s with %q arrived",
				c.uri, c.base, arrived.Method, arrived.RequestURI, arrived.Host, body)
		}
		want := http.Header{"X-Forwarded-For": {"1.2.3.4"}, "X-Two": {"a", "b"}, "Content-Length": {"5"}}
		if fmt.Sprint(arrived.Header) != fmt.Sprint(want) {
			t.Errorf("the fields %v arrived, want %v", arrived.Header, want)
		}
		p.end()
	}
}

// rawServer answers every request with the same bytes.
func rawServer(t *testing.T, response string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			http.ReadRequest(bufio.NewReader(conn))
			io.WriteString(conn, response)
			conn.Close()
		}
	}()
	return "http://" + listener.Addr().String()
}

// TestPassesResponses has a target that sends neither Date nor Content-Type, and one that informs beforehand.
func TestPassesResponses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		response, want string
		status         int
	}{
		{
			"200 OK\r\nContent-Length: 6\r\nX-A: 1\r\nX-A: 2\r\nSet-Cookie: a=b\r\n\r\n<html>",
			"map[Content-Length:[6] Set-Cookie:[a=b] X-A:[1 2]]", 200,
		},
		{
			"103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 299 Odd\r\nContent-Length: 0\r\n\r\n",
			"map[Content-Length:[0]]", 299,
		},
		{
			"503 Sorry\r\nContent-Length: 2\r\nContent-Type: a/b\r\nDate: never\r\n\r\n{}",
			"map[Content-Length:[2] Content-Type:[a/b] Date:[never]]", 503,
		},
		{"304 Not Modified\r\nEtag: x\r\n\r\n", "map[Etag:[x]]", 304},
	} {
		p := start(t, rawServer(t, "HTTP/1.1 "+c.response), harness.Contract)
		var early string
		req, _ := http.NewRequest("GET", p.url+"/things/1", nil)
		req = req.WithContext(httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
			Got1xxResponse: func(code int, h textproto.MIMEHeader) error {
				early = fmt.Sprint(code, h)
				return nil
			},
		}))
		resp, _ := p.do(req)
		if resp.StatusCode != c.status || fmt.Sprint(map[string][]string(resp.Header)) != c.want {
			t.Errorf("%q becomes %d %v", c.response, resp.StatusCode, resp.Header)
		}
		if want := map[bool]string{true: "103 map[Link:[</a>]]"}[c.status == 299]; early != want {
			t.Errorf("%q: the informational response %q came, want %q", c.response, early, want)
		}
		p.end()
	}
}

// TestStreams reads the first part of a response that the server has not finished, with a known length and without.
func TestStreams(t *testing.T) {
	t.Parallel()
	for _, length := range []string{"", "12"} {
		release := make(chan struct{})
		server := harness.Server(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			if length != "" {
				w.Header().Set("Content-Length", length)
			}
			w.WriteHeader(200)
			w.(http.Flusher).Flush()
			release <- struct{}{}
			io.WriteString(w, `{"id":`)
			w.(http.Flusher).Flush()
			<-release
			io.WriteString(w, `"a7b"}`)
		})
		p := start(t, server.URL, harness.Contract)
		resp, err := p.client.Get(p.url + "/things/1") // the header comes before any of the body
		if err != nil {
			t.Fatal(err)
		}
		<-release
		part := make([]byte, 6)
		if _, err := io.ReadFull(resp.Body, part); err != nil || string(part) != `{"id":` {
			t.Fatalf("got %q, %v", part, err)
		}
		close(release)
		if rest, err := io.ReadAll(resp.Body); err != nil || string(rest) != `"a7b"}` {
			t.Errorf("got %q, %v", rest, err)
		}
		resp.Body.Close()
		p.endsWith(1, 0)
	}
}

// TestStreamsRequests reads an answer to the first part of a request that the client has not finished.
func TestStreamsRequests(t *testing.T) {
	t.Parallel()
	server := harness.Server(t, func(w http.ResponseWriter, r *http.Request) {
		http.NewResponseController(w).EnableFullDuplex()
		lines := bufio.NewScanner(r.Body)
		for lines.Scan() {
			fmt.Fprintln(w, lines.Text())
			w.(http.Flusher).Flush()
		}
	})
	p := start(t, server.URL, harness.Contract)
	r, w := io.Pipe()
	go io.WriteString(w, "one\n")
	resp, err := p.client.Post(p.url+"/echo", "text/plain", r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewReader(resp.Body)
	if line, err := lines.ReadString('\n'); line != "one\n" {
		t.Fatalf("got %q, %v", line, err)
	}
	io.WriteString(w, "two\n")
	if line, err := lines.ReadString('\n'); line != "two\n" {
		t.Errorf("got %q, %v", line, err)
	}
	w.Close()
}

func TestPassesTrailers(t *testing.T) {
	t.Parallel()
	server := harness.Server(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Trailer", "X-Announced")
		harness.Respond(w, 200, `{"id":"a"}`)
		w.Header().Set("X-Announced", r.Header.Get("Te"))
		w.Header().Set(http.TrailerPrefix+"X-Surprise", "2")
	})
	p := start(t, server.URL, harness.Contract)
	req, _ := http.NewRequest("GET", p.url+"/things/1", nil)
	req.Header.Set("Te", "trailers")
	resp, body := p.do(req)
	if fmt.Sprint(resp.Trailer) != "map[X-Announced:[trailers] X-Surprise:[2]]" || body != `{"id":"a"}` {
		t.Errorf("got %q with %v", body, resp.Trailer)
	}
}

// TestPassesCodings: the bytes stay, and are judged decoded where the coding is known.
func TestPassesCodings(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, `{"id":7}`)
	z.Close()
	var accepted string
	server := harness.Server(t, func(w http.ResponseWriter, r *http.Request) {
		accepted = r.Header.Get("Accept-Encoding")
		w.Header().Set("Content-Encoding", r.URL.RawQuery)
		harness.Respond(w, 200, packed.String())
	})
	for coding, want := range map[string]int{"gzip": 1, "br": 0} {
		p := start(t, server.URL, harness.Contract)
		resp, body := p.get("/things/1?" + coding)
		if body != packed.String() || resp.Header.Get("Content-Encoding") != coding || accepted != "" {
			t.Errorf("%s: got %q %v; the server was asked for %q", coding, body, resp.Header, accepted)
		}
		p.endsWith(1, want)
	}
}

// TestPassesLongBodies sends 32 MiB both ways.
func TestPassesLongBodies(t *testing.T) {
	t.Parallel()
	const size = 32 << 20
	stream := func(seed byte) io.Reader { return io.LimitReader(rand.NewChaCha8([32]byte{seed}), size) }
	sum := func(r io.Reader) string {
		h := sha256.New()
		n, err := io.Copy(h, r)
		return fmt.Sprintf("%d %v %x", n, err, h.Sum(nil))
	}
	arrived := make(chan string, 1)
	server := harness.Server(t, func(w http.ResponseWriter, r *http.Request) {
		arrived <- sum(r.Body)
		w.Header().Set("Content-Type", "application/json")
		io.Copy(w, stream(2))
	})
	document := strings.Replace(harness.Contract, "    get:", "    post:", 1)
	p := start(t, server.URL, document)
	resp, err := p.client.Post(p.url+"/things/1", "application/octet-stream", stream(1))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got, want := sum(resp.Body), sum(stream(2)); got != want {
		t.Errorf("the response came as %s, want %s", got, want)
	}
	if got, want := <-arrived, sum(stream(1)); got != want {
		t.Errorf("the request came as %s, want %s", got, want)
	}
	p.endsWith(1, 0) // a body that is too long is not judged
	har := p.recorded()
	if !strings.Contains(har, `"content":{"size":33554432,"mimeType":"application/json","comment":"truncated:`) {
		t.Errorf("recorded as %s", har)
	}
}

// TestPassesCutOffs: a response that ends early ends early for the client, too.
func TestPassesCutOffs(t *testing.T) {
	t.Parallel()
	server := harness.Server(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		harness.Respond(w, 200, `{"id":`)
	})
	p := start(t, server.URL, harness.Contract)
	resp, err := p.client.Get(p.url + "/things/1")
	if err == nil {
		var body []byte
		body, err = io.ReadAll(resp.Body)
		resp.Body.Close()
		t.Logf("got %q", body)
	}
	if err == nil {
		t.Error("the client took the response for whole")
	}
	p.endsWith(1, 0)
}
