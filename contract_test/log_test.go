package contract_test

import (
	"bytes"
	"io"
	"log"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/internal/harness"
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
	server, talk := harness.Talkative(t)
	resp, err := (&http.Client{Transport: &http.Transport{}}).Get(server)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	talk()
}
