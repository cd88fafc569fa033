package main

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
)

// soakBody is what the server of the soak answers to a request, of 40 bytes to 8 KiB.
func soakBody(id string) string {
	sum := fmt.Sprintf("%x", sha256.Sum256([]byte(id)))
	return fmt.Sprintf(`{"id":%q,"sum":%q}`, id, strings.Repeat(sum, 1+int(sum[0])*int(sum[1])%127))
}

// TestProxySoak sends 20,000 requests from 64 clients, half of them with a body, and compares every byte that comes, arrives and is recorded.
func TestProxySoak(t *testing.T) {
	const clients = 64
	requests := 20_000
	if testing.Short() {
		requests = 2000
	}
	server := serverOf(t, func(w http.ResponseWriter, r *http.Request) {
		id := strings.TrimPrefix(r.URL.Path, "/things/")
		if sent, err := io.ReadAll(r.Body); err != nil || r.Method == "POST" && string(sent) != strings.Repeat(id, 500) {
			t.Errorf("request %s came with %d bytes, %v", id, len(sent), err)
		}
		body := soakBody(id)
		w.Header().Set("X-Sum", fmt.Sprintf("%x", sha256.Sum256([]byte(body))))
		w.Header().Set("Content-Type", "application/json")
		if len(body)%2 == 0 { // without a length
			io.WriteString(w, body[:len(body)/2])
			w.(http.Flusher).Flush()
			body = body[len(body)/2:]
		}
		io.WriteString(w, body)
	})
	contract := strings.Replace(thingContract, "{id: {type: string}}", "{id: {type: string}, sum: {type: string}}", 1)
	p := startProxy(t, server.URL, contract, "--record", "FOLDER/recording.har")
	ids := make(chan int)
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for i := range ids {
				id, method, sent := fmt.Sprint("thing-", i), "GET", ""
				if i%2 == 0 {
					method, sent = "POST", strings.Repeat(id, 500)
				}
				req, err := http.NewRequest(method, p.url+"/things/"+id, strings.NewReader(sent))
				if err != nil {
					t.Error(err)
					continue
				}
				resp, err := p.client.Do(req)
				if err != nil {
					t.Errorf("request %s: %v", id, err)
					continue
				}
				body, err := io.ReadAll(resp.Body)
				resp.Body.Close()
				if err != nil || resp.StatusCode != 200 || string(body) != soakBody(id) || resp.Header.Get("X-Sum") != fmt.Sprintf("%x", sha256.Sum256(body)) {
					t.Errorf("response %s: %d with %d bytes, %v", id, resp.StatusCode, len(body), err)
				}
			}
		})
	}
	for i := range requests {
		ids <- i
	}
	close(ids)
	wg.Wait()
	if status := p.end(); status != exitOK {
		t.Errorf("ended with %d: %s%s", status, p.stdout.String(), p.stderr)
	}
	if want := fmt.Sprintf("%d exchanges, %d unmatched: 0 breaking, 0 additive", requests, requests/2); !strings.Contains(p.stdout.String(), want) {
		t.Errorf("got %s, want %s", p.stdout.String(), want)
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
