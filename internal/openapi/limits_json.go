package openapi

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// checkJSON looks at a JSON text as [walker] does at nodes, in a tenth of the time and without them. It is false for
// another text, and for one in which a name stands twice.
func (w *walker) checkJSON(data []byte) bool {
	if !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return false
	}
	d := jsontext.NewDecoder(bytes.NewBuffer(data), jsontext.AllowInvalidUTF8(true)) // which is read in place
	for w.err == nil {
		around, n := d.StackIndex(d.StackDepth())
		if d.PeekKind() == '}' && n/2 > maxMembers {
			w.err = tooManyMembers(1 + bytes.Count(data[:d.InputOffset()], []byte("\n")))
		}
		token, err := d.ReadToken()
		switch {
		case errors.Is(err, io.EOF):
			return true
		case err != nil:
			return false
		}
		if w.hasDeepRefs && around == '{' && n%2 == 1 && token.Kind() == '"' {
			at, isRef := strings.CutSuffix(string(d.StackPointer()), "/$ref")
			if target, ok := strings.CutPrefix(token.String(), "#"); ok && isRef {
				w.next[at] = target
			}
		}
	}
	return true
}
