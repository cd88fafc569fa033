package contract_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

// control is a recording made wrong in one way, and the rule that must catch it.
type control struct {
	name     string
	exchange drift.Exchange
	rule     string
	pointer  string
}

func TestControlsAreReported(t *testing.T) {
	t.Parallel()
	judge, exchanges := load(t)
	doc := document(t)
	total := 0
	for _, x := range exchanges {
		controls := controlsFrom(t, doc, judge, x)
		total += len(controls)
		for _, name := range unreported(judge, controls) {
			t.Errorf("%s: not reported", name)
		}
	}
	t.Logf("%d controls", total)
	if total < 100*len(exchanges) {
		t.Errorf("%d controls from %d recordings: the generator makes too few to mean anything", total, len(exchanges))
	}
}

// TestHarmlessChangesAreNotReported is the control of the controls: what changes nothing must be told apart, and by
// name.
func TestHarmlessChangesAreNotReported(t *testing.T) {
	t.Parallel()
	judge, exchanges := load(t)
	for _, x := range exchanges {
		for _, harmless := range []control{
			{
				"whitespace around the body",
				with(x, func(x *drift.Exchange) { x.Body = fmt.Appendf(nil, "\n\t %s\r\n", x.Body) }), "", "",
			},
			{"charset", withMediaType(x, "application/json; charset=utf-8"), "", ""},
			{"letter case", withMediaType(x, "Application/JSON"), "", ""},
			{"another host", with(x, func(x *drift.Exchange) { x.URL = "http://localhost:6767/v3/connections/b%2Fc" }), "", ""},
			{"an extra header", with(x, func(x *drift.Exchange) { x.Header.Set("X-Request-Id", "7") }), "", ""},
		} {
			if got := unreported(judge, []control{harmless}); len(got) != 1 {
				t.Errorf("%s: %s was reported: %v", name(x), harmless.name, judge.Check(harmless.exchange).Findings)
			}
		}
	}
}

// unreported names the controls that Check does not report as breaking, with the rule and the pointer expected of it.
func unreported(judge *contract.Contract, controls []control) (names []string) {
	for _, c := range controls {
		if !slices.ContainsFunc(judge.Check(c.exchange).Findings, func(f drift.Finding) bool {
			return f.Rule == c.rule && f.Pointer == c.pointer && f.Severity == drift.Breaking
		}) {
			names = append(names, c.name)
		}
	}
	return names
}

