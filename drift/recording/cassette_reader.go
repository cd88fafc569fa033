package recording

import (
	"errors"
	"fmt"
	"io"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"go.yaml.in/yaml/v4"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"
)

// readCassette yields the interactions of a go-vcr v4 cassette of at most limit bytes.
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
		return errors.New("it has no interaction, so it proves nothing: record it again, or delete it")
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

// parseCassette returns the interactions and the line of each. It does not use cassette.LoadWithFS, which loses the
// lines. The YAML library limits the depth of the document and the expansion of aliases.
func parseCassette(data []byte) ([]*cassette.Interaction, []int, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, nil, cassetteError("invalid YAML", err)
	}
	var c cassette.Cassette
	if err := document.Decode(&c); err != nil {
		return nil, nil, cassetteError("a field has the wrong type or is there twice", err)
	}
	if c.Version != cassette.CassetteFormatVersion {
		const wanted = cassette.CassetteFormatVersion
		return nil, nil, fmt.Errorf("not a go-vcr cassette of version %d: its version is %d: "+
			"record it again with go-vcr v4", wanted, c.Version)
	}
	lines := make([]int, len(c.Interactions))
	if len(document.Content) > 0 {
		if list := fieldOf(document.Content[0], "interactions"); list != nil {
			for i, interaction := range list.Content[:min(len(list.Content), len(lines))] {
				lines[i] = bodyLine(interaction)
			}
		}
	}
	return c.Interactions, lines, nil
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
