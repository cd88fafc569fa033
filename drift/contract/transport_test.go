package contract_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

type reported struct {
	exchange drift.Exchange
	findings []drift.Finding
}

// watch serves handler on loopback and gives a client whose exchanges are compared with a contract.
func watch(t *testing.T, handler http.HandlerFunc) (client *http.Client, url string, reports chan reported) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	c := contractOf(t, json200(`{type: object, required: [id], properties: {id: {type: string}}}`))
	reports = make(chan reported, 1000)
	client = &http.Client{
		Transport: contract.Transport(server.Client().Transport, c, func(x drift.Exchange, result drift.Result) {
			reports <- reported{x, result.Findings}
		}),
	}
	return client, server.URL, reports
}

func rules(findings []drift.Finding) string {
	var names []string
	for _, f := range findings {
		names = append(names, f.Rule)
	}
	return strings.Join(names, " ")
}

func TestTransport(t *testing.T) {
	long := `{"id":"` + strings.Repeat("x", contract.MaxTransportBody) + `"}`
	for name, c := range map[string]struct {
		path, mediaType, body string
		want                  string
		unknown               bool
	}{
		"conforms":           {"/things/1", appJSON, `{"id":"1"}`, "", false},
		"drifts":             {"/things/1", appJSON, `{"name":"1"}`, "property-missing property-undeclared", false},
		"unmatched":          {"/other", "text/html", `<p>`, "", false},
		"long":               {"/things/1", appJSON, long, "", true},
		"long, wrong type":   {"/things/1", "text/html", long, "media-type-undocumented", true},
		"an escaped path":    {"/things/a%2Fb", appJSON, `{}`, "property-missing", false},
		"empty":              {"/things/1", appJSON, ``, "body-empty", false},
		"a trailing newline": {"/things/1", appJSON, "{\"id\":\"1\"}\n", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			client, url, reports := watch(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", c.mediaType)
				io.WriteString(w, c.body)
			})
			resp, err := client.Get(url + c.path)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			if err != nil || string(body) != c.body {
				t.Errorf("the caller got %d bytes and %v, want %d", len(body), err, len(c.body))
			}
			resp.Body.Close()
			got := <-reports
			if rules(got.findings) != c.want || got.exchange.BodyUnknown != c.unknown {
				t.Errorf("reported %v, unknown %v", got.findings, got.exchange.BodyUnknown)
			}
			if len(reports) > 0 {
				t.Error("reported twice")
			}
		})
	}
}

// TestTransportDoesNotHoldUp reads the first part of a response that the server has not finished.
func TestTransportDoesNotHoldUp(t *testing.T) {
	release := make(chan struct{})
	client, url, reports := watch(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", appJSON)
		io.WriteString(w, `{"id":`)
		w.(http.Flusher).Flush()
		<-release
		io.WriteString(w, `7}`)
	})
	resp, err := client.Get(url + "/things/1")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	part := make([]byte, 6)
	if _, err := io.ReadFull(resp.Body, part); err != nil || string(part) != `{"id":` {
		t.Fatalf("got %q, %v", part, err)
	}
	if len(reports) > 0 {
		t.Error("reported before the end")
	}
	close(release)
	if rest, err := io.ReadAll(resp.Body); err != nil || string(rest) != `7}` {
		t.Fatalf("got %q, %v", rest, err)
	}
	if got := <-reports; rules(got.findings) != "value-type" {
		t.Errorf("reported %v", got.findings)
	}
}

func TestTransportClosedEarly(t *testing.T) {
	client, url, reports := watch(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", appJSON)
		w.(http.Flusher).Flush() // no Content-Length
		if strings.HasSuffix(r.URL.Path, "whole") {
			io.WriteString(w, `{"id":7}`)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			return
		}
		io.WriteString(w, `{"id":7,`)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	for path, want := range map[string]struct {
		rules   string
		unknown bool
	}{"/things/whole": {"value-type", false}, "/things/part": {"", true}} {
		resp, err := client.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		json.NewDecoder(io.LimitReader(resp.Body, 8)).Decode(&struct{}{})
		resp.Body.Close()
		if got := <-reports; rules(got.findings) != want.rules || got.exchange.BodyUnknown != want.unknown {
			t.Errorf("%s: reported %v, unknown %v", path, got.findings, got.exchange.BodyUnknown)
		}
	}
}

func TestTransportCutOff(t *testing.T) {
	client, url, reports := watch(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", appJSON)
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, `{"id":`)
	})
	resp, err := client.Get(url + "/things/1")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.ReadAll(resp.Body); err == nil {
		t.Error("the caller did not see the error")
	}
	if got := <-reports; len(got.findings) > 0 || !got.exchange.BodyUnknown {
		t.Errorf("a failed transfer is reported as %v", got.findings)
	}
}

