package contract_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// net/http logs what a server sends that nobody asked for, credentials included, and a workflow publishes what a live
// run prints.
func init() { log.SetOutput(io.Discard) }

const quietVariable = "CONTRACT_TEST_QUIET"

// TestQuiet sends a request to a server that goes on after its answer, in a process of its own.
func TestQuiet(t *testing.T) {
	t.Parallel()
	if os.Getenv(quietVariable) != "" {
		askTalkative(t)
		return
	}
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestQuiet$")
	command.Env = append(os.Environ(), quietVariable+"=1")
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	if err := command.Run(); err != nil || strings.Contains(out.String(), "hunter2") {
		t.Errorf("%v: %s", err, &out)
	}
}

func askTalkative(t *testing.T) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	said := make(chan struct{})
	go func() {
		defer close(said)
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
	resp, err := (&http.Client{Transport: &http.Transport{}}).Get("http://" + listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	<-said
}
