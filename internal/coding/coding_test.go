package coding_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/seed-97812ecd/supermemory-go/internal/coding"
)

// more has brotli (RFC 7932), which stands for every coding without a magic number.
var more = map[string]coding.Decompressor{"br": func(r io.Reader) io.Reader { return brotli.NewReader(r) }}

// compressed returns a body in one of the forms gzip, zlib, raw (deflate without zlib) and br.
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

func TestDecode(t *testing.T) {
	t.Parallel()
	long := []byte("[" + strings.Repeat(`{"id":"conn_abc123","provider":"notion"},`, 200) + "{}]")
	for _, plain := range [][]byte{
		[]byte("{}"), []byte(`{"id":"conn_abc123","provider":"notion"}`), []byte("\xe9\x00\x01"), long,
	} {
		gzipped, zlibbed := compressed(t, "gzip", plain), compressed(t, "zlib", plain)
		raw, br := compressed(t, "raw", plain), compressed(t, "br", plain)
		for name, c := range map[string]struct {
			body   []byte
			fields []string
		}{
			"none":          {plain, nil},
			"identity":      {plain, []string{"identity"}},
			"empty":         {plain, []string{""}},
			"gzip":          {gzipped, []string{"gzip"}},
			"GZip":          {gzipped, []string{" GZip "}},
			"x-gzip":        {gzipped, []string{"x-gzip"}},
			"deflate, zlib": {zlibbed, []string{"deflate"}},
			"deflate, raw":  {raw, []string{"deflate"}},
			"br":            {br, []string{"br"}},
			"gzip, then br": {compressed(t, "br", gzipped), []string{"gzip, br"}},
			"br, then gzip": {compressed(t, "gzip", br), []string{"br", "identity, gzip"}},
			"gzip twice":    {compressed(t, "gzip", gzipped), []string{"gzip,gzip"}},
			"two gzip members": {append(compressed(t, "gzip", plain[:1]), compressed(t, "gzip", plain[1:])...),
				[]string{"gzip"}},
			"gzip and bytes after": {append(bytes.Clone(gzipped), "\r\n"...), []string{"gzip"}},
			"gzip and text after":  {append(bytes.Clone(gzipped), "0123456789"...), []string{"gzip"}},
			"gzip, wrong checksum": {append(bytes.Clone(gzipped[:len(gzipped)-8]), "12345678"...), []string{"gzip"}},
			"zlib, wrong checksum": {append(bytes.Clone(zlibbed[:len(zlibbed)-4]), "1234"...), []string{"deflate"}},
		} {
			if got, err := coding.Decode(c.fields, c.body, more); err != nil || !bytes.Equal(got, plain) {
				t.Errorf("%s of %.40q: got %.40q, %v", name, plain, got, err)
			}
		}
	}
}

// TestDecodeManyCodings has a body under four codings, which are removed, and one under five, which are not.
func TestDecodeManyCodings(t *testing.T) {
	t.Parallel()
	body, names := []byte("{}"), "gzip"
	for range 3 {
		body, names = compressed(t, "gzip", body), names+", gzip"
	}
	four := compressed(t, "gzip", body)
	if got, err := coding.Decode([]string{names}, four, nil); err != nil || string(got) != "{}" {
		t.Errorf("four codings: got %q, %v", got, err)
	}
	if got, err := coding.Decode([]string{names + ", gzip"}, compressed(t, "gzip", four),
		nil); err != coding.ErrUnknown {
		t.Errorf("five codings: got %q, %v", got, err)
	}
}

// TestDecodeText has the header of a coding over a body from which it was removed already.
func TestDecodeText(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"", "{}", "6", "[]", "x^", "null", " \r\n\t{\"é\":1}", "\ufeff{}", "<html>",
		"{\"nul\":\"\x00\"}", `{"id":"conn_abc123","provider":"notion"}`,
	} {
		for _, names := range []string{"gzip", "x-gzip", "deflate", "br", "gzip, br", "deflate,gzip", "br,deflate"} {
			if got, err := coding.Decode([]string{names}, []byte(body), more); err != nil || string(got) != body {
				t.Errorf("%s of %q: got %q, %v", names, body, got, err)
			}
		}
	}
}

func TestDecodeCutOff(t *testing.T) {
	t.Parallel()
	var plain []byte
	for i := range 5000 {
		plain = append(plain, http.StatusText(100+i*i%412)+"{,"...)
	}
	for form, name := range map[string]string{"gzip": "gzip", "zlib": "deflate", "raw": "deflate", "br": "br"} {
		whole := compressed(t, form, plain)
		got, err := coding.Decode([]string{name}, whole[:len(whole)*3/4], more)
		if err != nil || len(got) == 0 || len(got) >= len(plain) || !bytes.HasPrefix(plain, got) {
			t.Errorf("%s: got %d of %d bytes, %v", form, len(got), len(plain), err)
		}
	}
	for n := range 12 {
		got, err := coding.Decode([]string{"gzip"}, compressed(t, "gzip", plain)[:n+1], nil)
		if err != nil || len(got) != 0 {
			t.Errorf("gzip cut after %d bytes gives %q, %v", n+1, got, err)
		}
	}
}