func TestTransportCodings(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, `{"id":7}`)
	z.Close()
	client, url, reports := watch(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", appJSON)
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(packed.Bytes())
	})
	for _, own := range []bool{false, true} {
		req, _ := http.NewRequest("GET", url+"/things/1", nil)
		want := `{"id":7}`
		if own { // then net/http leaves the coding to the caller
			req.Header.Set("Accept-Encoding", "gzip")
			want = packed.String()
		}
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if string(body) != want {
			t.Errorf("the caller got %q", body)
		}
		if got := <-reports; rules(got.findings) != "value-type" {
			t.Errorf("coding left to the caller: %v; reported %v, unknown %v", own, got.findings, got.exchange.BodyUnknown)
		}
	}
}

// TestTransportPanics: a panic in the callback is the caller's, once, and the response can be closed all the same.
func TestTransportPanics(t *testing.T) {
	server := httptest.NewServer(
		http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "hello") }),
	)
	defer server.Close()
	transport := contract.Transport(
		nil,
		contractOf(t, json200(`{}`)),
		func(drift.Exchange, drift.Result) { panic("report") },
	)
	client := &http.Client{Transport: transport}
	defer client.CloseIdleConnections()
	resp, err := client.Get(server.URL + "/things/1")
	if err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() {
			if r := recover(); r != "report" {
				t.Errorf("the caller saw %v", r)
			}
		}()
		io.ReadAll(resp.Body)
		t.Error("the panic is swallowed")
	}()
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
	if resp, err := client.Get("http://127.0.0.1:1/"); err == nil {
		resp.Body.Close()
		t.Error("an error of the base transport is lost")
	}
}

func TestTransportUpgrade(t *testing.T) {
	client, url, reports := watch(t, func(w http.ResponseWriter, r *http.Request) {
		conn, buffer, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
		line, _ := buffer.ReadString('\n')
		io.WriteString(conn, line)
	})
	req, _ := http.NewRequest("GET", url+"/things/1", nil)
	req.Header.Set("Connection", "Upgrade")
	req.Header.Set("Upgrade", "echo")
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	tunnel, ok := resp.Body.(io.ReadWriter)
	if !ok {
		t.Fatal("the tunnel cannot be written to")
	}
	io.WriteString(tunnel, "ping\n")
	if echo, err := io.ReadAll(tunnel); err != nil || string(echo) != "ping\n" {
		t.Errorf("got %q, %v", echo, err)
	}
	if got := <-reports; rules(got.findings) != "status-undocumented" {
		t.Errorf("reported %v", got.findings)
	}
}

func TestTransportConcurrently(t *testing.T) {
	client, url, reports := watch(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", appJSON)
		fmt.Fprintf(w, `{"id":%q}`, r.URL.Path)
	})
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			resp, err := client.Get(fmt.Sprintf("%s/things/%d", url, i))
			if err != nil {
				t.Error(err)
				return
			}
			if i%2 == 0 { // a body may be closed while it is read
				go resp.Body.Close()
			}
			body, err := io.ReadAll(resp.Body)
			if want := fmt.Sprintf(`{"id":"/things/%d"}`, i); i%2 == 1 && (err != nil || string(body) != want) {
				t.Errorf("got %q, %v", body, err)
			}
			resp.Body.Close()
		})
	}
	wg.Wait()
	for range 100 {
		select {
		case got := <-reports:
			if len(got.findings) > 0 {
				t.Errorf("reported %v", got.findings)
			}
		case <-time.After(5 * time.Second):
			t.Fatal("not every exchange was reported")
		}
	}
}
