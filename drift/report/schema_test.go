package report

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestJSONSchema validates reports, each golden one included, with the schema that is published for them.
func TestJSONSchema(t *testing.T) {
	t.Parallel()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	schema, err := c.Compile("../../docs/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	validate := func(data []byte) error {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(value)
	}
	golden, err := filepath.Glob("testdata/*.json")
	if err != nil || len(golden) < 4 {
		t.Fatalf("%d golden reports, %v", len(golden), err)
	}
	for _, name := range golden {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	valid := string(written(t, JSON, hostile(t, "x")))
	if err := validate([]byte(valid)); err != nil {
		t.Error(err)
	}
	for _, broken := range []string{
		strings.Replace(valid, `"version": 2`, `"version": 1`, 1),
		strings.Replace(valid, `"severity": "breaking"`, `"severity": "fatal"`, 1),
		strings.Replace(valid, `"facts":`, `"fact":`, 1),
		strings.Replace(valid, `"entry":`, `"item":`, 1),
	} {
		if broken == valid {
			t.Fatal("the control changes nothing")
		}
		if validate([]byte(broken)) == nil {
			t.Error("a broken report is taken for valid")
		}
	}
}
