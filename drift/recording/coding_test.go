package recording_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/internal/coding"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"
)

// compressed writes a body in one of the forms gzip, zlib, raw (deflate without zlib) and br.
func compressed(t testing.TB, form string, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch form {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "zlib":
		w = zlib.NewWriter(&b)
	case "raw":
		w, _ = flate.NewWriter(&b, flate.DefaultCompression)
	case "br":
		w = brotli.NewWriter(&b)
	}
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encoded(t testing.TB, body []byte, contentEncoding ...string) string {
	return saved(t, &cassette.Interaction{
		Request:  cassette.Request{Method: "GET", URL: "/"},
		Response: cassette.Response{Code: 200, Headers: http.Header{"content-encoding": contentEncoding}, Body: string(body)},
	})
}

func TestContentCodings(t *testing.T) {
	long := []byte("[" + strings.Repeat(`{"id":"conn_abc123","provider":"notion"},`, 200) + "{}]")
	for _, plain := range [][]byte{[]byte("{}"), []byte(`{"id":"conn_abc123","provider":"notion"}`), []byte("\xe9\x00\x01"), long} {
		gzipped, zlibbed, raw, br := compressed(t, "gzip", plain), compressed(t, "zlib", plain), compressed(t, "raw", plain), compressed(t, "br", plain)
		for name, c := range map[string]struct {
			body   []byte
			fields []string
		}{
			"none":                 {plain, nil},
			"identity":             {plain, []string{"identity"}},
			"empty":                {plain, []string{""}},
			"gzip":                 {gzipped, []string{"gzip"}},
			"GZip":                 {gzipped, []string{" GZip "}},
			"x-gzip":               {gzipped, []string{"x-gzip"}},
			"deflate, zlib":        {zlibbed, []string{"deflate"}},
			"deflate, raw":         {raw, []string{"deflate"}},
			"br":                   {br, []string{"br"}},
			"gzip, then br":        {compressed(t, "br", gzipped), []string{"gzip, br"}},
			"br, then gzip":        {compressed(t, "gzip", br), []string{"br", "identity, gzip"}},
			"gzip twice":           {compressed(t, "gzip", gzipped), []string{"gzip,gzip"}},
			"two gzip members":     {append(compressed(t, "gzip", plain[:1]), compressed(t, "gzip", plain[1:])...), []string{"gzip"}},
			"gzip and bytes after": {append(bytes.Clone(gzipped), "\r\n"...), []string{"gzip"}},
			"gzip, wrong checksum": {append(bytes.Clone(gzipped[:len(gzipped)-8]), "12345678"...), []string{"gzip"}},
			"zlib, wrong checksum": {append(bytes.Clone(zlibbed[:len(zlibbed)-4]), "1234"...), []string{"deflate"}},
		} {
			if x := one(t, encoded(t, c.body, c.fields...)); !bytes.Equal(x.Body, plain) || x.BodyUnknown {
				t.Errorf("%s of %.40q: got %.40q, unknown %v", name, plain, x.Body, x.BodyUnknown)
			}
		}
	}
}

// TestContentThatIsDecodedAlready has the header of a coding over a body without it.
func TestContentThatIsDecodedAlready(t *testing.T) {
	for _, body := range []string{
		"", "{}", "6", "[]", "x^", "null", " \r\n\t{\"é\":1}", "\ufeff{}", "<html>",
		"{\"nul\":\"\x00\"}", `{"id":"conn_abc123","provider":"notion"}`,
	} {
		for _, coding := range []string{"gzip", "x-gzip", "deflate", "br", "gzip, br", "deflate,gzip", "br,deflate"} {
			if x := one(t, encoded(t, []byte(body), coding)); string(x.Body) != body || x.BodyUnknown {
				t.Errorf("%s of %q: got %q, unknown %v", coding, body, x.Body, x.BodyUnknown)
			}
		}
	}
}

func TestContentThatIsCutOff(t *testing.T) {
	var plain []byte
	for i := range 5000 {
		plain = append(plain, http.StatusText(100+i*i%412)+"{,"...)
	}
	for form, name := range map[string]string{"gzip": "gzip", "zlib": "deflate", "raw": "deflate", "br": "br"} {
		whole := compressed(t, form, plain)
		x := one(t, encoded(t, whole[:len(whole)*3/4], name))
		if x.BodyUnknown || len(x.Body) == 0 || len(x.Body) >= len(plain) || !bytes.HasPrefix(plain, x.Body) {
			t.Errorf("%s: got %d of %d bytes, unknown %v", form, len(x.Body), len(plain), x.BodyUnknown)
		}
	}
	for n := range 12 {
		if x := one(t, encoded(t, compressed(t, "gzip", plain)[:n+1], "gzip")); len(x.Body) != 0 || x.BodyUnknown {
			t.Errorf("gzip cut after %d bytes gives %q, unknown %v", n+1, x.Body, x.BodyUnknown)
		}
	}
}

func TestContentThatCannotBeDecoded(t *testing.T) {
	plain := []byte(`{"id":"conn_abc123"}`)
	damaged := compressed(t, "gzip", bytes.Repeat(plain, 1000))
	for i := 20; i < 60; i++ {
		damaged[i] ^= 0x55
	}
	for name, c := range map[string]struct {
		body   []byte
		coding string
	}{
		"unknown":                 {plain, "zstd"},
		"unknown below gzip":      {compressed(t, "gzip", plain), "compress, gzip"},
		"unknown above gzip":      {compressed(t, "gzip", plain), "gzip, aes128gcm"},
		"damaged gzip":            {damaged, "gzip"},
		"a gzip header of no use": {[]byte("\x1f\x8b\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), "gzip"},
		"bytes that are not br":   {[]byte("\x1f\x8b\xff\xff\xff\xff"), "br"},
		"not deflate":             {[]byte("\xff\xff\xff\xff"), "deflate"},
		"many codings":            {compressed(t, "gzip", plain), strings.Repeat("gzip,", 1000)},
	} {
		if x := one(t, encoded(t, c.body, c.coding)); !x.BodyUnknown || x.Body != nil {
			t.Errorf("%s: got %q, unknown %v", name, x.Body, x.BodyUnknown)
		}
	}
}

func TestDecompressionBombs(t *testing.T) {
	codings := map[string]string{"gzip": "gzip", "zlib": "deflate", "raw": "deflate", "br": "br"}
	if recording.RaceDetector { // which takes a minute for all of them
		codings = map[string]string{"gzip": "gzip"}
	}
	zeros := make([]byte, coding.MaxBody+1)
	const want = "entry 0: its body is larger than 64 MiB after decoding"
	for form, name := range codings {
		bomb := compressed(t, form, zeros)
		refuses(t, encoded(t, bomb, name), want)
		if form == "gzip" {
			refuses(t, encoded(t, compressed(t, "gzip", bomb), "gzip, gzip"), want)
		}
		whole := zeros[1:]
		if x := one(t, encoded(t, compressed(t, form, whole), name)); len(x.Body) != len(whole) {
			t.Errorf("the control: %s of %d bytes gives %d", form, len(whole), len(x.Body))
		}
	}
}
