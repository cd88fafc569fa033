package contract_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/api"
	"github.com/seed-97812ecd/supermemory-go/api/openapi"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/recorder"
)

// TestClientReplaysRecordings drives the client over every recording and compares what it returns with the body.
func TestClientReplaysRecordings(t *testing.T) {
	t.Parallel()
	_, exchanges := load(t)
	for _, x := range exchanges {
		t.Run(name(x), func(t *testing.T) {
			compareReplayed(t, x)
			compareGenerated(t, x)
		})
	}

	// The control: the comparison notices a client that returns something else.
	for _, x := range exchanges {
		if differs(x, &api.DeletedConnection{ID: "another"}, nil) == "" || differs(x, nil, errors.New("another")) == "" {
			t.Errorf("%s: a wrong result went unnoticed", name(x))
		}
	}
}

// compareReplayed compares what the client makes of the response.
func compareReplayed(t *testing.T, x drift.Exchange) {
	t.Helper()
	deleted, err := replay(t, x).DeleteConnection(t.Context(), id(t, x), options(t, x)...)
	if difference := differs(x, deleted, err); difference != "" {
		t.Error(difference)
	}
}

// differs says how a result differs from the recorded response, or nothing.
func differs(x drift.Exchange, deleted *api.DeletedConnection, err error) string {
	var body struct{ ID, Provider, Error, Details string }
	if err := json.Unmarshal(x.Body, &body); err != nil {
		return err.Error()
	}
	if x.Status == http.StatusOK {
		if want := (&api.DeletedConnection{ID: body.ID, Provider: body.Provider}); err != nil ||
			!reflect.DeepEqual(deleted, want) {
			return "got " + text(deleted) + " and error " + text(err) + ", want " + text(want)
		}
		return ""
	}
	var failure *api.Error
	if deleted != nil || !errors.As(err, &failure) {
		return "got " + text(deleted) + " and error " + text(err) + ", want an *api.Error"
	}
	if failure.StatusCode != x.Status || failure.Message != body.Error || failure.Details != body.Details {
		return "got " + text(failure) + " of the response " + string(x.Body)
	}
	for sentinel, status := range map[error]int{api.ErrUnauthorized: 401, api.ErrNotFound: 404} {
		if errors.Is(err, sentinel) != (x.Status == status) {
			return "errors.Is(err, " + text(sentinel) + ") is wrong"
		}
	}
	return ""
}

func text(v any) string {
	if err, ok := v.(error); ok {
		return err.Error()
	}
	data, _ := json.Marshal(v)
	return string(data)
}

// compareGenerated compares what the generated method alone makes of the response: its typed value, as JSON, is the
// body.
func compareGenerated(t *testing.T, x drift.Exchange) {
	t.Helper()
	params := &openapi.DeleteConnectionByIDParams{}
	for _, option := range options(t, x) {
		option(params)
	}
	response, err := replay(t, x).Generated().DeleteConnectionByIDWithResponse(t.Context(), id(t, x), params)
	if err != nil {
		t.Fatal(err)
	}
	typed := reflect.ValueOf(*response).FieldByName(fmt.Sprint("JSON", x.Status))
	if !typed.IsValid() {
		t.Fatalf("status %d has no generated field", x.Status)
	}
	if got, want := normal(t, []byte(text(typed.Interface()))), normal(t, x.Body); !reflect.DeepEqual(got, want) {
		t.Errorf("the generated type holds %v, the body %v", got, want)
	}
}

func normal(t *testing.T, data []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// replay is a client whose transport answers with this recording, and with an error to any other request than the
// recorded one.
func replay(t *testing.T, x drift.Exchange) *api.Client {
	t.Helper()
	entry := -1
	transport, err := recorder.New(strings.TrimSuffix(x.File, filepath.Ext(x.File)),
		recorder.WithMode(recorder.ModeReplayOnly),
		recorder.WithSkipRequestLatency(true),
		recorder.WithMatcher(func(r *http.Request, recorded cassette.Request) bool {
			entry++
			return entry == x.Entry && r.Method == recorded.Method && r.URL.String() == recorded.URL &&
				r.Header.Get("Authorization") == "Bearer test-key" && (r.Body == nil || r.Body == http.NoBody)
		}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := transport.Stop(); err != nil {
			t.Error(err)
		}
	})
	baseURL, _, _ := strings.Cut(x.URL, "/v3/connections/")
	client, err := api.New("test-key", api.WithBaseURL(baseURL), api.WithHTTPClient(transport.GetDefaultClient()))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// id is the connection ID of the recorded request.
func id(t *testing.T, x drift.Exchange) string {
	t.Helper()
	u, err := url.Parse(x.URL)
	if err != nil {
		t.Fatal(err)
	}
	id, err := url.PathUnescape(path.Base(u.EscapedPath()))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// options are those that make the client send the recorded query.
func options(t *testing.T, x drift.Exchange) []api.DeleteOption {
	t.Helper()
	u, err := url.Parse(x.URL)
	if err != nil {
		t.Fatal(err)
	}
	switch u.RawQuery {
	case "":
		return nil
	case "deleteDocuments=false":
		return []api.DeleteOption{api.KeepDocuments()}
	}
	t.Fatalf("no option of the client sends the query %q", u.RawQuery)
	return nil
}
