package harness

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// Talkative starts a server that answers one request with 404. When it is told to, after the client has the answer, it
// sends a response that nobody asked for, with a credential, which net/http logs with its content. The function that
// tells it so returns when the client has hung up, which net/http does after it has logged.
func Talkative(t testing.TB) (url string, talk func()) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	answered := make(chan net.Conn, 1)
	go func() {
		defer close(answered)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		if _, err := http.ReadRequest(bufio.NewReader(conn)); err != nil {
			conn.Close()
			return
		}
		// Without a body, the client's connection is idle before the client has the answer.
		fmt.Fprint(conn, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
		answered <- conn
	}()
	return "http://" + listener.Addr().String(), func() {
		t.Helper()
		conn := <-answered
		if conn == nil {
			t.Fatal("there was no request")
		}
		defer conn.Close()
		conn.SetReadDeadline(time.Now().Add(30 * time.Second))
		fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nSet-Cookie: sid=hunter2hunter2\r\n\r\n")
		if n, err := io.Copy(io.Discard, conn); n > 0 || err != nil && !isReset(err) {
			t.Errorf("the client did not hang up: %d bytes, %v", n, err)
		}
	}
}

// isReset reports whether the other side has closed the connection with something unread.
func isReset(err error) bool {
	timeout, ok := err.(net.Error)
	return ok && !timeout.Timeout()
}
