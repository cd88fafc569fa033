package contract_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

func TestHeaders(t *testing.T) {
	contract, err := contract.Load([]byte(`openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /a:
    get: {responses: {"200": {description: d, headers: {x-one: {schema: {type: string}}, Content-Type: {schema: {type: string}}}}}}
    put: {responses: {"200": {description: d, headers: {X-ONE: {schema: {type: string}}}}, default: {description: d, headers: {A: {schema: {type: string}}}}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	if got := contract.Headers(); !slices.Equal(got, []string{"A", "X-One"}) {
		t.Errorf("got %q", got)
	}
}

// TestTransportWithoutContract: exchanges are reported, and not judged.
func TestTransportWithoutContract(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "hello") }))
	defer server.Close()
	var got drift.Exchange
	client := &http.Client{Transport: contract.Transport(nil, nil, func(x drift.Exchange, findings []drift.Finding) {
		if got = x; len(findings) > 0 {
			t.Errorf("judged: %v", findings)
		}
	})}
	defer client.CloseIdleConnections()
	resp, err := client.Get(server.URL + "/things/1")
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	if string(got.Body) != "hello" || got.Status != 200 {
		t.Errorf("reported %+v", got)
	}
}
