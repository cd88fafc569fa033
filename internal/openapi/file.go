package openapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// File is an OpenAPI document that was read, and of which only the outline is known. [File.Load] parses a part of it.
// It is not safe for concurrent use.
type File struct {
	name       string // as errors and findings show it
	location   string // as references in it are resolved
	url        *url.URL
	outline    *outline
	others     *others           // files that it refers to; nil if it may not refer to any
	texts      map[string][]byte // that stand for files
	operations []Operation
	broken     []BrokenPath
}

// others are the files that a document refers to.
type others struct {
	folders folders
	files   map[string]*File // by their location; nil for those that cannot be read
	errs    map[string]error // why they cannot
}

// Operation is one method of one path.
type Operation struct {
	Template string // the key under paths
	Method   string // lower case

	root *File
	item []string // the path of tokens to its path item
	file *File    // that it stands in
	part *part
	path *part
}

// BrokenPath is a path whose path item is a reference that leads nowhere.
type BrokenPath struct {
	Template string
	Err      error
}

// maxReferences bounds a chain of references to references.
const maxReferences = 50

var methods = []string{"delete", "get", "head", "options", "patch", "post", "put", "trace"}

// Open reads an OpenAPI 3 document by its name: a file, "-" for standard input, or an http or https URL. At most 50 MiB
// are read, and a fetch takes at most 30 seconds; plain HTTP is only for localhost unless the options allow more.
//
// A file may refer to other files in its folder, and in those that the options allow; a fetched document, or one from
// standard input, has to be complete in itself. An error is one line, and has neither the user nor the query of a URL
// in it. If a file cannot be read, it is an *[io/fs.PathError].
func Open(ctx context.Context, name string, options Options) (*File, error) {
	data, location, err := read(ctx, name, options)
	if err != nil {
		return nil, err
	}
	f := &File{name: Redacted(name), location: "openapi", url: location, texts: options.Texts}
	if location == nil && name != "-" {
		folders, err := newFolders(name, options.AllowRefs)
		if err != nil {
			return nil, err
		}
		f.location = filepath.ToSlash(name)
		f.others = &others{folders, map[string]*File{f.location: f}, map[string]error{}}
	}
	return f, f.parse(data)
}

// OpenBytes is [Open] for a document that is already read, and has to be complete in itself. The name stands for it in
// errors.
func OpenBytes(data []byte, name string) (*File, error) {
	f := &File{name: name, location: "openapi"}
	return f, f.parse(data)
}

func (f *File) parse(data []byte) error {
	err := Recognize(data)
	var o *outline
	if err == nil {
		data, _ = resolveIdentifiers(data)
		o, err = newOutline(data)
	}
	if err == nil {
		f.outline = o
		err = f.check()
	}
	if err != nil {
		return fmt.Errorf("cannot use %s: %w", f.name, err)
	}
	return nil
}

// Bytes are the file as it was read. They must not be changed.
func (f *File) Bytes() []byte { return f.outline.data }

// Resolve is the file and the path of tokens that a reference in this file leads to. It is an error if that file cannot
// be read; whether the path exists is not looked at.
func (f *File) Resolve(ref string) (*File, []string, error) {
	r := reacher{open: f.open}
	file, tokens := r.target(f, ref)
	if file == nil {
		return nil, nil, dangling{ref: ref, err: f.unread(ref)}
	}
	return file, tokens, nil
}

// Name is the file's name as findings and errors show it.
func (f *File) Name() string { return f.name }

// Title is the file's name in a sentence.
func (f *File) Title() string {
	if f.name == "-" {
		return "standard input"
	}
	return f.name
}

// URL is where the file was fetched from; nil if it was read from a disk.
func (f *File) URL() *url.URL { return f.url }

// Operations are the operations of the document in its order, and the paths that cannot be read.
func (f *File) Operations() ([]Operation, []BrokenPath) { return f.operations, f.broken }

var supportedVersion = regexp.MustCompile(`^3\.[0-9]`)

