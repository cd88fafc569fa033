package openapi

import (
	"bytes"
	"net/url"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// kept says how much of a part is kept: all of it, or some of its members.
type kept struct {
	whole   bool
	members map[string]*kept
}

func (k *kept) child(token string) *kept {
	if k.members == nil {
		k.members = map[string]*kept{}
	}
	if k.members[token] == nil {
		k.members[token] = &kept{}
	}
	return k.members[token]
}

// reacher finds what a set of operations reaches: by references, by the mappings of discriminators, by security
// requirements, and, from a schema with a discriminator, every schema whose allOf refers to it. It searches bytes, and
// may take prose for a reference: it then keeps more than it has to.
type reacher struct {
	root     *File
	open     func(location string) *File // nil if it cannot be read
	keep     map[*File]*kept
	schemes  map[string]bool // security schemes of the root document by their names
	subtypes map[*File]map[string][]string
	followed map[*part]bool // those whose subtypes are kept
	foreign  []subtype      // that other files than the root document have
	todo     []reached
	dangling []dangling // references that lead nowhere
}

// subtype is a schema that extends another one, in its file.
type subtype struct {
	file *File
	name string
}

// dangling is a reference that leads nowhere, and why the file that it names cannot be read.
type dangling struct {
	ref    string
	isRead bool
	err    error
}

// reached is a part that is kept and not yet searched.
type reached struct {
	file *File
	part *part
}

// operation keeps one operation of the root document, with what stands beside it in its path.
func (r *reacher) operation(root *File, op Operation) {
	file, item := root, op.item
	for range maxReferences {
		k := r.tokens(file, item)
		p, n := file.outline.find(item...)
		if n < len(item) {
			return
		}
		for _, m := range file.outline.membersOf(p) {
			if m.key == op.Method || !slices.Contains(methods, m.key) {
				r.whole(file, k.child(m.key), file.outline.member(p, m.key))
			}
		}
		ref := file.outline.reference(p)
		if file.outline.member(p, op.Method) != nil || ref == "" {
			return
		}
		if file, item = r.target(file, ref); file == nil {
			return
		}
	}
}

func (r *reacher) tokens(file *File, tokens []string) *kept {
	if r.keep[file] == nil {
		r.keep[file] = &kept{}
	}
	k := r.keep[file]
	for _, token := range tokens {
		k = k.child(token)
	}
	return k
}

func (r *reacher) whole(file *File, k *kept, p *part) {
	if !k.whole {
		k.whole = true
		r.todo = append(r.todo, reached{file, p})
	}
}

// target is the file and the path of tokens that a reference leads to; no file if it cannot be read.
func (r *reacher) target(from *File, ref string) (*File, []string) {
	address, fragment, _ := strings.Cut(ref, "#")
	file := from
	if address != "" {
		if file = r.open(joined(from.location, address)); file == nil {
			return nil, nil
		}
	}
	return file, pointerTokens(fragment)
}

func joined(location, address string) string {
	if strings.Contains(address, "://") || path.IsAbs(address) {
		return address
	}
	if decoded, err := url.PathUnescape(address); err == nil {
		address = decoded
	}
	return path.Join(path.Dir(location), address)
}

func pointerTokens(fragment string) []string {
	if decoded, err := url.PathUnescape(fragment); err == nil {
		fragment = decoded
	}
	if fragment = strings.TrimPrefix(fragment, "/"); fragment == "" {
		return nil
	}
	tokens := strings.Split(fragment, "/")
	for i, t := range tokens {
		tokens[i] = unescapeToken(t)
	}
	return tokens
}

// follow keeps what a reference leads to. A certain reference that leads nowhere is noted.
func (r *reacher) follow(from *File, ref string, certain bool) {
	file, tokens := r.target(from, ref)
	if file == nil {
		r.dangling = append(r.dangling, dangling{ref: ref, err: from.unread(ref)})
		return
	}
	p, n := file.outline.find(tokens...)
	if n < len(tokens) && (n == 0 || file.outline.reference(p) == "" && !file.outline.isList(p)) {
		if certain {
			r.dangling = append(r.dangling, dangling{ref: ref, isRead: true})
		}
		return
	}
	r.whole(file, r.tokens(file, tokens[:n]), p)
	if !r.followed[p] && file.outline.mentions(p, "discriminator") {
		r.followed[p] = true
		for _, name := range r.subtypesOf(file, tokens[n-min(n, 1):n]) {
			r.follow(file, schemaReference+EscapeToken(name), false)
			if file != r.root {
				r.foreign = append(r.foreign, subtype{file, name})
			}
		}
	}
}

const schemaReference = "#/components/schemas/"

// subtypesOf are the names of the schemas whose allOf refers to one, and of those that refer to these.
func (r *reacher) subtypesOf(file *File, name []string) []string {
	if r.subtypes[file] == nil {
		r.subtypes[file] = file.outline.extensions()
	}
	all := slices.Clone(name)
	for i := 0; i < len(all); i++ {
		for _, subtype := range r.subtypes[file][all[i]] {
			if !slices.Contains(all, subtype) {
				all = append(all, subtype)
			}
		}
	}
	return all[len(name):]
}

// extensions are the names of the schemas with an allOf, by the names that they refer to in it.
func (o *outline) extensions() map[string][]string {
	found := map[string][]string{}
	schemas, n := o.find("components", "schemas")
	if n < 2 {
		return found
	}
	members := o.membersOf(schemas)
	for i := range members {
		text := o.bytes(&members[i])
		at := bytes.Index(text, []byte("allOf"))
		if at < 0 {
			continue
		}
		for _, ref := range references(text[at:]) {
			target := unescapeToken(ref[strings.LastIndexByte(ref, '/')+1:])
			found[target] = append(found[target], members[i].key)
		}
	}
	return found
}

// run searches what is kept until nothing new is found.
func (r *reacher) run(root *File) {
	for len(r.todo) > 0 {
		next := r.todo[0]
		r.todo = r.todo[1:]
		text := next.file.outline.bytes(next.part)
		for _, ref := range references(text) {
			r.follow(next.file, ref, true)
		}
		for _, target := range mappings(text) {
			if !strings.ContainsAny(target, "/#.") {
				target = schemaReference + target
			}
			r.follow(next.file, target, false)
		}
		for name := range r.schemes {
			isRequirement := next.part.key == "security" || bytes.Contains(text, []byte("security"))
			if next.file == root && isRequirement && bytes.Contains(text, []byte(name)) {
				r.follow(root, "#/components/securitySchemes/"+EscapeToken(name), false)
			}
		}
		for name, tokens := range next.file.outline.anchors {
			if aliased(text, name) {
				p, n := next.file.outline.find(tokens...)
				r.whole(next.file, r.tokens(next.file, tokens[:n]), p)
			}
		}
	}
}

func aliased(text []byte, anchor string) bool {
	for {
		_, after, ok := bytes.Cut(text, []byte("*"+anchor))
		if !ok {
			return false
		}
		if len(after) == 0 || bytes.IndexByte([]byte(" \t\r\n,]}:"), after[0]) >= 0 {
			return true
		}
		text = after
	}
}

// reference is the target of a Reference Object; "" for other objects.
func (o *outline) reference(p *part) string {
	value, _ := o.decode(o.member(p, "$ref")).(string)
	return value
}

func (o *outline) isList(p *part) bool {
	value := bytes.TrimSpace(o.bytes(p))
	return len(value) > 0 && (value[0] == '[' || value[0] == '-')
}

func (o *outline) mentions(p *part, word string) bool {
	return bytes.Contains(o.bytes(p), []byte(word))
}

// references are the values of all members "$ref" in a text that are strings.
func references(text []byte) (refs []string) {
	for at := 0; ; {
		value, next := memberValue(text, at, "$ref")
		if next < 0 {
			return refs
		}
		if at = next; value >= 0 {
			if ref := scalarAt(text, value); ref != "" {
				refs = append(refs, ref)
			}
		}
	}
}

// mappings are the values of all members "mapping" in a text that are objects of strings.
func mappings(text []byte) (values []string) {
	if !bytes.Contains(text, []byte("discriminator")) {
		return nil
	}
	for at := 0; ; {
		value, next := memberValue(text, at, "mapping")
		if next < 0 {
			return values
		}
		key := next
		if at = next; value < 0 {
			continue
		}
		var end int
		if text[value] == '{' {
			end, _ = flowEnd(text, value)
		} else { // the lines that are indented more than the key
			line := bytes.LastIndexByte(text[:key], '\n') + 1
			value = bytes.LastIndexByte(text[:value], '\n') + 1
			s := blockScanner{data: text, at: value, end: len(text)}
			s.skipDeeper(len(text[line:key]) - len(bytes.TrimLeft(text[line:key], " ")))
			end = max(s.at, value)
		}
		var mapping map[string]string
		if yaml.Unmarshal(text[value:max(end, value)], &mapping) == nil {
			for _, target := range mapping {
				values = append(values, target)
			}
		}
	}
}

// memberValue finds the next member of a name from a byte on. It returns where the value begins, or -1 if no colon
// follows the name, and where to go on, or -1 at the end.
func memberValue(text []byte, from int, name string) (value, next int) {
	i := bytes.Index(text[from:], []byte(name))
	if i < 0 {
		return -1, -1
	}
	next = from + i + len(name)
	at := next
	if at < len(text) && (text[at] == '"' || text[at] == '\'') {
		at++
	}
	at = len(text) - len(bytes.TrimLeft(text[at:], " \t"))
	if at >= len(text) || text[at] != ':' {
		return -1, next
	}
	at = len(text) - len(bytes.TrimLeft(text[at+1:], " \t\r\n"))
	if at >= len(text) {
		return -1, next
	}
	return at, next
}

// scalarAt is the scalar that begins at a byte; "" for other values.
func scalarAt(text []byte, at int) string {
	switch text[at] {
	case '{', '[', '&', '*', '!':
		return ""
	case '|', '>': // a long reference on a line of its own
		_, rest, _ := bytes.Cut(text[at:], []byte("\n"))
		line, _, _ := bytes.Cut(rest, []byte("\n"))
		return string(bytes.TrimSpace(line))
	case '"', '\'':
		end, ok := quotedEnd(text, at)
		if !ok {
			return ""
		}
		return unquoted(text[at:end])
	}
	end := bytes.IndexAny(text[at:], "\r\n,}]")
	if end < 0 {
		end = len(text) - at
	}
	value, _, _ := strings.Cut(string(text[at:at+end]), " #")
	return strings.TrimSpace(value)
}

func unescaped(scalar []byte) (value string) {
	_ = yaml.Unmarshal(scalar, &value) // "" for what is not a string
	return value
}
