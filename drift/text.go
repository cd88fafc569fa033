package drift

import (
	"fmt"
	"strconv"
	"strings"
)

// Messages are bounded: a name from outside takes at most maxName bytes of one, a list at most maxList entries.
const (
	maxName = 80
	maxList = 12
)

// quote renders a name that came from outside on one line, bounded, and without what looks like a secret.
func quote(name string) string {
	name = Redact(name)
	if len(name) > maxName {
		return strconv.QuoteToGraphic(strings.ToValidUTF8(name[:maxName], "")) + "…"
	}
	return strconv.QuoteToGraphic(name)
}

func byteCount(n int) string {
	if n == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", n)
}

// oneOf renders alternatives: "200", "200 or 404", "200, 401 or 404".
func oneOf(names []string) string {
	switch n := len(names); {
	case n == 0:
		return "nothing"
	case n == 1:
		return names[0]
	case n > maxList:
		return fmt.Sprintf("%s or %d others", strings.Join(names[:maxList], ", "), n-maxList)
	default:
		return strings.Join(names[:n-1], ", ") + " or " + names[n-1]
	}
}
