package recording

import (
	"net/http"
	"slices"
	"strings"
)

// changed lists the names of the header fields, cookies and query parameters of a request that scrubbing removed or
// changed, each once. It leaves out the fields that hold credentials: nobody takes those for missing.
func changed(sent, kept *Recorded) (names []string) {
	for name, values := range sent.Request {
		canonical := http.CanonicalHeaderKey(name)
		if !slices.Contains(credentials, canonical) && !slices.Equal(values, kept.Request[canonical]) {
			names = append(names, name)
		}
	}
	for _, field := range sent.Request["Cookie"] {
		for pair := range strings.SplitSeq(field, ";") {
			if name, _, ok := strings.Cut(strings.TrimSpace(pair), "="); ok && name != "" {
				names = append(names, name)
			}
		}
	}
	recorded := map[string]bool{}
	for pair := range queryOf(kept.URL) {
		recorded[pair] = true
	}
	for pair := range queryOf(sent.URL) {
		if name, _, _ := strings.Cut(pair, "="); name != "" && !recorded[pair] {
			names = append(names, unescapeQuery(name))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

var credentials = []string{"Authorization", "Cookie", "Proxy-Authorization"}

// queryOf yields the pairs of a URL's query, as they were sent.
func queryOf(raw string) func(func(string) bool) {
	raw, _, _ = strings.Cut(raw, "#")
	_, query, _ := strings.Cut(raw, "?")
	return strings.SplitSeq(query, "&")
}
