package proxy

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
)

// vocabulary is what a scrubber must know of a contract.
func vocabulary(c *contract.Contract) *redact.Vocabulary {
	v := &redact.Vocabulary{Words: redact.Words{}, Query: map[string]bool{}, Headers: map[string]bool{},
		Cookies: map[string]bool{}}
	for _, word := range c.Words() {
		v.Words[strings.ToLower(word)] = true
	}
	for in, names := range map[string]map[string]bool{"query": v.Query, "header": v.Headers, "cookie": v.Cookies} {
		for _, name := range c.Parameters(in) {
			names[name] = true
		}
	}
	return v
}

// documented are the names, in lower case, of the parameters and header fields that a contract documents.
func documented(c *contract.Contract) map[string]bool {
	names := map[string]bool{}
	for _, all := range [][]string{
		c.Headers(), c.Parameters("query"), c.Parameters("header"), c.Parameters("cookie"), c.Parameters("path"),
	} {
		for _, name := range all {
			names[strings.ToLower(name)] = true
		}
	}
	return names
}

// errChanged means that an exchange cannot be told without its secrets.
var errChanged = errors.New("not recorded, because without its secrets the exchange would be another one")

// record returns the entry for an exchange, and the exchange as the entry tells it. A check of the entry finds what was
// found as the exchange passed, without what is about values that the entry says were replaced: record makes sure of it
// by checking. If a replaced value shows elsewhere, as one that repeats another in an array of unique items does, the
// value there counts as replaced, too.
func (w *watch) record(scrubber *redact.Scrubber, r recording.Recorded, passed drift.Exchange, found drift.Result) (
	recording.Entry, drift.Exchange, error,
) {
	x := scrubber.Exchange(passed, w.headers...)
	header, dropped := scrubber.Request(r.Request)
	if x.Request != nil {
		dropped = slices.Concat(dropped, x.Request.Dropped)
	}
	if x.Path() != passed.Path() {
		dropped = slices.Concat(dropped, w.contract.Parameters("path"))
	}
	slices.Sort(dropped)
	dropped = slices.Compact(dropped)
	x.Request = &drift.Request{Header: header, BodyUnknown: passed.Request.BodyUnknown, Dropped: dropped}
	if w.isChanged(passed, x) && !w.nameReplaced(&x, found) {
		x.Body, x.BodyUnknown, x.Redacted = nil, true, []string{""}
		if !w.nameReplaced(&x, found) {
			return recording.Entry{}, x, errChanged
		}
	}
	r.Exchange, r.Request = x, header
	return recording.NewScrubbedEntry(r), x, nil
}

// isChanged reports whether a contract may find something else in an exchange than in what is recorded of it.
func (w *watch) isChanged(passed, recorded drift.Exchange) bool {
	if !bytes.Equal(passed.Body, recorded.Body) || passed.URL != recorded.URL ||
		slices.ContainsFunc(
			recorded.Request.Dropped,
			func(name string) bool { return w.documented[strings.ToLower(name)] },
		) {
		return true
	}
	for name, values := range recorded.Header {
		if !slices.Equal(values, passed.Header[name]) {
			return true
		}
	}
	return false
}

// nameReplaced adds to what an exchange says was replaced until a check of it finds what was found as it passed. It is
// false if that cannot be reached.
func (w *watch) nameReplaced(x *drift.Exchange, passed drift.Result) bool {
	for range 3 {
		recorded := w.contract.Check(*x)
		if recorded.Response != passed.Response {
			return false
		}
		differ := differences(*x, recorded.Findings, passed.Findings)
		if len(differ) == 0 {
			return true
		}
		for _, f := range differ {
			x.Redacted = append(slices.Clip(x.Redacted), f.Pointer)
			if !x.IsRedacted(f) {
				return false // it is not about the body
			}
		}
		slices.Sort(x.Redacted)
		x.Redacted = slices.Compact(x.Redacted)
	}
	return false
}

// differences lists the findings that are in one list alone, except those of an exchange as it passed that are about
// what its recording says is missing. The source and the numbers in a message do not count.
func differences(x drift.Exchange, recorded, passed []drift.Finding) (only []drift.Finding) {
	counts := map[drift.Finding]int{}
	for _, f := range recorded {
		counts[comparable(f)]++
	}
	for _, f := range passed {
		if !x.IsRedacted(f) {
			counts[comparable(f)]--
		}
	}
	for f, n := range counts {
		if n > 0 || n < 0 && (len(x.Request.Dropped) == 0 || !isAboutDropped(f)) {
			only = append(only, f)
		}
	}
	return only
}

// isAboutDropped reports whether a finding may be about a parameter or header field that was dropped.
func isAboutDropped(f drift.Finding) bool {
	switch f.Rule {
	case drift.HeaderMissing, drift.HeaderInvalid, drift.RequestParameterMissing, drift.RequestParameterInvalid,
		drift.RequestParameterUndeclared:
		return true
	}
	return false
}

// comparable is a finding without what does not count.
func comparable(f drift.Finding) drift.Finding {
	f.Source, f.Offset = drift.Source{}, 0 // what was replaced has another length
	f.Message = strings.Map(
		func(r rune) rune { // of a line as it was scrubbed, and of one that was made of scrubbed text
			if '0' <= r && r <= '9' {
				return -1
			}
			return r
		},
		f.Message,
	)
	return f
}
