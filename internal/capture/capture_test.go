package capture_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/capture"
)

// TestTransport: the package contract tests which bodies are known; here it is that the exchange comes as it passed.
func TestTransport(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(
		http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "hello") }),
	)
	defer server.Close()
	var got drift.Exchange
	client := &http.Client{Transport: capture.Transport(nil, func(x drift.Exchange) { got = x })}
	defer client.CloseIdleConnections()
	resp, err := client.Get(server.URL + "/things/1")
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	if string(got.Body) != "hello" || got.Status != 200 || got.Method != "GET" || got.URL != server.URL+"/things/1" ||
		got.BodyUnknown {
		t.Errorf("saw %+v", got)
	}
}
