package upstream

import (
	"fmt"
	"strings"
	"testing"
)

// listing is n texts with their numbers, with commas between them.
func listing(n int, format string) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(format, i)
	}
	return strings.Join(all, ", ")
}

// TestTooMany: what takes time in the square of its number is refused.
func TestTooMany(t *testing.T) {
	t.Parallel()
	for want, change := range map[string][]string{
		"": {"note: {type: string}", "note: {anyOf: [" + listing(100, "{type: object, required: [n%d]}") + "]}"},
		"allOf has more than 2000 schemas": {
			"note: {type: string}", "note: {allOf: [" + listing(2001, "{required: [n%d]}") + "]}",
		},
		"oneOf has more than 2000 schemas": {
			"note: {type: string}", "note: {allOf: [{oneOf: [" + listing(2001, "{required: [n%d]}") + "]}]}",
		},
		"it has more than 2000 parameters": {
			"parameters:\n",
			"parameters:\n        [" + listing(2001, "{name: n%d, in: query, schema: {}}") + "]\n      x-old:\n",
		},
	} {
		_, _, err := parsed(t, edited(t, things, change...), "published.yaml").Compare(parsed(t, things, "contract.yaml"))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// TestLongEnums: of two long lists of values, only what they do not have in common is compared.
func TestLongEnums(t *testing.T) {
	t.Parallel()
	enum := func(values string) string {
		return edited(t, things, "note: {type: string}", "note: {enum: ["+values+"]}")
	}
	common := listing(150, "v%03d")
	for _, c := range []struct{ ours, theirs, want string }{
		{common, common, ""},
		{common, common + ", added", "breaking response-property-enum-value-added 200 /note"},
		{common + ", removed", common, "additive response-property-enum-value-removed 200 /note"},
		{
			listing(150, "%d"), listing(150, "'%d'"),
			strings.Repeat("breaking response-property-enum-value-added 200 /note\n", 150),
		},
	} {
		findings, got := compared(t, enum(c.ours), enum(c.theirs))
		if !strings.HasPrefix(got, strings.TrimSpace(c.want)) || (c.want == "") != (got == "") {
			t.Errorf("got\n%s\nwant\n%s", got, c.want)
		}
		if strings.Contains(c.theirs, "added") && !strings.Contains(findings[0].Message, "added") {
			t.Errorf("got %+v", findings[0])
		}
	}
	if a, b := differing([]any{"a", "b"}, []any{"a"}); len(a) != 2 || len(b) != 1 {
		t.Error("short lists are cut")
	}
}
