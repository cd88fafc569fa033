package report

import (
	"encoding/xml"
	"testing"

	"github.com/jstemmer/go-junit-report/v2/junit"
)

func TestJUnitCountsAgree(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]*Report{
		"everything": everything(t), "clean": reportOf(t, "clean"), "hostile": hostile(t, oddMessage),
	} {
		output := written(t, JUnit, r)
		if _, err := elementsOf(output); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var all junit.Testsuites
		if err := xml.Unmarshal(output, &all); err != nil {
			t.Fatal(err)
		}
		tests, failures, skipped := 0, 0, 0
		for _, suite := range all.Suites {
			suiteFailures, suiteSkipped := 0, 0
			for _, c := range suite.Testcases {
				if c.Classname != suite.Name || c.Name == "" {
					t.Errorf("%s: the case %q of class %q is in the suite %q", name, c.Name, c.Classname, suite.Name)
				}
				if c.Failure != nil && c.Skipped != nil {
					t.Errorf("%s: %s %s has failed and was skipped", name, suite.Name, c.Name)
				}
				if c.Failure != nil {
					suiteFailures++
				}
				if c.Skipped != nil {
					suiteSkipped++
				}
			}
			if suite.Tests != len(suite.Testcases) || suite.Failures != suiteFailures || suite.Skipped != suiteSkipped {
				t.Errorf("%s: the counts of %q are wrong", name, suite.Name)
			}
			tests, failures, skipped = tests+suite.Tests, failures+suite.Failures, skipped+suite.Skipped
		}
		if all.Tests != tests || all.Failures != failures || all.Skipped != skipped {
			t.Errorf("%s: the totals are %d, %d and %d, want %d, %d and %d", name, all.Tests, all.Failures, all.Skipped,
				tests, failures, skipped)
		}
		if (failures > 0) != (r.Breaking > 0) {
			t.Errorf("%s: %d failures for %d breaking findings", name, failures, r.Breaking)
		}
	}
	if _, err := elementsOf([]byte("<a>\x1b</a>")); err == nil {
		t.Error("a control character is taken for well-formed")
	}
}
