package schema

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// vendorFile has contracts as vendors write them, bodies, and what is said of each. A case begins with # and its name.
// Its components follow, behind a line that says for which versions of OpenAPI they are, and then the bodies: a body is
// a line that begins with >, and what is said of it stands below it, indented. UPDATE=1 writes what is said.
const vendorFile = "testdata/vendors.txt"

type vendorCase struct {
	name       string
	components map[string]string // by version
	bodies     []string
	said       []string // of each body
}

func TestVendors(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(vendorFile)
	if err != nil {
		t.Fatal(err)
	}
	var written strings.Builder
	cases := readVendorCases(t, string(data))
	for i := range cases {
		cases[i].run(t)
		cases[i].write(&written)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(vendorFile, []byte(written.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

var vendorVersions = map[string][]string{"3.0 and 3.1:": {"3.0.3", "3.1.0"}, "3.0:": {"3.0.3"}, "3.1:": {"3.1.0"}}

func readVendorCases(t *testing.T, data string) (cases []vendorCase) {
	t.Helper()
	var versions []string
	for line := range strings.Lines(data) {
		line = strings.TrimSuffix(line, "\n")
		if name, ok := strings.CutPrefix(line, "# "); ok {
			cases = append(cases, vendorCase{name: name, components: map[string]string{}})
			continue
		}
		if len(cases) == 0 {
			t.Fatalf("a line before the first case: %s", line)
		}
		c := &cases[len(cases)-1]
		switch body, isBody := strings.CutPrefix(line, "> "); {
		case line == "":
		case vendorVersions[line] != nil:
			versions = vendorVersions[line]
		case isBody:
			c.bodies, c.said = append(c.bodies, body), append(c.said, "")
		case len(c.bodies) > 0:
			c.said[len(c.said)-1] += strings.TrimSpace(line) + "\n"
		default:
			for _, version := range versions {
				c.components[version] += line + "\n"
			}
		}
	}
	return cases
}

// run compares what is said of each body under each version. Each case has a body that conforms and one that does not.
func (c *vendorCase) run(t *testing.T) {
	t.Helper()
	conforming, versions := 0, slices.Sorted(maps.Keys(c.components))
	for i, body := range c.bodies {
		var first, got string
		for n, version := range versions {
			p, _, err := compileOf(version, c.components[version], allLeniencies)
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				return
			}
			said := judged(p, body)
			if n == 0 {
				first, got = said, said
			} else if said != first {
				got += fmt.Sprintf("under %s:\n%s", version, said)
			}
		}
		if got != c.said[i] && os.Getenv("UPDATE") == "" {
			t.Errorf("%s: %s\ngot\n%s\nwant\n%s", c.name, body, got, c.said[i])
		}
		if c.said[i] = got; got == "" {
			conforming++
		}
	}
	if conforming == 0 || conforming == len(c.bodies) {
		t.Errorf("%s: %d of %d bodies conform", c.name, conforming, len(c.bodies))
	}
}

func (c *vendorCase) write(b *strings.Builder) {
	if b.Len() > 0 {
		b.WriteString("\n")
	}
	fmt.Fprintf(b, "# %s\n", c.name)
	before, later := c.components["3.0.3"], c.components["3.1.0"]
	switch {
	case before == later:
		b.WriteString("3.0 and 3.1:\n" + before)
	default:
		if before != "" {
			b.WriteString("3.0:\n" + before)
		}
		if later != "" {
			b.WriteString("3.1:\n" + later)
		}
	}
	for i, body := range c.bodies {
		fmt.Fprintf(b, "> %s\n", body)
		for line := range strings.Lines(c.said[i]) {
			b.WriteString("  " + line)
		}
	}
}
