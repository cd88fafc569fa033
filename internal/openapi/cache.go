package openapi

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"path/filepath"

	"github.com/seed-97812ecd/supermemory-go/internal/input"
)

// cache keeps fetched documents in a folder, one file for each URL. Its files are named for a hash of the URL, which
// may have secrets in it.
type cache struct{ folder string }

type cacheEntry struct {
	ETag string `json:"etag"` // RFC 9110, section 8.8.3
	Body []byte `json:"body"` // base64, as encoding/json does it
}

func (c cache) file(address *url.URL) string {
	sum := sha256.Sum256([]byte(address.String()))
	return filepath.Join(c.folder, hex.EncodeToString(sum[:])+".json")
}

// read reports whether the cache has a usable entry.
func (c cache) read(address *url.URL) (e cacheEntry, ok bool) {
	if c.folder == "" {
		return e, false
	}
	data, err := input.Regular(c.file(address), 2*maxSize) // base64 takes a third more
	return e, err == nil && json.Unmarshal(data, &e) == nil && e.ETag != "" && len(e.Body) > 0
}

// write writes aside and renames, so that an entry is never half written.
func (c cache) write(address *url.URL, e cacheEntry) error {
	data, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.folder, 0o755); err != nil {
		return err
	}
	aside, err := os.CreateTemp(c.folder, ".entry.*")
	if err != nil {
		return err
	}
	defer os.Remove(aside.Name())
	_, err = aside.Write(data)
	if err = errors.Join(err, aside.Close()); err != nil {
		return err
	}
	return os.Rename(aside.Name(), c.file(address))
}
