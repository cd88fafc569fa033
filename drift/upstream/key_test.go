package upstream

import (
	"slices"
	"testing"
)

// TestKeys: a key tells what stands at one place apart, however it was reached, and nothing else.
func TestKeys(t *testing.T) {
	t.Parallel()
	const (
		twice = "note: {type: string}"
		ref   = "{$ref: \"#/components/schemas/Error\"}"
	)
	for name, c := range map[string]struct {
		contract, published []string
		want                []string // keys of the findings
	}{
		"a schema that is reached twice": {
			[]string{twice, "note: {type: array, items: " + ref + "}"},
			[]string{"error: {type: string}", "error: {type: integer}"},
			[]string{"type, string, integer", "type, string, integer"},
		},
		"two values of an enum": {
			[]string{twice, "note: {type: string, enum: [a]}"}, []string{"enum: [a]}", "enum: [a, b, c]}"}, []string{"b", "c"},
		},
		"two properties": {
			nil, []string{twice, twice + "\n        new: {type: string}\n        other: {type: string}"}, []string{"new",
				"other"},
		},
		"a lost property, which has a place": {nil, []string{"        " + twice + "\n", ""}, []string{""}},
		"two statuses": {
			nil, []string{"        \"404\":",
				"        \"409\": {description: busy}\n        4XX: {description: odd}\n        \"404\":"},
			[]string{"4XX", "409"},
		},
		"a parameter": {
			nil, []string{"        - {name: mode",
				"        - {name: must, in: query, schema: {type: string}}\n        - {name: mode"},
			[]string{"query, must"},
		},
		"a server": {
			nil, []string{"servers: [", "servers: [{url: \"https://eu.example.com\"}, "},
			[]string{"https://eu.example.com/v1/things/{id}"},
		},
		"a header's values": {
			[]string{"{X-Count: {schema: {type: integer}}}", "{X-Count: {schema: {type: string, enum: [a]}}}"},
			[]string{"string, enum: [a]", "string, pattern: a"}, []string{"enum", "pattern"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			contract := edited(t, things, c.contract...)
			findings, got := compared(t, contract, edited(t, contract, c.published...))
			var keys []string
			for _, f := range findings {
				keys = append(keys, f.Key)
			}
			slices.Sort(keys)
			slices.Sort(c.want)
			if !slices.Equal(keys, c.want) {
				t.Errorf("the keys are %q, want %q, of:\n%s", keys, c.want, got)
			}
		})
	}
}
