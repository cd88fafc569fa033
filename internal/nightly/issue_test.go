package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func someNight() night {
	return night{
		upstream: report{
			Facts: []fact{
				{"property-undeclared", "additive", "a new property", true},
				{"response-body-type-changed", "breaking", "the type changed, says @octocat", true},
			},
			Gone: []fact{{"enum-value", "breaking", "was\n`odd`", false}},
		},
		markdown: "# Report\n\ntext\n",
		patch:    "--- a/openapi.yaml\n+++ b/openapi.yaml\n+# ````\n",
		compared: true,
		run:      "https://example.com/run",
		files:    "https://example.com/files",
	}
}

func TestTitle(t *testing.T) {
	t.Parallel()
	n := someNight()
	for want, change := range map[string]func(){
		"Breaking drift: the API ":      func() {},
		"Additive drift: ":              func() { n.upstream.Facts = n.upstream.Facts[:1] },
		"Breaking drift: the server do": func() { n.live, n.upstream.Facts = true, n.upstream.Facts[:1] },
	} {
		n = someNight()
		change()
		if got := n.title(); !strings.HasPrefix(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestBody(t *testing.T) {
	t.Parallel()
	n := someNight()
	body := n.body()
	for _, want := range []string{
		"(https://example.com/run)", "(https://example.com/files/docs/drift-log.md)", "# Report",
		"\n`````diff\n--- a/openapi.yaml\n+++ b/openapi.yaml\n+# ````\n`````\n",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the body lacks %q:\n%s", want, body)
		}
	}
	if strings.Contains(body, "live run") {
		t.Error("speaks of a live run")
	}
	n.compared, n.live, n.markdown = false, true, ""
	if body := n.body(); !strings.Contains(body, "could not be compared") || !strings.Contains(body, "## The live run") {
		t.Error(body)
	}
}

// TestLongReports checks the bound, and that a cut closes what it leaves open.
func TestLongReports(t *testing.T) {
	t.Parallel()
	for name, markdown := range map[string]string{
		"lines":   strings.Repeat("ü line\n", 20_000),
		"details": strings.Repeat("<details><summary>x</summary>\n", 10) + strings.Repeat("ü\n", 40_000),
		"one":     "\n" + strings.Repeat("ü", 40_000),
	} {
		n := someNight()
		n.markdown = markdown
		body := n.body()
		if len(body) > maxBody || !strings.Contains(body, "longer than an issue may be") ||
			!strings.Contains(body, "`````diff") ||
			strings.Count(body, "<details") != strings.Count(body, "</details") {
			t.Errorf("%s: %d bytes", name, len(body))
		}
	}
	n := someNight()
	n.patch = strings.Repeat("+\n", maxBody)
	if body := n.body(); len(body) > maxBody || !strings.Contains(body, "too long for an issue") {
		t.Errorf("a long patch: %d bytes", len(body))
	}
}

func TestComment(t *testing.T) {
	t.Parallel()
	n := someNight()
	const want = "New since the last run:\n\n" +
		"- additive, `property-undeclared`: ``` a new property ```\n" +
		"- breaking, `response-body-type-changed`: ``` the type changed, says @octocat ```\n\n" +
		"Gone since the last run:\n\n" +
		"- breaking, `enum-value`: ``` was `odd` ```\n\n" +
		"By [this run](https://example.com/run).\n"
	if got := n.comment(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	n.upstream.Gone = make([]fact, 60)
	if got := n.comment(); !strings.Contains(got, "- and 10 more\n") {
		t.Error(got)
	}
	n.upstream = report{Facts: []fact{{Message: "as last night"}}}
	if got := n.comment(); got != "" {
		t.Error(got)
	}
}

// TestWrite checks the files, and that what an earlier run left is removed.
func TestWrite(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	there := func(name string) bool {
		_, err := os.Stat(filepath.Join(folder, name))
		return err == nil
	}
	put("upstream.json", `{"facts":[{"severity":"additive","new":true}]}`)
	put("upstream.md", "# Report\n")
	if err := write(night{}, folder); err != nil || !there("title.txt") || !there("body.md") || !there("comment.md") {
		t.Error(err)
	}
	put("upstream.json", `{"facts":[]}`)
	if err := write(night{}, folder); err != nil || there("title.txt") || there("body.md") || there("comment.md") {
		t.Error(err)
	}
	if err := write(night{live: true}, folder); err != nil || !there("body.md") || there("comment.md") {
		t.Error(err)
	}
	put("upstream.json", `{"facts":`)
	if err := write(night{}, folder); err == nil {
		t.Error("a report that is cut off passed")
	}
	if err := write(night{}, ""); err == nil {
		t.Error("no folder passed")
	}
}
