package upstream

import (
	"strings"
	"testing"
)

// TestManyBranches compares a union of more branches than are likened with each other with itself, and with one in
// which the last branch differs.
func TestManyBranches(t *testing.T) {
	t.Parallel()
	document := func(last string) string {
		return edited(t, things, "schema: {$ref: \"#/components/schemas/Thing\"}", "schema: {anyOf: ["+
			strings.Repeat("{type: object, required: [a], properties: {a: {type: string}}}, ", 200)+last+"]}")
	}
	const same = "{type: object, required: [a], properties: {a: {type: string}}}"
	if _, got := compared(t, document(same), document(same)); got != "" {
		t.Errorf("compared with itself: %s", got)
	}
	if _, got := compared(t, document(same), document("{type: string}")); got == "" {
		t.Error("another branch makes no difference")
	}
}
