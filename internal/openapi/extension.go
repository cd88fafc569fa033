package openapi

import "slices"

// Extension is a member "x-…" of a document that is read. All others say nothing here.
type Extension struct{ Name, Summary string }

// Extensions are the extensions that are read.
var Extensions = []Extension{
	{"x-extensible-enum", "in a schema, the values known so far; others may follow."},
	{"x-multi-segment", "`true` in a path parameter whose value may have slashes."},
	{"x-sunset", "in an operation, a parameter or a schema, the day on which it ends."},
}

// IsRead reports whether an extension is one of [Extensions].
func IsRead(name string) bool {
	return slices.ContainsFunc(Extensions, func(e Extension) bool { return e.Name == name })
}
