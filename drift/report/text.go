package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Text writes a report for a person: a table of what was seen of each response, every finding, and one line that sums it up.
func Text(w io.Writer, r *Report) error {
	var b strings.Builder
	r.table(&b)
	for _, f := range r.Findings {
		b.WriteByte('\n')
		finding(&b, f)
	}
	fmt.Fprintf(&b, "\n%s\n", r.summary())
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *Report) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	defer t.Flush()
	fmt.Fprintln(t, "OPERATION\tSTATUS\tRECORDINGS\tFROM\tVERDICT")
	previous := ""
	row := func(operation, status string, exchanges int, from origins, verdict string) {
		shown := operation
		if operation == previous {
			shown = ""
		}
		previous = operation
		fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%s\n", shown, status, exchanges, from, verdict)
	}
	seen := sorted(r.undocumented)
	for i, c := range r.Coverage {
		row(c.Operation, string(c.Status), c.Exchanges, *r.from[drift.Response{Operation: c.Operation, Status: string(c.Status)}], c.verdict())
		if i+1 < len(r.Coverage) && r.Coverage[i+1].Operation == c.Operation {
			continue
		}
		for _, u := range seen {
			if u.operation == c.Operation {
				row(u.operation, fmt.Sprint(u.status), r.undocumented[u].exchanges, r.undocumented[u].from, "not documented")
			}
		}
	}
}

func (c Coverage) verdict() string {
	switch {
	case c.Exchanges == 0:
		return "never seen"
	case c.Conforming == c.Exchanges:
		return "conforms"
	case c.Conforming == 0:
		return "drifted"
	}
	return fmt.Sprintf("%d of %d drifted", c.Exchanges-c.Conforming, c.Exchanges)
}

// String lists the folders with their counts, in lexical order.
func (o origins) String() string {
	if len(o) == 0 {
		return "-"
	}
	var parts []string
	for _, folder := range slices.Sorted(maps.Keys(o)) {
		parts = append(parts, fmt.Sprintf("%s %d", folder, o[folder]))
	}
	return strings.Join(parts, ", ")
}

func finding(w io.Writer, f drift.Finding) {
	fmt.Fprintf(w, "%s  %s  %s %d", f.Severity, f.Rule, f.Operation, f.Status)
	if f.Pointer != "" {
		fmt.Fprintf(w, " at %s", f.Pointer)
	}
	fmt.Fprintf(w, "\n  where  %s, entry %d\n  what   %s\n", f.File, f.Entry, f.Message)
	if rule, ok := drift.RuleNamed(f.Rule); ok {
		fmt.Fprintf(w, "  next   %s\n", rule.Next)
	}
}

// summary is "openapi.yaml: 8 exchanges, 1 unmatched: 2 breaking, 1 additive".
func (r *Report) summary() string {
	return fmt.Sprintf("%s: %s, %d unmatched: %d breaking, %d additive", r.Contract, count(r.Exchanges, "exchange"), r.Unmatched, r.Breaking, r.Additive)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
