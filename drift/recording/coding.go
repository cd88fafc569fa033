package recording

import (
	"bytes"

	"github.com/andybalholm/brotli"
	"github.com/seed-97812ecd/supermemory-go/internal/coding"
)

// decodeContent removes the content codings gzip, deflate and br (RFC 7932). The last has no magic number, and a library of its own, which package
// drift does not link.
func decodeContent(fields []string, body []byte) ([]byte, error) {
	return coding.Decode(fields, body, map[string]coding.Decoder{"br": func(body []byte) ([]byte, error) {
		return coding.ReadUnmarked(brotli.NewReader(bytes.NewReader(body)))
	}})
}
