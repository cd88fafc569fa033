package main

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
	"time"
)

// TestProxyPassesRequests compares what arrives with what was sent.
func TestProxyPassesRequests(t *testing.T) {
	var arrived *http.Request
	var body string
	server := serverOf(t, func(w http.ResponseWriter, r *http.Request) {
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
		p := startProxy(t, server.URL+c.base, thingContract)
		conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "PATCH %s HTTP/1.1\r\nHost: elsewhere\r\nX-Forwarded-For: 1.2.3.4\r\nX-Two: a\r\nX-Two: b\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello", c.uri)
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || resp.StatusCode != 200 {
			t.Fatalf("%s: %v, %v", c.uri, resp, err)
		}
		conn.Close()
		if arrived.RequestURI != c.want || arrived.Method != "PATCH" || arrived.Host != host || body != "hello" {
			t.Errorf("%s with base %q: %s %s for %s with %q arrived", c.uri, c.base, arrived.Method, arrived.RequestURI, arrived.Host, body)
		}
		want := http.Header{"X-Forwarded-For": {"1.2.3.4"}, "X-Two": {"a", "b"}, "Content-Length": {"5"}}
		if fmt.Sprint(arrived.Header) != fmt.Sprint(want) {
			t.Errorf("the fields %v arrived, want %v", arrived.Header, want)
		}
		p.end()
	}
}

