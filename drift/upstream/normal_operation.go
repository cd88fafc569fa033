package upstream

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/normal"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// normaliser brings operations into normal form.
type normaliser struct{ *normal.Normaliser }

// operation is the normal form of an operation: under the contract's names of path parameters, with the parameters of
// its path, and without references. Only its schemas are shared with others.
func (n normaliser) operation(l *loaded, template string) (*openapi3.Operation, error) {
	made := &openapi3.Operation{
		Origin:     l.value.Origin,
		Deprecated: l.value.Deprecated,
		Extensions: normal.Kept(l.value.Extensions),
	}
	made.Deprecated = made.Deprecated || made.Extensions["x-sunset"] != nil
	var err error
	if made.Parameters, err = n.parameters(l, template); err == nil {
		if ref := l.value.RequestBody; ref != nil && ref.Value != nil {
			body := &openapi3.RequestBody{
				Origin:   ref.Value.Origin,
				Required: ref.Value.Required,
				Content:  n.content(ref.Value.Content),
			}
			made.RequestBody = &openapi3.RequestBodyRef{Value: body, Origin: ref.Origin}
		}
		made.Responses, err = n.responses(l)
	}
	if err = cmp.Or(err, n.Err()); err != nil {
		return nil, fmt.Errorf("%s: %w", l.title(), err)
	}
	return made, nil
}

// ignoredHeaders are header parameters that OpenAPI says to ignore (3.0.3, "Parameter Object").
var ignoredHeaders = []string{"Accept", "Content-Type", "Authorization"}

// maxParameters bounds the parameters of an operation: oasdiff compares each with all others.
const maxParameters = 2_000

// parameters are the operation's and its path's, the former winning, in a fixed order.
func (n normaliser) parameters(l *loaded, template string) (openapi3.Parameters, error) {
	renamed := renamedParameters(l.Template, template)
	found := map[string]*openapi3.ParameterRef{}
	if len(l.value.Parameters)+len(l.item.Parameters) > maxParameters {
		return nil, fmt.Errorf("it has more than %d parameters", maxParameters)
	}
	for _, ref := range slices.Concat(l.value.Parameters, l.item.Parameters) {
		if ref.Value == nil {
			return nil, fmt.Errorf("a parameter: the reference %s leads in a circle", text.Quote(ref.Ref, text.MaxName))
		}
		p := *ref.Value
		switch p.In {
		case "header":
			if p.Name = http.CanonicalHeaderKey(p.Name); slices.Contains(ignoredHeaders, p.Name) {
				continue
			}
		case "path":
			var ok bool
			if p.Name, ok = renamed[p.Name]; !ok {
				continue // it stands nowhere in the path
			}
			p.Required = true
		case "query", "cookie":
		default:
			return nil, fmt.Errorf(
				"the parameter %s is in %s, which is not a place for one",
				text.Quote(p.Name, text.MaxName),
				text.Quote(p.In, text.MaxName),
			)
		}
		if key := p.In + " " + p.Name; found[key] == nil {
			found[key] = &openapi3.ParameterRef{Value: n.parameter(&p), Origin: cmp.Or(ref.Origin, p.Origin)}
		}
	}
	for _, name := range renamed { // a path parameter that is not described is a string
		if key := "path " + name; found[key] == nil {
			p := openapi3.NewPathParameter(name).WithSchema(openapi3.NewStringSchema())
			p.Origin = l.value.Origin
			found[key] = &openapi3.ParameterRef{Value: n.parameter(p), Origin: p.Origin}
		}
	}
	var all openapi3.Parameters
	for _, key := range slices.Sorted(maps.Keys(found)) {
		all = append(all, found[key])
	}
	return all, nil
}

// renamedParameters are the contract's names of an operation's path parameters. If the templates have a different
// number, the rest stands in a server's URL.
func renamedParameters(own, template string) map[string]string {
	names, ours := templateExpression.FindAllString(own, -1), templateExpression.FindAllString(template, -1)
	if extra := len(names) - len(ours); extra > 0 {
		names = names[extra:]
	}
	renamed := map[string]string{}
	for i := range min(len(names), len(ours)) {
		renamed[strings.Trim(names[i], "{}")] = strings.Trim(ours[i], "{}")
	}
	return renamed
}

func (n normaliser) parameter(p *openapi3.Parameter) *openapi3.Parameter {
	made := &openapi3.Parameter{
		Origin: p.Origin, Name: p.Name, In: p.In, Required: p.Required, Deprecated: p.Deprecated,
		Extensions: normal.Kept(p.Extensions), Style: p.Style, Explode: p.Explode, AllowReserved: p.AllowReserved,
		Schema: n.Ref(p.Schema), Content: n.content(p.Content),
	}
	made.Deprecated = made.Deprecated || made.Extensions["x-sunset"] != nil
	return made
}

