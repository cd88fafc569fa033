package report

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// hostile is a report in which everything that can come from outside is one text.
func hostile(t testing.TB, text string) *Report {
	t.Helper()
	r := unfilled(text)
	keepFindings(t, r)
	fill(r, text)
	return r
}

// unfilled is such a report before anything was added.
func unfilled(text string) *Report {
	r := New(text, []drift.Response{{Operation: text, Status: 200}, {Operation: text, Status: 404}})
	r.Origin = Origin{Tool: text, Inputs: []string{text}}
	r.Lines = func(drift.Place) []string { return []string{text + ":", "  " + text} }
	return r
}

func fill(r *Report, text string) {
	x := drift.Exchange{Method: text, URL: "/" + text, Status: 200, Header: http.Header{"Content-Type": {text}},
		Body: []byte(`{"id":null}` + text), Source: drift.Source{File: text, Entry: 3, Line: 7}, Time: today}
	f := drift.Finding{Rule: "rule", Severity: drift.Breaking, Operation: text, Status: 200, Pointer: "/" + text,
		Message: text, Was: text, Is: text, Key: text, Source: x.Source,
		Place: drift.Place{File: text, Pointer: "/properties/" + text, Line: 20}}
	r.Accept([]Acceptance{
		{Rule: "known", Reason: text, Until: day("2026-12-31")},
		{Rule: text + "!", Operation: text, Pointer: text, At: text, Property: text, Key: text, Reason: text,
			Until: day("2026-12-31")},
	}, today)
	unmatched := x
	r.Add(unmatched, drift.Result{Notes: []drift.Note{{Message: text, Place: drift.Place{File: text, Line: 1}}}})
	additive, known := f, f
	additive.Rule, additive.Severity = text+"?", drift.Additive
	known.Rule = "known"
	r.Add(x, drift.Result{
		Response: drift.Response{Operation: text, Status: 200}, Findings: []drift.Finding{f, additive, known},
	})
	r.earlier = &Earlier{facts: []Gone{{ID: "x", Rule: text, Message: text, Place: drift.Place{File: text}}}}
	r.Close()
}

// hostileTexts are texts that begin a command, end a quotation or steer a terminal in one of the formats.
var hostileTexts = []string{
	oddName, oddMessage, "\n::error::x", "\r\n ::stop-commands::x", "##[error]x", "]]>", "<!--", "</details><script>",
	"`", "``` x ```", " ` ", "|", "\\|", "@team", "#1",
	"\n\n# heading", "- [x](https://evil.example)", "\x1b[2J\x1b]0;x\a", "\u009b2J", "\u202eabc", "\xff\xfe", "\x00",
	"%0A::error::x", "a,b:c", "{{.}}", "&lt;", "\u2028", "",
}

// steering finds what a terminal could obey, apart from line feeds.
func steering(text string) string {
	for i, r := range text {
		if r == utf8.RuneError || r != '\n' && (r < 0x20 || r >= 0x7f && r < 0xa0) || r >= 0x202a && r <= 0x202e {
			return text[max(0, i-20):min(len(text), i+20)]
		}
	}
	return ""
}

func TestNothingFromOutsideSteersATerminal(t *testing.T) {
	t.Parallel()
	for _, hostileText := range hostileTexts {
		r := hostile(t, hostileText)
		for _, name := range []string{"text", "github", "markdown", "junit", "sarif", "json"} {
			output := strings.ReplaceAll(string(written(t, Formats[name], r)), "\ufffd", "?")
			if name == "junit" {
				output = strings.ReplaceAll(output, "\t", "")
			}
			if found := steering(output); found != "" {
				t.Errorf("%s of %q: %q", name, hostileText, found)
			}
		}
		colored := string(written(t, ColorText, r))
		plain := sgr.ReplaceAllString(colored, "")
		if found := steering(plain); found != "" {
			t.Errorf("colors of %q: %q", hostileText, found)
		}
		if plain != string(written(t, Text, r)) {
			t.Errorf("colors of %q: the text is another one", hostileText)
		}
		if colored == plain {
			t.Error("there is no color")
		}
	}
	for _, bad := range []string{"\x1b[2J", "\u009b", "\xff", "\r", "\u202e"} {
		if steering("a"+bad+"b") == "" {
			t.Errorf("%q was not found", bad)
		}
	}
}

// TestJSONKeepsWhatComesFromOutside is the counterpart: data has the same values.
func TestJSONKeepsWhatComesFromOutside(t *testing.T) {
	t.Parallel()
	text := "a\x1b[2J\n|`<b>"
	var back struct {
		Facts    []Fact
		Findings []drift.Finding
		Accepted []Accepted
	}
	if err := json.Unmarshal(written(t, JSON, hostile(t, text)), &back); err != nil {
		t.Fatal(err)
	}
	if back.Facts[0].Message != text || back.Findings[0].Message != text || back.Accepted[0].Reason != text ||
		back.Accepted[0].Until.String() != "2026-12-31" {
		t.Errorf("came back as %+v", back.Findings[0])
	}
}

