package api

import (
	"runtime/debug"
	"testing"
)

func TestModuleVersion(t *testing.T) {
	t.Parallel()
	const own = "github.com/seed-97812ecd/supermemory-go"
	other := &debug.Module{Path: "example.com/other", Version: "v9.9.9"}
	for _, row := range []struct {
		name string
		main debug.Module
		deps []*debug.Module
		want string
	}{
		{"a dependency", *other, []*debug.Module{other, {Path: own, Version: "v1.2.3"}, other}, "v1.2.3"},
		{"the program's own module", debug.Module{Path: own, Version: "v1.2.3"}, []*debug.Module{other}, "v1.2.3"},
		{"built from its folder", debug.Module{Path: own, Version: "(devel)"}, nil, "devel"},
		{"a workspace", *other, []*debug.Module{{Path: own}}, "devel"},
		{"unknown", *other, []*debug.Module{other}, "devel"},
	} {
		if got := moduleVersion(&debug.BuildInfo{Main: row.main, Deps: row.deps}); got != row.want {
			t.Errorf("%s: got %s, want %s", row.name, got, row.want)
		}
	}
	if got := userAgent(); got != "supermemory-go/devel" {
		t.Error(got)
	}
}
