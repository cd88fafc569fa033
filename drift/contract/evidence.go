package contract

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/seed-97812ecd/supermemory-go/internal/schema"
)

// Evidence is how a contract is loaded by what edits contracts.
type Evidence struct {
	Texts map[string][]byte // that stand for files, by the names that [Contract.Files] lists
	Watch *schema.Watch     // told what is judged; nil for nobody

	AllowRefs []string // as for [LoadFile]
}

// LoadEvidence is [LoadFile] for what edits contracts.
func LoadEvidence(name string, e Evidence) (*Contract, error) {
	doc, err := openapi.LoadOver(name, e.Texts, e.AllowRefs...)
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return nil, fmt.Errorf("cannot read the contract: %w", pathErr)
	}
	if err == nil {
		var c *Contract
		if c, err = compileWatched(doc, e.Watch); err == nil {
			return c, nil
		}
	}
	return nil, fmt.Errorf("cannot use %s as a contract: %w", name, err)
}

// Fits reports whether a body is what a documented response has under a media type, without any deviation.
func (c *Contract) Fits(r drift.Response, mediaType string, body []byte) bool {
	for _, op := range c.operations {
		documented := op.byStatus[r.Status]
		if op.name != r.Operation || documented == nil {
			continue
		}
		name, parameters, err := parseMediaType(mediaType)
		if err != nil {
			return false
		}
		m := documented.contentFor(name, parameters)
		if m == nil || m.schema == nil {
			return false
		}
		fits := true
		m.judge(name, body, func(schema.Deviation) { fits = false })
		return fits
	}
	return false
}
