package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

// withFacts is a report of so many breaking facts: each property of a contract is null in three exchanges, ten
// properties in each operation.
func withFacts(t testing.TB, n int) *Report {
	t.Helper()
	const each = 10
	var b strings.Builder
	b.WriteString("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n")
	for op := 0; op == 0 || op*each < n; op++ {
		fmt.Fprintf(&b, "  /things%d:\n    get:\n      operationId: getThings%[1]d\n      responses:\n        '200':\n"+
			"          description: d\n          content:\n            application/json:\n              schema:\n"+
			"                type: array\n                items:\n                  type: object\n"+
			"                  properties:\n", op)
		for p := range each {
			fmt.Fprintf(&b, "                    name%d:\n                      type: string\n", p)
		}
	}
	c, err := contract.Load([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	r := &recorder{Report: New("openapi.yaml", c.Responses()), contract: c, file: "recordings/a.har"}
	keepFindings(t, r.Report)
	r.Lines = func(p drift.Place) []string { return lines[p.Line-1 : p.Line+1] }
	for range 3 {
		for op := 0; op == 0 || op*each < n; op++ {
			var members []string
			for p := range min(each, max(0, n-op*each)) {
				members = append(members, fmt.Sprintf(`"name%d":null`, p))
			}
			x := drift.Exchange{Method: "GET", URL: fmt.Sprintf("/things%d", op), Status: 200,
				Header: http.Header{"Content-Type": {appJSON}}, Body: []byte("[{" + strings.Join(members, ",") + "}]"),
				Time:   today.Add(time.Duration(r.entry) * time.Hour),
				Source: drift.Source{File: r.file, Entry: r.entry}}
			r.entry++
			r.Report.Add(x, c.Check(x))
		}
	}
	r.Close()
	return r.Report
}

// TestGoldenFacts compares the formats that people read with what they wrote when a person last looked at them, of
// reports with no fact, one and thirty.
func TestGoldenFacts(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 30} {
		for extension, format := range map[string]Format{
			"txt": Text, "md": Markdown, "github.txt": GitHub, "json": JSON, "junit.xml": JUnit,
			"sarif": func(w io.Writer, r *Report) error { return writeSARIF(w, r, "v1.2.3") },
		} {
			if n == 30 && (extension == "json" || extension == "sarif") {
				continue // they say no more than those of one fact
			}
			t.Run(fmt.Sprintf("%d.%s", n, extension), func(t *testing.T) {
				t.Parallel()
				file := filepath.Join("testdata", fmt.Sprintf("facts-%d.%s", n, extension))
				compareFile(t, file, written(t, format, withFacts(t, n)))
			})
		}
	}
}

// TestManyFacts has more facts than a reader looks at, and looks at the size of what each format makes of them.
func TestManyFacts(t *testing.T) {
	t.Parallel()
	for n, limits := range map[int]map[string]int{
		500: {"html": 1_000_000, "markdown": 65_536, "github": 16 << 10},
		3000: {
			"text": 1_600_000, "json": 12 << 20, "sarif": 12 << 20, "html": 2 << 20, "markdown": 65_536, "github": 16 << 10,
		},
	} {
		r := withFacts(t, n)
		if got := len(r.Facts()); got != n || r.Breaking != 3*n || r.FactsMore() != 0 {
			t.Fatalf("%d facts of %d findings, want %d", got, r.Breaking, n)
		}
		for format, limit := range limits {
			if size := len(written(t, Formats[format], r)); size > limit || size < 1000 {
				t.Errorf("%s of %d facts has %d bytes, at most %d are allowed", format, n, size, limit)
			}
		}
		annotations := 0
		for _, command := range commands(string(written(t, GitHub, r))) {
			if command == "error" {
				annotations++
			}
		}
		if annotations != maxAnnotations+1 {
			t.Errorf("%d annotations", annotations)
		}
		for line := range strings.SplitSeq(string(written(t, Text, r)), "\n\n") {
			if block := strings.Count(line, "\n") + 1; strings.HasPrefix(line, "breaking") && block > 6 {
				t.Errorf("a fact takes %d lines:\n%s", block, line)
			}
		}
	}
}

// TestFactsHaveALimit adds more facts than are kept. The others are counted.
func TestFactsHaveALimit(t *testing.T) {
	t.Parallel()
	r := New("c", nil)
	const more = 7
	for range 2 {
		for i := range maxFacts + more {
			r.AddFinding(drift.Finding{Rule: "value-null", Severity: drift.Breaking, Place: drift.Place{
				Pointer: fmt.Sprintf("/%d", i)}})
		}
	}
	if len(r.Facts()) != maxFacts || r.FactsMore() != more || r.Breaking != 2*(maxFacts+more) {
		t.Errorf("%d facts, %d more, %d findings", len(r.Facts()), r.FactsMore(), r.Breaking)
	}
	if !strings.Contains(r.summary(), "10,000+ breaking facts (20,014 findings), 0 additive, 7 facts not kept") {
		t.Error(r.summary())
	}
}

// TestFactOf has findings that belong together, and others that do not.
func TestFactOf(t *testing.T) {
	t.Parallel()
	at := drift.Place{Pointer: "/components/schemas/A/properties/rate", Line: 7}
	undeclared := func(name string) drift.Finding {
		return drift.Finding{Rule: drift.PropertyUndeclared, Pointer: "/x/" + name,
			Place: drift.Place{Pointer: "/components/schemas/A/properties/" + name}}
	}
	var many, ids []drift.Finding
	for i := range 30 {
		many = append(many, undeclared("name"+string(rune('a'+i))))
		ids = append(ids, undeclared(fmt.Sprintf("3f2504e0-4f89-11d3-9a0c-%012d", i)))
	}
	for name, c := range map[string]struct {
		findings []drift.Finding
		facts    int
	}{
		"operations and statuses": {[]drift.Finding{
			{Rule: "value-null", Operation: "a", Status: 200, Pointer: "/rate", Place: at},
			{Rule: "value-null", Operation: "b", Status: 201, Pointer: "/data/3/rate", Place: at}}, 1},
		"rules":  {[]drift.Finding{{Rule: "value-null", Place: at}, {Rule: "value-type", Place: at}}, 2},
		"places": {[]drift.Finding{{Rule: "value-null", Place: at}, {Rule: "value-null", Place: drift.Place{Line: 1}}}, 2},
		"statuses": {[]drift.Finding{{Rule: "status-undocumented", Status: 429, Place: at},
			{Rule: "status-undocumented", Status: 500, Place: at}}, 2},
		"keys": {[]drift.Finding{{Rule: "request-parameter-undeclared", Key: "page", Place: at},
			{Rule: "request-parameter-undeclared", Key: "size", Place: at}}, 2},
		"names":      {many[:maxSiblings], maxSiblings},
		"many names": {many, 1},
		"IDs":        {ids, 1},
	} {
		r := New("c", nil)
		for _, f := range append(slices.Clone(c.findings), c.findings...) {
			r.AddFinding(f)
		}
		findings := 0
		for _, f := range r.Facts() {
			findings += f.Findings
		}
		if got := len(r.Facts()); got != c.facts || findings != 2*len(c.findings) {
			t.Errorf("%s: %d facts with %d findings, want %d with %d", name, got, findings, c.facts, 2*len(c.findings))
		}
	}
	r := New("c", nil)
	for _, f := range many {
		r.AddFinding(f)
	}
	f := r.Facts()[0]
	if f.Key != everyName || f.Place.Pointer != "/components/schemas/A" || !strings.Contains(f.Message, `"namea"`) ||
		!strings.HasSuffix(f.Message, "and others") {
		t.Errorf("got %+v", f)
	}
}

// TestFactCounts: a finding counts as many as it stands for, an exchange once.
func TestFactCounts(t *testing.T) {
	t.Parallel()
	r := New("c", []drift.Response{{Operation: "o", Status: 200}})
	f := drift.Finding{Rule: "value-null", Severity: drift.Breaking, Operation: "o", Status: 200,
		Place: drift.Place{Pointer: "/p"}, Source: drift.Source{File: "a.har", Entry: 1}}
	counted := f
	counted.Count = 40
	for i := range 5 {
		f.Entry, counted.Entry = i, i
		r.Add(drift.Exchange{Status: 200, Source: f.Source, Time: today.AddDate(0, 0, -i)}, drift.Result{
			Response: drift.Response{Operation: "o", Status: 200}, Findings: []drift.Finding{f, counted},
		})
	}
	fact := r.Facts()[0]
	if fact.Findings != 5*41 || fact.Exchanges != 5 || len(fact.Examples) != maxExamples || r.Breaking != 5*41 ||
		!fact.First.Equal(today.AddDate(0, 0, -4)) || !fact.Last.Equal(today) {
		t.Errorf("%d breaking, %+v", r.Breaking, fact)
	}
	if got, want := r.summary(), "c: 1 breaking fact (205 findings in 5 of 5 exchanges), 0 additive"; got != want {
		t.Errorf("got %q", got)
	}
}

func TestGeneralPointer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ pointer, place, want string }{
		{"", "/x", ""},
		{"", "/components/parameters/P/schema/additionalProperties", ""},
		{"/data/7/rate", "/components/schemas/Event/properties/rate", "/data/*/rate"},
		{"/tags/en", "/a/schema/properties/tags/additionalProperties", "/tags/*"},
		{"/tags/en/name", "/a/schema/properties/tags/additionalProperties/properties/name", "/tags/*/name"},
		{"/things/3f2504e0-4f89-11d3-9a0c-0305e82c3301/name", "/components/schemas/T/properties/name", "/things/*/name"},
		{"/a~1b/0", "/x/items", "/a~1b/*"},
		{"/ipv4", "/properties/ipv4", "/ipv4"},
	} {
		if got := generalPointer(c.pointer, c.place); got != c.want {
			t.Errorf("%s at %s: got %s, want %s", c.pointer, c.place, got, c.want)
		}
	}
	var counts pointerCounts
	for i := range 500 {
		counts.add("/things/"+strings.Repeat(string(rune('a'+i%26)), 1+i/26)+"/rate", "", 1)
	}
	counts.add("/other/rate", "", 3)
	if first, others := counts.top(); first != "/things/*/rate" || !slices.Equal(others, []string{"/other/rate"}) {
		t.Errorf("got %s and %q", first, others)
	}
}

