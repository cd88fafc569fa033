package report

import (
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

func TestOriginsName(t *testing.T) {
	t.Parallel()
	o := origins{}
	for _, file := range []string{"a.har", "./b.har", "testdata/recorded/c.har", "-", ""} {
		o.add(drift.Source{File: file})
	}
	if got, want := o.String(), "recorded 1, standard input 1, this folder 2"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := (origins{}).String(); got != "-" {
		t.Errorf("none is %q", got)
	}
}
