package upstream

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// large is a document of about n bytes that has the contract's operation among many others.
func large(n int) string {
	var paths, schemas strings.Builder
	for i := 0; paths.Len()+schemas.Len() < n; i++ {
		fmt.Fprintf(&paths, `  /v1/other%d/{id}:
    get:
      operationId: getOther%d
      description: Returns one of the others, with everything that is known of it.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
      responses:
        "200":
          description: the other
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/Other%d"
`, i, i, i)
		fmt.Fprintf(&schemas, `    Other%d:
      type: object
      required:
        - id
      properties:
        id:
          type: string
          description: The ID of the other.
          example: other_%d
        next:
          $ref: "#/components/schemas/Other%d"
`, i, i, i+1)
	}
	document := strings.Replace(things, "components:\n", paths.String()+"components:\n", 1)
	return strings.TrimRight(document, "\n") + "\n" + schemas.String()
}

// BenchmarkDiff is a whole comparison, from two files to findings. The goal for a document of 10 MB is less than a second and
// 500 MiB.
func BenchmarkDiff(b *testing.B) {
	folder := b.TempDir()
	contract, published := filepath.Join(folder, "contract.yaml"), filepath.Join(folder, "published.yaml")
	document := large(10 << 20)
	for name, data := range map[string]string{contract: things, published: strings.Replace(document, "kind: {type: string}", "kind: {type: integer}", 1)} {
		if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(len(document)))
	b.ReportAllocs()
	for b.Loop() {
		c, err := Load(b.Context(), contract, Options{})
		if err != nil {
			b.Fatal(err)
		}
		p, err := Load(b.Context(), published, Options{})
		if err != nil {
			b.Fatal(err)
		}
		if findings, _, err := p.Compare(c); err != nil || len(findings) != 1 {
			b.Fatal(findings, err)
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MiB-from-system")
}
