package upstream

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// TestHistories compares consecutive documents of vendors, of which it is known what a client has to expect.
func TestHistories(t *testing.T) {
	folder := os.Getenv(dataFolder)
	if folder == "" {
		t.Skipf("set %s to a folder with histories of documents", dataFolder)
	}
	for name, c := range map[string]struct {
		contracts, published string
		breaking             []string // rules that break
		additive             []string
	}{
		"Box: two properties became required in responses": {
			"box-2023-09-06*", "box-2023-09-14-33a46e0d.json", nil, []string{"response-property-became-required"},
		},
		"Box: content was taken from a 204": {"box-2024-08-22*", "box-2024-08-27-b007d8d7.json", nil, nil},
		// The enum of the funding sources was widened, in requests and in responses.
		"Adyen: an enum was widened": {
			"adyen71-2023-11-17*", "adyen71-2023-11-27-17fc940.json", []string{"response-property-enum-value-added"},
			[]string{"new-optional-request-property", "response-optional-property-added"},
		},
		"Adyen: an account identification changed": {
			"adyenbal-2023-08-23*", "adyenbal-2023-09-07-e4345c3.yaml", []string{
				"request-property-max-length-decreased", "request-property-min-length-increased",
				"request-property-removed", "new-required-request-property",
			}, nil,
		},
		"Twilio: nothing": {"twilioconv-2022-06-29*", "twilioconv-2022-07-13-981a215.json", nil, nil},
	} {
		contracts, err := filepath.Glob(filepath.Join(folder, "histories", c.contracts))
		if err != nil || len(contracts) < 3 {
			t.Fatalf("%s: got %v, %v", name, contracts, err)
		}
		published, err := Load(t.Context(), filepath.Join(folder, "histories", c.published), Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range contracts {
			contract, err := Load(t.Context(), file, Options{})
			if err != nil {
				t.Fatal(err)
			}
			findings, notes, err := published.Compare(contract)
			if err != nil || len(notes) > 0 {
				t.Errorf("%s: %v, %v", name, notes, err)
			}
			for _, f := range findings {
				known := c.additive
				if f.Severity == drift.Breaking {
					known = c.breaking
				}
				if !strings.Contains(strings.Join(known, " ")+" ", f.Rule+" ") || f.Line == 0 || f.Place.Line == 0 {
					t.Errorf("%s: %s, at %v in the contract", name, f, f.Place)
				}
			}
		}
	}
}
