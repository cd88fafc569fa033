package recording

import (
	"net/http"
	"slices"
	"strings"
)

// changed lists the names of the header fields, cookies and query parameters of a request that scrubbing removed or
// changed, each once.
func changed(sent, kept *Recorded) (names []string) {
	for name, values := range sent.Request {
		if !slices.Equal(values, kept.Request[http.CanonicalHeaderKey(name)]) {
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

// queryOf yields the pairs of a URL's query, as they were sent.
func queryOf(raw string) func(func(string) bool) {
	raw, _, _ = strings.Cut(raw, "#")
	_, query, _ := strings.Cut(raw, "?")
	return strings.SplitSeq(query, "&")
}
