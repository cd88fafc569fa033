package report

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// excerpt is the part of a body that a page shows, with the marked spot.
type excerpt struct {
	Before, Marked, Gap, After []run
	HasMark                    bool
	Point                      string // what the mark's bytes do not show; "" if they show all
	SkippedBefore              int    // bytes of the body that are not shown
	SkippedMarked              int
	SkippedAfter               int
	Reformatted                bool // line ends and indentation are not the server's
	Cut                        bool // the end of the body was not kept
}

// run is text that is shown as it is, or an escape for a character without a visible form.
type run struct {
	Text   string
	Escape bool
}

const (
	maxAround = 800  // bytes that are shown on each side of a mark
	maxMarked = 1600 // bytes of a mark that are shown
	maxPlain  = 2400 // bytes of a body without a mark that are shown
	maxLine   = 72   // length up to which JSON stays on one line, in bytes
)

func excerptOf(f drift.Finding, e evidence) excerpt {
	x := excerpt{Cut: e.Cut}
	body := e.Body
	rule, _ := drift.RuleNamed(f.Rule)
	if isInValue(rule.Mark) && !e.Cut {
		body, x.Reformatted = reformatted(body)
	}
	s, ok := spotOf(rule.Mark, f.Pointer, body)
	switch {
	case !ok || rule.Mark == drift.BodyEnd && e.Cut:
		end := cutAt(body, maxPlain)
		x.After, x.SkippedAfter = runsOf(body[:end]), len(body)-end
		return x
	case rule.Mark == drift.WholeBody && body == "":
		x.Point = "the body is empty"
	case rule.Mark == drift.MissingMember:
		x.Point = quotedName(f.Pointer) + " is missing"
	case s.start == s.end:
		x.Point = "the body ends here"
	}
	x.HasMark = true
	start := 0
	if s.start > maxAround {
		start = text.RuneStart(body, s.start-maxAround)
	}
	end := cutAt(body, s.end+maxAround)
	x.Before, x.SkippedBefore = runsOf(body[start:s.start]), start
	x.Marked = runsOf(body[s.start:s.end])
	if s.end-s.start > maxMarked {
		head, tail := cutAt(body, s.start+maxMarked*3/4), text.RuneStart(body, s.end-maxMarked/4)
		x.Marked, x.Gap, x.SkippedMarked = runsOf(body[s.start:head]), runsOf(body[tail:s.end]), tail-head
	}
	x.After, x.SkippedAfter = runsOf(body[s.end:end]), len(body)-end
	return x
}

// isInValue reports whether a mark is a part of a JSON value, which can be found again after reformatting.
func isInValue(m drift.Mark) bool {
	switch m {
	case drift.MissingMember, drift.Member, drift.SecondMember, drift.Value:
		return true
	}
	return false
}

// quotedName returns the name of the member that an RFC 6901 pointer ends in.
func quotedName(pointer string) string {
	return text.Quote(jsontext.Pointer(pointer).LastToken(), text.MaxName)
}

// cutAt returns n moved back to the start of a character, or the length of the text if that is less.
func cutAt(s string, n int) int {
	if n >= len(s) {
		return len(s)
	}
	return text.RuneStart(s, n)
}

// reformatted returns JSON on several lines, with every string and number as it was. It returns the body as it is, and
// false, if the body is not one JSON value, or is short or on several lines already.
func reformatted(body string) (string, bool) {
	if len(body) <= maxLine || strings.Contains(strings.TrimSpace(body), "\n") {
		return body, false
	}
	v := jsontext.Value(body)
	options := []jsontext.Options{
		jsontext.PreserveRawStrings(true), jsontext.Multiline(true), jsontext.WithIndent("  "),
	}
	if err := v.Format(append(options, tolerant...)...); err != nil {
		return body, false
	}
	return string(v), true
}

// runsOf splits a body into text that is shown as it is, and escapes. Line feeds and tabs are text: a page shows them.
func runsOf(s string) []run {
	var all []run
	plain := 0
	for i := 0; i < len(s); {
		if s[i] == '\n' || s[i] == '\t' {
			i++
			continue
		}
		shown, size, escaped := text.First(s[i:])
		if escaped {
			if plain < i {
				all = append(all, run{Text: s[plain:i]})
			}
			all = append(all, run{shown, true})
			plain = i + size
		}
		i += size
	}
	if plain < len(s) {
		all = append(all, run{Text: s[plain:]})
	}
	return all
}
