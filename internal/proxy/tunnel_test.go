package proxy

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/internal/harness"
)

// tunnelServer serves an upgrade, then echoes lines.
func tunnelServer(w http.ResponseWriter, r *http.Request) {
	conn, buffer, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\nX-Key: "+
		r.Header.Get("Sec-WebSocket-Key")+"\r\n\r\n")
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
	io.WriteString(conn, "GET /socket HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: echo\r\n"+
		"Sec-WebSocket-Key: abc\r\n\r\n")
	lines := bufio.NewReader(conn)
	resp, err := http.ReadResponse(lines, nil)
	if err != nil || resp.StatusCode != 101 || resp.Header.Get("X-Key") != "abc" ||
		resp.Header.Get("Upgrade") != "echo" {
		t.Fatalf("got %v, %v", resp, err)
	}
	return conn, lines
}

// TestTunnels: an upgraded connection passes both ways, and is closed when the proxy stops.
func TestTunnels(t *testing.T) {
	t.Parallel()
	p := start(t, harness.Server(t, tunnelServer).URL, harness.Contract)
	conn, lines := openTunnel(t, p.url)
	for i := range 100 {
		want := fmt.Sprintf("line %d\n", i)
		io.WriteString(conn, want)
		if line, err := lines.ReadString('\n'); line != want {
			t.Fatalf("got %q, %v", line, err)
		}
	}
	began := time.Now()
	if err := p.end(); err != nil || p.Report.Unmatched != 1 {
		t.Errorf("ended with %v: %s", err, p.written("text"))
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("the tunnel held the proxy for %v", took)
	}
	if _, err := lines.ReadString('\n'); err == nil {
		t.Error("the tunnel is still open")
	}
}
