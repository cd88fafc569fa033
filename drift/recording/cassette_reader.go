package recording

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"go.yaml.in/yaml/v4"
)

// cassette is what is read of a go-vcr cassette. go-vcr v1 to v2 write version 1, v3 and v4 write version 2; what the
// releases of a version do not share is not needed here.
type cassette struct {
	Version      int
	Interactions []*interaction
}

// interaction is a request and its response in a cassette.
type interaction struct {
	Request  cassetteRequest
	Response cassetteResponse
}

type cassetteRequest struct {
	Method  string
	URL     string
	Headers http.Header
	Body    *string    // version 2 leaves an empty one out
	Form    url.Values // the parameters of the URL's query, and those of a body that is a form
	Length  *int64     `yaml:"content_length"` // in version 2
}

type cassetteResponse struct {
	Code    int
	Status  string // such as "200 OK"
	Headers http.Header
	Body    string
}

// readCassette yields the interactions of a go-vcr cassette of at most limit bytes.
func readCassette(name string, input io.Reader, limit int, yield func(Record, error) bool) error {
	data, err := io.ReadAll(io.LimitReader(input, int64(limit)+1))
	switch {
	case err != nil:
		return err
	case len(data) > limit:
		return cassetteTooLarge(limit)
	}
	interactions, lines, err := parseCassette(data)
	if err != nil {
		return err
	}
	if len(interactions) == 0 {
		return emptyError("it has no interaction, so it proves nothing: record it again, or delete it")
	}
	for i, interaction := range interactions {
		if interaction == nil {
			return fmt.Errorf("entry %d: the interaction is empty: record it again, or delete it", i)
		}
		source := drift.Source{File: name, Entry: i, Line: lines[i]}
		if !yield(Record{source: source, interaction: interaction}, nil) {
			return nil
		}
	}
	return nil
}

func cassetteTooLarge(limit int) error {
	return fmt.Errorf("the cassette is larger than %d MiB: split it, or record as HAR, which is streamed", limit>>20)
}

// parseCassette returns the interactions and the line of each. The YAML library limits the depth of the document and
// the expansion of aliases.
func parseCassette(data []byte) ([]*interaction, []int, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, nil, cassetteError("invalid YAML", err)
	}
	var list *yaml.Node
	if len(document.Content) > 0 {
		list = fieldOf(document.Content[0], "interactions")
	}
	if isVCRpy(list) {
		return nil, nil, notARecording(aVCRpyCassette, nextVCR)
	}
	var c cassette
	if err := document.Decode(&c); err != nil {
		return nil, nil, cassetteError("a field has the wrong type or is there twice", err)
	}
	switch c.Version {
	case 1, 2:
	case 0:
		return nil, nil, errors.New("not a go-vcr cassette: it has no version: record it again")
	default:
		return nil, nil, fmt.Errorf("not a go-vcr cassette of version 1 or 2: its version is %d: "+
			"record it again with go-vcr v4", c.Version)
	}
	lines := make([]int, len(c.Interactions))
	if list != nil {
		for i, interaction := range list.Content[:min(len(list.Content), len(lines))] {
			lines[i] = bodyLine(interaction)
		}
	}
	return c.Interactions, lines, nil
}

// isVCRpy reports whether the interactions are in the form of vcrpy, which also has a version 1.
func isVCRpy(interactions *yaml.Node) bool {
	if interactions == nil || len(interactions.Content) == 0 {
		return false
	}
	request := fieldOf(interactions.Content[0], "request")
	return fieldOf(request, "uri") != nil && fieldOf(request, "url") == nil
}

// cassetteError says what is wrong with a cassette and, if known, on which line. It leaves out the text of the
// library's error, which may repeat a value.
func cassetteError(what string, err error) error {
	if located, ok := errors.AsType[*yaml.LoadError](err); ok && located.Mark.Line > 0 {
		what += fmt.Sprintf(" on line %d", located.Mark.Line)
	}
	return fmt.Errorf("not a go-vcr cassette: %s: record it again", what)
}

// bodyLine returns the line on which the body of an interaction's response begins, or that of the interaction if it has
// none.
func bodyLine(interaction *yaml.Node) int {
	body := fieldOf(fieldOf(interaction, "response"), "body")
	switch {
	case body == nil:
		return interaction.Line
	case body.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return body.Line + 1
	}
	return body.Line
}

// fieldOf returns the value of a mapping's field, or nil.
func fieldOf(mapping *yaml.Node, name string) *yaml.Node {
	mapping = resolveAlias(mapping)
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			return resolveAlias(mapping.Content[i+1])
		}
	}
	return nil
}

func resolveAlias(node *yaml.Node) *yaml.Node {
	if node != nil && node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}
