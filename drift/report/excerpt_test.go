package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
)

func TestExcerptShowsWhereTheMarkIs(t *testing.T) {
	t.Parallel()
	body := `{"a":"\u0061` + strings.Repeat("x", maxLine) + `","b":1e5}`
	x := wholeExcerpt(body, &drift.Finding{Rule: "value-type", Pointer: "/b"})
	if !x.Reformatted || !strings.HasSuffix(x.Before+x.Marked, "\n  \"b\": 1e5") ||
		!strings.Contains(x.Before, `"\u0061x`) {
		t.Errorf("not indented, or changed: %+v", x)
	}
	x = wholeExcerpt(`{"a":1}`, &drift.Finding{Rule: "property-missing", Pointer: "/id"})
	if x.Marked != "{" || x.Point != `"id" is missing` || x.Reformatted {
		t.Errorf("got %+v", x)
	}
	x = wholeExcerpt("[1,\n"+strings.Repeat(" ", maxAround)+"null\n"+strings.Repeat(" ", maxAround+2)+"]",
		&drift.Finding{Rule: "value-null", Pointer: "/1"})
	if x.Marked != "null" || x.SkippedBefore != 4 || x.SkippedAfter != 4 {
		t.Errorf("got %+v", x)
	}
	x = wholeExcerpt(`"`+strings.Repeat("x", 2*maxMarked)+`"`, &drift.Finding{Rule: "value-type"})
	if len(x.Marked) != maxMarked || x.SkippedMarked != maxMarked+2 {
		t.Errorf("%d bytes are marked, %d skipped", len(x.Marked), x.SkippedMarked)
	}
	x = wholeExcerpt(strings.Repeat("x", 2*maxAround+5), &drift.Finding{Rule: "status-undocumented"})
	if x.HasMark || x.SkippedAfter != 5 {
		t.Errorf("got %+v", x)
	}
}

// long is a body of which only clips are kept, with a finding about the value that stands between « and ».
func long(t *testing.T, before, marked, after string) (Clipped, drift.Finding) {
	t.Helper()
	padding := strings.Repeat(`"é",`, maxBody/5)
	body := `[` + padding + before + marked + after + padding + `1]`
	f := drift.Finding{Rule: "value-type", Severity: drift.Breaking, Operation: "o", Status: 200, Pointer: "/1/x",
		Offset: int64(len(`[`+padding) + len(before)), Source: drift.Source{File: "a.har"}}
	x := drift.Exchange{Method: "GET", URL: "/", Status: 200, Body: []byte(body), Source: f.Source}
	return Clip(x, drift.Result{Response: drift.Response{Operation: "o", Status: 200}, Findings: []drift.Finding{f}}), f
}

func TestClipKeepsTheMarkOfALongBody(t *testing.T) {
	t.Parallel()
	c, f := long(t, `{"x": `, `1234`, `},`)
	if c.Exchange.Body != nil {
		t.Error("the body is kept")
	}
	x := c.excerpt(&f, 0)
	if x == nil || x.Marked != "1234" || !strings.HasSuffix(x.Before, `{"x": `) ||
		!strings.HasPrefix(x.After, `},"é"`) ||
		!utf8.ValidString(x.Before+x.After) {
		t.Errorf("got %+v", x)
	}
	shown := x.SkippedBefore + len(x.Before+x.Marked+x.After) + x.SkippedAfter
	if want := 2*len(strings.Repeat(`"é",`, maxBody/5)) + len(`[{"x": 1234},1]`); shown != want {
		t.Errorf("what is shown and what is skipped are %d bytes of %d", shown, want)
	}
	c, f = long(t, `{"x": `, `"`+strings.Repeat("y", 2000)+`"`, `},`)
	if x := c.excerpt(&f, 0); len(x.Marked) != maxMarked || x.SkippedMarked == 0 || x.After != "" {
		t.Errorf("a long mark: %+v", x)
	}
}

// TestExcerptsHaveNoSecrets has credentials as the mark, beside it, and cut by the ends of a clip.
func TestExcerptsHaveNoSecrets(t *testing.T) {
	t.Parallel()
	const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcdefgh"
	if redact.Text(jwt) == jwt {
		t.Fatal("the control is not taken for a credential")
	}
	for shift := range 3 * len(jwt) {
		gap := strings.Repeat(" ", max(0, maxAround-shift))
		for _, c := range []struct{ before, marked, after string }{
			{`"` + jwt + `",` + gap + `{"x": `, `1`, `},`},
			{`{"x": `, `1`, `},` + gap + `"` + jwt + `",`},
			{`{"password": `, `"hunter2"`, `},`},
			{`{"x": `, `"` + jwt + `"`, `},`},
		} {
			clipped, f := long(t, c.before, c.marked, c.after)
			x := clipped.excerpt(&f, 0)
			shown := x.Before + x.Marked + x.After
			if strings.Contains(shown, "eyJ") || strings.Contains(shown, "hunter2") || strings.Contains(shown, "abcdefgh") {
				t.Fatalf("shift %d: a secret is shown: %q", shift, shown)
			}
		}
	}
}

func TestValuesAreListedRedacted(t *testing.T) {
	t.Parallel()
	r := New("c", []drift.Response{{Operation: "o", Status: 200}})
	for i := range 60 {
		body := fmt.Sprintf(`{"password":"hunter%d","n": %d, "o": {"a": 1}}`, i, i%25)
		var findings []drift.Finding
		for _, name := range []string{"password", "n", "o"} {
			findings = append(findings, drift.Finding{
				Rule: drift.ValueType, Severity: drift.Breaking, Operation: "o", Status: 200, Pointer: "/" + name,
				Place:  drift.Place{Pointer: "/properties/" + name},
				Offset: int64(bytes.IndexByte([]byte(body), ':')) + 1, Source: drift.Source{File: "a.har", Entry: i},
			})
			findings[len(findings)-1].Offset = int64(strings.Index(body, `"`+name+`":`) + len(name) + 3)
		}
		r.Add(drift.Exchange{Status: 200, Body: []byte(body), Source: findings[0].Source},
			drift.Result{Response: drift.Response{Operation: "o", Status: 200}, Findings: findings})
	}
	for _, f := range r.Facts() {
		values := strings.Join(f.Values, " ")
		switch f.Property {
		case "n":
			if len(f.Values) != maxValues || f.Values[0] != "0" || f.Values[19] != "19" {
				t.Errorf("values of n: %q", f.Values)
			}
		case "o":
			if values != "" {
				t.Errorf("an object is listed: %q", values)
			}
		default:
			if strings.Contains(values, "hunter") {
				t.Errorf("a password is listed: %q", values)
			}
		}
	}
}

// FuzzExcerpt looks for bodies and pointers that an excerpt cannot stand.
func FuzzExcerpt(f *testing.F) {
	for _, rule := range []string{"value-type", "property-missing", "property-duplicate", "property-forbidden",
		"body-malformed", "body-invalid-utf8", "body-trailing-data", "body-empty"} {
		f.Add(rule, "/a/0", `{"a":[1,{"b":"\ud800"}],"a":[`+"\xff\x00", int64(3))
	}
	f.Fuzz(func(t *testing.T, rule, pointer, body string, offset int64) {
		finding := drift.Finding{Rule: rule, Pointer: pointer, Offset: offset}
		wholeExcerpt(body, &finding)
		if c, ok := clipAt([]byte(body), &finding); ok {
			clippedExcerpt(c, &finding)
		}
	})
}
