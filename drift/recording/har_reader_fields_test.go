package recording

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// TestNamesAreBounded: an entry is reused, and must not remember every header name that it saw.
func TestNamesAreBounded(t *testing.T) {
	t.Parallel()
	e := &fieldReader{names: map[string]string{}}
	long := `"x-` + strings.Repeat("a", maxName) + `"`
	if got := e.canonicalName(jsontext.Value(long)); !strings.HasPrefix(got, "X-A") || len(e.names) != 0 {
		t.Errorf("a long name becomes %q, and %d are remembered", got, len(e.names))
	}
	for i := range 2 * maxNames {
		name := fmt.Sprintf("x-%d", i)
		if got := e.canonicalName(jsontext.Value(`"` + name + `"`)); got != "X-"+name[2:] {
			t.Fatalf("%s becomes %q", name, got)
		}
	}
	if len(e.names) != maxNames {
		t.Errorf("%d names are remembered, want %d", len(e.names), maxNames)
	}
}
