package recording_test

import (
	"strings"
	"testing"
)

func TestFormatIsFoundInTheContent(t *testing.T) {
	t.Parallel()
	const interactions = `"interactions":[{"request":{"method":"GET","url":"/"},"response":{"code":200}}]`
	har := harOf(entryOf(`"status":200,"content":{"text":"{}"}`))
	for name, text := range map[string]string{
		"HAR":                                   har,
		"HAR after a byte order mark":           "\ufeff" + har,
		"HAR after blank lines":                 "\r\n\t " + har,
		"HAR with a comment before its log":     `{"comment":"c",` + har[1:],
		"HAR with a long member before its log": `{"x":"` + strings.Repeat("x", 100_000) + `","version":2,` + har[1:],
		"cassette":                              cassetteText,
		"cassette after a byte order mark":      "\ufeff" + cassetteText,
		"cassette after comments":               "# version 2 follows\n---\n" + cassetteText,
		"cassette as JSON":                      `{"version":2,` + interactions + `}`,
		"cassette as JSON, interactions first":  `{` + interactions + `,"version":2}`,
		"cassette as a flow mapping": "{version: 2, interactions: [{request: {method: GET, url: /}, " +
			"response: {code: 200}}]}",
		"cassette with a long comment":    "# version 2: " + strings.Repeat("é", 40_000) + "\n" + cassetteText,
		"cassette with openapi in a body": strings.Replace(cassetteText, `{"id":"a"}`, "openapi: 3", 1),
	} {
		t.Run(name, func(t *testing.T) {
			if x := one(t, text); x.Status != 200 {
				t.Errorf("got %+v", x)
			}
		})
	}
}

func TestOtherFilesAreNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"nothing":                {"", "an empty file"},
		"blank":                  {" \n\n", "an empty file"},
		"only a byte order mark": {"\ufeff", "an empty file"},
		"HTML":                   {"<!doctype html>\n<p>not found", "an HTML page"},
		"HTML without a doctype": {"\n<html>", "an HTML page"},
		"XML":                    {"<?xml version='1.0'?><a/>", "an XML document"},
		"gzip":                   {"\x1f\x8b\x08\x00", "a gzip file: unpack it first"},
		"zip":                    {"PK\x03\x04abc", "a zip file: unpack it first"},
		"an empty zip":           {"PK\x05\x06" + strings.Repeat("\x00", 18), "a zip file: unpack it first"},
		"Zstandard":              {"\x28\xb5\x2f\xfd\x04\x00", "a Zstandard file: unpack it first"},
		"OpenAPI in YAML": {"# ours\nopenapi: 3.0.3\ninfo: {version: 2}\n",
			"an OpenAPI document: it is a contract"},
		"OpenAPI in JSON":          {`{"info":{},"openapi":"3.1.0","paths":{}}`, "an OpenAPI document"},
		"Swagger":                  {`{"swagger":"2.0"}`, "an OpenAPI document"},
		"Postman":                  {`{"info":{"name":"x"},"item":[]}`, "a Postman collection"},
		"another object":           {`{"data":{"log":{}}}`, "a JSON object without a member log, interactions or request"},
		"an empty object":          {`{}`, "a JSON object without a member log, interactions or request"},
		"a cut object":             {`{"data":{"lo`, "JSON that is cut off at byte 12"},
		"only a brace":             {`{`, "JSON that is cut off at byte 1"},
		"an array":                 {`[1]`, "a JSON array"},
		"UTF-16":                   {"\xff\xfe{\x00", "text in UTF-16"},
		"big-endian UTF-16":        {"\xfe\xff\x00{", "text in UTF-16"},
		"a quoted openapi":         {"info: {version: 2}\n'openapi' : 3.1.0\n", "an OpenAPI document"},
		"prose with a longer word": {"conversions of inversions\n", "text without interactions"},
		"bytes":                    {"version\x00\x01", "a binary file"},
		"bytes that are not text":  {"version \xc3\x28", "a binary file"},
		"prose":                    {"Dear diary\n", "text without interactions"},
		"VCR": {"---\nhttp_interactions:\n- request:\n    method: get\nrecorded_with: VCR 6.1.0\n",
			"a cassette of VCR (Ruby): record the traffic as HAR instead"},
		"VCR 1": {"--- \n- !ruby/struct:VCR::HTTPInteraction\n  request: !ruby/struct:VCR::Request\n",
			"a cassette of VCR (Ruby)"},
		"VCR, cut":        {"---\nhttp_interactions:\n- request:\n", "a cassette of VCR (Ruby)"},
		"VCR in JSON":     {`{"http_interactions":[],"recorded_with":"VCR 6.1.0"}`, "a cassette of VCR (Ruby)"},
		"Betamax":         {`{"http_interactions":[],"recorded_with":"betamax/0.8.1"}`, "a cassette of Betamax (Python)"},
		"Betamax, cut":    {`{"http_interactions":[{"req`, "a cassette of Betamax (Python)"},
		"Betamax in YAML": {"http_interactions: []\nrecorded_with: betamax/0.8.1\n", "a cassette of Betamax (Python)"},
		"vcrpy": {
			"interactions:\n- request: {body: null, uri: https://h/, method: GET}\nversion: 1\n",
			"a cassette of vcrpy (Python)",
		},
		"vcrpy in JSON": {
			`{"version":1,"interactions":[{"request":{"uri":"https://h/"}}]}`, "a cassette of vcrpy (Python)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			refuses(t, c.text, "not a go-vcr cassette and not a HAR 1.2 file: it looks like "+c.want)
		})
	}
}
