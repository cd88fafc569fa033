package traffic

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"
)

// cassetteExchanges reads a go-vcr v4 cassette.
func cassetteExchanges(data []byte) ([]drift.Exchange, error) {
	c, err := cassette.LoadWithFS("", memory(data))
	if err != nil {
		return nil, fmt.Errorf("not a go-vcr cassette of version %d: %s", cassette.CassetteFormatVersion, strings.ReplaceAll(err.Error(), "\n", " "))
	}
	exchanges := make([]drift.Exchange, len(c.Interactions))
	for i, recorded := range c.Interactions {
		switch {
		case recorded == nil:
			return nil, fmt.Errorf("interaction %d is empty", i)
		case recorded.Request.Method == "" || recorded.Request.URL == "":
			return nil, fmt.Errorf("interaction %d has no request method or URL", i)
		case recorded.Response.Code == 0:
			return nil, fmt.Errorf("interaction %d has no response status code", i)
		}
		exchanges[i] = drift.Exchange{
			Method: recorded.Request.Method,
			URL:    recorded.Request.URL,
			Status: recorded.Response.Code,
			Header: canonical(recorded.Response.Headers),
			Body:   []byte(recorded.Response.Body),
		}
	}
	return exchanges, nil
}

// canonical files fields under their canonical names, which a cassette written by hand may not use.
func canonical(h http.Header) http.Header {
	c := make(http.Header, len(h))
	for name, values := range h {
		for _, v := range values {
			c.Add(name, v)
		}
	}
	return c
}

// memory is the file system with one file that go-vcr reads a cassette from.
type memory []byte

func (m memory) ReadFile(string) ([]byte, error) { return m, nil }
func (memory) WriteFile(string, []byte) error    { return nil }
func (memory) IsFileExists(string) bool          { return true }
