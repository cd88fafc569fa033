package main

import (
	"strings"
	"testing"
)

// TestAppendAcceptances adds two entries to configurations, of which every other byte stays.
func TestAppendAcceptances(t *testing.T) {
	t.Parallel()
	entries := []string{
		"rule: value-type\nreason: \"x, y\"\nuntil: 2999-12-31",
		"rule: value-format\nreason: z\nuntil: 2999-12-31",
	}
	const (
		one    = "{rule: value-null, reason: r, until: 2999-12-31}"
		added  = `{rule: value-type, reason: "x, y", until: 2999-12-31}`
		second = "{rule: value-format, reason: z, until: 2999-12-31}"
		dashes = "- rule: value-type\n  reason: \"x, y\"\n  until: 2999-12-31\n" +
			"- rule: value-format\n  reason: z\n  until: 2999-12-31\n"
		deeper = "  - rule: value-type\n    reason: \"x, y\"\n    until: 2999-12-31\n" +
			"  - rule: value-format\n    reason: z\n    until: 2999-12-31\n"
		failOn  = "fail-on: never # ]\n"
		quoted  = `{rule: value-null, reason: "]} \" #", property: 'it''s ] #', until: 2999-12-31}`
		apart   = "it's ]"
		comment = " # a, ] 'b\n"
	)
	for before, want := range map[string]string{
		"":                               "accept:\n" + deeper,
		failOn:                           failOn + "accept:\n" + deeper,
		"accept:\n" + failOn:             "accept:\n" + deeper + failOn,
		"accept:\n- " + one + "\n":       "accept:\n- " + one + "\n" + dashes,
		"accept: []\n" + failOn:          "accept:\n" + deeper + failOn,
		"accept: [ ] # end\n":            "accept: # end\n" + deeper,
		"accept: [" + one + "]\n":        "accept: [" + one + ",\n  " + added + ",\n  " + second + "]\n",
		"accept: [ " + one + ", ]":       "accept: [ " + one + ",\n  " + added + ",\n  " + second + " ]",
		"accept: [" + quoted + "] # x\n": "accept: [" + quoted + ",\n  " + added + ",\n  " + second + "] # x\n",
		"accept: [ # first\n    " + one + comment + "  ] # end\n" + failOn: "accept: [ # first\n    " + one + "," + comment +
			"    " + added + ",\n    " + second + "\n  ] # end\n" + failOn,
		"accept: [\n  " + one + "," + comment + "]": "accept: [\n  " + one + "," + comment +
			"  " + added + ",\n  " + second + "\n]",
		"accept: [\n  ]\n": "accept: [\n    " + added + ",\n    " + second + "\n  ]\n",
		"accept: [\r\n  " + one + "\r\n  ]\r\n": "accept: [\r\n  " + one + ",\r\n  " + added + ",\r\n  " + second +
			"\r\n  ]\r\n",
		"{accept: [" + one + "], ignore: ['/é']}": "{accept: [" + one + ",\n  " + added + ",\n  " + second +
			"], ignore: ['/é']}",
		"{ignore: ['/é ] '], accept: []}": "{ignore: ['/é ] '], accept: [\n  " + added + ",\n  " + second + "]}",
	} {
		got, err := appendAcceptances(before, entries)
		if err != nil || got != want {
			t.Errorf("%s\nbecame, with %v,\n%s\nwant\n%s", before, err, got, want)
		}
	}
	for _, bad := range []string{
		"accept: &a [" + one + "]\nignore: *a\n", "accept: {}\n", "accept: " + apart + "\n", "{fail-on: never}\n",
		"accept: [\n",
	} {
		if got, err := appendAcceptances(bad, entries); err == nil {
			t.Errorf("%s\nbecame\n%s", bad, got)
		} else if strings.Contains(err.Error(), "\n") {
			t.Errorf("%q is not one line", err)
		}
	}
}
