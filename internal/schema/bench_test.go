package schema

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// benchComponents are two schemas: one of a small answer, and one of a list as most APIs have them.
const benchComponents = `
S:
  type: object
  required: [id, provider]
  properties: {id: {type: string}, provider: {type: string, enum: [notion, google-drive, onedrive]}}
List:
  type: object
  required: [items, total]
  properties:
    total: {type: integer, minimum: 0}
    next: {type: string, nullable: true}
    items: {type: array, items: {$ref: Item}}
Item:
  type: object
  required: [id, name, status, createdAt]
  properties:
    id: {type: string, minLength: 1}
    name: {type: string, maxLength: 200}
    status: {type: string, enum: [active, paused, deleted]}
    createdAt: {type: string, format: date-time}
    count: {type: integer, format: int64, minimum: 0}
    ratio: {type: number}
    tags: {type: array, items: {type: string}}
    owner: {$ref: Owner}
    parent: {type: string, nullable: true}
Owner: {type: object, required: [id], properties: {id: {type: string}, email: {type: string}, admin: {type: boolean}}}
`

const smallBody = `{"id":"PTzGiUYei7pgzg5buzZHgA","provider":"google-drive"}`

// benchList is a list of n items, to each of which edit may do something.
func benchList(n int, edit func(i int, item string) string) []byte {
	var b bytes.Buffer
	b.WriteString(`{"total":` + fmt.Sprint(n) + `,"next":null,"items":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		item := fmt.Sprintf(`{"id":"item_%06d","name":"Quarterly report %[1]d","status":"active",`+
			`"createdAt":"2026-08-14T09:%02[2]d:00Z","count":%[3]d,"ratio":0.%[4]d5,"tags":["alpha","beta"],`+
			`"owner":{"id":"u_%[1]d","email":"someone@example.com","admin":false},"parent":null}`, i, i%60, i*37, i%10)
		if edit != nil {
			item = edit(i, item)
		}
		b.WriteString(item)
	}
	b.WriteString(`]}`)
	return b.Bytes()
}

func benchPrograms(tb testing.TB, version string) (small, list *Program) {
	components := benchComponents
	if version >= "3.1" {
		components = strings.ReplaceAll(components, "{type: string, nullable: true}", "{type: [string, 'null']}")
	}
	small, c := programOf(tb, version, components)
	list, err := c.Compile(c.doc.Root().Child("components", "schemas", "List"), c.doc.Components.Schemas["List"])
	if err != nil {
		tb.Fatal(err)
	}
	return small, list
}

const (
	items15kB = 62
	items1MB  = 4200
)

func additive(i int, item string) string {
	return strings.Replace(item, `"ratio"`, `"extra":1,"ratio"`, 1)
}

func breaking(i int, item string) string {
	if i%10 == 0 {
		return strings.Replace(item, `"active"`, `null`, 1)
	}
	return item
}

// BenchmarkJudge compares the judge with a bare scan of the same body's tokens, alternately in one run, so that the
// ratio x/scan does not depend on the machine. Bodies with findings are compared with the conforming one, too:
// x/conforming.
func BenchmarkJudge(b *testing.B) {
	for _, version := range []string{"3.0.3", "3.1.0"} {
		small, list := benchPrograms(b, version)
		for _, c := range []struct {
			name       string
			program    *Program
			body       []byte
			conforming []byte // nil if body conforms
		}{
			{"57B", small, []byte(smallBody), nil},
			{"15kB", list, benchList(items15kB, nil), nil},
			{"1MB", list, benchList(items1MB, nil), nil},
			{"15kB-additive", list, benchList(items15kB, additive), benchList(items15kB, nil)},
			{"1MB-additive", list, benchList(items1MB, additive), benchList(items1MB, nil)},
			{"15kB-breaking", list, benchList(items15kB, breaking), benchList(items15kB, nil)},
			{"1MB-breaking", list, benchList(items1MB, breaking), benchList(items1MB, nil)},
		} {
			b.Run(version+"/"+c.name, func(b *testing.B) {
				found := 0
				count := func(d Deviation) { found += d.Count }
				c.program.Judge(c.body, count)
				if (found > 0) != (c.conforming != nil) {
					b.Fatalf("%d findings", found)
				}
				rounds := max(1, 20_000/len(c.body))
				scanner := newScanner()
				b.ReportAllocs()
				var judge, scan, conforming time.Duration
				for b.Loop() {
					judge += timed(rounds, func() { c.program.Judge(c.body, count) })
					b.StopTimer()
					scan += timed(rounds, func() { scanner.scan(b, c.body) })
					if c.conforming != nil {
						conforming += timed(rounds, func() { c.program.Judge(c.conforming, count) })
					}
					b.StartTimer()
				}
				n := float64(b.N * rounds)
				b.ReportMetric(float64(judge.Nanoseconds())/n, "ns/judge")
				b.ReportMetric(float64(judge)/float64(scan), "x/scan")
				if c.conforming != nil {
					b.ReportMetric(float64(judge)/float64(conforming), "x/conforming")
				}
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

func timed(rounds int, f func()) time.Duration {
	start := time.Now()
	for range rounds {
		f()
	}
	return time.Since(start)
}

// scanner reads tokens and does nothing with them.
type scanner struct {
	buffer  *bytes.Buffer
	decoder *jsontext.Decoder
}

func newScanner() *scanner {
	s := &scanner{buffer: &bytes.Buffer{}}
	s.decoder = jsontext.NewDecoder(s.buffer, jsontext.AllowDuplicateNames(true))
	return s
}

func (s *scanner) scan(tb testing.TB, body []byte) {
	*s.buffer = *bytes.NewBuffer(body)
	s.decoder.Reset(s.buffer, jsontext.AllowDuplicateNames(true))
	for {
		if _, err := s.decoder.ReadToken(); err != nil {
			if s.decoder.InputOffset() != int64(len(body)) {
				tb.Fatal(err)
			}
			return
		}
	}
}

// TestWriteBenchBodies writes the bodies of the benchmark for node/bench.mjs.
func TestWriteBenchBodies(t *testing.T) {
	folder := os.Getenv("APIDRIFT_BENCH_BODIES")
	if folder == "" {
		t.Skip("APIDRIFT_BENCH_BODIES names no folder to write to: see node/README.md")
	}
	for name, body := range map[string][]byte{
		"57B":  []byte(smallBody),
		"15kB": benchList(items15kB, nil),
		"1MB":  benchList(items1MB, nil),
	} {
		if err := os.WriteFile(folder+"/"+name+".json", body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
