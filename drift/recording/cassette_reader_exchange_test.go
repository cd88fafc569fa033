package recording_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/seed-97812ecd/supermemory-go/internal/coding"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"
)

// encoded returns a cassette whose body has a Content-Encoding.
func encoded(t testing.TB, body []byte, contentEncoding string) string {
	return saved(t, &cassette.Interaction{
		Request: cassette.Request{Method: "GET", URL: "/"},
		Response: cassette.Response{
			Code: 200, Headers: http.Header{"content-encoding": {contentEncoding}}, Body: string(body),
		},
	})
}

func gzipped(t testing.TB, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCassetteContentCodings(t *testing.T) {
	t.Parallel()
	plain := []byte(`{"id":"conn_abc123"}`)
	var br bytes.Buffer
	w := brotli.NewWriter(&br)
	if _, err := w.Write(plain); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		body   []byte
		coding string
	}{
		"identity":     {plain, "identity"},
		"gzip":         {gzipped(t, plain), "gzip"},
		"br":           {br.Bytes(), "br"},
		"br over gzip": {gzipped(t, br.Bytes()), "br, gzip"},
		"removed":      {plain, "br"},
	} {
		if x := one(t, encoded(t, c.body, c.coding)); !bytes.Equal(x.Body, plain) || x.BodyUnknown {
			t.Errorf("%s: got %q, unknown %v", name, x.Body, x.BodyUnknown)
		}
	}
	for name, c := range map[string]struct {
		body   []byte
		coding string
	}{
		"unknown":     {plain, "zstd"},
		"damaged br":  {[]byte("\x1f\x8b\xff\xff\xff\xff"), "br"},
		"gzip as br":  {gzipped(t, plain), "br"},
		"below gzip":  {gzipped(t, plain), "compress, gzip"},
		"gzip header": {[]byte("\x1f\x8b\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), "gzip"},
	} {
		if x := one(t, encoded(t, c.body, c.coding)); !x.BodyUnknown || x.Body != nil {
			t.Errorf("%s: got %q, unknown %v", name, x.Body, x.BodyUnknown)
		}
	}
}

// TestCassetteDecompressionBomb has gzip members that together exceed what a body may have. Package coding tests the
// other codings.
func TestCassetteDecompressionBomb(t *testing.T) {
	t.Parallel()
	const part = 1 << 20
	bomb := bytes.Repeat(gzipped(t, make([]byte, part)), coding.MaxBody/part+1)
	refuses(t, encoded(t, bomb, "gzip"), "entry 0: the body is larger than 64 MiB after decoding")
}
