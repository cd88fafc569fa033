package report

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Excerpt is a redacted part of a body, with the place of a finding marked.
type Excerpt struct {
	Before string `json:"before,omitempty"`
	Marked string `json:"marked,omitempty"`
	After  string `json:"after,omitempty"`
	Point  string `json:"point,omitempty"` // says what the mark cannot show, such as a missing member

	SkippedBefore int `json:"skipped_before,omitempty"` // bytes of the body that are left out
	SkippedMarked int `json:"skipped_marked,omitempty"`
	SkippedAfter  int `json:"skipped_after,omitempty"`

	HasMark     bool `json:"-"`
	Reformatted bool `json:"reformatted,omitempty"` // line ends and indentation were added
}

// detach copies what is shown, so that the excerpt does not keep the whole body in memory.
func (x *Excerpt) detach() {
	for _, s := range []*string{&x.Before, &x.Marked, &x.After} {
		*s = strings.Clone(*s)
	}
}

const maxLine = 72 // length up to which JSON stays on one line, in bytes

func (x *Excerpt) size() int { return len(x.Before) + len(x.Marked) + len(x.After) }

// wholeExcerpt is an excerpt of a complete body.
func wholeExcerpt(body string, f *drift.Finding) *Excerpt {
	x := &Excerpt{}
	body = redact.Text(body)
	rule, _ := drift.RuleNamed(f.Rule)
	if isInValue(rule.Mark) {
		body, x.Reformatted = reformatted(body)
	}
	s, ok := spotOf(rule.Mark, f.Pointer, body)
	if !ok {
		end := cutAt(body, 2*maxAround)
		x.After, x.SkippedAfter = body[:end], len(body)-end
		return x
	}
	x.HasMark = true
	x.Point = pointOf(rule.Mark, f, s)
	from := 0
	if s.start > maxAround {
		from = text.RuneStart(body, s.start-maxAround)
	}
	to := cutAt(body, s.end+maxAround)
	x.Before, x.SkippedBefore = body[from:s.start], from
	x.Marked, x.After, x.SkippedAfter = body[s.start:s.end], body[s.end:to], len(body)-to
	if len(x.Marked) > maxMarked {
		cut := cutAt(x.Marked, maxMarked)
		x.Marked, x.SkippedMarked = x.Marked[:cut], len(x.Marked)-cut
	}
	return x
}

// clippedExcerpt is an excerpt of a body that was cut already.
func clippedExcerpt(c clip, f *drift.Finding) *Excerpt {
	c = c.trimmed()
	rule, _ := drift.RuleNamed(f.Rule)
	shown := redact.Text(c.text)
	// A replaced secret may extend beyond an end of the mark. Then the mark grows.
	start, end := c.start, len(c.text)-c.end
	start = min(start, commonPrefix(shown, c.text))
	end = min(end, commonSuffix(shown[start:], c.text[start:]))
	start = text.RuneStart(shown, start)
	return &Excerpt{
		HasMark: true, Before: shown[:start], Marked: shown[start : len(shown)-end], After: shown[len(shown)-end:],
		SkippedBefore: c.before, SkippedMarked: c.marked, SkippedAfter: c.after,
		Point: pointOf(rule.Mark, f, spot{c.start, c.end}),
	}
}

func commonPrefix(a, b string) (n int) {
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func commonSuffix(a, b string) (n int) {
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

// pointOf says what the mark cannot show.
func pointOf(mark drift.Mark, f *drift.Finding, s spot) string {
	switch {
	case mark == drift.WholeBody && s.start == s.end:
		return "the body is empty"
	case mark == drift.MissingMember:
		return redact.Quote(lastToken(f.Pointer)) + " is missing"
	case s.start == s.end:
		return "the body ends here"
	}
	return ""
}

// isInValue reports whether a mark is part of a JSON value, so that it can be found again after reformatting.
func isInValue(m drift.Mark) bool {
	switch m {
	case drift.MissingMember, drift.Member, drift.SecondMember, drift.Value:
		return true
	}
	return false
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

// run is text that is shown as it is, or an escape for a character without a visible form.
type run struct {
	Text   string
	Escape bool
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
