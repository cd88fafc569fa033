package report

import "io"

// Format writes a report.
type Format func(io.Writer, *Report) error

// Formats has the formats by their names.
var Formats = map[string]Format{
	"text":     Text,
	"json":     JSON,
	"ndjson":   NDJSON,
	"junit":    JUnit,
	"sarif":    SARIF,
	"github":   GitHub,
	"markdown": Markdown,
	"html":     HTML,
}
