package contract

import (
	"slices"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// confirm is the operation that was found, if it was meant: if a path parameter's schema makes the match doubtful, the
// response decides. One that does not conform, or that was not recorded, may be another operation's, and nothing is
// known of that.
func (j *judgement) confirm(found routed) *operation {
	switch p := found.doubtful; {
	case found.operation == nil:
		return nil
	case p != nil && (j.exchange.BodyUnknown || slices.ContainsFunc(j.result.Findings, isBreaking)):
		j.result = drift.Result{Notes: p.doubtNote}
		return nil
	case found.lax:
		j.result.Notes = slices.Concat(j.result.Notes, found.operation.laxNote)
	}
	return found.operation
}

func isBreaking(f drift.Finding) bool { return f.Severity == drift.Breaking }
