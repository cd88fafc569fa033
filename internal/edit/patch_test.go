package edit

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPatch lets git apply patches of texts that were changed at random.
func TestPatch(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i, name := range []string{"a.yaml", "b/ü x.yaml", "q\"\\.yaml", "long.yaml", "empty.yaml", "same.yaml"} {
		var lines []string
		for range 40 * i {
			lines = append(lines, strings.Repeat("x", r.IntN(3))+"\n")
		}
		before := strings.Join(lines, "")
		for j := range lines {
			switch r.IntN(15 * (1 + i%2)) {
			case 0:
				lines[j] = ""
			case 1:
				lines[j] += "new\r\n"
			case 2:
				lines[j] = "other\n"
			}
		}
		after := strings.Join(lines, "") + "no line end"
		if name == "same.yaml" {
			if got := Patch(name, []byte(before), []byte(before)); got != "" {
				t.Errorf("without a difference it is\n%s", got)
			}
		}
		folder := t.TempDir()
		file := filepath.Join(folder, filepath.FromSlash(name))
		os.MkdirAll(filepath.Dir(file), 0o700)
		if err := os.WriteFile(file, []byte(before), 0o600); err != nil {
			t.Skip(err) // no such name on this system
		}
		for _, texts := range [][2]string{{before, after}, {after, before}} {
			patch := Patch(name, []byte(texts[0]), []byte(texts[1]))
			git := exec.CommandContext(t.Context(), "git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-")
			git.Dir, git.Stdin = folder, strings.NewReader(patch)
			if out, err := git.CombinedOutput(); err != nil {
				t.Fatalf("%s: %v %s\n%s", name, err, out, patch)
			}
			if got, err := os.ReadFile(file); err != nil || string(got) != texts[1] {
				t.Errorf("%s: %v\n%q\nwant\n%q", name, err, got, texts[1])
			}
		}
	}
}

// TestPatchOfAnotherText has more differences than are looked for one by one.
func TestPatchOfAnotherText(t *testing.T) {
	t.Parallel()
	before := strings.Repeat("a\n", maxEdits) + "same\n"
	after := strings.Repeat("b\n", maxEdits) + "same\n"
	patch := Patch("x", []byte("0\n"+before), []byte("1\n"+after))
	if strings.Count(patch, "\n-a\n") == 0 || !strings.HasSuffix(patch, "\n same\n") {
		t.Errorf("%.200s", patch)
	}
}
