package api

import (
	"runtime/debug"
	"sync"
)

// userAgent is the User-Agent header (RFC 9110, section 10.1.5): the module's name and version.
var userAgent = sync.OnceValue(func() string {
	build, _ := debug.ReadBuildInfo()
	return "supermemory-go/" + moduleVersion(build)
})

// moduleVersion returns this module's version in a program, or "devel".
func moduleVersion(build *debug.BuildInfo) string {
	const module = "github.com/seed-97812ecd/supermemory-go"
	if build != nil {
		for _, m := range append(build.Deps, &build.Main) {
			if m.Path == module && m.Version != "" && m.Version != "(devel)" {
				return m.Version
			}
		}
	}
	return "devel"
}
