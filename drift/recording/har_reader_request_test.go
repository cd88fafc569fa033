package recording_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// postedEntry is an entry whose request has more members than its method and URL, and with more members of its own.
func postedEntry(request, entry string) string {
	if request != "" {
		request = "," + request
	}
	if entry != "" {
		entry = "," + entry
	}
	return `{"request":{"method":"POST","url":"https://h/x"` + request + `},"response":{"status":200}` + entry + `}`
}

func TestHARRequestHeader(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		request string
		want    http.Header
	}{
		"none":            {``, nil},
		"an empty list":   {`"headers":[]`, nil},
		"null":            {`"headers":null`, nil},
		"a wrong kind":    {`"headers":{"a":"b"}`, nil},
		"a wrong element": {`"headers":["a"]`, nil},
		"one":             {`"headers":[{"name":"x-a","value":"b"}]`, http.Header{"X-A": {"b"}}},
		"spaces":          {`"headers": [ { "value" : "b" , "name" : "x-a" } ]`, http.Header{"X-A": {"b"}}},
		"two of one name": {`"headers":[{"name":"a","value":"b"},{"name":"A","value":"c"}]`, http.Header{"A": {"b", "c"}}},
		"a number":        {`"headers":[{"name":"a","value":7}]`, http.Header{"A": {"7"}}},
		"pseudo-headers": {
			`"headers":[{"name":":method","value":"GET"},{"name":"a","value":"b"}]`, http.Header{"A": {"b"}},
		},
		"only those": {`"headers":[{"name":":method","value":"GET"},{"name":":path","value":"/"}]`, nil},
		"cookies besides": {
			`"headers":[{"name":"a","value":"b"}],"cookies":[{"name":"c","value":"1"},{"name":"d","value":"2"}]`,
			http.Header{"A": {"b"}, "Cookie": {"c=1; d=2"}},
		},
		"cookies twice": {
			`"headers":[{"name":"cookie","value":"c=1"}],"cookies":[{"name":"c","value":"1"}]`,
			http.Header{"Cookie": {"c=1"}},
		},
		"cookies alone":    {`"headers":[],"cookies":[{"name":"c","value":"1"}]`, nil},
		"no cookies":       {`"headers":[{"name":"a","value":"b"}],"cookies":[]`, http.Header{"A": {"b"}}},
		"cookies that are": {`"headers":[{"name":"a","value":"b"}],"cookies":["c"]`, http.Header{"A": {"b"}}},
	} {
		x := one(t, harOf(postedEntry(c.request+orNothing(c.request)+`"bodySize":0`, "")))
		if x.Request == nil || !reflect.DeepEqual(x.Request.Header, c.want) {
			t.Errorf("%s: got %+v, want %v", name, x.Request, c.want)
		}
	}
}

func orNothing(before string) string {
	if before == "" {
		return ""
	}
	return ","
}

// TestHARRequestHeadersAreApart has entries of the same header fields, of others and of none: each has its own.
func TestHARRequestHeadersAreApart(t *testing.T) {
	t.Parallel()
	a, b := `"headers":[{"name":"a","value":"1"}]`, `"headers":[{"name":"a","value":"2"}]`
	cookie := a + `,"cookies":[{"name":"c","value":"1"}]`
	var entries []string
	for _, request := range []string{a, a, cookie, a, b, `"headers":[]`, b, a} {
		entries = append(entries, postedEntry(request+`,"bodySize":0`, ""))
	}
	exchanges, err := read(t, harOf(entries...))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range exchanges {
		got = append(got, x.Request.Header.Get("A")+x.Request.Header.Get("Cookie"))
		if x.Request.Header != nil {
			x.Request.Header.Set("A", "changed")
			x.Request.Header.Set("Cookie", "changed")
		}
	}
	if text := strings.Join(got, " "); text != "1 1 1c=1 1 2  2 1" {
		t.Errorf("got %s", text)
	}
}

