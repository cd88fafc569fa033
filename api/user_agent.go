package api

import (
	"runtime/debug"
	"sync"
)

// userAgent is the User-Agent header (RFC 9110, section 10.1.5): the module's name and version.
var userAgent = sync.OnceValue(func() string {
	const module = "github.com/seed-97812ecd/supermemory-go"
	version := ""
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, m := range append(build.Deps, &build.Main) {
			if m.Path == module {
				version = m.Version
			}
		}
	}
	if version == "" || version == "(devel)" {
		version = "devel"
	}
	return "supermemory-go/" + version
})
