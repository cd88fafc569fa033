package report

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// lookForValue remembers the value that a finding is about if it is a string, a number or a boolean. i is the finding's
// index in the exchange's result.
func (f *Fact) lookForValue(c *Clipped, finding *drift.Finding, i int) {
	if i < 0 || len(f.Values) >= maxValues || f.looks >= maxLooks || finding.Rule == drift.ValueNull {
		return
	}
	rule, _ := drift.RuleNamed(finding.Rule)
	if rule.Mark != drift.Value && rule.Mark != drift.Member {
		return
	}
	f.looks++
	var marked string
	if clipped, ok := c.clips[i]; ok && clipped.marked == 0 {
		marked = clipped.text[clipped.start:clipped.end]
	} else {
		body := bodyOf(&c.Exchange, finding)
		start, end, ok := markAt(body, int(finding.Offset), rule.Mark)
		if !ok || finding.Offset == 0 && finding.Pointer != "" || end-start > maxMarked {
			return
		}
		marked = string(body[start:end])
	}
	if v, ok := shownValue(marked, rule.Mark, finding.Pointer); ok {
		f.addValue(v)
	}
}

func (f *Fact) addValue(v string) {
	if len(f.Values) < maxValues && !slices.Contains(f.Values, v) {
		f.Values = append(f.Values, strings.Clone(v)) // without the body around it
	}
}

// shownValue is a scalar as a report lists it, redacted by its name. It is false for objects, arrays and null.
func shownValue(marked string, mark drift.Mark, pointer string) (string, bool) {
	raw := jsontext.Value(marked)
	if mark == drift.Member {
		_, rest, _ := cutMember(marked)
		raw = jsontext.Value(rest)
	}
	raw = jsontext.Value(strings.TrimSpace(string(raw)))
	switch raw.Kind() {
	case '"', '0', 't', 'f':
	default:
		return "", false
	}
	name, err := jsontext.AppendQuote(nil, lastName(generalPointer(pointer, "")))
	if err != nil {
		return "", false
	}
	prefix := "{" + string(name) + ":"
	shown, ok := strings.CutPrefix(redact.Text(prefix+string(raw)+"}"), prefix)
	if !ok {
		return "", false
	}
	return text.Line(strings.TrimSuffix(shown, "}"), maxValue), true
}

// cutMember splits a member of an object into its name and its value.
func cutMember(member string) (name, value string, ok bool) {
	n := valueLength([]byte(member))
	colon := strings.IndexByte(member[n:], ':')
	if n == 0 || colon < 0 {
		return "", "", false
	}
	return member[:n], member[n+colon+1:], true
}
