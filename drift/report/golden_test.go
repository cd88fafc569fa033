package report

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// TestGolden compares each format with what it wrote when a person last looked at it. With UPDATE=1 in the environment
// it writes the files instead: read the difference.
func TestGolden(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"text": "report.txt", "json": "report.json", "junit": "report.junit.xml", "sarif": "report.sarif",
		"github": "report.github.txt", "markdown": "report.md", "html": "report.html",
	}
	formats := map[string]Format{"color": ColorText}
	files["color"] = "report.color.txt"
	for name, format := range Formats {
		formats[name] = format
	}
	formats["sarif"] = func(w io.Writer, r *Report) error { return writeSARIF(w, r, "v1.2.3") }
	for name, format := range formats {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := written(t, format, everything(t))
			if again := written(t, format, everything(t)); !bytes.Equal(got, again) {
				t.Error("the same report gave other bytes")
			}
			file := filepath.Join("testdata", files[name])
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
		})
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
