package report

import (
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Example is one exchange in which a fact was seen, or one place of a published document.
type Example struct {
	drift.Source
	Method  string       `json:"method,omitempty"`
	Path    string       `json:"path,omitempty"` // of the request's URL, without the query, redacted
	Status  drift.Status `json:"status"`
	Pointer string       `json:"pointer"`
	Message string       `json:"message"`
	Excerpt *Excerpt     `json:"excerpt,omitempty"`
}

const (
	maxPath     = 300     // bytes of a path
	maxExcerpts = 8 << 20 // bytes of excerpts that one report keeps
)

// example describes a finding. The exchange is nil if the finding is not about one; i is the finding's index in the
// exchange's result, or -1.
func (r *Report) example(c *Clipped, f *drift.Finding, i int) Example {
	e := Example{Source: f.Source, Status: f.Status, Pointer: f.Pointer, Message: f.Message}
	if c == nil {
		return e
	}
	e.Method = text.Line(c.Exchange.Method, text.MaxName)
	e.Path = text.Line(redact.Text(c.Exchange.Path()), maxPath)
	if i >= 0 && r.excerpts < maxExcerpts {
		if e.Excerpt = c.excerpt(f, i); e.Excerpt != nil {
			e.Excerpt.detach()
			r.excerpts += e.Excerpt.size()
		}
	}
	return e
}

// excerpt shows the part of a body that a finding is about. It is nil if the finding is not about the body.
func (c *Clipped) excerpt(f *drift.Finding, i int) *Excerpt {
	if clipped, ok := c.clips[i]; ok {
		return clippedExcerpt(clipped, f)
	}
	body := bodyOf(&c.Exchange, f)
	if body == nil {
		return nil
	}
	return wholeExcerpt(string(body), f)
}
