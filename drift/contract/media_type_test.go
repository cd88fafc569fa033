package contract_test

import (
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// TestUndocumentedMediaTypes: JSON under another name is one finding, and is judged all the same.
func TestUndocumentedMediaTypes(t *testing.T) {
	t.Parallel()
	const thing = `{schema: {type: object, required: [id]}}`
	for name, test := range map[string]struct{ content, mediaType, body, want string }{
		"JSON under another name": {
			`{application/json: ` + thing + `}`, "application/vnd.api+json", `{}`,
			"media-type-undocumented property-missing",
		},
		"that conforms": {
			`{application/json: ` + thing + `}`, "application/vnd.api+json; charset=utf-8", `{"id":1}`,
			"media-type-undocumented",
		},
		"JSON where +json is": {
			`{application/hal+json: ` + thing + `}`, appJSON, `{}`, "media-type-undocumented property-missing",
		},
		"not JSON":           {`{application/json: ` + thing + `}`, "text/html", `<p>`, "media-type-undocumented"},
		"JSON where none is": {`{text/csv: {schema: {type: string}}}`, appJSON, `{}`, "media-type-undocumented"},
		"an exact range wins": {
			`{"*/*": {schema: {type: object, required: [a]}}, application/json: ` + thing + `}`, appJSON, `{"id":1}`, "",
		},
		"a range of a type wins": {
			`{"*/*": {schema: {type: object, required: [a]}}, "application/*": ` + thing + `}`, "application/x+json",
			`{"id":1}`, "",
		},
		"any range": {
			`{"*/*": ` + thing + `, "text/*": {}}`, "application/x+json", `{}`, "property-missing",
		},
		"a body where none is":         {`{}`, appJSON, `{"id":1}`, "body-undocumented"},
		"no media type, two to choose": {`{application/json: ` + thing + `, text/csv: {}}`, "", `{}`, "media-type-missing"},
		"no media type, one to choose": {
			`{application/json: ` + thing + `}`, "", `{}`, "media-type-missing property-missing",
		},
	} {
		c := contractOf(t, `"200": {description: d, content: `+test.content+`}`)
		if got := rules(c.Check(get(200, test.mediaType, test.body)).Findings); got != test.want {
			t.Errorf("%s: found %q, want %q", name, got, test.want)
		}
	}
}

// TestBodiesWithoutDescription: more than the contract says is additive, more than HTTP allows is breaking.
func TestBodiesWithoutDescription(t *testing.T) {
	t.Parallel()
	c := contractOf(t, `default: {description: d}`)
	for status, want := range map[int]drift.Severity{200: drift.Additive, 404: drift.Additive, 204: drift.Breaking,
		205: drift.Breaking, 304: drift.Breaking} {
		found := c.Check(get(status, appJSON, `{}`)).Findings
		if len(found) != 1 || found[0].Rule != drift.BodyUndocumented || found[0].Severity != want {
			t.Errorf("%d: found %v, want it to be %s", status, found, want)
		}
		if found := c.Check(get(status, "", "")).Findings; len(found) > 0 {
			t.Errorf("%d without a body: found %v", status, found)
		}
		unknown := get(status, appJSON, "")
		unknown.BodyUnknown = true
		if found := c.Check(unknown).Findings; len(found) > 0 {
			t.Errorf("%d with an unknown body: found %v", status, found)
		}
	}
}

// TestPlacesAreAtTheEndOfReferences: a shared response, header or parameter is one place.
func TestPlacesAreAtTheEndOfReferences(t *testing.T) {
	t.Parallel()
	c := contractOf(t, strings.TrimSpace(`
"200": {description: d, headers: {X-Total: {required: true, schema: {type: integer}}}}
"404": {description: d, content: {application/json: {schema: {type: string}}}}
`))
	for _, test := range []struct {
		x       drift.Exchange
		rule    string
		pointer string
		line    int
	}{
		{get(500, "", ""), drift.StatusUndocumented, "/paths/~1things~1{id}/get", 7},
		{get(200, "", ""), drift.HeaderMissing, "/paths/~1things~1{id}/get/responses/200/headers/X-Total", 10},
		{get(404, "text/html", "<p>"), drift.MediaTypeUndocumented, "/paths/~1things~1{id}/get/responses/404", 11},
		{
			header(header(get(200, "", ""), "X-Total", "1"), "Sunset", "x"), drift.SunsetAnnounced,
			"/paths/~1things~1{id}/get", 7,
		},
	} {
		found := c.Check(test.x).Findings
		if len(found) != 1 || found[0].Rule != test.rule || found[0].Place.Pointer != test.pointer ||
			found[0].Place.Line != test.line {
			t.Errorf("%s: found %+v, want it at %s, line %d", test.rule, found, test.pointer, test.line)
		}
	}
}