// content is what is under content, without examples, by media types in one form.
func (n normaliser) content(content openapi3.Content) openapi3.Content {
	if len(content) == 0 {
		return nil
	}
	made := openapi3.Content{}
	for _, name := range slices.Sorted(maps.Keys(content)) {
		if mediaType := content[name]; mediaType != nil && made[mediaRange(name)] == nil {
			made[mediaRange(name)] = &openapi3.MediaType{
				Origin: mediaType.Origin, Encoding: mediaType.Encoding,
				Schema: n.Ref(mediaType.Schema), ItemSchema: n.Ref(mediaType.ItemSchema),
			}
		}
	}
	return made
}

// mediaRange is a media type in lower case and without a charset of UTF-8, which makes no difference to what is in it
// (RFC 9110, section 8.3.1; RFC 8259, section 8.1).
func mediaRange(s string) string {
	parts := strings.Split(strings.ToLower(s), ";")
	kept := []string{strings.TrimSpace(parts[0])}
	for _, p := range parts[1:] {
		p = strings.TrimSpace(p)
		if charset, ok := strings.CutPrefix(p, "charset="); ok {
			if charset = strings.Trim(charset, `"`); charset == "utf-8" || charset == "utf8" || charset == "us-ascii" {
				continue
			}
		}
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, ";")
}

func (n normaliser) responses(l *loaded) (*openapi3.Responses, error) {
	made := openapi3.NewResponsesWithCapacity(l.value.Responses.Len())
	if l.value.Responses.Len() == 0 {
		if l.document.IsOpenAPI31OrLater() && !openapi.IsReference(l.value) {
			return made, nil
		}
		return nil, openapi.Undocumented(l.value)
	}
	made.Origin = l.value.Responses.Origin
	written := l.value.Responses.Map()
	for _, status := range slices.Sorted(maps.Keys(written)) {
		ref := written[status]
		if strings.HasPrefix(status, "x-") {
			continue
		}
		if ref == nil || ref.Value == nil {
			return nil, fmt.Errorf("response %s: its reference leads in a circle", text.Line(status, text.MaxName))
		}
		if status = strings.ToUpper(status); status == "DEFAULT" {
			status = "default"
		}
		response := &openapi3.Response{
			Origin:      ref.Value.Origin,
			Description: new(string),
			Headers:     n.headers(ref.Value.Headers),
		}
		if hasContent(status, l.Method) {
			response.Content = n.content(ref.Value.Content)
		}
		made.Set(status, &openapi3.ResponseRef{Value: response, Origin: cmp.Or(ref.Origin, ref.Value.Origin)})
	}
	return made, nil
}

// hasContent is false for responses to which HTTP allows no content, whatever is documented (RFC 9110, section 6.4.1).
func hasContent(status, method string) bool {
	return status != "204" && status != "205" && status != "304" && !strings.HasPrefix(status, "1") && method != "head"
}

func (n normaliser) headers(headers openapi3.Headers) openapi3.Headers {
	made := openapi3.Headers{}
	for _, key := range slices.Sorted(maps.Keys(headers)) {
		ref, name := headers[key], http.CanonicalHeaderKey(key)
		if name == "Content-Type" || ref == nil ||
			ref.Value == nil { // OpenAPI 3.0.3, "Response Object": such a definition shall be ignored
			continue
		}
		made[name] = &openapi3.HeaderRef{
			Value:  &openapi3.Header{Parameter: *n.parameter(&ref.Value.Parameter)},
			Origin: cmp.Or(ref.Origin, ref.Value.Origin),
		}
	}
	return made
}

// spreadStatuses lets each side have every status that the other names and that a range or the default of its own
// stands for: so 404 is compared with what 4XX says, and no status is missed that is documented under another name.
func spreadStatuses(ours, theirs *openapi3.Responses) {
	spread := func(from []string, to *openapi3.Responses) {
		for _, status := range from {
			if !isCode(status) || to.Value(status) != nil {
				continue
			}
			for _, wider := range []string{status[:1] + "XX", "default"} {
				if w := to.Value(wider); w != nil {
					to.Set(status, w)
					break
				}
			}
		}
	}
	a, b := slices.Sorted(maps.Keys(ours.Map())), slices.Sorted(maps.Keys(theirs.Map()))
	spread(a, theirs)
	spread(b, ours)
}

func isCode(status string) bool {
	return len(status) == 3 && '1' <= status[0] && status[0] <= '5' && status[1] != 'X'
}
