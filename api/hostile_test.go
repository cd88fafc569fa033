package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/api"
	"github.com/seed-97812ecd/supermemory-go/api/openapi"
)

// hostile lists what a server may respond, and what DeleteConnection makes of it: an error with that status and
// text, or with status 0 a confirmed deletion. The last column is what the generated client makes of it on its own: a
// "deletion", "nothing" (neither a result nor an error), an "error" without the status, or one of its typed errors.
var hostile = []struct {
	name      string
	answer    http.HandlerFunc
	status    int
	text      string
	generated string
}{
	{"object", ok(confirmed), 0, "", "deletion"},
	{"array of one", ok("[" + confirmed + "]"), 0, "", "error"},
	{"spaced array", ok(" [ " + confirmed + " ]\n"), 0, "", "error"},
	{"charset and letter case", reply(200, "Application/JSON; charset=utf-8", confirmed), 0, "", "nothing"},
	{"unknown properties", ok(`{"a":[{"id":1}],"id":"conn_abc123","provider":"notion","b":{"provider":null}}`),
		0, "", "deletion"},
	{"unknown scalars", ok(`{"a":1,"id":"conn_abc123","b":true ,"c":null` + "\t" + `,"provider":"notion","d":-1.5e+3` +
		"\r\n" + `,"e":"\\\"{[","f":false}`), 0, "", "deletion"},
	{"escaped name", ok(`{"\u0069d":"conn_abc123","provider":"not\u0069on"}`), 0, "", "deletion"},

	{"created", reply(201, asJSON, confirmed), 201, "the status is not 200", "nothing"},
	{"accepted", reply(202, asJSON, confirmed), 202, "the status is not 200", "nothing"},
	{"no content", reply(204, "", ""), 204, "the status is not 200", "nothing"},
	{"unknown success", reply(299, asJSON, confirmed), 299, ": 299: not a confirmed deletion", "nothing"},
	{"HTML", reply(200, "text/html", "<html>"), 200, `"text/html", not application/json`, "nothing"},
	{"JSON as text", reply(200, "text/plain", confirmed), 200, "text/plain", "nothing"},
	{"not quite JSON", reply(200, "text/notjsonatall", confirmed), 200, "notjsonatall", "deletion"},
	{"problem", reply(200, "application/problem+json", confirmed), 200, "problem+json", "deletion"},
	{"no media type", reply(200, "", confirmed), 200, "no media type", "nothing"},
	{"two media types", ok(confirmed, "Content-Type", "text/html"), 200, "2 media types", "deletion"},
	{"malformed media type", reply(200, "application/json, text/html", confirmed), 200, "text/html", "deletion"},
	{"unknown encoding", ok(confirmed, "Content-Encoding", "br"), 200, `encoded as "br"`, "deletion"},
	{"empty", ok(""), 200, "the body is empty", "error"},
	{"empty without a media type", reply(200, "", ""), 200, "no media type", "nothing"},
	{"truncated", ok(confirmed[:20]), 200, "not one JSON value", "error"},
	{"shorter than declared",
		raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n" + confirmed),
		200, "could not be read: unexpected EOF", "error"},
	{"trailing garbage", ok(confirmed + "x"), 200, "not one JSON value", "error"},
	{"two values", ok(confirmed + confirmed), 200, "not one JSON value", "error"},
	{"byte order mark", ok("\ufeff" + confirmed), 200, "not one JSON value", "error"},
	{"not UTF-8", ok(`{"id":"conn_` + "\xff" + `","provider":"notion"}`), 200, "not UTF-8", "deletion"},
	{"over 1 MiB", ok(confirmed + strings.Repeat(" ", 1<<20)), 200, "over 1 MiB", "deletion"},
	{"no id", ok(`{"provider":"notion"}`), 200, `"id" is missing`, "deletion"},
	{"no provider", ok(`{"id":"conn_abc123"}`), 200, `"provider" is missing`, "deletion"},
	{"null id", ok(`{"id":null,"provider":"notion"}`), 200, `"id" is not a string`, "deletion"},
	{"null provider", ok(`{"id":"a","provider":null}`), 200, `"provider" is not a string`, "deletion"},
	{"number for id", ok(`{"id":7,"provider":"notion"}`), 200, `"id" is not a string`, "error"},
	{"object for provider", ok(`{"id":"a","provider":{}}`), 200, `"provider" is not a string`, "error"},
	{"empty id", ok(`{"id":"","provider":"notion"}`), 200, `"id" is empty`, "deletion"},
	{"other letter case", ok(`{"ID":"a","Provider":"b"}`), 200, `"id" is missing`, "deletion"},
	{"id twice", ok(`{"id":"a","provider":"b","id":"c"}`), 200, `"id" occurs twice`, "deletion"},
	{"nested", ok(`{"data":` + confirmed + `}`), 200, `"id" is missing`, "deletion"},
	{"version 5", ok(`{"id":"conn_abc123","deleted":true}`), 200, `"provider" is missing`, "deletion"},
	{"empty object", ok(`{}`), 200, `"id" is missing`, "deletion"},
	{"empty array", ok(`[ ]`), 200, "the array is empty", "error"},
	{"two elements", ok("[" + confirmed + "," + confirmed + "]"), 200, "more than one element", "error"},
	{"array of a number", ok("[1]"), 200, "neither an object nor", "error"},
	{"two numbers", ok("[1,2]"), 200, "more than one element", "error"},
	{"array in an array", ok("[[" + confirmed + "]]"), 200, "neither an object nor", "error"},
	{"null", ok(`null`), 200, "neither an object nor", "deletion"},
	{"string", ok(`"deleted"`), 200, "neither an object nor", "error"},
	{"error with 200", ok(`{"error":"Unauthorized"}`), 200, `"id" is missing`, "deletion"},

	{"switching protocols", raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
		101, "101 Switching", "nothing"},
	{"moved permanently", followed(301), 301, "redirects are not followed: Location /elsewhere", "deletion"},
	{"found", followed(302), 302, "redirects are not followed", "deletion"},
	{"see other", followed(303), 303, "redirects are not followed", "deletion"},
	{"not modified", reply(304, "", ""), 304, "304 Not Modified", "nothing"},
	{"temporary redirect", followed(307), 307, "redirects are not followed", "deletion"},
	{"permanent redirect", followed(308), 308, "redirects are not followed", "deletion"},
	{"redirect to nowhere", reply(302, "", "", "Location", "http://[::1"),
		302, "302 Found: redirects are not followed", "error"},

	{"validation", reply(400, asJSON, `{"success":false,"data":"x",
		"error":[{"path":["connectionId",0],"message":"Too short"},{"message":"Bad"}]}`),
		400, "400 Bad Request: /connectionId/0: Too short; Bad", "nothing"},
	{"unauthorized", reply(401, asJSON, `{"error":"Unauthorized"}`), 401, "401 Unauthorized: Unauthorized", "401"},
	{"unauthorized in HTML", reply(401, "text/html", "<TITLE>Sign in &amp;\n wait</TITLE>"),
		401, ": Sign in & wait", "nothing"},
	{"forbidden", reply(403, asJSON, `{"error": "This API key has read-only access"}`),
		403, "read-only access", "nothing"},
	{"not found", reply(404, asJSON, `{"error":"Connection not found"}`),
		404, "404 Not Found: Connection not found", "404"},
	{"not found in HTML", reply(404, "text/html", "<html><head><title>Oops</title>"),
		404, "404 Not Found: Oops", "nothing"},
	{"not found in text", reply(404, "text/plain", "404 page\n\x1b[31mnot\u202e found\r\n"),
		404, "404 page [31mnot found", "nothing"},
	{"not found, empty", reply(404, "", ""), 404, "404 Not Found", "nothing"},
	{"not found, malformed", reply(404, asJSON, `{"error":`), 404, `404 Not Found: {"error":`, "error"},
	{"not found, cut short", raw("HTTP/1.1 404 Not Found\r\nContent-Length: 99\r\n\r\ngone"),
		404, "gone; the body could not be read", "error"},
	{"message instead", reply(409, asJSON, `{"message":"Busy"}`), 409, "409 Conflict: Busy", "nothing"},
	{"error object", reply(422, asJSON, `{"error":{"message":"No","code":1}}`),
		422, "422 Unprocessable Entity: No", "nothing"},
	{"rate limit", reply(429, "text/plain", "slow down"), 429, "429 Too Many Requests: slow down", "nothing"},
	{"details", reply(500, asJSON, `{"error":"Internal server error","details":"x"}`),
		500, "500 Internal Server Error: Internal server error (x)", "500"},
	{"details of another type", reply(500, asJSON, `{"error":"Broken","details":{}}`),
		500, "500 Internal Server Error: Broken", "error"},
	{"huge error", reply(500, "text/plain", strings.Repeat("x", 2<<20)), 500, "xxx…", "nothing"},
	{"unknown status", reply(799, "text/plain", "what"), 799, ": 799: what", "nothing"},
}

