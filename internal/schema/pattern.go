package schema

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"sync/atomic"
	"time"

	"github.com/dlclark/regexp2/v2"
)

// pattern is a compiled regular expression of ECMA-262. Go's regexp package runs it if it can; look-arounds,
// back-references and large counts are left to an engine that backtracks, which has a time limit.
type pattern struct {
	source   string
	size     int // of linear, about: its instructions
	linear   *regexp.Regexp
	backs    *regexp2.Regexp
	timeouts atomic.Int32
}

// patternTimeout bounds one match of an engine that backtracks.
const patternTimeout = 200 * time.Millisecond

// maxTimeouts is how often an engine that backtracks may take so long with one pattern before all texts match it.
const maxTimeouts = 10

// maxPatterns bounds the size of all patterns of a contract. It is 100 MB or so.
const maxPatterns = 1 << 20

var (
	errPattern  = errors.New("no engine here understands it")
	errPatterns = errors.New("the patterns of the contract are too large together")
)

// compilePattern compiles a pattern with the u flag or, if it does not compile with it, without. It fails if the size
// would be above most.
func compilePattern(source string, most int) (*pattern, error) {
	for _, unicode := range []bool{true, false} {
		if translated, err := translatePattern(source, unicode, false); err == nil {
			size := sizeOf(translated)
			if size > most {
				return nil, errPatterns
			}
			if linear, err := regexp.Compile(translated); err == nil {
				return &pattern{source: source, size: size, linear: linear}, nil
			}
		}
		if translated, err := translatePattern(source, unicode, true); err == nil {
			if backs, err := regexp2.Compile(translated, regexp2.ECMAScript); err == nil {
				backs.MatchTimeout = patternTimeout
				return &pattern{source: source, backs: backs}, nil
			}
		}
	}
	return nil, errPattern
}

// sizeOf is about how many instructions an expression is compiled to; 0 for one that is invalid.
func sizeOf(expression string) int {
	parsed, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return 0
	}
	return sizeOfParsed(parsed)
}

func sizeOfParsed(r *syntax.Regexp) int {
	size := 1 + len(r.Rune)
	for _, sub := range r.Sub {
		size += sizeOfParsed(sub)
	}
	if r.Op == syntax.OpRepeat {
		size *= max(1, r.Min, r.Max)
	}
	return size
}

// matches reports whether the pattern is found in a text. A text that takes too long counts as one that matches,
// and so do all after a few of them.
func (p *pattern) matches(text []byte) bool {
	if p.linear != nil {
		return p.linear.Match(text)
	}
	if p.timeouts.Load() >= maxTimeouts {
		return true
	}
	found, err := p.backs.MatchString(string(text))
	if err != nil {
		p.timeouts.Add(1)
		return true
	}
	return found
}
