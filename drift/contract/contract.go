package contract

import (
	"fmt"
	"slices"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
)

// Contract is an OpenAPI document, compiled. It is safe for concurrent use.
type Contract struct {
	routes     router
	operations []*operation
	notes      []drift.Note
	files      []string

	responsesOnly bool // requests are not judged
}

// Load compiles an OpenAPI 3.0 or 3.1 document in YAML or JSON that is complete in itself. A reference to another
// document is an error; [LoadFile] follows references to other files.
//
// Load is lenient: two paths of the same shape, missing descriptions and wrong examples are accepted. It fails if a
// response schema cannot be compiled. What of a request cannot be compiled is a note, and not judged.
func Load(data []byte) (*Contract, error) {
	doc, err := openapi.Parse(data)
	if err == nil {
		var c *Contract
		if c, err = compile(doc); err == nil {
			return c, nil
		}
	}
	return nil, fmt.Errorf("cannot use the document as a contract: %w", err)
}

// LoadFile compiles a contract from a file. It follows references to files in that file's folder, and in the folders of
// allowRefs; other references are an error. It never fetches anything from a network.
func LoadFile(name string, allowRefs ...string) (*Contract, error) {
	return LoadEvidence(name, Evidence{AllowRefs: allowRefs})
}

// Responses lists every documented response: operations by path and method, statuses in ascending order, ranges and
// default last.
func (c *Contract) Responses() []drift.Response {
	var all []drift.Response
	for _, op := range c.operations {
		for _, r := range op.responses {
			all = append(all, r.Response)
		}
	}
	return all
}

// Headers lists the response header fields that the contract documents for any response, by their canonical names,
// sorted. A recorder has to keep them. Beside them, [Contract.Check] looks at Content-Type, Deprecation and Sunset.
func (c *Contract) Headers() []string {
	var names []string
	for _, op := range c.operations {
		for _, r := range op.responses {
			for _, h := range r.headers {
				names = append(names, h.name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Notes lists what of the contract cannot be judged, or only leniently, each once.
func (c *Contract) Notes() []drift.Note { return slices.Clone(c.notes) }

// Files lists the files that the contract was read from: its own, and those that it refers to.
func (c *Contract) Files() []string { return slices.Clone(c.files) }

// Templates lists the operations as requests name them: under the base paths that count for each.
func (c *Contract) Templates() []drift.Template {
	var all []drift.Template
	for _, op := range c.operations {
		for _, base := range op.bases[0] {
			all = append(all, drift.Template{Method: op.method, Path: base + op.template})
		}
	}
	return all
}
