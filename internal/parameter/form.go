package parameter

import (
	"bytes"
	"io"
	"mime/multipart"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json/jsontext"
)

// Form is the JSON of a body of application/x-www-form-urlencoded: an object with a member for each name. The encoding
// says how a property is written; nil for the default, form and exploded (OpenAPI 3.0.3, "Encoding Object").
func Form(body string, schema *openapi3.Schema, encoding map[string]*openapi3.Encoding) []byte {
	q := ParseQuery(strings.ReplaceAll(strings.ReplaceAll(body, "\r", ""), "\n", ""))
	o := &node{}
	for i := range q.pairs {
		p := &q.pairs[i]
		if p.taken {
			continue
		}
		name, _, isDeep := strings.Cut(p.name, "[")
		if propertyOf(schema, p.name) != nil || !isDeep || propertyOf(schema, name) == nil {
			name = p.name
		}
		style := Style{Name: "form", Explode: true}
		if e := encoding[name]; e != nil {
			style = StyleOf(openapi3.ParameterInQuery, e.Style, e.Explode)
		}
		if name != p.name {
			style.Name = "deepObject"
		}
		if value, ok := q.Take(name, style, propertyOf(schema, name)); ok {
			o.put(name, &node{json: value})
			continue
		}
		for _, raw := range q.take(p.name) {
			value, _ := jsontext.AppendQuote(nil, Unescape(raw))
			o.put(name, &node{json: value})
		}
	}
	return o.object(schema)
}

// object is the JSON of an object, {} if it is empty.
func (n *node) object(schema *openapi3.Schema) []byte {
	if len(n.children) == 0 {
		return []byte("{}")
	}
	return n.appendJSON(nil, schema)
}

// maxPart bounds a part of a multipart body that is looked at, in bytes.
const maxPart = 8 << 20

// Multipart is the JSON of a multipart body (RFC 7578): an object with a member for each part. A part of JSON is its
// value, any other part a string or what the schema of its property asks for. It fails if the body has another form.
func Multipart(body []byte, boundary string, schema *openapi3.Schema) ([]byte, error) {
	reader := multipart.NewReader(bytes.NewReader(body), boundary)
	o := &node{}
	for {
		part, err := reader.NextRawPart()
		if err == io.EOF {
			return o.object(schema), nil
		}
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(io.LimitReader(part, maxPart))
		if err != nil {
			return nil, err
		}
		value := &node{text: string(content)}
		if mediaType, _, _ := strings.Cut(part.Header.Get("Content-Type"), ";"); part.FileName() != "" {
			value.text = "" // a file, which no schema can judge
			if len(content) > 0 {
				value.text = "file"
			}
		} else if isJSON(mediaType) && jsontext.Value(content).IsValid(jsontext.AllowDuplicateNames(true)) {
			value.json = bytes.TrimSpace(content)
		}
		o.put(part.FormName(), value)
	}
}

func isJSON(mediaType string) bool {
	mediaType = strings.ToLower(strings.TrimSpace(mediaType))
	return mediaType == "application/json" || strings.HasSuffix(mediaType, "+json")
}
