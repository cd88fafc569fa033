package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jstemmer/go-junit-report/v2/junit"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// uncovered is a report about a contract that documents 404, 4XX and default, none of which was seen.
func uncovered(acceptances ...Acceptance) *Report {
	r := New("c.yaml", []drift.Response{
		{Operation: "getThing", Status: 404, Place: drift.Place{Pointer: "/a", Line: 1}},
		{Operation: "getThing", Status: drift.StatusRange(4), Place: drift.Place{Pointer: "/b", Line: 2}},
		{Operation: "getThing", Status: drift.Default, Place: drift.Place{Pointer: "/c", Line: 3}},
	})
	if err := r.Keep("json", nil); err != nil {
		panic(err)
	}
	r.Accept(acceptances, today)
	r.RequireCoverage()
	r.Close()
	return r
}

// rangeTexts has, for each format that is text, what it writes about the three facts.
var rangeTexts = map[string][]string{
	"text": {
		"  in    getThing 404\n", "  in    getThing 4XX\n", "  in    getThing default\n",
	},
	"json": {
		`"status":404,"pointer":"","message":"expected a conforming exchange of the documented response 404, saw none`,
		`"status":"4XX","pointer":"","message":"expected a conforming exchange of the documented response 4XX, saw none`,
		`"status":"default","pointer":"","message":"expected a conforming exchange of the documented response default,`,
	},
	"github": {
		"title=coverage-missing%3A getThing 404::", "title=coverage-missing%3A getThing 4XX::",
		"title=coverage-missing%3A getThing default::",
	},
	"markdown": {
		"| Operation | `404` | `4XX` | `default` |", "| `getThing` | ✗ | ✗ | ✗ |",
		"in `getThing 404`<br>", "in `getThing 4XX`<br>", "in `getThing default`<br>",
	},
	"html": {
		"<p class=\"seen-in\">In getThing 404</p>", "<p class=\"seen-in\">In getThing 4XX</p>",
		"<p class=\"seen-in\">In getThing default</p>",
	},
}

// TestCoverageOfRanges expects the findings about a range and about the default response to be told apart in every
// format.
func TestCoverageOfRanges(t *testing.T) {
	t.Parallel()
	for name, wanted := range rangeTexts {
		output := string(written(t, Formats[name], uncovered()))
		for _, want := range wanted {
			if strings.Count(output, want) != 1 {
				t.Errorf("%s: not once %q in\n%s", name, want, output)
			}
		}
	}

	var suites junit.Testsuites
	if err := xml.Unmarshal(written(t, JUnit, uncovered()), &suites); err != nil {
		t.Fatal(err)
	}
	var failed []string
	for _, c := range suites.Suites[0].Testcases {
		if c.Failure != nil && strings.Count(c.Failure.Data, "in    getThing "+c.Name+"\n") == 1 {
			failed = append(failed, c.Name)
		}
	}
	if want := []string{"404", "4XX", "default"}; !slices.Equal(failed, want) {
		t.Errorf("junit: the cases %q fail, want %q", failed, want)
	}

	log, err := readSARIF(t, written(t, SARIF, uncovered()))
	if err != nil {
		t.Fatal(err)
	}
	fingerprints := map[string]string{}
	for _, result := range log.Runs[0].Results {
		name := result.Locations[0].LogicalLocations[0].FullyQualifiedName
		fingerprints[result.PartialFingerprints["apidrift/v2"]] = *name
	}
	for _, name := range []string{"getThing 404", "getThing 4XX", "getThing default"} {
		if n := len(fingerprints); n != 3 || !slices.Contains(slices.Collect(maps.Values(fingerprints)), name) {
			t.Errorf("sarif: no %s among %v", name, fingerprints)
		}
	}
}