var errNotOpenAPI = errors.New(`it is not an OpenAPI 3 document: it has no line "openapi: 3.…"`)

func (f *File) check() error {
	o := f.outline
	version, _ := o.decode(o.member(&o.root, "openapi")).(string)
	if number, ok := o.decode(o.member(&o.root, "openapi")).(float64); ok { // openapi: 3.0, without quotes
		version = fmt.Sprintf("%.1f", number)
	}
	swagger := o.member(&o.root, "swagger")
	switch {
	case swagger != nil && version == "":
		return fmt.Errorf(
			"it is Swagger %s, and only OpenAPI 3 can be compared",
			text.Line(fmt.Sprint(o.decode(swagger)), text.MaxName),
		)
	case version == "":
		return errNotOpenAPI
	case !supportedVersion.MatchString(version):
		return fmt.Errorf("it is OpenAPI %s, and only OpenAPI 3 can be compared", text.Line(version, text.MaxName))
	}
	paths := o.member(&o.root, "paths")
	if paths == nil || len(o.membersOf(paths)) == 0 {
		return errors.New("it describes no operation: paths is missing or empty")
	}
	for i := range o.membersOf(paths) {
		if err := f.path(&paths.members[i]); err != nil {
			f.broken = append(f.broken, BrokenPath{paths.members[i].key, err})
		}
	}
	if len(f.operations) == 0 {
		return errors.New("it describes no operation: no path has a method")
	}
	return nil
}

// path lists the operations of one path.
func (f *File) path(p *part) error {
	template, file := p.key, f
	r := reacher{open: f.open}
	for range maxReferences {
		hasMethod := false
		members := file.outline.membersOf(p)
		for i := range members {
			method := strings.ToLower(members[i].key)
			if slices.Contains(methods, method) && file.outline.isObject(&members[i]) {
				hasMethod = true
				f.operations = append(
					f.operations,
					Operation{template, method, f, []string{"paths", template}, file, &members[i], p},
				)
			}
		}
		ref := file.outline.reference(p)
		if hasMethod || ref == "" {
			return nil
		}
		var item []string
		from := file
		if file, item = r.target(from, ref); file == nil {
			return dangling{ref: ref, err: from.unread(ref)}
		}
		n := 0
		if p, n = file.outline.find(item...); n < len(item) {
			return fmt.Errorf("the reference %s leads nowhere", text.Quote(ref, text.MaxName))
		}
	}
	return errors.New("it leads in a circle")
}

func (o *outline) isObject(p *part) bool {
	if len(o.membersOf(p)) > 0 {
		return true
	}
	return bytes.HasPrefix(bytes.TrimSpace(o.bytes(p)), []byte("{"))
}

// open reads a file that the document refers to. It is nil if the file cannot be read.
func (f *File) open(location string) *File {
	if f.others == nil || strings.Contains(location, "://") {
		return nil
	}
	other, known := f.others.files[location]
	if known {
		return other
	}
	data, replaced := f.texts[filepath.FromSlash(location)]
	var err error
	if !replaced {
		data, err = f.others.folders.read(location)
	}
	if err == nil {
		var o *outline
		if o, err = newOutline(data); err == nil {
			other = &File{name: location, location: location, outline: o, others: f.others, texts: f.texts}
		}
	}
	f.others.files[location], f.others.errs[location] = other, err
	return other
}

// Top is the decoded value of a member of the document itself.
func (f *File) Top(key string) any { return f.outline.decode(f.outline.member(&f.outline.root, key)) }

// Own is the decoded value of a member of the operation, a reference followed.
func (op Operation) Own(key string) any {
	if !op.file.outline.mentions(op.part, key) {
		return nil // without looking for members
	}
	return op.file.Follow(op.file.outline.decode(op.file.outline.member(op.part, key)))
}

// Shared is the decoded value of a member of the operation's path.
func (op Operation) Shared(key string) any {
	return op.file.Follow(op.file.outline.decode(op.file.outline.member(op.path, key)))
}

