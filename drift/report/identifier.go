package report

import (
	"strings"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

func looksLikeID(s string) bool { return text.LooksLikeID(s) }

// pathShape is a path in which * stands for segments that look like IDs.
func pathShape(path string) string {
	segments := strings.Split(path, "/")
	for i, s := range segments {
		if looksLikeID(s) || len(s) > 64 || strings.ContainsAny(s, "@%") {
			segments[i] = "*"
		}
	}
	return strings.Join(segments, "/")
}
