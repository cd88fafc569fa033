package recording_test

import (
	"testing"
)

// Most seeds are in testdata/fuzz.

func FuzzHAR(f *testing.F) { f.Fuzz(checkReading) }

func FuzzCassette(f *testing.F) { f.Fuzz(checkReading) }

// FuzzLines has the entries of a HAR, one a line, and requests with all their parts.
func FuzzLines(f *testing.F) {
	plain := entryOf(`"status":200,"content":{"text":"{}"}`)
	f.Add(plain + "\n" + plain)
	f.Add(plain + "\r\n\n" + entryOf(`"status":0`) + "\n" + plain[:20])
	for _, request := range []string{
		`"headers":[{"name":":method","value":"GET"},{"name":"a","value":"b\nc"}],"cookies":[{"name":"c","value":"d"}]`,
		`"bodySize":0,"postData":{"mimeType":"application/json","text":"e30=","encoding":"base64"}`,
		`"postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"a","value":"b%20c"}]}`,
		`"postData":{"mimeType":"multipart/form-data; boundary=b","params":[{"name":"a","fileName":"b","value":"c"}]}`,
		`"headers":[{"name":"content-encoding","value":"gzip"}],"postData":{"text":"\u001f\u008b"}`,
	} {
		f.Add(postedEntry(request, `"_dropped":["Cookie","a"]`))
	}
	f.Fuzz(checkReading)
}

// checkReading expects of any text that reading it gives no more than it can hold; read checks the form of an error.
func checkReading(t *testing.T, text string) {
	exchanges, err := read(t, text)
	if err == nil && len(exchanges) == 0 {
		t.Error("neither an exchange nor an error")
	}
	if len(exchanges) > len(text) {
		t.Errorf("%d exchanges from %d bytes", len(exchanges), len(text))
	}
	for i, x := range exchanges {
		if x.Method == "" || x.URL == "" || x.Status <= 0 || x.Header == nil || x.File != "-" || x.Entry < i ||
			x.Line < 1 {
			t.Errorf("an exchange without what every exchange has: %+v", x)
		}
		if x.BodyUnknown && x.Body != nil || x.Request != nil && x.Request.BodyUnknown && x.Request.Body != nil {
			t.Error("a body that is not known is given")
		}
		if r := x.Request; r != nil &&
			(r.Header != nil && len(r.Header) == 0 || r.Header == nil && r.BodyUnknown && r.Dropped == nil) {
			t.Errorf("a request of which nothing was recorded is given: %+v", r)
		}
	}
}