// Follow is a decoded value, or what it refers to; nil if the reference leads nowhere.
func (f *File) Follow(value any) any {
	r := reacher{open: f.open}
	for range maxReferences {
		object, _ := value.(map[string]any)
		ref, ok := object["$ref"].(string)
		if !ok {
			return value
		}
		file, tokens := r.target(f, ref)
		if file == nil {
			return nil
		}
		p, n := file.outline.find(tokens...)
		if n < len(tokens) {
			return nil
		}
		f, value = file, file.outline.decode(p)
	}
	return nil
}

// Load parses operations of the document, and what they reach.
func (f *File) Load(operations []Operation) (*Document, error) {
	r := &reacher{
		root:     f,
		open:     f.open,
		keep:     map[*File]*kept{},
		subtypes: map[*File]map[string][]string{},
		followed: map[*part]bool{},
		schemes:  map[string]bool{},
	}
	if schemes, n := f.outline.find("components", "securitySchemes"); n == 2 {
		for _, s := range f.outline.membersOf(schemes) {
			r.schemes[s.key] = true
		}
	}
	for _, key := range []string{"openapi", "servers", "security", "jsonSchemaDialect"} {
		if p := f.outline.member(&f.outline.root, key); p != nil {
			r.whole(f, r.tokens(f, []string{key}), p)
		}
	}
	for _, op := range operations {
		r.operation(f, op)
	}
	r.run(f)
	d, err := parseCut(f, r)
	if err != nil && len(r.dangling) > 0 {
		return nil, slices.MinFunc(r.dangling, func(a, b dangling) int { return strings.Compare(a.ref, b.ref) })
	}
	return d, err
}

func (d dangling) Error() string {
	shown := text.Quote(d.ref, text.MaxName)
	switch {
	case d.err != nil:
		return fmt.Sprintf("the reference %s cannot be followed: %v", shown, d.err)
	case d.isRead, strings.HasPrefix(d.ref, "#"):
		return fmt.Sprintf("the reference %s leads nowhere", shown)
	}
	return fmt.Sprintf(
		"the reference %s leads to another document that cannot be read, and nothing else is fetched: save that beside it",
		shown,
	)
}

// unread is why the file that a reference names was not read; nil if that is not known.
func (f *File) unread(ref string) error {
	address, _, _ := strings.Cut(ref, "#")
	if f.others == nil || address == "" {
		return nil
	}
	return f.others.errs[joined(f.location, address)]
}

// OwnKeys are the keys of a member of the operation that is an object.
func (op Operation) OwnKeys(key string) iter.Seq[string] {
	return func(yield func(string) bool) {
		p := op.file.outline.member(op.part, key)
		if p == nil {
			return
		}
		for _, m := range op.file.outline.membersOf(p) {
			if !yield(m.key) {
				return
			}
		}
	}
}

// Follow is [File.Follow] in the file that the operation stands in.
func (op Operation) Follow(value any) any { return op.file.Follow(value) }

// File is the name of the document that has the operation.
func (op Operation) File() string { return op.root.name }

// Position is the file that the operation stands in, and its line.
func (op Operation) Position() (file *File, line int) {
	data := op.file.outline.data
	line, _ = newPositions(data, data, nil).editor(op.part.keyStart(data))
	return op.file, line
}

// Position is the line and column, in an editor, of a member of the document itself; 0 if it lacks the member.
func (f *File) Position(key string) (line, column int) {
	p := f.outline.member(&f.outline.root, key)
	if p == nil {
		return 0, 0
	}
	return newPositions(f.outline.data, f.outline.data, nil).editor(p.keyStart(f.outline.data))
}

// Text is the text of a file by the name that [Document.File] has for it; nil if it was not read. "" is the document.
func (f *File) Text(name string) []byte {
	if name == "" || name == f.name || name == f.location {
		return f.outline.data
	}
	if f.others == nil {
		return nil
	}
	for location, other := range f.others.files {
		if other != nil && location == name {
			return other.outline.data
		}
	}
	return nil
}
