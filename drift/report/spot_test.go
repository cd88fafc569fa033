package report

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// spots are bodies in which the spot stands between « and »; a body without them has none.
var spots = []struct{ rule, pointer, body string }{
	{"value-type", "/a/b", `{"a": {"b": «1»}, "b": 2}`},
	{"value-type", "/a/1", `{"a": [1, «{"c": [2]}», 3]}`},
	{"value-null", "", ` «null» `},
	{"value-null", "/a~1b/c~0d", `{"a/b": {"c~d": «null»}}`},
	{"value-type", "/a", `{"\u0061": «1»}`},
	{"value-type", "/ÿ", "{\"ÿ\": «\"\xff\"»}"},
	{"value-type", "/a/b", `{"a": {"b": «{"c": 1, "d`},
	{"value-type", "/b", `{"a": 1}`},
	{"value-type", "/b", `{"a": 1, <html>`},
	{"value-type", "/a", ``},
	{"property-missing", "/id", `«{»"a": 1}`},
	{"property-missing", "/1/owner/id", `[{}, {"owner": «{»}}]`},
	{"property-missing", "/gone/owner/id", `«{»}`},
	{"property-missing", "/id", `<html>`},
	{"property-missing", "no pointer", `{}`},
	{"property-missing", "", `{}`},
	{"property-undeclared", "/a/b", `{"a": {«"b" : {"c": 1}»}}`},
	{"property-forbidden", "/0/w", `[{«"w":1»}]`},
	{"property-duplicate", "/a", `{"a": 1, «"\u0061": 2», "a": 3}`},
	{"property-duplicate", "/x/0/a", `{"x": [{"a": {"a": 1}, «"a": {"a": 2}»}]}`},
	{"body-trailing-data", "", "{} \n «{\"a\": 1} x» \n"},
	{"body-trailing-data", "", `[] «}»`},
	{"body-trailing-data", "", "{} \n"},
	{"body-malformed", "", "«" + strings.Repeat("a", 40) + "»aaa"},
	{"body-malformed", "", "«<html>»text"},
	{"body-malformed", "", "«<p» class"},
	{"body-truncated", "", `{"a": [1,«»`},
	{"body-empty", "", "« \r\n»"},
	{"body-undocumented", "", `«oops»`},
	{"body-malformed", "", `«<html>»<body>`},
	{"body-malformed", "", "«\ufeff»{}"},
	{"body-malformed", "", "«)]}'»\n{}"},
	{"body-malformed", "/a", `{"a": «NaN», "b": 1}`},
	{"body-malformed", "/b", "{\"a\": \"\xff\", \"b\" «2»}"},
	{"body-malformed", "", `{"a": 1, "a": 2«;»}`},
	{"body-malformed", "/a", "{\"a\": \"x«\x01»y\"}"},
	{"body-invalid-utf8", "/a", "{\"a\": \"x«\xff\xfe»y\"}"},
	{"body-invalid-utf8", "/a", `{"a": "«\ud800»"}`},
	{"status-undocumented", "", `{}`},
	{"header-invalid", "", `{}`},
	{"media-type-missing", "", `{}`},
	{"deprecation-announced", "", `{}`},
	{"recording-outdated", "", `{}`},
	{"of-another-library", "/a", `{"a": 1}`},
}

func TestSpotOf(t *testing.T) {
	t.Parallel()
	for _, test := range spots {
		body := strings.NewReplacer("«", "", "»", "").Replace(test.body)
		s, ok := spotOf(markOf(test.rule), test.pointer, body)
		got := body
		if ok {
			got = body[:s.start] + "«" + body[s.start:s.end] + "»" + body[s.end:]
		}
		want := test.body
		if strings.Contains(want, "«") && !strings.Contains(want, "»") {
			want += "»"
		}
		if got != want {
			t.Errorf("%s at %q:\n got %q\nwant %q", test.rule, test.pointer, got, want)
		}
	}
}

func TestExcerptKeepsTheMarkInsideLongBodies(t *testing.T) {
	t.Parallel()
	long := strings.Repeat(`"é",`, 3000)
	body := `[` + long + `{"id": null},` + long + `1]`
	x := excerptOf(drift.Finding{Rule: "value-null", Pointer: "/3000/id"}, evidence{Body: body, Cut: true})
	if textOf(x.Marked) != "null" {
		t.Errorf("marked %q", textOf(x.Marked))
	}
	shown := x.SkippedBefore + len(textOf(x.Before)+textOf(x.Marked)+textOf(x.Gap)+textOf(x.After)) + x.SkippedMarked +
		x.SkippedAfter
	if shown != len(body) {
		t.Errorf("what is shown and what is said to be skipped are %d bytes of %d", shown, len(body))
	}
	if n := len(textOf(x.Before) + textOf(x.After)); n > 2*maxAround+utf8.UTFMax {
		t.Errorf("%d bytes are shown around the mark", n)
	}

	x = excerptOf(drift.Finding{Rule: "value-type", Pointer: ""}, evidence{Body: body, Cut: true})
	if got := textOf(x.Marked) + textOf(x.Gap); !strings.HasPrefix(got, `["é"`) || !strings.HasSuffix(got, `1]`) ||
		x.SkippedMarked == 0 {
		t.Errorf("a long mark keeps neither its beginning nor its end: %.20q … %d", got, x.SkippedMarked)
	}
}

