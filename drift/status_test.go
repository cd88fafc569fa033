package drift_test

import (
	"encoding/json"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

func TestStatus(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		status drift.Status
		json   string
		isCode bool
	}{
		"100":     {100, `100`, true},
		"404":     {404, `404`, true},
		"599":     {599, `599`, true},
		"4XX":     {drift.StatusRange(4), `"4XX"`, false},
		"1XX":     {drift.StatusRange(1), `"1XX"`, false},
		"default": {drift.Default, `"default"`, false},
	} {
		s, err := drift.ParseStatus(text)
		if err != nil || s != want.status || s.String() != text || s.IsCode() != want.isCode {
			t.Errorf("ParseStatus(%q) is %d, %v; it is shown as %q", text, s, err, s)
		}
		data, err := json.Marshal(s)
		if err != nil || string(data) != want.json {
			t.Errorf("%s is %s in JSON, %v", text, data, err)
		}
		var again drift.Status
		if err := json.Unmarshal(data, &again); err != nil || again != s {
			t.Errorf("%s is read back as %v, %v", data, again, err)
		}
	}
	if s, err := drift.ParseStatus("5xx"); err != nil || s != drift.StatusRange(5) {
		t.Errorf("5xx is %v, %v", s, err)
	}
	for _, text := range []string{"", "20", "2000", "099", "600", "4X", "4X4", "6XX", "Default", "-10", "2 0", "+20"} {
		if s, err := drift.ParseStatus(text); err == nil {
			t.Errorf("ParseStatus(%q) is %v", text, s)
		}
	}
	if data, err := json.Marshal(drift.Status(0)); string(data) != "0" || err != nil || drift.Status(0).String() != "" {
		t.Errorf("no status is %s, %v", data, err)
	}
	if err := json.Unmarshal([]byte(`"4YY"`), new(drift.Status)); err == nil {
		t.Error(`"4YY" is read as a status`)
	}
}