func TestHARRequestBody(t *testing.T) {
	t.Parallel()
	const multipartBody = "--b\\r\\nContent-Disposition: form-data; name=\\\"n\\\"\\r\\n\\r\\n1\\r\\n--b--\\r\\n"
	for name, c := range map[string]struct {
		request string
		want    string
		unknown bool
	}{
		"no postData, and no size":  {``, "", true},
		"no postData, and size 0":   {`"bodySize":0`, "", false},
		"null is no postData":       {`"bodySize":0,"postData":null`, "", false},
		"no postData, and another":  {`"bodySize":7`, "", true},
		"no postData, and size -1":  {`"bodySize":-1`, "", true},
		"an empty text":             {`"bodySize":0,"postData":{"text":""}`, "", true},
		"postData without a text":   {`"bodySize":0,"postData":{"mimeType":"a/b"}`, "", true},
		"postData that is a string": {`"bodySize":0,"postData":"a"`, "", true},
		"a text":                    {`"postData":{"mimeType":"a/b","text":"a\n\u00e9"}`, "a\né", false},
		"text in base64":            {`"postData":{"text":"AP8=","encoding":"base64"}`, "\x00\xff", false},
		"text that is not base64":   {`"postData":{"text":"!","encoding":"base64"}`, "", true},
		"text of another encoding":  {`"postData":{"text":"a","encoding":"rot13"}`, "", true},
		"an unknown content coding": {
			`"headers":[{"name":"content-encoding","value":"aes"}],"postData":{"text":"a"}`, "", true,
		},
		"parameters of a form": {
			`"postData":{"mimeType":"application/x-www-form-urlencoded; charset=x","params":[{"name":"a b",` +
				`"value":"1&2"},{"name":"c","value":"x%20y"}]}`,
			"a+b=1%262&c=x+y", false,
		},
		"a text before the parameters": {
			`"postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"a"}],"text":"b=1"}`, "b=1",
			false,
		},
		"no parameters":      {`"postData":{"mimeType":"application/x-www-form-urlencoded","params":[]}`, "", true},
		"parameters of what": {`"postData":{"params":[{"name":"a","value":"1"}]}`, "", true},
		"parameters of JSON": {
			`"postData":{"mimeType":"application/json","params":[{"name":"a","value":"1"}]}`, "", true,
		},
		"wrong parameters": {
			`"postData":{"mimeType":"application/x-www-form-urlencoded","params":["a"]}`, "", true,
		},
		"multipart": {
			`"postData":{"mimeType":"multipart/form-data; boundary=b","params":[{"name":"n","value":"1"}]}`,
			strings.NewReplacer(`\r`, "\r", `\n`, "\n", `\"`, `"`).Replace(multipartBody), false,
		},
		"multipart by the header": {
			`"headers":[{"name":"content-type","value":"multipart/form-data; boundary=b"}],` +
				`"postData":{"mimeType":"multipart/form-data","params":[{"name":"n","value":"1"}]}`,
			strings.NewReplacer(`\r`, "\r", `\n`, "\n", `\"`, `"`).Replace(multipartBody), false,
		},
		"multipart without a boundary": {
			`"postData":{"mimeType":"multipart/form-data","params":[{"name":"n","value":"1"}]}`, "", true,
		},
	} {
		x := one(t, harOf(postedEntry(c.request, `"_dropped":["a"]`)))
		if x.Request == nil || string(x.Request.Body) != c.want || x.Request.BodyUnknown != c.unknown {
			t.Errorf("%s: got %+v, want %q", name, x.Request, c.want)
		}
	}
	x := one(t, harOf(postedEntry(`"postData":{"mimeType":"multipart/form-data; boundary=b","params":[
		{"name":"f","fileName":"a.txt","contentType":"text/plain","value":"x"}]}`, "")))
	if body := string(x.Request.Body); !strings.Contains(body, `name="f"; filename="a.txt"`) ||
		!strings.Contains(body, "Content-Type: text/plain\r\n") {
		t.Errorf("a file is read as %s", body)
	}
}

func TestHARRequestWhole(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		request, entry string
		want           *drift.Request
	}{
		"nothing":             {``, ``, nil},
		"nothing but nothing": {`"headers":[],"bodySize":-1`, `"_dropped":[]`, nil},
		"a media type beside the fields": {`"postData":{"mimeType":"a/b","text":"x"}`, ``,
			&drift.Request{Body: []byte("x"), MediaType: "a/b"}},
		"what was dropped": {``, `"_dropped":["Cookie","a",7,""]`,
			&drift.Request{BodyUnknown: true, Dropped: []string{"Cookie", "a"}}},
		"dropped of a wrong kind": {`"bodySize":0`, `"_dropped":"a"`, &drift.Request{}},
	} {
		if x := one(t, harOf(postedEntry(c.request, c.entry))); !reflect.DeepEqual(x.Request, c.want) {
			t.Errorf("%s: got %+v, want %+v", name, x.Request, c.want)
		}
	}
}
