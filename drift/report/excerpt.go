package report

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// excerpt is the part of a body that a page shows, and the marked spot in it.
type excerpt struct {
	Before, Marked, Gap, After []run
	HasMark                    bool
	Point                      string // what is to be seen at the mark beside its bytes; "" if they say it all
	SkippedBefore              int    // bytes of the body that are not shown
	SkippedMarked              int
	SkippedAfter               int
	Reformatted                bool // line ends and indentation are not the server's
	Cut                        bool // there is more that was not kept
}

// run is text that is shown as it is, or an escape that stands for a character that has no visible form.
type run struct {
	Text   string
	Escape bool
}

const (
	maxAround = 800  // bytes shown on each side of a mark
	maxMarked = 1600 // bytes of a mark that are shown
	maxPlain  = 2400 // bytes of a body without a mark that are shown
	maxLine   = 72   // bytes up to which JSON on one line is left as it is
)

func excerptOf(f drift.Finding, e Evidence) excerpt {
	x := excerpt{Cut: e.Cut}
	body := e.Body
	rule, _ := drift.RuleNamed(f.Rule)
	if rule.Mark >= drift.MissingMember && !e.Cut { // a part of the value, which reformatting does not move
		body, x.Reformatted = reformatted(body)
	}
	s, ok := spotOf(rule.Mark, f.Pointer, body)
	switch {
	case !ok || rule.Mark == drift.BodyEnd && e.Cut:
		end := cutAt(body, maxPlain)
		x.After, x.SkippedAfter = runs(body[:end]), len(body)-end
		return x
	case rule.Mark == drift.WholeBody && body == "":
		x.Point = "the body is empty"
	case rule.Mark == drift.MissingMember:
		x.Point = quotedName(f.Pointer) + " is missing"
	case s.start == s.end:
		x.Point = "the body ends here"
	}
	x.HasMark = true
	start, end := s.start, s.end
	if start > maxAround {
		start = text.RuneStart(body, start-maxAround)
	} else {
		start = 0
	}
	end = cutAt(body, end+maxAround)
	x.Before, x.SkippedBefore = runs(body[start:s.start]), start
	x.Marked = runs(body[s.start:s.end])
	if s.end-s.start > maxMarked {
		head, tail := cutAt(body, s.start+maxMarked*3/4), text.RuneStart(body, s.end-maxMarked/4)
		x.Marked, x.Gap, x.SkippedMarked = runs(body[s.start:head]), runs(body[tail:s.end]), tail-head
	}
	x.After, x.SkippedAfter = runs(body[s.end:end]), len(body)-end
	return x
}

// quotedName is the name of the member that an RFC 6901 pointer ends in.
func quotedName(pointer string) string {
	return text.Quote(jsontext.Pointer(pointer).LastToken(), text.MaxName)
}

// cutAt is n, or the end of the text if it is shorter, moved back to the start of a character.
func cutAt(s string, n int) int {
	if n >= len(s) {
		return len(s)
	}
	return text.RuneStart(s, n)
}

// reformatted is JSON over several lines, with every string and number as it was. A body that is not one JSON value, or that is
// readable as it is, stays.
func reformatted(body string) (string, bool) {
	if len(body) <= maxLine || strings.Contains(strings.TrimSpace(body), "\n") {
		return body, false
	}
	v := jsontext.Value(body)
	options := append([]jsontext.Options{jsontext.PreserveRawStrings(true), jsontext.Multiline(true), jsontext.WithIndent("  ")}, tolerant...)
	if err := v.Format(options...); err != nil {
		return body, false
	}
	return string(v), true
}

// runs splits a body into what is shown as it is and what is shown as an escape. Line feeds and tabs stay: a page shows them.
func runs(s string) []run {
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