func controlsFrom(t *testing.T, doc *openapi3.T, judge *contract.Contract, x drift.Exchange) (controls []control) {
	t.Helper()
	add := func(rule, pointer string, changed drift.Exchange, format string, args ...any) {
		controls = append(controls, control{name(x) + ": " + fmt.Sprintf(format, args...), changed, rule, pointer})
	}

	for _, property := range requiredProperties(t, doc, judge, x) {
		at := "/" + property
		add(
			"property-missing",
			at,
			withBody(t, x, func(body map[string]any) { delete(body, property) }),
			"%s dropped",
			property,
		)
		add("property-missing", at, withBody(t, x, func(body map[string]any) {
			body[property+"_"] = body[property]
			delete(body, property)
		}), "%s renamed", property)
		for _, value := range []any{1, true, []any{"a"}, map[string]any{"a": "b"}} {
			add(
				"value-type",
				at,
				withBody(t, x, func(body map[string]any) { body[property] = value }),
				"%s retyped to %T",
				property,
				value,
			)
		}
		add("value-null", at, withBody(t, x, func(body map[string]any) { body[property] = nil }), "%s nulled", property)
	}
	for _, wrapped := range []string{"[%s]", "{\"data\":%s}", "%q", "null"} {
		changed := with(x, func(x *drift.Exchange) { x.Body = bytes.ReplaceAll([]byte(wrapped), []byte("%s"), x.Body) })
		switch wrapped {
		case "%q":
			changed.Body = strconv.AppendQuote(nil, string(x.Body))
			add("value-type", "", changed, "the body as a string")
		case "null":
			add("value-null", "", changed, "the body as null")
		case "[%s]": // the form that the vendor's document claims for the 200 since 2026-08-14
			add("value-type", "", changed, "the body in an array")
		default:
			add("property-missing", "/"+requiredProperties(t, doc, judge, x)[0], changed, "the body in an envelope")
		}
	}

	documented := map[string]bool{}
	for _, r := range judge.Responses() {
		documented[r.Status.String()] = true
	}
	for status := 100; status < 600; status++ {
		if !documented[strconv.Itoa(status)] {
			add("status-undocumented", "", with(x, func(x *drift.Exchange) { x.Status = status }), "status %d", status)
		}
	}

	for _, mediaType := range []string{"text/html", "text/plain; charset=utf-8", "text/notjsonatall",
		"application/problem+json", "application/jsonp", "application/octet-stream"} {
		add("media-type-undocumented", "", withMediaType(x, mediaType), "media type %s", mediaType)
	}
	for _, mediaType := range []string{"json", "application/", "/", "application/json; charset",
		"application/json, text/html"} {
		add("media-type-malformed", "", withMediaType(x, mediaType), "media type %q", mediaType)
	}
	add(
		"media-type-malformed",
		"",
		with(x, func(x *drift.Exchange) { x.Header.Add("Content-Type", "text/html") }),
		"two media types",
	)
	add("media-type-missing", "", with(x, func(x *drift.Exchange) { x.Header.Del("Content-Type") }), "no media type")

	first := bytes.IndexByte(x.Body, '{') // Whitespace may stand before it and after the end.
	for n := first + 1; n < len(bytes.TrimSpace(x.Body))+first; n++ {
		add("body-truncated", "", with(x, func(x *drift.Exchange) { x.Body = x.Body[:n] }), "truncated to %d bytes", n)
	}
	for _, more := range []string{"x", "{}", "\n{}", "\x00", ",", "]", string(x.Body)} {
		add(
			"body-trailing-data",
			"",
			with(x, func(x *drift.Exchange) { x.Body = append(slices.Clone(x.Body), more...) }),
			"%q appended",
			more,
		)
	}
	for _, before := range []string{"\ufeff", ")]}',\n", "x", "<html>", "\x00"} {
		add(
			"body-malformed",
			"",
			with(x, func(x *drift.Exchange) { x.Body = append([]byte(before), x.Body...) }),
			"%q before it",
			before,
		)
	}
	for _, empty := range []string{"", " \n"} {
		add("body-empty", "", with(x, func(x *drift.Exchange) { x.Body = []byte(empty) }), "emptied to %q", empty)
	}
	return controls
}

func requiredProperties(t *testing.T, doc *openapi3.T, judge *contract.Contract, x drift.Exchange) []string {
	t.Helper()
	r := judge.Check(x).Response
	for _, item := range doc.Paths.Map() {
		for _, operation := range item.Operations() {
			if operation.OperationID == r.Operation {
				return operation.Responses.Value(r.Status.String()).Value.Content.Get("application/json").Schema.Value.Required
			}
		}
	}
	t.Fatalf("%s matches no documented response", name(x))
	return nil
}

func with(x drift.Exchange, change func(*drift.Exchange)) drift.Exchange {
	x.Header = maps.Clone(x.Header)
	change(&x)
	return x
}

func withMediaType(x drift.Exchange, mediaType string) drift.Exchange {
	return with(x, func(x *drift.Exchange) { x.Header = http.Header{"Content-Type": {mediaType}} })
}

func withBody(t *testing.T, x drift.Exchange, change func(map[string]any)) drift.Exchange {
	t.Helper()
	var body map[string]any
	if err := json.Unmarshal(x.Body, &body); err != nil {
		t.Fatal(err)
	}
	change(body)
	return with(x, func(x *drift.Exchange) {
		var err error
		if x.Body, err = json.Marshal(body); err != nil {
			t.Fatal(err)
		}
	})
}
