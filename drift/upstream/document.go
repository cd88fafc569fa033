package upstream

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Document is an OpenAPI 3.0 or 3.1 document, of which only the outline has been checked. It is safe for concurrent
// use.
type Document struct {
	file       *openapi.File
	operations []*operation
	broken     []openapi.BrokenPath

	mu     sync.Mutex // guards file
	loaded []*loaded  // all operations, once the document has been a contract
}

// Options say how [Load] reads.
type Options = openapi.Options

// Load reads a document by its name: a file, "-" for standard input, or an http or https URL. At most 50 MiB are read,
// and a fetch takes at most 30 seconds; plain HTTP is only for localhost unless the options allow more.
//
// A file may refer to other files, which are read; a fetched document, or one from standard input, has to be complete
// in itself. An error is one line, and has neither the user nor the query of a URL in it.
func Load(ctx context.Context, name string, options Options) (d *Document, err error) {
	defer recovered(&err, Redacted(name))
	file, err := openapi.Open(ctx, name, options)
	if err != nil {
		return nil, err
	}
	return newDocument(file)
}

// Parse reads a document that is complete in itself. The name stands for it in findings and errors. An error is one
// line.
func Parse(data []byte, name string) (d *Document, err error) {
	defer recovered(&err, name)
	file, err := openapi.OpenBytes(data, name)
	if err != nil {
		return nil, err
	}
	return newDocument(file)
}

// Redacted is a name that [Load] takes as it may be shown: of a URL, without user, query and fragment.
func Redacted(name string) string { return openapi.Redacted(name) }

// maxServers bounds the URLs that the servers of all operations stand for.
const maxServers = 200_000

func newDocument(file *openapi.File) (*Document, error) {
	d := &Document{file: file}
	operations, broken := file.Operations()
	d.broken = broken
	top := file.Top("servers")
	servers := 0
	common := serversOf(file, nil, nil, top)
	for _, op := range operations {
		o := &operation{Operation: op, servers: common}
		if own, shared := op.Own("servers"), op.Shared("servers"); own != nil || shared != nil {
			o.servers = serversOf(file, own, shared, top)
		}
		d.operations = append(d.operations, o)
		if servers += len(o.servers); servers > maxServers {
			return nil, fmt.Errorf("cannot use %s: its operations have more than %d servers together",
				file.Name(), maxServers)
		}
	}
	return d, nil
}

// recovered turns a panic of a library, which an odd document can cause, into an error.
func recovered(err *error, name string) {
	if r := recover(); r != nil {
		*err = fmt.Errorf(
			"cannot compare with %s: it makes the comparison fail: %s",
			name,
			text.Fold(fmt.Sprint(r), text.MaxError),
		)
	}
}

// Responses lists every response that the document has, by path, method and status, as a report wants them.
func (d *Document) Responses() []drift.Response {
	d.mu.Lock()
	defer d.mu.Unlock()
	operations := slices.Clone(d.operations)
	slices.SortStableFunc(operations, func(a, b *operation) int {
		return cmp.Or(cmp.Compare(a.Template, b.Template), cmp.Compare(a.Method, b.Method))
	})
	var all []drift.Response
	for _, op := range operations {
		var statuses []drift.Status
		for key := range op.OwnKeys("responses") {
			if status, err := drift.ParseStatus(key); err == nil {
				statuses = append(statuses, status)
			}
		}
		slices.SortFunc(statuses, func(a, b drift.Status) int { return cmp.Compare(a.String(), b.String()) })
		for _, status := range statuses {
			all = append(all, drift.Response{Operation: op.name(), Status: status})
		}
	}
	return all
}

// Files lists the files that were read so far: the document's own, and those that it refers to.
func (d *Document) Files() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.file.Files()
}

// loaded is an operation in kin-openapi's model, or the error of loading it.
type loaded struct {
	*operation
	document *openapi.Document
	item     *openapi3.PathItem
	value    *openapi3.Operation
	err      error
}

// maxLoads bounds how often parts of a document are parsed to find out which of its operations cannot be.
const maxLoads = 64

// load parses operations. If they cannot be parsed together, it tries them in halves, so that one that is broken does
// not hide the others.
func (d *Document) load(operations []*operation) []*loaded {
	d.mu.Lock()
	defer d.mu.Unlock()
	loads := 0
	return d.loadHalves(operations, &loads)
}

func (d *Document) loadHalves(operations []*operation, loads *int) []*loaded {
	*loads++
	document, err := d.parse(operations)
	if half := len(operations) / 2; err != nil && half > 0 && *loads < maxLoads {
		return append(d.loadHalves(operations[:half], loads), d.loadHalves(operations[half:], loads)...)
	}
	var all []*loaded
	for _, op := range operations {
		l := &loaded{operation: op, document: document, err: err}
		if err == nil {
			if l.item = document.Paths.Value(op.Template); l.item != nil {
				l.value = l.item.GetOperation(strings.ToUpper(op.Method))
			}
			if l.value == nil {
				l.err = errors.New("its path refers to a path item without it")
			}
		}
		if l.err != nil {
			l.err = fmt.Errorf("%s in %s: it cannot be used: %w", op.title(), d.file.Name(), l.err)
		}
		all = append(all, l)
	}
	return all
}

func (d *Document) parse(operations []*operation) (document *openapi.Document, err error) {
	defer recovered(&err, d.file.Name())
	wanted := make([]openapi.Operation, len(operations))
	for i, op := range operations {
		wanted[i] = op.Operation
	}
	return d.file.Load(wanted)
}

// contract parses all operations, once.
func (d *Document) contract() []*loaded {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.loaded == nil {
		loads := 0
		d.loaded = d.loadHalves(d.operations, &loads)
	}
	return d.loaded
}
