package edit

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// isJSON reports whether a document is JSON, in which there are no comments.
func isJSON(data []byte) bool {
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n")
	return bytes.HasPrefix(trimmed, []byte("{")) && jsontext.Value(trimmed).IsValid(jsontext.AllowDuplicateNames(true))
}

// jsonReader finds where the values of a valid JSON text are written.
type jsonReader struct {
	data []byte
	at   int
}

func readJSON(data []byte) *written {
	r := &jsonReader{data: data, at: len(data) - len(bytes.TrimPrefix(data, []byte("\ufeff")))}
	return r.value()
}

// space passes white space, and a separator.
func (r *jsonReader) space() byte {
	for r.at < len(r.data) {
		switch c := r.data[r.at]; c {
		case ' ', '\t', '\r', '\n', ',':
			r.at++
		default:
			return c
		}
	}
	return 0
}

func (r *jsonReader) value() *written {
	w := &written{}
	c := r.space()
	w.start = r.at
	switch c {
	case '{':
		w.form, w.flow = objectForm, true
		for r.at++; r.space() != '}'; {
			e := entry{start: r.at}
			r.at = quotedEnd(r.data, r.at)
			e.name = unquotedJSON(r.data[e.start:r.at])
			r.at += bytes.IndexByte(r.data[r.at:], ':') + 1
			e.behind = r.at
			e.value = r.value()
			w.entries = append(w.entries, e)
		}
		r.at++
	case '[':
		w.form, w.flow = arrayForm, true
		for r.at++; r.space() != ']'; {
			w.elements = append(w.elements, r.value())
		}
		r.at++
	case '"':
		r.at = quotedEnd(r.data, r.at)
		w.text, w.tag, w.quote = unquotedJSON(r.data[w.start:r.at]), "!!str", '"'
	default:
		n := bytes.IndexAny(r.data[r.at:], " \t\r\n,]}")
		if n < 0 {
			n = len(r.data) - r.at
		}
		r.at += n
		w.text = string(r.data[w.start:r.at])
		w.tag = map[byte]string{'t': "!!bool", 'f': "!!bool", 'n': "!!null"}[c]
		if w.tag == "" {
			w.tag = "!!float"
		}
	}
	w.end = r.at
	return w
}

func unquotedJSON(quoted []byte) string {
	plain, _ := jsontext.AppendUnquote(nil, quoted)
	return string(plain)
}