func TestLooksLikeID(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"17": true, "2024-10-01": true, "3f2504e0-4f89-11d3-9a0c-0305e82c3301": true, "d41d8cd98f00": true,
		"conn_12345": true, "ipv4": false, "v2": false, "v4beta": false, "created": false, "md5": false, "us-east-1": false,
		"address1": false, "": false, "deadbeef": false, "utf8": false,
	} {
		if got := looksLikeID(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

// TestBaselineAcceptsEveryFact: the acceptance of a fact accepts all its findings and no others.
func TestBaselineAcceptsEveryFact(t *testing.T) {
	t.Parallel()
	first := everything(t)
	for i, fact := range first.Facts() {
		r := New("c", nil)
		r.Accept([]Acceptance{AcceptanceOf(fact, "r", day("2026-12-31"))}, today)
		seen := 0
		err := first.spooledFindings("json", false, func(data []byte) {
			var f drift.Finding
			if err := json.Unmarshal(data, &f); err != nil {
				t.Error(err)
			}
			seen++
			r.AddFinding(f)
		})
		if err != nil || seen == 0 {
			t.Fatal(seen, err)
		}
		if fact.Rule != "odd/rule" && fact.Key == "" && r.Accepted != fact.Findings {
			t.Errorf("fact %d: %d findings are accepted, want %d: %+v", i, r.Accepted, fact.Findings,
				AcceptanceOf(fact, "r", day("2026-12-31")))
		}
	}
}

func TestEarlier(t *testing.T) {
	t.Parallel()
	before := withFacts(t, 3)
	earlier, err := ReadEarlier(bytes.NewReader(written(t, JSON, before)))
	if err != nil {
		t.Fatal(err)
	}
	r := New("openapi.yaml", nil)
	r.Since(earlier)
	known := before.Facts()[0]
	r.AddFinding(drift.Finding{Rule: known.Rule, Severity: drift.Breaking, Place: known.Place})
	r.AddFinding(drift.Finding{Rule: "value-type", Severity: drift.Breaking, Place: known.Place})
	r.Close()
	added := 0
	for _, f := range r.Facts() {
		if f.New {
			added++
		}
		if f.New == (f.ID == known.ID) {
			t.Errorf("%s is new: %v", f.Rule, f.New)
		}
	}
	if added != 1 || len(r.Gone) != 2 {
		t.Errorf("%d are new, %d gone", added, len(r.Gone))
	}
	for _, bad := range []string{"", "[]", `{"findings":[]}`, `{"facts":[`, `{"facts":7}`, "text"} {
		if _, err := ReadEarlier(strings.NewReader(bad)); err == nil {
			t.Errorf("%q is taken for a report", bad)
		}
	}
}

func TestUnmatched(t *testing.T) {
	t.Parallel()
	r := New("c", nil)
	r.Templates = []drift.Template{{Method: "GET", Path: "/v1/things/{id}"}}
	r.Ignore = []string{"/health", "/internal/*/x"}
	for _, request := range []string{
		"GET /elsewhere", "POST /v1/things/7", "POST /v1/things/8", "GET /v1/other", "GET /health", "GET /internal/a/b/x",
		"GET /healthy",
	} {
		method, path, _ := strings.Cut(request, " ")
		r.Add(drift.Exchange{Method: method, URL: "https://h" + path + "?a=b"}, drift.Result{})
	}
	listed, more := r.UnmatchedExchanges()
	var got []string
	for _, u := range listed {
		got = append(got, fmt.Sprintf("%s %s %d", u.Method, u.Path, u.Count))
	}
	want := []string{"POST /v1/things/* 2", "GET /v1/other 1", "GET /elsewhere 1", "GET /healthy 1"}
	if !slices.Equal(got, want) || more != 0 || r.Ignored != 2 || r.Exchanges != 5 || r.Unmatched != 5 {
		t.Errorf("got %q and %d more, %d ignored of %d", got, more, r.Ignored, r.Exchanges)
	}
	for i := range 100 {
		r.Add(drift.Exchange{Method: "GET", URL: "/" + strings.Repeat("a", i+1)}, drift.Result{})
	}
	if listed, more = r.UnmatchedExchanges(); len(listed) != maxUnmatched || more == 0 {
		t.Errorf("%d are listed, %d more", len(listed), more)
	}
	r = New("c", nil)
	r.FailOnUnmatched = true
	for _, path := range []string{"/a/1", "/a/2", "/b"} {
		r.Add(drift.Exchange{Method: "GET", URL: path}, drift.Result{})
	}
	if len(r.Facts()) != 2 || r.Breaking != 3 {
		t.Errorf("%d facts, %d breaking", len(r.Facts()), r.Breaking)
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	line := "  what  " + strings.Repeat("word ", 30) + strings.Repeat("x", 90)
	for _, l := range wrap(line, 80)[:2] {
		if columns(l) > 80 {
			t.Errorf("%d columns: %q", columns(l), l)
		}
	}
	words := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	if got := words(strings.Join(wrap(line, 80), " ")); got != words(line) {
		t.Errorf("words are lost: %q", got)
	}
	if len(wrap(line, 0)) != 1 || columns("\x1b[1;31mab\x1b[0m") != 2 {
		t.Error("a line is wrapped that should not be, or colours are counted")
	}
}

// TestMinSeverity hides additive facts, and changes neither counts nor verdict.
func TestMinSeverity(t *testing.T) {
	t.Parallel()
	all := everything(t)
	r := everything(t)
	r.View.MinSeverity = drift.Breaking
	if len(r.Facts()) != len(all.Facts())-2 || r.summary() != all.summary() {
		t.Errorf("%d facts are shown: %s", len(r.Facts()), r.summary())
	}
}
