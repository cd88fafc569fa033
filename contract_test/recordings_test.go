// Package contract_test proves, without a network, that the contract, the recordings and the generated client agree.
// Read [TestRecordingsConform] first; testdata has the recordings, in folders named for where they come from.
// [TestServer] alone asks a real server, and only with the flag -live or -record.
package contract_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	supermemory "github.com/seed-97812ecd/supermemory-go"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
)

// recordings reads every exchange below a folder. Nothing found, an empty recording and an unreadable one are errors.
func recordings(folder string) ([]drift.Exchange, error) {
	files, err := recording.Files(folder)
	if err != nil {
		return nil, err
	}
	var all []drift.Exchange
	for _, file := range files {
		for x, err := range recording.Read(file) {
			if err != nil {
				return nil, err
			}
			all = append(all, x)
		}
	}
	return all, nil
}

func load(t *testing.T) (*contract.Contract, []drift.Exchange) {
	t.Helper()
	c, err := contract.Load(supermemory.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	exchanges, err := recordings("testdata")
	if err != nil {
		t.Fatal(err)
	}
	return c, exchanges
}

// name identifies an exchange in test output: "documented/200-notion.yaml#0".
func name(x drift.Exchange) string {
	return fmt.Sprintf("%s#%d", strings.TrimPrefix(filepath.ToSlash(x.File), "testdata/"), x.Entry)
}

func TestRecordingsConform(t *testing.T) {
	t.Parallel()
	c, exchanges := load(t)
	for _, x := range exchanges {
		t.Run(name(x), func(t *testing.T) {
			result := c.Check(x)
			if !result.Matched() {
				t.Errorf(
					"%s %s is not an operation of the contract: move the recording elsewhere or describe the operation",
					x.Method,
					x.URL,
				)
			}
			for _, f := range result.Findings {
				t.Error(f)
			}
		})
	}
}

// TestEveryDocumentedResponseIsRecorded fails after a response was added to the contract, until a recording shows it.
func TestEveryDocumentedResponseIsRecorded(t *testing.T) {
	t.Parallel()
	c, exchanges := load(t)
	missing := unrecorded(c, exchanges)
	for _, r := range missing {
		t.Errorf(
			"the contract documents a %s of %s, and no recording shows one that conforms. Add one: copy a recording in "+
				"contract_test/testdata/documented and write it as the documentation says, or, if a request can provoke the "+
				"response, record a server with go test ./contract_test -run TestServer -record",
			r.Status,
			request(t, r),
		)
	}

	// The control: without its recordings, a response is missed by name.
	for _, documented := range c.Responses() {
		var others []drift.Exchange
		for _, x := range exchanges {
			if c.Check(x).Response != documented {
				others = append(others, x)
			}
		}
		now := unrecorded(c, others)
		if more := len(now) - len(missing); !slices.Contains(now, documented) || more > 1 {
			t.Errorf("without recordings of %v, %v were missed", documented, now)
		}
	}
}

// request is the method and the path of a response's operation.
func request(t *testing.T, r drift.Response) string {
	t.Helper()
	for path, item := range document(t).Paths.Map() {
		for method, operation := range item.Operations() {
			if operation.OperationID == r.Operation {
				return method + " " + path
			}
		}
	}
	return r.Operation
}

// unrecorded lists the documented responses that no conforming exchange is an instance of.
func unrecorded(c *contract.Contract, exchanges []drift.Exchange) (missing []drift.Response) {
	conforming := map[drift.Response]bool{}
	for _, x := range exchanges {
		if result := c.Check(x); len(result.Findings) == 0 {
			conforming[result.Response] = true
		}
	}
	for _, r := range c.Responses() {
		if !conforming[r] {
			missing = append(missing, r)
		}
	}
	return missing
}

func TestStaleRecordingsFail(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"no recording":     "",
		"empty file":       "---\n",
		"no interactions":  "version: 2\ninteractions: []\n",
		"an older version": "version: 1\ninteractions: []\n",
		"not YAML":         "<!doctype html>\n<p>\tNot found</p>",
		"cut off":          "version: 2\ninteractions:\n    - id: 0\n      request:\n        url: \"https://api.superm",
		"no response":      "version: 2\ninteractions:\n    - request: {method: DELETE, url: /v3/connections/a}\n",
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			if content != "" {
				if err := os.WriteFile(filepath.Join(folder, "a.yaml"), []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if got, err := recordings(folder); err == nil {
				t.Errorf("read %d exchanges and no error", len(got))
			}
		})
	}
}

// TestContractIsValid has kin-openapi validate the whole document, including examples; contract.Load is more lenient.
func TestContractIsValid(t *testing.T) {
	t.Parallel()
	if err := document(t).Validate(context.Background(), openapi3.EnableExamplesValidation()); err != nil {
		t.Error(err)
	}
}

func document(t *testing.T) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(supermemory.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}