func TestDecodeUnknown(t *testing.T) {
	t.Parallel()
	plain := []byte(`{"id":"conn_abc123"}`)
	damaged := compressed(t, "gzip", bytes.Repeat(plain, 1000))
	for i := 20; i < 60; i++ {
		damaged[i] ^= 0x55
	}
	for name, c := range map[string]struct {
		body   []byte
		coding string
	}{
		"unknown":               {plain, "zstd"},
		"unknown below gzip":    {compressed(t, "gzip", plain), "compress, gzip"},
		"unknown above gzip":    {compressed(t, "gzip", plain), "gzip, aes128gcm"},
		"damaged gzip":          {damaged, "gzip"},
		"a damaged gzip header": {[]byte("\x1f\x8b\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), "gzip"},
		"bytes that are not br": {[]byte("\x1f\x8b\xff\xff\xff\xff"), "br"},
		"br without any text":   {compressed(t, "br", bytes.Repeat(plain, 100))[:8], "br"},
		"not deflate":           {[]byte("\xff\xff\xff\xff"), "deflate"},
		"many codings":          {compressed(t, "gzip", plain), strings.Repeat("gzip,", 1000)},
	} {
		if got, err := coding.Decode([]string{c.coding}, c.body, more); err != coding.ErrUnknown || got != nil {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
	if _, err := coding.Decode([]string{"br"}, compressed(t, "br", plain), nil); err != coding.ErrUnknown {
		t.Errorf("br without its decompressor: %v", err)
	}
}

func TestDecompressionBombs(t *testing.T) {
	t.Parallel()
	const limit = 1 << 20
	zeros := make([]byte, limit+1)
	for form, name := range map[string]string{"gzip": "gzip", "zlib": "deflate", "raw": "deflate", "br": "br"} {
		bomb, whole := compressed(t, form, zeros), compressed(t, form, zeros[1:])
		for _, c := range []struct {
			body  []byte
			names string
			want  error
		}{
			{bomb, name, coding.ErrTooLarge},
			{compressed(t, "gzip", bomb), name + ", gzip", coding.ErrTooLarge},
			{whole, name, nil},
		} {
			got, err := coding.DecodeUpTo(limit, []string{c.names}, c.body, more)
			if !errors.Is(err, c.want) || err == nil && len(got) != limit {
				t.Errorf("%s: got %d bytes and %v, want %v", form, len(got), err, c.want)
			}
		}
	}
}

// TestMaxBody decodes as much as is allowed, and one byte more. The data is a row of gzip members, which are fast to
// make.
func TestMaxBody(t *testing.T) {
	t.Parallel()
	part := make([]byte, 1<<20)
	whole := bytes.Repeat(compressed(t, "gzip", part), coding.MaxBody/len(part))
	if got, err := coding.Decode([]string{"gzip"}, whole, nil); err != nil || len(got) != coding.MaxBody {
		t.Errorf("the control: got %d bytes and %v", len(got), err)
	}
	bomb := append(whole, compressed(t, "gzip", part[:1])...)
	got, err := coding.Decode([]string{"gzip"}, bomb, nil)
	if got != nil || !errors.Is(err, coding.ErrTooLarge) || !strings.Contains(err.Error(), "larger than 64 MiB") {
		t.Errorf("got %d bytes and %v", len(got), err)
	}
}

// FuzzDecode expects that text stays as it is, and that nothing is decoded beyond the limit.
func FuzzDecode(f *testing.F) {
	f.Add("gzip", compressed(f, "gzip", []byte("{}")))
	f.Add("deflate, br", compressed(f, "br", compressed(f, "raw", []byte("{}"))))
	f.Add("br", []byte("text"))
	f.Fuzz(func(t *testing.T, names string, body []byte) {
		const limit = 1000
		decoded, err := coding.DecodeUpTo(limit, []string{names}, body, more)
		switch {
		case err != nil && decoded != nil:
			t.Errorf("both %v and a body of %d bytes", err, len(decoded))
		case err == nil && coding.IsText(body) && !bytes.Equal(decoded, body):
			t.Errorf("%q became %q", body, decoded)
		case len(decoded) > max(limit, len(body)):
			t.Errorf("%d bytes", len(decoded))
		}
	})
}
