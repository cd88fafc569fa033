package contract_test

import (
	"net/http"
	"sync"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/api"
	"github.com/seed-97812ecd/supermemory-go/api/apitest"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

// TestStandInConforms compares every answer of apitest's server with the contract.
func TestStandInConforms(t *testing.T) {
	t.Parallel()
	c, _ := load(t)
	server := apitest.NewServer(t, api.DeletedConnection{ID: disposable, Provider: "notion"})
	allow(t, server.URL)
	var mu sync.Mutex
	seen := map[drift.Status]int{}
	client := &http.Client{
		Transport: contract.Transport(http.DefaultTransport, c, func(_ drift.Exchange, result drift.Result) {
			mu.Lock()
			defer mu.Unlock()
			for _, f := range result.Findings {
				t.Error(f)
			}
			seen[result.Response.Status]++
		}),
	}

	server.Inject(apitest.Fault{InternalError: true})
	for _, want := range []int{500, 200, 404} {
		_, err := server.Client(api.WithHTTPClient(client)).DeleteConnection(t.Context(), disposable)
		if (err == nil) != (want == 200) {
			t.Errorf("%d: %v", want, err)
		}
	}
	wrong, err := api.New("sm_wrong", api.WithBaseURL(server.URL), api.WithHTTPClient(client))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wrong.DeleteConnection(t.Context(), disposable); err == nil {
		t.Error("a wrong key passed")
	}
	for _, status := range []drift.Status{200, 401, 404, 500} { // The control: each response was matched, and so judged.
		if got := seen[status]; got != 1 {
			t.Errorf("%v was seen %d times", status, got)
		}
	}
}
