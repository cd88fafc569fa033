package openapi

import "testing"

// TestDuplicates: a member whose name comes again makes way for the last one, and positions stay.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"a":1,"b":2}`: `{"a":1,"b":2}`,
		"{\"a\":1,\n \"b\":2,\"a\":[{\"c\":1,\"c\":2}]}": "{      \n \"b\":2,\"a\":[{      \"c\":2}]}",
		`{"a":{"a":1,"\u0061":2},"b":[],"a":3}`:          `{                       "b":[],"a":3}`,
		"a: 1\na: 2\n":                                   "a: 1\na: 2\n",
		`{"a":1,"a":`:                                    `{"a":1,"a":`,
	} {
		got := []byte(text)
		if blankDuplicates(got); string(got) != want {
			t.Errorf("%s became %s", text, got)
		}
	}
	d, err := Parse([]byte("{\"openapi\":\"3.0.3\",\"paths\":{},\n\"paths\":{\"/a\":{\"get\":{}}}}"))
	if err != nil || d.Paths.Value("/a").Get.Origin == nil || d.Paths.Value("/a").Get.Origin.Key.Line != 2 {
		t.Errorf("got %v, %v", d, err)
	}
}
