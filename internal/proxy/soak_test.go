package proxy

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/internal/harness"
)

// soakBody is what the server of the soak answers to a request, 40 bytes to 8 KiB.
func soakBody(id string) string {
	digest := sum([]byte(id))
	return fmt.Sprintf(`{"id":%q,"sum":%q}`, id, strings.Repeat(digest, 1+int(digest[0])*int(digest[1])%127))
}

func sum(data []byte) string { return fmt.Sprintf("%x", sha256.Sum256(data)) }

// soakServer answers with soakBody, with and without a length, and compares what arrives.
func soakServer(t *testing.T) string {
	return harness.Server(t, func(w http.ResponseWriter, r *http.Request) {
		id := strings.TrimPrefix(r.URL.Path, "/things/")
		sent, err := io.ReadAll(r.Body)
		if err != nil || r.Method == "POST" && string(sent) != strings.Repeat(id, 500) {
			t.Errorf("request %s came with %d bytes, %v", id, len(sent), err)
		}
		body := soakBody(id)
		w.Header().Set("X-Sum", sum([]byte(body)))
		w.Header().Set("Content-Type", "application/json")
		if len(body)%2 == 0 {
			io.WriteString(w, body[:len(body)/2])
			w.(http.Flusher).Flush()
			body = body[len(body)/2:]
		}
		io.WriteString(w, body)
	}).URL
}

// soak makes one request and compares what comes back.
func (r *running) soak(i int) error {
	id, method, sent := fmt.Sprint("thing-", i), "GET", ""
	if i%2 == 0 {
		method, sent = "POST", strings.Repeat(id, 500)
	}
	req, err := http.NewRequest(method, r.url+"/things/"+id, strings.NewReader(sent))
	if err != nil {
		return err
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != 200 || string(body) != soakBody(id) || resp.Header.Get("X-Sum") != sum(body) {
		return fmt.Errorf("the response %s: %d with %d bytes, %w", id, resp.StatusCode, len(body), err)
	}
	return nil
}

// TestSoak sends 10,000 requests from 64 clients, half of them with a body, and compares every byte that arrives, comes
// back and is recorded.
func TestSoak(t *testing.T) {
	t.Parallel()
	const clients = 64
	requests := 10_000
	if testing.Short() {
		requests = 2000
	}
	document := strings.Replace(harness.Contract, "{id: {type: string}}", "{id: {type: string}, sum: {type: string}}", 1)
	p := start(t, soakServer(t), document)
	ids := make(chan int)
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for i := range ids {
				if err := p.soak(i); err != nil {
					t.Errorf("request %d: %v", i, err)
				}
			}
		})
	}
	for i := range requests {
		ids <- i
	}
	close(ids)
	wg.Wait()
	p.endsWith(requests, 0)
	if p.Report.Unmatched != requests/2 || p.Report.Additive != 0 {
		t.Errorf("reported %s", p.written("text"))
	}
	recorded := map[string]bool{}
	for x, err := range recording.Read(p.har) {
		if err != nil {
			t.Fatal(err)
		}
		id := strings.TrimPrefix(x.Path(), "/things/")
		if recorded[id] || !bytes.Equal(x.Body, []byte(soakBody(id))) {
			t.Errorf("entry %d: %s is recorded twice, or with another body", x.Entry, id)
		}
		recorded[id] = true
	}
	if len(recorded) != requests {
		t.Errorf("%d exchanges are recorded, want %d", len(recorded), requests)
	}
}
