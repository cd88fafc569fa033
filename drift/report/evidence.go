package report

import (
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
)

// evidence is the response that findings are about, redacted and of limited size, so that it may be shown.
type evidence struct {
	Method    string
	Path      string // of the request's URL, without the query
	MediaType string // the Content-Type as it was received
	Body      string // at most maxBody bytes
	Cut       bool   // the body was longer
}

const (
	maxBody   = 16 << 10 // bytes that are kept of one body
	maxBodies = 200      // bodies that are kept; later findings of a report have none
)

// keepEvidence keeps the response of an exchange. It cannot be found again if the exchange came from no file.
func (r *Report) keepEvidence(x drift.Exchange) {
	if x.File != "" && len(r.evidence) < maxBodies {
		r.evidence[x.Source] = evidenceOf(x)
	}
}

// findEvidence returns the response that a finding is about. It is false if none was kept.
func (r *Report) findEvidence(f drift.Finding) (evidence, bool) {
	e, ok := r.evidence[f.Source]
	return e, ok
}

func evidenceOf(x drift.Exchange) evidence {
	e := evidence{
		Method: x.Method, Path: redact.Text(x.Path()), MediaType: redact.Text(x.Header.Get("Content-Type")),
	}
	body := string(x.Body[:min(len(x.Body), maxBody)])
	if len(x.Body) > maxBody {
		e.Cut = true
		body = strings.TrimRightFunc(body, isPartOfWord) // a credential that is cut in two would not look like one
	}
	e.Body = redact.Text(body)
	return e
}

func isPartOfWord(c rune) bool { return !strings.ContainsRune(" \t\r\n,:{}[]()<>", c) }
