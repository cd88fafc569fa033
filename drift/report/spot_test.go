package report

import (
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
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

// markOf is what a finding of a rule points at: nothing for another library's.
func markOf(rule string) drift.Mark {
	r, _ := drift.RuleNamed(rule)
	return r.Mark
}
