package contract

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// decodeBody decodes the body, which must be exactly one JSON value, and reports what is wrong with its bytes. ok is
// false if there is no value for a schema to judge.
func (j *judgement) decodeBody(m *content) (v decoded) {
	if m == nil || j.exchange.BodyUnknown {
		return decoded{}
	}
	if !isJSON(j.media) {
		j.otherContent(m)
		return decoded{}
	}
	body := j.exchange.Body
	if len(bytes.TrimLeft(body, " \t\r\n")) == 0 {
		j.reportBody(drift.BodyEmpty, "", "expected a JSON value, saw %s", ifElse(len(body) == 0, "an empty body", "only whitespace"))
		return decoded{}
	}
	d := decoders.Get().(*decoder)
	j.decoder = d // the value is its own: see release
	v = d.decode(j, body, strict)
	if d.invalidUTF8 {
		v = d.decode(j, body, lenient)
	}
	return v
}

// decoded is a body's value; ok tells a JSON null from no value.
type decoded struct {
	value any
	ok    bool
}

// otherContent judges text as a value, has kin-openapi judge the other formats that it knows, and leaves the rest
// alone.
func (j *judgement) otherContent(m *content) {
	if m.schema == nil {
		return
	}
	if j.media == "text/plain" {
		j.checkSchema(m, decoded{scalar(string(j.exchange.Body), m.schema), true})
		return
	}
	if openapi3filter.RegisteredBodyDecoder(j.media) == nil {
		return
	}
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &m.input,
		Status:                 http.StatusOK,
		Header:                 j.exchange.Header,
		Body:                   io.NopCloser(bytes.NewReader(j.exchange.Body)),
		Options:                &openapi3filter.Options{MultiError: true},
	})
	if err == nil {
		return
	}
	if responseErr, ok := errors.AsType[*openapi3filter.ResponseError](err); ok && responseErr.Err != nil {
		err = responseErr.Err
	}
	j.schemaErrors(err)
}

// scalar reads plain text as the number or boolean that the schema asks for; otherwise it is a string.
func scalar(text string, schema *openapi3.Schema) any {
	if schema.Type.Permits(openapi3.TypeString) {
		return text
	}
	if number, err := strconv.ParseFloat(text, 64); err == nil && !math.IsInf(number, 0) && !math.IsNaN(number) {
		return number
	}
	if text == "true" || text == "false" {
		return text == "true"
	}
	return text
}

// decoder builds the value of a body and looks for everything that JSON parsers disagree about while it does.
type decoder struct {
	tokens      *jsontext.Decoder
	buffer      *bytes.Buffer
	judgement   *judgement
	invalidUTF8 bool
	names       map[string]string // those of members that were seen, by how they are written
	objects     []map[string]any  // the objects of values, which are used again for the next body
	used        int               // of objects
}

var decoders = sync.Pool{New: func() any {
	buffer := &bytes.Buffer{}
	return &decoder{tokens: jsontext.NewDecoder(buffer), buffer: buffer, names: map[string]string{}}
}}

var (
	// Duplicate names are allowed here because they are found while the object is built, all of them instead of the first.
	strict  = jsontext.AllowDuplicateNames(true)
	lenient = jsontext.AllowInvalidUTF8(true)
)

func (d *decoder) decode(j *judgement, body []byte, options jsontext.Options) decoded {
	d.judgement, d.invalidUTF8 = j, false
	*d.buffer = *bytes.NewBuffer(body)
	d.tokens.Reset(d.buffer, strict, options)
	defer func() { *d.buffer, d.judgement = bytes.Buffer{}, nil }()
	reported := len(j.result.Findings)

	value, err := d.build()
	if err != nil {
		if d.syntax(body, err); d.invalidUTF8 {
			j.result.Findings = j.result.Findings[:reported] // the second, lenient reading finds them again
			d.report(drift.BodyInvalidUTF8, err, "expected UTF-8, saw bytes that are not")
		}
		return decoded{}
	}
	end := d.tokens.InputOffset()
	if _, err := d.tokens.ReadToken(); err != io.EOF {
		rest := bytes.TrimLeft(body[end:], " \t\r\n")
		j.reportBody(drift.BodyTrailingData, "", "expected the body to end after one JSON value, saw %s more", text.Count(len(rest), "byte"))
	}
	return decoded{value, true}
}

