package api_test

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestDocumentation checks that go doc begins with our words, and lists what a caller needs and nothing else.
func TestDocumentation(t *testing.T) {
	t.Parallel()
	doc := func(arguments ...string) string {
		t.Helper()
		out, err := exec.Command("go", append([]string{"doc"}, arguments...)...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	for _, name := range []string{".", "./openapi", "./apitest"} {
		_, words, _ := strings.Cut(doc(name), "\n\n")
		if !strings.HasPrefix(words, "Package ") || strings.HasPrefix(words, "Package openapi provides primitives") {
			t.Errorf("go doc %s begins with\n%.80s", name, words)
		}
	}
	const want = `
const DefaultBaseURL = "https://api.supermemory.ai"
var ErrUnauthorized = errors.New("unauthorized") ...
type Client struct{ ... }
    func New(apiKey string, opts ...ClientOption) (*Client, error)
type ClientOption func(*settings) error
    func WithBaseURL(baseURL string) ClientOption
    func WithHTTPClient(client Doer) ClientOption
    func WithLogger(logger *slog.Logger) ClientOption
    func WithRequestEditorFn(edit func(ctx context.Context, req *http.Request) error) ClientOption
    func WithRetries(max int) ClientOption
    func WithTimeout(timeout time.Duration) ClientOption
type DeleteOption func(*openapi.DeleteConnectionByIDParams)
    func KeepDocuments() DeleteOption
type DeletedConnection = openapi.DeletedConnection
type Doer interface{ ... }
type Error struct{ ... }
type ErrorResponse = openapi.ErrorResponse
`
	if got := doc("-short", "."); strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("go doc -short lists\n%s\nwant\n%s", got, want)
	}
	var methods []string
	method := regexp.MustCompile(`func \(c \*Client\) (\w+)`)
	for _, found := range method.FindAllStringSubmatch(doc("-short", ".", "Client"), -1) {
		methods = append(methods, found[1])
	}
	if got := strings.Join(methods, " "); got != "DeleteConnection Generated" {
		t.Errorf("Client has the methods %s", got)
	}
}
