package api_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/api"
)

// TestConnections checks what an error says of a request by whether an attempt got a connection, whatever the error.
func TestConnections(t *testing.T) {
	t.Parallel()
	const unsent, unknown = "; no request was sent", "; it is unknown whether the connection was deleted"
	plain := serve(t, raw(""))
	secure := httptest.NewTLSServer(raw(""))
	defer secure.Close()
	refusing := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	through := func(proxy string) api.ClientOption {
		transport := &http.Transport{Proxy: func(r *http.Request) (*url.URL, error) { return r.URL.Parse(proxy) }}
		t.Cleanup(transport.CloseIdleConnections)
		return over(transport)
	}
	for name, row := range map[string]struct {
		baseURL string
		option  api.ClientOption
		want    string
	}{
		"a server that does not speak TLS":  {strings.Replace(plain.URL, "http:", "https:", 1), nil, unsent},
		"a TLS server that answers nothing": {secure.URL, api.WithHTTPClient(secure.Client()), unknown},
		"a proxy that refuses a tunnel":     {secure.URL, through(refusing.URL), unsent},
		"a proxy that answers nothing":      {"http://h", through(plain.URL), unknown},
	} {
		for retries := range 2 {
			options := []api.ClientOption{api.WithRetries(retries)}
			if row.option != nil {
				options = append(options, row.option)
			}
			_, err := newClient(t, row.baseURL, options...).DeleteConnection(t.Context(), "conn_abc123")
			if err == nil || !strings.HasSuffix(err.Error(), row.want) {
				t.Errorf("%s, %d retries: %v, want %s", name, retries, err, row.want)
			}
		}
	}
}
