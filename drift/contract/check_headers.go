package contract

import (
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/schema"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// checkHeaders judges the documented header fields.
func (j *judgement) checkHeaders(r *response) {
	if r == nil {
		return
	}
	for i := range r.headers {
		h := &r.headers[i]
		fields, ok := j.exchange.Header[h.name]
		if !ok || len(fields) == 0 {
			if h.required && !j.isDropped(h.name) {
				j.report(drift.HeaderMissing, h.place, "", "expected the required header %s, saw none",
					text.Line(h.name, text.MaxName))
			}
			continue
		}
		h.header(fields, func(d schema.Deviation) {
			if d.Place == (drift.Place{}) {
				d.Place = h.place // it is about the bytes
			}
			j.add(drift.HeaderInvalid, d.Place, "", about(d, "header", text.Line(h.name, text.MaxName))).Key = h.name
		})
	}
}
