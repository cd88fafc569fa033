package contract

import (
	"slices"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// checkRoute says what is odd about how the operation was found. If a path parameter's schema made the match doubtful,
// the rest of the exchange decides: only if it conforms was the operation meant.
func (j *judgement) checkRoute(found routed) {
	op := found.operation
	switch p := found.doubtful; {
	case op == nil:
		return
	case p == nil:
	case slices.ContainsFunc(j.result.Findings, isBreaking):
		j.result = drift.Result{Notes: p.doubtNote}
		return
	default:
		j.report(drift.RequestParameterInvalid, p.place, "", "expected the path parameter %s to match its schema, saw a value that does not", p.name)
	}
	if found.lax {
		j.result.Notes = append(j.result.Notes, op.laxNote...)
	}
}

func isBreaking(f drift.Finding) bool { return f.Severity == drift.Breaking }
