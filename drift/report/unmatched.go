package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Unmatched counts exchanges that match no operation of the contract, by method and shape of the path.
type Unmatched struct {
	Method  string       `json:"method"`
	Path    string       `json:"path"` // * stands for a segment that looks like an ID
	Count   int          `json:"count"`
	Example drift.Source `json:"example"`

	known  bool // the path is a template's, under another method
	prefix int  // segments in common with a template
}

const (
	maxShapes     = 2000 // that are told apart
	maxUnmatched  = 50   // that are listed
	maxShapeBytes = 300
)

type shapeKey struct{ method, path string }

type shapes map[shapeKey]*Unmatched

// addUnmatched counts an exchange that no operation matches.
func (r *Report) addUnmatched(c Clipped, reported func(*drift.Finding)) {
	x := &c.Exchange
	path := x.Path()
	if slices.ContainsFunc(r.Ignore, func(pattern string) bool { return matchesPath(pattern, path) }) {
		r.Ignored++
		return
	}
	r.begin(c)
	r.Unmatched++
	key := shapeKey{
		text.Line(x.Method, text.MaxName), text.Line(redact.Text(pathShape(path)), maxShapeBytes),
	}
	if u := r.unmatched[key]; u != nil {
		u.Count++
	} else if len(r.unmatched) < maxShapes {
		r.addShape(key, x.Source)
	}
	if !r.FailOnUnmatched {
		return
	}
	r.file(&drift.Finding{
		Rule: drift.OperationUndocumented, Severity: drift.Breaking, Status: drift.Status(x.Status), Source: x.Source,
		Message: fmt.Sprintf("expected an operation of the contract, saw %s %s", key.method, key.path),
		Place:   drift.Place{Pointer: "/paths"}, Key: key.method + " " + key.path,
	}, -1, reported)
}

func (r *Report) addShape(key shapeKey, first drift.Source) {
	u := &Unmatched{Method: key.method, Path: key.path, Count: 1, Example: first}
	for _, t := range r.Templates {
		whole, n := commonSegments(t.Path, u.Path)
		u.known = u.known || whole
		u.prefix = max(u.prefix, n)
	}
	r.unmatched[key] = u
	if r.OnUnmatched != nil {
		r.OnUnmatched(*u)
	}
}

// matchesPath reports whether a path matches a pattern, in which * stands for any characters.
func matchesPath(pattern, path string) bool {
	parts := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(path, parts[0])
	if !ok || len(parts) == 1 {
		return ok && rest == ""
	}
	for _, part := range parts[1 : len(parts)-1] {
		if _, rest, ok = strings.Cut(rest, part); !ok {
			return false
		}
	}
	return strings.HasSuffix(rest, parts[len(parts)-1])
}

// UnmatchedExchanges lists what matched no operation: first paths that are known under another method, then those that
// share the longest prefix with a template. More is how many exchanges are of shapes that are not listed.
func (r *Report) UnmatchedExchanges() (listed []Unmatched, more int) {
	all := slices.Collect(maps.Values(r.unmatched))
	slices.SortFunc(all, func(a, b *Unmatched) int {
		return cmp.Or(
			compareBool(b.known, a.known), cmp.Compare(b.prefix, a.prefix), cmp.Compare(b.Count, a.Count),
			cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method),
		)
	})
	more = r.Unmatched
	for _, u := range all[:min(len(all), maxUnmatched)] {
		listed = append(listed, *u)
		more -= u.Count
	}
	return listed, more
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// commonSegments is how many segments a path shares with the beginning of a template, and whether it matches all of it.
func commonSegments(template, path string) (whole bool, n int) {
	wanted, have := strings.Split(template, "/"), strings.Split(path, "/")
	for n < len(wanted) && n < len(have) && (wanted[n] == have[n] || strings.Contains(wanted[n], "{") && have[n] != "") {
		n++
	}
	return n == len(wanted) && n == len(have), n - 1
}

// Near says how an unmatched path relates to the contract.
func (u Unmatched) Near() string {
	switch {
	case u.known:
		return "the contract has this path under another method"
	case u.prefix > 0:
		return "the contract has paths that begin alike"
	}
	return ""
}
