package report

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Clipped is an exchange and the result of comparing it. Long bodies are cut down to the parts that a report may show.
type Clipped struct {
	Exchange drift.Exchange
	Result   drift.Result

	clips map[int]clip // by the finding's position
}

// clip is the part of a body around a finding.
type clip struct {
	text       string
	start, end int // of the mark in the text
	before     int // bytes of the body that the text leaves out
	after      int
	marked     int // bytes of the mark that the text leaves out
}

const (
	maxBody   = 16 << 10 // bytes up to which a body is kept whole
	maxAround = 400      // bytes that are shown on each side of a mark
	maxMarked = 400      // bytes of a mark that are shown
	maxValue  = 120      // bytes of a value that is listed
	maxClips  = 256      // of one exchange
)

// Clip cuts the bodies of an exchange down to the parts that a report may show. It needs no report, so it can run
// concurrently, before exchanges are added in their order.
func Clip(x drift.Exchange, result drift.Result) Clipped {
	c := Clipped{Exchange: x, Result: result}
	if x.Request != nil && len(x.Request.Body) > maxBody {
		short := *x.Request
		short.Body = nil
		c.Exchange.Request = &short
	}
	if len(x.Body) > maxBody {
		c.Exchange.Body = nil
	}
	if len(result.Findings) == 0 {
		c.Exchange.Body = nil
		return c
	}
	for i := range result.Findings {
		f := &result.Findings[i]
		if body := bodyOf(&x, f); len(body) > maxBody && len(c.clips) < maxClips {
			if c.clips == nil {
				c.clips = map[int]clip{}
			}
			if clipped, ok := clipAt(body, f); ok {
				c.clips[i] = clipped
			}
		}
	}
	return c
}

// bodyOf is the body that a finding's pointer refers to.
func bodyOf(x *drift.Exchange, f *drift.Finding) []byte {
	switch {
	case f.In != "request":
		return x.Body
	case x.Request != nil:
		return x.Request.Body
	}
	return nil
}

// clipAt cuts the part around a finding's offset out of a body.
func clipAt(body []byte, f *drift.Finding) (clip, bool) {
	rule, _ := drift.RuleNamed(f.Rule)
	start, end, ok := markAt(body, int(f.Offset), rule.Mark)
	if !ok {
		return clip{}, false
	}
	c := clip{}
	if end-start > maxMarked {
		c.marked = end - start - maxMarked
		end = start + maxMarked
	}
	from := max(0, start-maxAround)
	to := min(len(body), end+maxAround)
	if c.marked > 0 {
		to = end
	}
	c.text = string(body[from:to])
	c.start, c.end, c.before, c.after = start-from, end-from, from, len(body)-to-c.marked
	return c, true
}

// markAt is the range of bytes at an offset of a body that a finding with the mark points at.
func markAt(body []byte, offset int, mark drift.Mark) (start, end int, ok bool) {
	switch {
	case mark == drift.WholeBody || mark == drift.BodyEnd || offset < 0 || offset >= len(body):
		return 0, 0, false
	case mark == drift.MissingMember:
		return offset, offset + 1, true
	case mark == drift.UnreadableBytes || mark == drift.InvalidBytes || mark == drift.TrailingBytes:
		rest := string(body[offset:min(len(body), offset+maxMarked)])
		return offset, offset + offendingLength(rest), true
	case mark == drift.NoMark:
		return 0, 0, false
	}
	end = offset
	if mark != drift.Value {
		name := valueLength(body[offset:])
		colon := bytes.IndexByte(body[offset+name:min(len(body), offset+name+16)], ':')
		if name == 0 || colon < 0 {
			return 0, 0, false
		}
		end = offset + name + colon + 1
	}
	n := valueLength(body[end:])
	return offset, end + n, n > 0
}

// valueLength is the length of the JSON value at the start of data, leading white space included, or 0 if there is
// none. Long values are not read to their end: the result is then larger than any limit.
func valueLength(data []byte) int {
	const enough = 4 * maxMarked
	d := jsontext.NewDecoder(bytes.NewReader(data[:min(len(data), enough)]), tolerant...)
	if _, err := d.ReadValue(); err != nil {
		if len(data) > enough {
			return enough
		}
		return 0
	}
	return int(d.InputOffset())
}

// trimmed removes words that are cut off at the ends of the clip: half a credential would not be recognized, and not
// be redacted.
func (c clip) trimmed() clip {
	if c.before > 0 {
		for c.start > 0 && isPartOfWord(rune(c.text[0])) {
			c.drop(1)
		}
	}
	for c.start > 0 && text.RuneStart(c.text, 0) != 0 {
		c.drop(1)
	}
	if c.after > 0 && c.marked == 0 {
		for len(c.text) > c.end && isPartOfWord(rune(c.text[len(c.text)-1])) {
			c.text = c.text[:len(c.text)-1]
			c.after++
		}
	}
	return c
}

func (c *clip) drop(n int) {
	c.text = c.text[n:]
	c.start, c.end, c.before = c.start-n, c.end-n, c.before+n
}

func isPartOfWord(c rune) bool {
	switch c {
	case ' ', '\t', '\r', '\n', ',', ':', '{', '}', '[', ']', '(', ')', '<', '>':
		return false
	}
	return true
}