// TestProxyPassesResponses has a target that sends neither Date nor Content-Type, and one that informs beforehand.
func TestProxyPassesResponses(t *testing.T) {
	raw := func(response string) string {
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
	for _, c := range []struct {
		response, want string
		status         int
	}{
		{"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nX-A: 1\r\nX-A: 2\r\nSet-Cookie: a=b\r\n\r\n<html>", "map[Content-Length:[6] Set-Cookie:[a=b] X-A:[1 2]]", 200},
		{"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 299 Odd\r\nContent-Length: 0\r\n\r\n", "map[Content-Length:[0]]", 299},
		{"HTTP/1.1 503 Sorry\r\nContent-Length: 2\r\nContent-Type: a/b\r\nDate: never\r\n\r\n{}", "map[Content-Length:[2] Content-Type:[a/b] Date:[never]]", 503},
		{"HTTP/1.1 304 Not Modified\r\nEtag: x\r\n\r\n", "map[Etag:[x]]", 304},
	} {
		p := startProxy(t, raw(c.response), thingContract)
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

// TestProxyStreams reads the first part of a response that the server has not finished, with a known length and without.
func TestProxyStreams(t *testing.T) {
	for _, length := range []string{"", "12"} {
		release := make(chan struct{})
		server := serverOf(t, func(w http.ResponseWriter, r *http.Request) {
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
		p := startProxy(t, server.URL, thingContract)
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
		if status := p.end(); status != exitOK {
			t.Errorf("the proxy ended with %d: %s", status, p.stderr)
		}
	}
}

// TestProxyStreamsRequests reads an answer to the first part of a request that the client has not finished.
func TestProxyStreamsRequests(t *testing.T) {
	server := serverOf(t, func(w http.ResponseWriter, r *http.Request) {
		http.NewResponseController(w).EnableFullDuplex()
		lines := bufio.NewScanner(r.Body)
		for lines.Scan() {
			fmt.Fprintln(w, lines.Text())
			w.(http.Flusher).Flush()
		}
	})
	p := startProxy(t, server.URL, thingContract)
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

func TestProxyPassesTrailers(t *testing.T) {
	server := serverOf(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Trailer", "X-Announced")
		respond(w, 200, `{"id":"a"}`)
		w.Header().Set("X-Announced", r.Header.Get("Te"))
		w.Header().Set(http.TrailerPrefix+"X-Surprise", "2")
	})
	p := startProxy(t, server.URL, thingContract)
	req, _ := http.NewRequest("GET", p.url+"/things/1", nil)
	req.Header.Set("Te", "trailers")
	resp, body := p.do(req)
	if fmt.Sprint(resp.Trailer) != "map[X-Announced:[trailers] X-Surprise:[2]]" || body != `{"id":"a"}` {
		t.Errorf("got %q with %v", body, resp.Trailer)
	}
}

// TestProxyPassesCodings: the bytes stay, and are judged decoded where the coding is known.
func TestProxyPassesCodings(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, `{"id":7}`)
	z.Close()
	var accepted string
	server := serverOf(t, func(w http.ResponseWriter, r *http.Request) {
		accepted = r.Header.Get("Accept-Encoding")
		w.Header().Set("Content-Encoding", r.URL.RawQuery)
		respond(w, 200, packed.String())
	})
	for coding, want := range map[string]int{"gzip": 1, "br": 0} {
		p := startProxy(t, server.URL, thingContract)
		if resp, body := p.get("/things/1?" + coding); body != packed.String() || resp.Header.Get("Content-Encoding") != coding || accepted != "" {
			t.Errorf("%s: got %q %v; the server was asked for %q", coding, body, resp.Header, accepted)
		}
		p.end()
		if n := strings.Count(p.stderr.String(), "value-type"); n != want {
			t.Errorf("%s: %d findings, want %d: %s", coding, n, want, p.stderr)
		}
	}
}

// TestProxyPassesLongBodies sends 32 MiB both ways.
func TestProxyPassesLongBodies(t *testing.T) {
	const size = 32 << 20
	stream := func(seed byte) io.Reader { return io.LimitReader(rand.NewChaCha8([32]byte{seed}), size) }
	sum := func(r io.Reader) string {
		h := sha256.New()
		n, err := io.Copy(h, r)
		return fmt.Sprintf("%d %v %x", n, err, h.Sum(nil))
	}
	arrived := make(chan string, 1)
	server := serverOf(t, func(w http.ResponseWriter, r *http.Request) {
		arrived <- sum(r.Body)
		w.Header().Set("Content-Type", "application/json")
		io.Copy(w, stream(2))
	})
	p := startProxy(t, server.URL, strings.Replace(thingContract, "    get:", "    post:", 1), "--record", "FOLDER/recording.har")
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
	if status := p.end(); status != exitOK {
		t.Errorf("a body that is too long was judged: %d, %s", status, p.stderr)
	}
	har := readFile(t, p.har)
	if !strings.Contains(har, `"content":{"size":33554432,"mimeType":"application/json","comment":"truncated:`) {
		t.Errorf("recorded as %s", har)
	}
}

// TestProxyPassesCutOffs: a response that ends early ends early for the client, too.
func TestProxyPassesCutOffs(t *testing.T) {
	server := serverOf(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		respond(w, 200, `{"id":`)
	})
	p := startProxy(t, server.URL, thingContract)
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
	if status := p.end(); status != exitOK || strings.Contains(p.stdout.String(), "body-") {
		t.Errorf("ended with %d: %s", status, p.stdout.String())
	}
}

// tunnelServer serves an upgrade, then echoes lines.
func tunnelServer(w http.ResponseWriter, r *http.Request) {
	conn, buffer, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\nX-Key: "+r.Header.Get("Sec-WebSocket-Key")+"\r\n\r\n")
	for {
		line, err := buffer.ReadString('\n')
		if err != nil {
			return
		}
		io.WriteString(conn, line)
	}
}

func openTunnel(t *testing.T, url string) (net.Conn, *bufio.Reader) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	io.WriteString(conn, "GET /socket HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: echo\r\nSec-WebSocket-Key: abc\r\n\r\n")
	lines := bufio.NewReader(conn)
	resp, err := http.ReadResponse(lines, nil)
	if err != nil || resp.StatusCode != 101 || resp.Header.Get("X-Key") != "abc" || resp.Header.Get("Upgrade") != "echo" {
		t.Fatalf("got %v, %v", resp, err)
	}
	return conn, lines
}

// TestProxyTunnels: an upgraded connection passes both ways, and is closed when the proxy stops.
func TestProxyTunnels(t *testing.T) {
	p := startProxy(t, serverOf(t, tunnelServer).URL, thingContract, "--record", "FOLDER/recording.har")
	conn, lines := openTunnel(t, p.url)
	for i := range 100 {
		want := fmt.Sprintf("line %d\n", i)
		io.WriteString(conn, want)
		if line, err := lines.ReadString('\n'); line != want {
			t.Fatalf("got %q, %v", line, err)
		}
	}
	start := time.Now()
	if status := p.end(); status != exitUnknown { // no operation matches
		t.Errorf("ended with %d", status)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("the tunnel held the proxy for %v", took)
	}
	if _, err := lines.ReadString('\n'); err == nil {
		t.Error("the tunnel is still open")
	}
}
