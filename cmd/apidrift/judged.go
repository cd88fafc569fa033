package main

import (
	"fmt"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/internal/schema"
)

// judgedHead says what of an exchange is compared with a contract.
const judgedHead = `
## What is judged

**Responses**: the status, the documented header fields, the media type, and the body. **Requests**, as far as a
recording holds them: parameters in the path, query, header and cookie, the media type, and the body. Not judged are
credentials, header fields that HTTP itself defines, what a recording says it left out, cookies if none was recorded,
and a request that the server refused (4xx).

**Bodies** that are judged by their schemas:

- JSON: ` + "`application/json`, `text/json`" + `, and every media type that ends in ` + "`+json`" + `;
- ` + "`text/plain`" + `, as one string, number or boolean;
- ` + "`application/x-www-form-urlencoded`" + `;
- ` + "`multipart/form-data`" + `, in requests alone.

Of all others, such as XML, multipart responses, images and other binary content, only the media type is judged. The
same holds for a body that was not recorded, or not completely. A body of more than six million names and values is
not judged, and noted.

**Formats** that are judged, because clients decode them: %s. Every other format is taken for an annotation.

**Patterns** are regular expressions of ECMA-262. One that no engine here understands, or that takes too long for some
value, is noted.

**Identifiers**: a reference may name a schema's ` + "`$anchor`, `$dynamicAnchor` or `$id`" + `. A contract is refused
if a response has a schema with ` + "`$id`" + ` and references below it, or a ` + "`$dynamicRef`" + ` although the
document has an ` + "`$id`" + `. ` + "`$schema` and `jsonSchemaDialect`" + ` are noted unless they name the dialect
of OpenAPI 3.1 or JSON Schema 2020-12.

## Leniencies

Where contracts commonly differ from what their authors mean, they are read as they are meant:

`

// matchLeniencies are those that are not about schemas.
const matchLeniencies = `- **duplicates**: What stands twice in required or type counts once.
- **servers**: An operation is matched under its own servers' base paths, its path's, the document's, and under none,
  whatever the host. A match under other base paths than those that count is noted.
- **path-parameters**: A segment that does not match the schema of an integer, a number or an enum is that parameter
  only if no other operation matches and the response conforms. Otherwise the exchange is unmatched, and noted.
- **multi-segment**: A path parameter with ` + "`x-multi-segment: true`" + ` matches one segment or more.
- **undocumented-json**: A JSON body under an undocumented media type is judged by the schema of the documented JSON.
- **cached-bodies**: The body that a browser's recording shows with a 304 is not judged.
- **empty-parameters**: An empty query parameter with ` + "`allowEmptyValue: true`" + ` is right, whatever its schema.
- **broken-parts**: A contract is only refused if one of its responses cannot be judged. Elsewhere, a reference that
  leads nowhere and a malformed keyword of a schema are noted, and not judged. So is required: true of a property.
`

// writeJudged writes what is judged, and where contracts are read leniently.
func writeJudged(b *strings.Builder) {
	formats := schema.Formats()
	for i, format := range formats {
		formats[i] = "`" + format + "`"
	}
	last := len(formats) - 1
	fmt.Fprintf(b, judgedHead, strings.Join(formats[:last], ", ")+" and "+formats[last])
	for _, l := range schema.Leniencies() {
		fmt.Fprintf(b, "- **%s**: %s\n", l.Name, l.Description)
	}
	b.WriteString(matchLeniencies)
}
