package openapi

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"
)

// Reference is one of kin-openapi's references, such as *openapi3.SchemaRef.
type Reference interface {
	RefString() string
	RefPath() *url.URL
}

// Follow is the site of what a reference leads to in the end. If ref holds a value instead, that is own, the site
// of ref. The value and its origin are kin-openapi's.
func (d *Document) Follow(own Site, ref Reference, value any, origin *openapi3.Origin) Site {
	if ref.RefString() == "" {
		return own
	}
	if pointer, ok := d.homes[value]; ok {
		return Site{d.root, pointer}
	}
	site := own
	if path := ref.RefPath(); path != nil {
		site = Site{path.Path, strings.TrimPrefix(path.Fragment, "#")}
	}
	if origin == nil || origin.Key == nil {
		return site
	}
	// Of a chain of references kin-openapi tells the first target in another file, and the position of the last.
	last := site.pointer[strings.LastIndexByte(site.pointer, '/')+1:]
	if s := d.sources[origin.Key.File]; s != nil && s.location == site.file && unescapeToken(last) == origin.Key.Name {
		return site
	}
	return d.siteAt(origin.Key, site)
}

// FollowPath is [Document.Follow] for a path item, whose reference kin-openapi replaces by its value.
func (d *Document) FollowPath(own Site, item *openapi3.PathItem) Site {
	if item.Ref == "" || item.Origin == nil || item.Origin.Key == nil {
		return own
	}
	site := d.siteAt(item.Origin.Key, own)
	if _, fragment, ok := strings.Cut(item.Ref, "#"); ok && site.pointer == "" {
		site.pointer = fragment // of the first key of a file, which begins where the file's object does
	}
	return site
}

// siteAt is the site of the part whose name is at a location, or other if it is unknown.
func (d *Document) siteAt(key *openapi3.Location, other Site) Site {
	if pointer, ok := d.pointerAt(key); ok {
		return Site{d.sources[key.File].location, pointer}
	}
	return other
}

// index notes where each component stands that is not itself a reference.
func (d *Document) index() {
	d.homes, d.indexes = map[any]string{}, map[string]pointers{}
	if d.Components == nil {
		return
	}
	note := func(section, name, ref string, value any) {
		if ref == "" {
			d.homes[value] = Site{}.Child("components", section, name).pointer
		}
	}
	for name, r := range d.Components.Schemas {
		note("schemas", name, r.Ref, r.Value)
	}
	for name, r := range d.Components.Responses {
		note("responses", name, r.Ref, r.Value)
	}
	for name, r := range d.Components.Parameters {
		note("parameters", name, r.Ref, r.Value)
	}
	for name, r := range d.Components.Headers {
		note("headers", name, r.Ref, r.Value)
	}
	for name, r := range d.Components.RequestBodies {
		note("requestBodies", name, r.Ref, r.Value)
	}
}

// pointers are the pointers of a file's parts by the line and column of their names.
type pointers map[[2]int]string

// pointerAt finds the pointer of what has its name at a location. It parses the file again, once, which only chains of
// references over several files need.
func (d *Document) pointerAt(key *openapi3.Location) (string, bool) {
	found, ok := d.indexes[key.File]
	if !ok {
		found = pointers{}
		d.indexes[key.File] = found
		var root yaml.Node
		if s := d.sources[key.File]; s != nil && yaml.Unmarshal(s.text, &root) == nil && len(root.Content) > 0 {
			found[[2]int{root.Content[0].Line, root.Content[0].Column}] = ""
			found.add(root.Content[0], Site{})
		}
	}
	pointer, ok := found[[2]int{key.Line, key.Column}]
	return pointer, ok
}

func (p pointers) add(n *yaml.Node, at Site) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, child := n.Content[i], at.Child(n.Content[i].Value)
			if _, taken := p[[2]int{key.Line, key.Column}]; !taken || at.pointer != "" {
				p[[2]int{key.Line, key.Column}] = child.pointer
			}
			p.add(n.Content[i+1], child)
		}
	case yaml.SequenceNode:
		for i, item := range n.Content {
			p.add(item, at.Child(strconv.Itoa(i)))
		}
	}
}

func unescapeToken(token string) string {
	return strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
}
