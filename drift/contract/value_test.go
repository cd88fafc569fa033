package contract_test

import "testing"

// TestHeaderLists: white space around the elements of a list is not a part of them.
func TestHeaderLists(t *testing.T) {
	t.Parallel()
	c := contractOf(t, `"200": {description: d, headers: {X-IDs: {schema: {type: array, items: {type: integer}}}}}`)
	for value, want := range map[string]string{"1,2": "", "1, 2": "", " 1\t,\t2 ": "", "1, x": "header-invalid"} {
		if got := rules(c.Check(header(get(200, "", ""), "X-IDs", value)).Findings); got != want {
			t.Errorf("%q: found %q, want %q", value, got, want)
		}
	}
}