// commands are the lines that GitHub's runner takes for commands: "::name properties::data" at the start of a line, or
// "##[name]data" anywhere in it.
func commands(output string) (all []string) {
	for line := range strings.SplitSeq(output, "\n") {
		line = strings.TrimSpace(line)
		switch i := strings.Index(line, "##["); {
		case strings.HasPrefix(line, "::"):
			name, _, _ := strings.Cut(line[2:], " ")
			name, _, _ = strings.Cut(name, "::")
			all = append(all, name)
		case i >= 0:
			all = append(all, line[i:])
		}
	}
	return all
}

func TestGitHubHasNoCommandsFromOutside(t *testing.T) {
	t.Parallel()
	want := commands(string(written(t, GitHub, hostile(t, "x"))))
	for _, text := range hostileTexts {
		if text == "" {
			continue
		}
		output := string(written(t, GitHub, hostile(t, text)))
		if got := commands(output); strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%q: the runner sees %q, want %q", text, got, want)
		}
		for line := range strings.SplitSeq(output, "\n") {
			if !strings.HasPrefix(line, "::") {
				continue
			}
			properties, _, _ := strings.Cut(line[2:], "::")
			_, properties, _ = strings.Cut(properties, " ")
			for property := range strings.SplitSeq(properties, ",") {
				if name, _, _ := strings.Cut(property, "="); name != "file" && name != "line" && name != "title" {
					t.Errorf("%q: a property %q in %q", text, name, line)
				}
			}
		}
	}
	for _, bad := range []string{"x\n::error::y", "  ::warning file=a::y", "x ##[error]y"} {
		if len(commands(bad)) != 1 {
			t.Errorf("no command found in %q", bad)
		}
	}
}

func TestGitHubPointsIntoTheContract(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"./api//a.yaml":     "file=api/a.yaml,line=7,",
		"a,b:c%.yaml":       "file=a%2Cb%3Ac%25.yaml,line=7,",
		"/elsewhere/a.yaml": "file=/elsewhere/a.yaml,line=7,",
		"-":                 "::error title=",
	} {
		r := New(file, nil)
		r.AddFinding(
			drift.Finding{Rule: "value-null", Severity: drift.Breaking, Place: drift.Place{Pointer: "/a", Line: 7}},
		)
		if output := string(written(t, GitHub, r)); !strings.Contains(output, want) {
			t.Errorf("%s: no %q in %s", file, want, output)
		}
	}
}

// outsideCode is Markdown without its code spans (CommonMark, section 6.1: a span ends at a run of backticks as long
// as the one that begins it).
func outsideCode(markdown string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(markdown, '`')
		if i < 0 {
			return b.String() + markdown
		}
		b.WriteString(markdown[:i])
		rest := strings.TrimLeft(markdown[i:], "`")
		fence := len(markdown) - i - len(rest)
		end := closing(rest, fence)
		if end < 0 {
			b.WriteString(markdown[i : i+fence])
			markdown = rest
			continue
		}
		b.WriteString("¤")
		markdown = rest[end:]
	}
}

// closing is the end of the first run of exactly n backticks, or -1.
func closing(text string, n int) int {
	for i := 0; i < len(text); {
		if text[i] != '`' {
			i++
			continue
		}
		run := len(text[i:]) - len(strings.TrimLeft(text[i:], "`"))
		if i += run; run == n {
			return i
		}
	}
	return -1
}

func TestMarkdownHasNoMarkupFromOutside(t *testing.T) {
	t.Parallel()
	want := outsideCode(string(written(t, Markdown, hostile(t, "x"))))
	for _, text := range hostileTexts {
		if text == "" {
			continue
		}
		r := hostile(t, text)
		got := outsideCode(string(written(t, Markdown, r)))
		if got != want {
			t.Errorf("%q changes what is not code:\n%s\nwant:\n%s", text, got, want)
		}
		for line := range strings.SplitSeq(string(written(t, Markdown, r)), "\n") {
			if strings.HasPrefix(line, "|") && strings.Count(line, "|") != strings.Count(tableHead(t, r), "|") {
				t.Errorf("%q changes the table's columns: %s", text, line)
			}
		}
	}
	for _, bad := range []string{"`a` @team", "``a` @team", "<b>"} {
		if outside := outsideCode(bad); !strings.Contains(outside, "@team") && !strings.Contains(outside, "<b>") {
			t.Errorf("%q: the control is taken for code", bad)
		}
	}
}

func tableHead(t *testing.T, r *Report) string {
	for line := range strings.SplitSeq(string(written(t, Markdown, r)), "\n") {
		if strings.HasPrefix(line, "|") {
			return line
		}
	}
	t.Fatal("there is no table")
	return ""
}

func TestMarkdownFitsAComment(t *testing.T) {
	t.Parallel()
	const room = 65_536 // characters
	r := largeReport(t)
	for i := range 2000 {
		r.AddFinding(drift.Finding{
			Rule: "value-null", Severity: drift.Breaking, Operation: fmt.Sprintf("GET /r%d", i), Status: 200,
			Pointer: strings.Repeat("/x", 150), Message: strings.Repeat("`|", 300),
			Place: drift.Place{Pointer: fmt.Sprintf("/%d", i)},
		})
	}
	output := string(written(t, Markdown, r))
	if len(output) > room || !strings.Contains(output, "more facts") ||
		!strings.Contains(output, "more operations not shown") {
		t.Errorf("%d bytes:\n%.3000s", len(output), output)
	}
}
