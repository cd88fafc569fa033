package report

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// TestGolden compares each format with what it wrote when a person last looked at it: of a report about exchanges, and
// of one about a published document. With UPDATE=1 in the environment it writes the files instead: read the
// difference.
func TestGolden(t *testing.T) {
	t.Parallel()
	formats := map[string]Format{
		"txt": Text, "color.txt": ColorText, "json": JSON, "junit.xml": JUnit, "github.txt": GitHub, "md": Markdown,
		"html":  HTML,
		"sarif": func(w io.Writer, r *Report) error { return writeSARIF(w, r, "v1.2.3") },
	}
	if len(formats)+len([]string{"ndjson"}) != len(Formats)+len([]string{"color.txt"}) {
		t.Errorf("%d formats are compared, of %d", len(formats), len(Formats))
	}
	for name, report := range map[string]func(testing.TB) *Report{"report": everything, "upstream": published} {
		for extension, format := range formats {
			t.Run(name+"."+extension, func(t *testing.T) {
				t.Parallel()
				got := written(t, format, report(t))
				if again := written(t, format, report(t)); !bytes.Equal(got, again) {
					t.Error("the same report gave other bytes")
				}
				compareFile(t, filepath.Join("testdata", name+"."+extension), got)
			})
		}
	}
}

func compareFile(t *testing.T, file string, got []byte) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from what is written now; if that is right, UPDATE=1 go test writes it\n%s",
			file, firstDifference(want, got))
	}
}

func firstDifference(want, got []byte) string {
	w, g := bytes.Split(want, []byte("\n")), bytes.Split(got, []byte("\n"))
	for i := range min(len(w), len(g)) {
		if !bytes.Equal(w[i], g[i]) {
			return "want: " + text.Line(string(w[i]), 0) + "\ngot:  " + text.Line(string(g[i]), 0)
		}
	}
	return "one ends before the other"
}

func written(t testing.TB, format Format, r *Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := format(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