func TestExcerptIsIndentedOnlyWhereThatMisleadsNobody(t *testing.T) {
	t.Parallel()
	body := `{"a":"\u0061` + strings.Repeat("x", maxLine) + `","b":1e5}`
	x := excerptOf(drift.Finding{Rule: "value-type", Pointer: "/b"}, evidence{Body: body})
	if got := textOf(x.Before) + textOf(x.Marked); !x.Reformatted || !strings.HasSuffix(got, "\n  \"b\": 1e5") ||
		!strings.Contains(got, `"\u0061x`) {
		t.Errorf("not indented, or changed: %q", got)
	}
	for _, same := range []struct {
		f drift.Finding
		e evidence
	}{
		{drift.Finding{Rule: "body-invalid-utf8", Pointer: "/a"},
			evidence{Body: strings.Replace(body, "xx", "\xff", 1)}},
		{drift.Finding{Rule: "body-trailing-data"}, evidence{Body: body + "{}"}},
		{drift.Finding{Rule: "value-type", Pointer: "/b"}, evidence{Body: body, Cut: true}},
		{drift.Finding{Rule: "value-type", Pointer: "/b"}, evidence{Body: `{"b":1}`}},
		{drift.Finding{Rule: "value-type", Pointer: "/b"}, evidence{Body: "{\n" + body[1:]}},
	} {
		if x := excerptOf(same.f, same.e); x.Reformatted ||
			textOf(x.Before)+textOf(x.Marked)+textOf(x.After) != visibleLines(same.e.Body) {
			t.Errorf("%s: %q was changed", same.f.Rule, same.e.Body)
		}
	}
}

// TestExcerptAround has marks about as far from the beginning and from the end of a body as is shown.
func TestExcerptAround(t *testing.T) {
	t.Parallel()
	for _, more := range []int{-1, 0, 1, 2} {
		padding := strings.Repeat(" ", maxAround+more)
		x := excerptOf(drift.Finding{Rule: "value-null"}, evidence{Body: padding + "null" + padding, Cut: true})
		skipped := max(0, more)
		if textOf(x.Marked) != "null" || x.SkippedBefore != skipped || x.SkippedAfter != skipped {
			t.Errorf("%d: %d bytes before and %d after %q are skipped, want %d",
				more, x.SkippedBefore, x.SkippedAfter, textOf(x.Marked), skipped)
		}
		mark := `"` + strings.Repeat("x", maxMarked-2+more) + `"`
		x = excerptOf(drift.Finding{Rule: "value-type"}, evidence{Body: mark, Cut: true})
		if (x.SkippedMarked > 0) != (more > 0) {
			t.Errorf("%d: %d bytes of the mark are skipped", more, x.SkippedMarked)
		}
		body := strings.Repeat("x", maxPlain+more)
		if x = excerptOf(drift.Finding{Rule: "status-undocumented"}, evidence{Body: body}); x.SkippedAfter != skipped {
			t.Errorf("%d: %d bytes of a body without a mark are skipped, want %d", more, x.SkippedAfter, skipped)
		}
		line := `{"a":"` + strings.Repeat("x", maxLine-len(`{"a":""}`)+more) + `"}`
		x = excerptOf(drift.Finding{Rule: "value-type", Pointer: "/a"}, evidence{Body: line})
		if x.Reformatted != (more > 0) {
			t.Errorf("%d: a line of %d bytes is reformatted: %v", more, len(line), x.Reformatted)
		}
	}
}

func TestExcerptIsIndentedForEveryMarkInAValue(t *testing.T) {
	t.Parallel()
	body := `{"a":"` + strings.Repeat("x", maxLine) + `","b":1,"b":2}`
	for _, rule := range drift.Rules() {
		want := false
		switch rule.Mark {
		case drift.MissingMember, drift.Member, drift.SecondMember, drift.Value:
			want = true
		}
		x := excerptOf(drift.Finding{Rule: rule.Name, Pointer: "/b"}, evidence{Body: body})
		if x.Reformatted != want {
			t.Errorf("%s: reformatted is %v", rule.Name, x.Reformatted)
		}
	}
}

func TestCutBodyHasNoEnd(t *testing.T) {
	t.Parallel()
	if x := excerptOf(drift.Finding{Rule: "body-truncated"}, evidence{Body: `{"a":`, Cut: true}); x.HasMark {
		t.Error("the end of what was kept is marked as the end of the body")
	}
	if x := excerptOf(drift.Finding{Rule: "body-truncated"}, evidence{Body: `{"a":`}); !x.HasMark || x.Point == "" {
		t.Error("the end of the body is not marked")
	}
}

// FuzzExcerpt looks for bodies and pointers that the excerpt cannot stand, or of which it loses a byte.
func FuzzExcerpt(f *testing.F) {
	for _, rule := range []string{"value-type", "property-missing", "property-duplicate", "property-forbidden",
		"body-malformed", "body-invalid-utf8", "body-trailing-data", "body-empty"} {
		f.Add(rule, "/a/0", `{"a":[1,{"b":"\ud800"}],"a":[`+"\xff\x00", true)
	}
	f.Fuzz(func(t *testing.T, rule, pointer, body string, cut bool) {
		x := excerptOf(drift.Finding{Rule: rule, Pointer: pointer}, evidence{Body: body, Cut: cut})
		if x.Reformatted || x.SkippedBefore+x.SkippedMarked+x.SkippedAfter > 0 {
			return
		}
		if got := textOf(x.Before) + textOf(x.Marked) + textOf(x.After); got != visibleLines(body) {
			t.Errorf("the excerpt of %q is %q", body, got)
		}
	})
}

func textOf(runs []run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.Text)
	}
	return b.String()
}

// visibleLines is a text as a page shows it.
func visibleLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		cells := strings.Split(line, "\t")
		for j, cell := range cells {
			cells[j] = text.Line(cell, 0)
		}
		lines[i] = strings.Join(cells, "\t")
	}
	return strings.Join(lines, "\n")
}

// markOf is what a finding of a rule points at: nothing for another library's.
func markOf(rule string) drift.Mark {
	r, _ := drift.RuleNamed(rule)
	return r.Mark
}
