package syntax

import (
	"bytes"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// entry is one of a HAR, as browsers write them.
const entry = `{"startedDateTime":"2026-01-02T03:04:05.000Z","time":12.3,"request":{"method":"DELETE",` +
	`"url":"https://api.example.com/v3/connections/conn_1","httpVersion":"HTTP/2",` +
	`"headers":[{"name":"accept","value":"application/json"},` +
	`{"name":"user-agent","value":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"},` +
	`{"name":"accept-encoding","value":"gzip, deflate, br"}],` +
	`"queryString":[],"cookies":[],"headersSize":-1,"bodySize":0},"response":{"status":200,"statusText":"",` +
	`"httpVersion":"HTTP/2","headers":[{"name":"content-type","value":"application/json"},` +
	`{"name":"date","value":"Fri, 02 Jan 2026 03:04:05 GMT"},{"name":"cf-ray","value":"8f3c2a"}],` +
	`"cookies":[],"content":{"size":50,"mimeType":"application/json",` +
	`"text":"{\"id\":\"conn_1\",\"provider\":\"notion\"}"},"redirectURL":"","headersSize":-1,"bodySize":50},` +
	`"cache":{},"timings":{"blocked":1.2,"dns":-1,"connect":-1,"ssl":-1,"send":0.1,"wait":10.2,"receive":0.5}}`

// BenchmarkSkip compares SkipValue with jsontext.
func BenchmarkSkip(b *testing.B) {
	json := []byte(entry)
	b.Run("ours", func(b *testing.B) {
		b.SetBytes(int64(len(json)))
		for b.Loop() {
			if end, ok := SkipValue(json, 0); !ok || end != len(json) {
				b.Fatal(end)
			}
		}
	})
	b.Run("jsontext", func(b *testing.B) {
		b.SetBytes(int64(len(json)))
		buffer := bytes.NewBuffer(json)
		tokens := jsontext.NewDecoder(buffer)
		for b.Loop() {
			*buffer = *bytes.NewBuffer(json)
			tokens.Reset(buffer, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
			if _, err := tokens.ReadValue(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
