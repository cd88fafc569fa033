package openapi

import (
	"net/url"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// ComponentSchema is the schema that a reference written at a site of the document itself names directly, such as
// "#/components/schemas/Event", with its site. It is false for every other reference. The schema may be a reference
// again.
func (d *Document) ComponentSchema(at Site, ref string) (*openapi3.SchemaRef, Site, bool) {
	escaped, ok := strings.CutPrefix(ref, "#/components/schemas/")
	if !ok || at.file != d.root || d.Components == nil || strings.Contains(escaped, "/") {
		return nil, Site{}, false
	}
	name, err := url.PathUnescape(escaped)
	if err != nil {
		name = escaped
	}
	name = unescapeToken(name)
	found, ok := d.Components.Schemas[name]
	return found, d.Root().Child("components", "schemas", name), ok && found != nil
}

// Parent is the site of what holds the site's own part.
func (s Site) Parent() Site {
	return Site{s.file, s.pointer[:max(0, strings.LastIndexByte(s.pointer, '/'))]}
}
