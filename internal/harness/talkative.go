package harness

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"testing"
	"time"
)

// Talkative starts a server that answers one request with 404, and then sends a response that nobody asked for, with a
// credential, which net/http logs with its content. It returns the server's URL, and what is closed when all is sent.
func Talkative(t testing.TB) (url string, said <-chan struct{}) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		if _, err := http.ReadRequest(bufio.NewReader(conn)); err != nil {
			return
		}
		fmt.Fprint(conn, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
		time.Sleep(100 * time.Millisecond) // until the connection is idle
		fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nSet-Cookie: sid=hunter2hunter2\r\n\r\n")
		time.Sleep(100 * time.Millisecond)
	}()
	return "http://" + listener.Addr().String(), done
}
