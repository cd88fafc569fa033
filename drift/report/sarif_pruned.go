package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"

	"github.com/go-json-experiment/json/jsontext"
)

// pruner writes JSON on several lines, without the members by which the SARIF library says that there is nothing: empty
// lists and objects, and -1.
type pruner struct {
	out     *jsontext.Encoder
	results iter.Seq[any]
}

// writePruned writes a log whose list of results is empty, with the results in it: they need not be in memory together.
// Without any, the empty list stays, since it says that there are none (SARIF 2.1.0, section 3.14.23).
func writePruned(w io.Writer, log any, results iter.Seq[any]) error {
	p := pruner{jsontext.NewEncoder(w, jsontext.Multiline(true), jsontext.WithIndent("  ")), results}
	return p.write(log)
}

func (p *pruner) write(value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	in := jsontext.NewDecoder(bytes.NewReader(data))
	for {
		switch err := p.copy(in); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// copy copies a token, or the name of a member with the beginning of its value, unless that is empty.
func (p *pruner) copy(in *jsontext.Decoder) error {
	token, err := in.ReadToken()
	if err != nil {
		return err
	}
	if around, n := in.StackIndex(in.StackDepth()); around != '{' || n%2 == 0 || token.Kind() != '"' {
		return p.out.WriteToken(token)
	}
	name := token.String()
	if token, err = in.ReadToken(); err != nil {
		return err
	}
	token = token.Clone()
	if name == "results" {
		return p.writeResults()
	}
	end := map[jsontext.Kind]jsontext.Kind{'[': ']', '{': '}'}[token.Kind()]
	if end != 0 && in.PeekKind() == end {
		_, err := in.ReadToken()
		return err
	}
	if token.Kind() == '0' && token.String() == "-1" {
		return nil
	}
	if err := p.out.WriteToken(jsontext.String(name)); err != nil {
		return err
	}
	return p.out.WriteToken(token)
}

// writeResults writes the list of results up to its end, which the log has.
func (p *pruner) writeResults() error {
	if err := p.out.WriteToken(jsontext.String("results")); err != nil {
		return err
	}
	if err := p.out.WriteToken(jsontext.BeginArray); err != nil {
		return err
	}
	for result := range p.results {
		if err := p.write(result); err != nil {
			return err
		}
	}
	return nil
}
