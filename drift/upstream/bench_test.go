package upstream

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"
)

// measuredTool makes the test program compare two documents, as the named tool, and end. So it can be measured as a
// process of its own.
const measuredTool = "APIDRIFT_MEASURED_TOOL"

func TestMain(m *testing.M) {
	if tool := os.Getenv(measuredTool); tool != "" {
		if err := tools[tool](os.Args[1], os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		// rusage has the peak of the process that started this one
		if status, err := os.ReadFile("/proc/self/status"); err == nil {
			fmt.Println(string(status))
		}
		return
	}
	os.Exit(m.Run())
}

var tools = map[string]func(contract, published string) error{
	"apidrift":          compareFiles,
	"oasdiff breaking":  func(base, revision string) error { return oasdiff(base, revision, checker.WARN) },
	"oasdiff changelog": func(base, revision string) error { return oasdiff(base, revision, checker.INFO) },
}

func compareFiles(contract, published string) error {
	debug.SetGCPercent(300) // as the command does
	c, err := Load(context.Background(), contract, Options{})
	if err != nil {
		return err
	}
	p, err := Load(context.Background(), published, Options{})
	if err != nil {
		return err
	}
	findings, _, err := p.Compare(c)
	for _, f := range findings {
		fmt.Fprintln(io.Discard, f)
	}
	return err
}

// oasdiff does what its commands breaking and changelog do.
func oasdiff(base, revision string, level checker.Level) error {
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed, loader.IncludeOrigin = true, true
	s1, err := load.NewSpecInfo(loader, load.NewSource(base))
	if err != nil {
		return err
	}
	s2, err := load.NewSpecInfo(loader, load.NewSource(revision))
	if err != nil {
		return err
	}
	report, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), s1, s2)
	if err != nil {
		return err
	}
	for _, change := range checker.CheckBackwardCompatibilityUntilLevel(checker.NewConfig(checker.GetAllChecks()),
		report, sources, level) {
		fmt.Fprintln(io.Discard, change.GetUncolorizedText(localizer))
	}
	return nil
}

// usage is what a process needed.
type usage struct {
	cpu  time.Duration
	peak float64 // MiB
}

func measure(b *testing.B, tool, contract, published string) usage {
	b.Helper()
	command := exec.Command(os.Args[0], contract, published)
	command.Env = append(os.Environ(), measuredTool+"="+tool)
	output, err := command.CombinedOutput()
	if err != nil {
		b.Fatalf("%s: %v: %s", tool, err, output)
	}
	u := usage{cpu: command.ProcessState.UserTime() + command.ProcessState.SystemTime()}
	if _, after, ok := strings.Cut(string(output), "VmHWM:"); ok {
		kilobytes, _ := strconv.Atoi(strings.Fields(after)[0])
		u.peak = float64(kilobytes) / 1024
	}
	return u
}

// BenchmarkAgainstOasdiff measures the CPU that processes need for real documents, in one run with oasdiff: fragments
// against its breaking, whole documents against its changelog. It reports the ratio, and both.
func BenchmarkAgainstOasdiff(b *testing.B) {
	folder := filepath.Join(os.Getenv(dataFolder), "histories")
	documents, _ := filepath.Glob(filepath.Join(folder, "*"))
	if os.Getenv(dataFolder) == "" || len(documents) == 0 {
		b.Skipf("set %s to a folder with histories of documents", dataFolder)
	}
	for i, contract := range documents {
		name := strings.TrimSuffix(filepath.Base(contract), filepath.Ext(contract))
		vendor, _, _ := strings.Cut(name, "-")
		isFragment := strings.Contains(name, "-changed") || strings.Contains(name, "-rand")
		year, _, _ := strings.Cut(strings.TrimPrefix(name, vendor+"-"), "-")
		j := slices.IndexFunc(documents[i+1:], func(d string) bool {
			return strings.HasPrefix(filepath.Base(d), vendor+"-"+year) && !strings.Contains(d, "-changed") &&
				!strings.Contains(d, "-rand") &&
				!strings.HasPrefix(name, strings.TrimSuffix(filepath.Base(d), filepath.Ext(d)))
		})
		if j < 0 {
			continue // the newest
		}
		published := documents[i+1+j]
		tool := "oasdiff changelog"
		if isFragment {
			tool = "oasdiff breaking"
		}
		b.Run(name, func(b *testing.B) {
			var ours, theirs time.Duration
			for b.Loop() {
				ours += measure(b, "apidrift", contract, published).cpu
				theirs += measure(b, tool, contract, published).cpu
			}
			b.ReportMetric(ours.Seconds()*1000/float64(b.N), "cpu-ms")
			b.ReportMetric(theirs.Seconds()*1000/float64(b.N), "oasdiff-cpu-ms")
			b.ReportMetric(float64(ours)/float64(theirs), "ratio")
		})
	}
}

// BenchmarkLarge is a fragment against a document of 10 MB. The goal is 0.3 s of CPU and 150 MiB.
func BenchmarkLarge(b *testing.B) {
	folder := b.TempDir()
	contract := filepath.Join(folder, "contract.yaml")
	document := edited(b, large(10<<20), "kind: {type: string}", "kind: {type: integer}")
	published := map[string][]byte{"YAML": []byte(document), "JSON": asJSON(nodesOf(b, []byte(document)))}
	if err := os.WriteFile(contract, []byte(things), 0o600); err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{"YAML", "JSON"} {
		file := filepath.Join(folder, "published."+strings.ToLower(name))
		if err := os.WriteFile(file, published[name], 0o600); err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(published[name])))
			var cpu time.Duration
			peak := 0.0
			for b.Loop() {
				u := measure(b, "apidrift", contract, file)
				cpu, peak = cpu+u.cpu, max(peak, u.peak)
			}
			b.ReportMetric(cpu.Seconds()*1000/float64(b.N), "cpu-ms")
			b.ReportMetric(peak, "peak-MiB")
		})
	}
}

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
