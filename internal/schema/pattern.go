package schema

import (
	"errors"
	"regexp"
	"sync/atomic"
	"time"

	"github.com/dlclark/regexp2/v2"
)

// pattern is a compiled regular expression of ECMA-262. Go's regexp package runs it if it can; look-arounds,
// back-references and large counts are left to an engine that backtracks, which has a time limit.
type pattern struct {
	source   string
	linear   *regexp.Regexp
	backs    *regexp2.Regexp
	timedOut atomic.Bool
}

// patternTimeout bounds one match of an engine that backtracks.
const patternTimeout = 200 * time.Millisecond

var errPattern = errors.New("no engine here understands it")

// compilePattern compiles a pattern with the u flag or, if it does not compile with it, without.
func compilePattern(source string) (*pattern, error) {
	for _, unicode := range []bool{true, false} {
		if translated, err := translatePattern(source, unicode, false); err == nil {
			if linear, err := regexp.Compile(translated); err == nil {
				return &pattern{source: source, linear: linear}, nil
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

// matches reports whether the pattern is found in a text. A text that takes too long counts as one that matches.
func (p *pattern) matches(text []byte) bool {
	if p.linear != nil {
		return p.linear.Match(text)
	}
	found, err := p.backs.MatchString(string(text))
	if err != nil {
		p.timedOut.Store(true)
		return true
	}
	return found
}