func TestHostileAnswers(t *testing.T) {
	t.Parallel()
	for _, row := range hostile {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, row.answer)
			deleted, err := newClient(t, server.URL).DeleteConnection(t.Context(), "conn_abc123")
			if row.status != 0 {
				checkError(t, err, row.status, row.text)
				if deleted != nil {
					t.Error("both a result and an error")
				}
			} else if err != nil || *deleted != (api.DeletedConnection{ID: "conn_abc123", Provider: "notion"}) {
				t.Errorf("got %v and error %v", deleted, err)
			}

			generated, err := openapi.NewClientWithResponses(server.URL) // As generated, without what New adds.
			if err != nil {
				t.Fatal(err)
			}
			response, err := generated.DeleteConnectionByIDWithResponse(t.Context(), "conn_abc123", nil)
			if got := outcome(response, err); got != row.generated {
				t.Errorf("the generated client: %s, want %s", got, row.generated)
			}
		})
	}
}

func outcome(r *openapi.DeleteConnectionByIDResponse, err error) string {
	switch {
	case err != nil:
		return "error"
	case r.JSON200 != nil:
		return "deletion"
	case r.JSON401 != nil:
		return "401"
	case r.JSON404 != nil:
		return "404"
	case r.JSON500 != nil:
		return "500"
	}
	return "nothing"
}