// TestAcceptCoverageOfRanges accepts one of the three findings at a time.
func TestAcceptCoverageOfRanges(t *testing.T) {
	t.Parallel()
	all := []drift.Status{404, drift.StatusRange(4), drift.Default}
	for _, status := range append(all, drift.StatusRange(5), 499) {
		r := uncovered(Acceptance{Rule: drift.CoverageMissing, Status: status, Reason: "r", Until: day("2026-12-31")})
		var got []drift.Status
		for _, f := range r.AcceptedFacts() {
			got = append(got, f.Statuses...)
		}
		want := []drift.Status{status}
		if !slices.Contains(all, status) {
			want = nil
		}
		if !slices.Equal(got, want) || len(r.Unused) != 1-len(want) || len(r.Facts()) != len(all)-len(want) {
			t.Errorf("%s: accepted %v, %d unused, %d findings", status, got, len(r.Unused), len(r.Facts()))
		}
	}
}

// TestAcceptedRangesComeBack reads a range and the default status from JSON.
func TestAcceptedRangesComeBack(t *testing.T) {
	t.Parallel()
	r := uncovered(Acceptance{Reason: "r", Until: day("2026-12-31")})
	var back struct {
		Accepted []Accepted
		Coverage []Coverage
	}
	d := json.NewDecoder(bytes.NewReader(written(t, JSON, r)))
	if err := d.Decode(&back); err != nil {
		t.Fatal(err)
	}
	var got []string
	for i, a := range back.Accepted {
		got = append(got, fmt.Sprint(a.Status, " ", back.Coverage[i].Status, " ", a.Place.Pointer))
	}
	if want := []string{"404 404 /a", "4XX 4XX /b", "default default /c"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestAddUnknownResponse has a response that the report was not told of. It counts as undocumented, and not as another.
func TestAddUnknownResponse(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]*Report{
		"New":         New("c.yaml", []drift.Response{{Operation: "getThing", Status: 200}}),
		"NewUpstream": NewUpstream("c.yaml", "published.yaml", []drift.Response{{Operation: "getThing", Status: 200}}),
	} {
		r.Add(drift.Exchange{Status: 201}, drift.Result{Response: drift.Response{Operation: "getThing", Status: 201}})
		r.Close()
		if r.Exchanges != 1 || r.Unmatched != 0 || len(r.Coverage) > 0 && r.Coverage[0].Exchanges != 0 {
			t.Errorf("%s: got %+v", name, r)
		}
		if r.undocumented[responseKey{"getThing", 201}].exchanges != 1 {
			t.Errorf("%s: the exchange is lost", name)
		}
	}
}

// TestNeverSeenIsSaidOnDemand: text has what was exercised, and what was not only if the view asks for it.
func TestNeverSeenIsSaidOnDemand(t *testing.T) {
	t.Parallel()
	for view, want := range map[View]string{
		{}:             "\nOPERATION  STATUS  RECORDINGS  FROM  VERDICT\na          200     1           a 1   conforms\n",
		{All: true}:    "b          200     0           -     never seen\n",
		{Unseen: true}: "           404     0           -     never seen\n",
	} {
		r := New(
			"c",
			[]drift.Response{{Operation: "a", Status: 200}, {Operation: "a", Status: 404}, {Operation: "b", Status: 200}},
		)
		r.View = view
		r.Add(drift.Exchange{Method: "GET", URL: "/a", Status: 200, Source: drift.Source{File: "a/a.har"}}, drift.Result{
			Response: drift.Response{Operation: "a", Status: 200},
		})
		r.Close()
		got := string(written(t, Text, r))
		demanded := view != View{}
		if !strings.Contains(got, want) || strings.Contains(got, "never seen") != demanded ||
			strings.Contains(got, "\n1 operation without an exchange: see --all\n") == demanded {
			t.Errorf("%+v:\n%s", view, got)
		}
	}
	r := New("c", []drift.Response{{Operation: "a", Status: 200}})
	r.Close()
	if got := string(written(t, Text, r)); strings.Contains(got, "OPERATION") {
		t.Errorf("a table of nothing:\n%s", got)
	}
}
