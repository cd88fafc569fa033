package openapi_test

import (
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
)

func TestRecognize(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"3.0":                   {"openapi: 3.0.3\ninfo: {}\n", ""},
		"3.1":                   {"openapi: '3.1.1'\ninfo: {}\n", ""},
		"3.1 as a number":       {"openapi: 3.1\n", ""},
		"3.0 in JSON":           {`{"info":{},"openapi":"3.0.0"}`, ""},
		"3.0 as a flow mapping": {"{openapi: 3.0.3,\ninfo: {}}", ""},
		"3.0 with a member log": {"log: 1\nopenapi: 3.0.3\n", ""},
		"3.2": {"# ours\n\"openapi\": \"3.2.0\"\n",
			"it is of OpenAPI 3.2, and only 3.0 and 3.1 are judged"},
		"3.2 in JSON":             {`{"paths":{},"openapi":"3.2.0"}`, "it is of OpenAPI 3.2"},
		"3.10":                    {"openapi: 3.10.0\n", "it is of OpenAPI 3.10"},
		"Swagger":                 {"swagger: '2.0'\ninfo: {}\n", "a Swagger 2.0 document: convert it"},
		"Swagger in JSON":         {"\ufeff {\"info\":{},\"swagger\":\"2.0\"}", "a Swagger 2.0 document"},
		"HAR":                     {`{"log":{"entries":[]}}`, "a recording (HAR): it is what a contract is compared with"},
		"HAR, cut off":            {`{"log":{"entries":[`, "a recording (HAR)"},
		"a cassette":              {"---\nversion: 2\ninteractions:\n- id: 0\n", "a recording (a cassette)"},
		"a cassette of VCR":       {"http_interactions: []\n", "a recording (a cassette)"},
		"a cassette in JSON":      {`{"version":1,"interactions":[]}`, "a recording (a cassette)"},
		"entries":                 {"{\"request\":{},\"response\":{}}\n{}", "a recording (entries of a HAR)"},
		"a Postman collection":    {`{"info":{"name":"x"},"item":[]}`, "a Postman collection: export it as OpenAPI 3"},
		"as its API exports it":   {`{"collection":{"info":{}}}`, "a Postman collection"},
		"HTML":                    {" <!DOCTYPE html>\n<p>", "an HTML page: find the URL"},
		"XHTML":                   {"<?xml version='1.0'?>\n<html>", "an HTML page"},
		"XML":                     {"<?xml version='1.0'?>\n<definitions/>", "an XML document"},
		"AsyncAPI":                {"asyncapi: 2.6.0\n", "an AsyncAPI document"},
		"nothing":                 {" \n", "it is empty"},
		"an item without an info": {`{"item":1}`, ""},
		"unknown":                 {"hello: world\n", ""},
		"prose":                   {"hello\n", ""},
		"indented interactions":   {"x:\n  interactions: []\n", ""},
		"an array":                {"[1]", ""},
	} {
		err := openapi.Recognize([]byte(c.text))
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}
