package report

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// writeWithoutEmpty writes a SARIF log on several lines, without the members by which the library says that there is
// nothing: empty lists and objects, and -1. An empty list of results stays, since it says that there are none (section
// 3.14.23).
func writeWithoutEmpty(w io.Writer, log []byte) error {
	in := jsontext.NewDecoder(bytes.NewReader(log))
	out := jsontext.NewEncoder(w, jsontext.Multiline(true), jsontext.WithIndent("  "))
	for {
		err := copyMember(in, out)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// copyMember copies a token, or the name of a member with the beginning of its value, unless that is empty.
func copyMember(in *jsontext.Decoder, out *jsontext.Encoder) error {
	token, err := in.ReadToken()
	if err != nil {
		return err
	}
	if around, n := in.StackIndex(in.StackDepth()); around != '{' || n%2 == 0 || token.Kind() != '"' {
		return out.WriteToken(token)
	}
	name := token.String()
	if token, err = in.ReadToken(); err != nil {
		return err
	}
	token = token.Clone()
	end := map[jsontext.Kind]jsontext.Kind{'[': ']', '{': '}'}[token.Kind()]
	if name != "results" && end != 0 && in.PeekKind() == end {
		_, err := in.ReadToken()
		return err
	}
	if token.Kind() == '0' && token.String() == "-1" {
		return nil
	}
	if err := out.WriteToken(jsontext.String(name)); err != nil {
		return err
	}
	return out.WriteToken(token)
}
