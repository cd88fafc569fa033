package upstream

import (
	"cmp"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// things is a small contract, which tests change.
var things = func() string {
	data, err := os.ReadFile("testdata/things.yaml")
	if err != nil {
		panic(err)
	}
	return strings.ReplaceAll(string(data), "\r\n", "\n")
}()

// edited is a document with some text replaced, once each.
func edited(t testing.TB, document string, pairs ...string) string {
	t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		if !strings.Contains(document, pairs[i]) {
			t.Fatalf("the document does not have %q", pairs[i])
		}
		document = strings.Replace(document, pairs[i], pairs[i+1], 1)
	}
	return document
}

func parsed(t testing.TB, document, name string) *Document {
	t.Helper()
	d, err := Parse([]byte(document), name)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// compared is what was found, a line each: "breaking response-body-type-changed 200 /id".
func compared(t testing.TB, contract, published string) ([]drift.Finding, string) {
	t.Helper()
	findings, _, err := parsed(t, published, "published.yaml").Compare(parsed(t, contract, "contract.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return findings, lines(findings)
}

func lines(findings []drift.Finding) string {
	var lines []string
	for _, f := range findings {
		lines = append(
			lines,
			strings.TrimSpace(fmt.Sprintf("%s %s %s %s", f.Severity, f.Rule, cmp.Or(f.Status.String(), "0"), f.Pointer)),
		)
	}
	return strings.Join(lines, "\n")
}
