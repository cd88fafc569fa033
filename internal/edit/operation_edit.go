package edit

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Content is what bodies of one media type have in common.
type Content struct {
	MediaType string
	Shape     Shape        // of JSON
	IsJSON    bool         // the bodies are JSON
	Like      *drift.Place // a documented schema that all bodies match; nil if there is none
}

// AddStatus documents a status of an operation.
func (c *Contract) AddStatus(operation drift.Place, status int, contents []Content, comment ...Comment) error {
	s, err := c.object(child(operation, "responses"))
	if err != nil {
		return err
	}
	response := Object(Member{"description", Text(statusText(status))})
	if len(contents) > 0 {
		content, err := c.content(operation.File, contents)
		if err != nil {
			return err
		}
		response.add("content", content)
	}
	ch := s.changeOf(s.at)
	ch.added = append(ch.added, addition{before(s.at, status), strconv.Itoa(status), response, comment})
	slices.SortStableFunc(ch.added, func(a, b addition) int { return strings.Compare(a.name, b.name) })
	return nil
}

func statusText(status int) string {
	if words := http.StatusText(status); words != "" {
		return words
	}
	return "Status " + strconv.Itoa(status)
}

// before is the position of the last status that stands before another one; -1 if there is none.
func before(responses *written, status int) int {
	at := -1
	for i, e := range responses.entries {
		if n, err := strconv.Atoi(e.name); err == nil && n < status {
			at = i
		}
	}
	return at
}

// content is what an edit writes under content.
func (c *Contract) content(file string, contents []Content) (Value, error) {
	all := Object()
	for _, content := range contents {
		if content.MediaType == "" || len(content.MediaType) > text.MaxName {
			return Value{}, errors.New("its media type is not known")
		}
		v, err := c.mediaType(file, &content)
		if err != nil {
			return Value{}, err
		}
		all.add(content.MediaType, v)
	}
	return all, nil
}

func (c *Contract) mediaType(file string, content *Content) (Value, error) {
	switch {
	case content.Like != nil:
		schema, err := c.again(file, *content.Like)
		if err == nil {
			return Object(Member{"schema", schema}), nil
		}
	case !content.IsJSON:
		return Object(Member{"schema", Object(Member{"type", Text("string")})}), nil
	}
	return Object(Member{"schema", content.Shape.schema(c.later)}), nil
}

// again is a schema that stands elsewhere, as it is written a second time: a reference stays one.
func (c *Contract) again(file string, at drift.Place) (Value, error) {
	s, err := c.find(at)
	if err != nil {
		return Value{}, err
	}
	v, ok := copied(s.at)
	if !ok || at.File != file && v.refers() {
		return Value{}, errNotThere
	}
	return v, nil
}

// MediaTypes are the media types that a response or a request's body documents, and the places of their schemas.
func (c *Contract) MediaTypes(at drift.Place) (names []string, schemas []drift.Place) {
	place := child(at, "content")
	s, err := c.object(place)
	if err != nil {
		return nil, nil
	}
	for _, e := range s.at.entries {
		if e.value.index("schema") >= 0 {
			names, schemas = append(names, e.name), append(schemas, child(place, e.name, "schema"))
		}
	}
	return names, schemas
}

// AddContent documents media types of a response or of a request's body, beside those that it has.
func (c *Contract) AddContent(at drift.Place, contents []Content, comment ...Comment) error {
	s, err := c.object(at)
	if err != nil {
		return err
	}
	content, err := c.content(at.File, contents)
	if err != nil {
		return err
	}
	present := s.at.field("content")
	if present == nil {
		s.set(s.at, "content", content, comment, "description", "headers")
		return nil
	}
	if present.form != objectForm || present.anchored || len(present.entries) == 0 && !present.flow {
		return errShared
	}
	for _, m := range content.Members {
		s.add(present, m.Name, m.Value, comment)
		comment = nil
	}
	return nil
}

// NotRequired lets a header, a parameter or a body be absent.
func (c *Contract) NotRequired(at drift.Place, comment ...Comment) error {
	s, err := c.object(at)
	if err != nil {
		return err
	}
	if s.at.says("required") != "true" || s.at.says("in") == "path" {
		return errNotThere
	}
	s.set(s.at, "required", Token("false"), comment)
	return nil
}

// AddParameter declares a query parameter of an operation.
func (c *Contract) AddParameter(operation drift.Place, name string, shape *Shape, comment ...Comment) error {
	s, err := c.object(operation)
	switch {
	case err != nil:
		return err
	case isData(name) || len(shape.alternatives(false)) == 0: // no value has a name that was redacted
		return errors.New("its name looks like a secret, an ID or personal data")
	}
	parameter := Object(Member{"name", Text(name)}, Member{"in", Text("query")}, Member{"schema", shape.schema(c.later)})
	list := s.at.field("parameters")
	switch {
	case list == nil:
		for i, added := range s.changeOf(s.at).added {
			if added.name == "parameters" {
				value := &s.changeOf(s.at).added[i].value
				value.Items = append(value.Items, parameter)
				return nil
			}
		}
		s.add(s.at, "parameters", Array(parameter), comment, "operationId", "summary", "description", "tags")
	case list.form != arrayForm || list.anchored:
		return errShared
	default:
		s.addItem(list, parameter, comment)
	}
	return nil
}

// AddRequestBody documents the body of an operation's request.
func (c *Contract) AddRequestBody(operation drift.Place, contents []Content, comment ...Comment) error {
	s, err := c.object(operation)
	if err != nil {
		return err
	}
	if s.at.index("requestBody") >= 0 {
		return c.AddContent(child(operation, "requestBody"), contents, comment...)
	}
	content, err := c.content(operation.File, contents)
	if err != nil {
		return err
	}
	s.add(s.at, "requestBody", Object(Member{"content", content}), comment, "operationId", "summary", "description",
		"tags", "parameters")
	return nil
}