// syntax reports an error of the tokenizer.
func (d *decoder) syntax(body []byte, err error) {
	reason := err.Error()
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		d.judgement.reportBody(drift.BodyTruncated, "", "expected one JSON value, saw it cut off after %s", text.Count(len(body), "byte"))
	case strings.Contains(reason, "invalid UTF-8") || strings.Contains(reason, "surrogate"):
		d.invalidUTF8 = true
	case strings.Contains(reason, "exceeded max depth"):
		d.judgement.reportBody(drift.BodyMalformed, "", "expected a body that a parser reads, saw one nested deeper than 10000 levels")
	case bytes.HasPrefix(body, []byte("\ufeff")):
		d.judgement.reportBody(drift.BodyMalformed, "", "expected a JSON value, saw a byte order mark before it")
	case bytes.HasPrefix(body, []byte(")]}'")):
		d.judgement.reportBody(drift.BodyMalformed, "", "expected a JSON value, saw the prefix )]}' before it")
	default:
		d.report(drift.BodyMalformed, err, "expected one JSON value, saw something else at byte %d", offset(err))
	}
}

func (d *decoder) report(rule string, err error, format string, args ...any) {
	pointer := ""
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		pointer = boundedPointer(string(syntactic.JSONPointer))
	}
	d.judgement.reportBody(rule, pointer, format, args...)
}

func offset(err error) int64 {
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return syntactic.ByteOffset
	}
	return 0
}

// build reads one value. The tokenizer bounds its depth to 10000.
func (d *decoder) build() (any, error) {
	token, err := d.tokens.ReadToken()
	if err != nil {
		if err == io.EOF { // between two values of an array or object, too
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	switch token.Kind() {
	case 'n':
		return nil, nil
	case 't':
		return true, nil
	case 'f':
		return false, nil
	case '"':
		return token.String(), nil
	case '0':
		return d.number(token), nil
	case '[':
		array := []any{}
		for {
			if d.tokens.PeekKind() == ']' {
				_, err := d.tokens.ReadToken()
				return array, err
			}
			v, err := d.build()
			if err != nil {
				return nil, err
			}
			array = append(array, v)
		}
	default: // '{': ReadToken reports every other kind as an error
		object := d.object()
		for {
			if d.tokens.PeekKind() == '}' {
				_, err := d.tokens.ReadToken()
				return object, err
			}
			key, err := d.name()
			if err != nil {
				return nil, err
			}
			if _, ok := object[key]; ok {
				d.judgement.reportBody(drift.PropertyDuplicate, boundedPointer(string(d.tokens.StackPointer())), "expected one member named %s, saw another", redact.Quote(key))
			}
			if object[key], err = d.build(); err != nil {
				return nil, err
			}
		}
	}
}

const (
	maxObjects = 1024 // that a decoder keeps
	maxMembers = 32   // of one of them
)

// object is an empty object, one that an earlier body had if there is one: most of what decoding costs are maps.
func (d *decoder) object() map[string]any {
	if d.used == len(d.objects) {
		if d.used == maxObjects {
			return map[string]any{}
		}
		d.objects = append(d.objects, map[string]any{})
	}
	d.used++
	return d.objects[d.used-1]
}

// release ends the use of the value that was decoded. Nothing of it is kept for longer than a Check takes.
func (d *decoder) release() {
	for i, object := range d.objects[:d.used] {
		if len(object) > maxMembers {
			d.objects[i] = map[string]any{}
			continue
		}
		clear(object)
	}
	d.used = 0
	decoders.Put(d)
}

const (
	maxNames      = 512 // that a decoder remembers
	maxNameLength = 64  // bytes of one of them
)

// name reads a member's name. The names of an API are few, so that nearly all have been decoded before.
func (d *decoder) name() (string, error) {
	raw, err := d.tokens.ReadValue()
	if err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return "", err
	}
	if name, ok := d.names[string(raw)]; ok {
		return name, nil
	}
	unquoted, _ := jsontext.AppendUnquote(nil, raw) // the tokenizer has judged it; here, invalid UTF-8 is replaced
	name := string(unquoted)
	if len(d.names) < maxNames && len(raw) <= maxNameLength {
		d.names[string(raw)] = name
	}
	return name, nil
}

// number is the value as most programs read it, a float64. One beyond its range is reported, and stands as the
// largest there is, so that no arithmetic on a huge exponent can follow.
func (d *decoder) number(token jsontext.Token) float64 {
	f, err := token.Float()
	if err != nil || math.IsInf(f, 0) {
		d.judgement.reportBody(drift.ValueOutOfBounds, boundedPointer(string(d.tokens.StackPointer())), "expected a number that a program can hold, saw one beyond 1.8e308")
		return math.Copysign(math.MaxFloat64, f)
	}
	return f
}

func ifElse(condition bool, yes, no string) string {
	if condition {
		return yes
	}
	return no
}
