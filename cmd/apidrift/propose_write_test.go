package main

import (
	"os"
	"strings"
	"testing"
)

// TestProposeChangedFile has a contract change between being read and being written.
func TestProposeChangedFile(t *testing.T) {
	t.Parallel()
	_, name := contractFile(t, "openapi: 3.1.0\n")
	m := &proposal{before: texts{name: []byte("openapi: 3.1.0\n")}, after: texts{name: []byte("openapi: 3.0.3\n")}}
	changed := []byte("openapi: 3.1.0 # by somebody else\n")
	if err := os.WriteFile(name, changed, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := m.write(); err == nil || !strings.Contains(err.Error(), "was changed since it was read") {
		t.Errorf("got %v", err)
	}
	if got := readText(t, name); got != string(changed) {
		t.Errorf("it has\n%s", got)
	}
	if err := os.WriteFile(name, m.before[name], 0o600); err != nil { // the control
		t.Fatal(err)
	}
	if err := m.write(); err != nil || readText(t, name) != "openapi: 3.0.3\n" {
		t.Errorf("%v", err)
	}
}
