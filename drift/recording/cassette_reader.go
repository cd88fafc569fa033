package recording

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/coding"
	"go.yaml.in/yaml/v4"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"
)

// readCassette yields the interactions of a go-vcr v4 cassette. file is asked for its size, and buffered is read.
func readCassette(name string, file, buffered io.Reader, yield func(Record, error) bool) error {
	if size, ok := fileSize(file); ok && size > int64(maxCassette) {
		return cassetteTooLong()
	}
	data, err := io.ReadAll(io.LimitReader(buffered, int64(maxCassette)+1))
	switch {
	case err != nil:
		return err
	case len(data) > maxCassette:
		return cassetteTooLong()
	}
	interactions, lines, err := parseCassette(data)
	if err != nil {
		return err
	}
	if len(interactions) == 0 {
		return errors.New("it has no interaction, so it proves nothing: record it again, or delete it")
	}
	for i, interaction := range interactions {
		if interaction == nil {
			return fmt.Errorf("entry %d: the interaction is empty", i)
		}
		if !yield(Record{source: drift.Source{File: name, Entry: i, Line: lines[i]}, interaction: interaction}, nil) {
			return nil
		}
	}
	return nil
}

func cassetteTooLong() error {
	return fmt.Errorf("a cassette of more than %d MiB: split it, or record as HAR, which is read piece by piece", maxCassette>>20)
}

func fileSize(r io.Reader) (int64, bool) {
	file, ok := r.(*os.File)
	if !ok {
		return 0, false
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return 0, false
	}
	return info.Size(), true
}

// parseCassette reads the interactions, and the line of each. It does not use cassette.LoadWithFS, which forgets the lines. Aliases are
// bounded by the YAML library.
func parseCassette(data []byte) ([]*cassette.Interaction, []int, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, nil, yamlError("it cannot be read as YAML", err)
	}
	var c cassette.Cassette
	if err := document.Decode(&c); err != nil {
		return nil, nil, yamlError("it does not have a cassette's members and types", err)
	}
	if c.Version != cassette.CassetteFormatVersion {
		return nil, nil, fmt.Errorf("not a go-vcr cassette of version %d: its version is %d: record it again with go-vcr v4",
			cassette.CassetteFormatVersion, c.Version)
	}
	lines := make([]int, len(c.Interactions))
	if len(document.Content) > 0 {
		if list := member(document.Content[0], "interactions"); list != nil {
			for i, interaction := range list.Content[:min(len(list.Content), len(lines))] {
				lines[i] = bodyLine(interaction)
			}
		}
	}
	return c.Interactions, lines, nil
}

// yamlError says what is wrong with a cassette and on which line. The library's own text may repeat a value.
func yamlError(what string, err error) error {
	const isNone = "not a go-vcr cassette: "
	if located, ok := errors.AsType[*yaml.LoadError](err); ok && located.Mark.Line > 0 {
		return fmt.Errorf("%s%s, see line %d", isNone, what, located.Mark.Line)
	}
	return errors.New(isNone + what)
}

// bodyLine is the line on which the body of an interaction's response begins, or else the interaction.
func bodyLine(interaction *yaml.Node) int {
	body := member(member(interaction, "response"), "body")
	switch {
	case body == nil:
		return interaction.Line
	case body.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return body.Line + 1
	}
	return body.Line
}

// member is a mapping's value of that name, or nil.
func member(mapping *yaml.Node, name string) *yaml.Node {
	mapping = resolve(mapping)
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			return resolve(mapping.Content[i+1])
		}
	}
	return nil
}

func resolve(node *yaml.Node) *yaml.Node {
	if node != nil && node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}

// interactionExchange decodes an interaction. Its time is the response's Date (RFC 9110, section 6.6.1).
func interactionExchange(recorded *cassette.Interaction) (drift.Exchange, error) {
	switch {
	case recorded.Request.Method == "" || recorded.Request.URL == "":
		return drift.Exchange{}, errors.New("the interaction has no request method or URL")
	case recorded.Response.Code == 0:
		return drift.Exchange{}, errors.New("the interaction has no response status code")
	}
	x := drift.Exchange{
		Method: recorded.Request.Method,
		URL:    recorded.Request.URL,
		Status: recorded.Response.Code,
		Header: canonical(recorded.Response.Headers),
	}
	x.Time, _ = http.ParseTime(x.Header.Get("Date"))
	var err error
	x.Body, err = decodeContent(x.Header["Content-Encoding"], []byte(recorded.Response.Body))
	if errors.Is(err, coding.ErrUnknown) {
		x.Body, x.BodyUnknown, err = nil, true, nil
	}
	return x, err
}

// canonical files fields under their canonical names, which a cassette written by hand may not use.
func canonical(h http.Header) http.Header {
	c := make(http.Header, len(h))
	for name, values := range h {
		for _, v := range values {
			c.Add(name, v)
		}
	}
	return c
}
