package redact

import (
	"bytes"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// maxPointers bounds how many values of one body are named. If more were replaced, it is the whole body.
const maxPointers = 1000

// pointers returns the RFC 6901 pointers of the values in a JSON text of which a part was replaced, or of whose names
// it was, each once. If more than a value was replaced, it is the whole text: "". What is replaced behind the point
// from which on the text is not JSON has no pointer.
func pointers(d draft) (all []string) {
	decoder := jsontext.NewDecoder(bytes.NewReader([]byte(d.text)),
		jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	changed := d.changed
	for len(changed) > 0 {
		_, err := decoder.ReadToken()
		if err != nil {
			break
		}
		end := int(decoder.InputOffset())
		if changed[0].from >= end {
			continue
		}
		pointer := string(decoder.StackPointer())
		if pointer == "" || changed[0].to > end || len(all) == maxPointers {
			return []string{""}
		}
		all = append(all, pointer)
		for len(changed) > 0 && changed[0].to <= end {
			changed = changed[1:]
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
