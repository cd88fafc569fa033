package api_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// goBlock is a Go block. Its first line names the file that it is.
var goBlock = regexp.MustCompile("(?s)```go\n(?:// (\\S+\\.go)\n)?(.*?)```")

// TestReadme compiles the README's Go files in a module of their own, and runs the test of the program.
func TestReadme(t *testing.T) {
	t.Parallel()
	readme := read(t, "../README.md")
	files := map[string]string{}
	for _, block := range goBlock.FindAllStringSubmatch(readme, -1) {
		if files[block[1]] != "" || block[1] == "" {
			t.Errorf("README.md has a Go block without a file name, or with one that another block has:\n%s", block[2])
		}
		files[block[1]] = block[2]
	}
	if len(files) < 3 {
		t.Errorf("README.md shows %d Go files, want at least 3", len(files))
	}
	if lines := strings.Count(readme, "\n"); lines > 150 {
		t.Errorf("README.md has %d lines, more than 150", lines)
	}
	folder := otherModule(t, files)
	goTool(t, folder, "vet", ".")
	if out := goTool(t, folder, "test", "-v", "-run", "^TestDisconnect$", "."); !strings.Contains(
		out,
		"--- PASS: TestDisconnect",
	) {
		t.Errorf("the README's test says\n%s", out)
	}

	// The control: code that does not compile.
	files["main.go"] = strings.Replace(files["main.go"], "api.New(", "api.Make(", 1)
	command := goCommand(otherModule(t, files), "vet", ".")
	if out, err := command.CombinedOutput(); err == nil || !bytes.Contains(out, []byte("api.Make")) {
		t.Errorf("code that does not compile: %v\n%s", err, out)
	}
}

// TestDocs compiles the Go files that other pages show, each in a module of its own.
func TestDocs(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../docs/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatal(pages, err)
	}
	compiled := 0
	for _, page := range append(pages, "../CONTRIBUTING.md", "../SECURITY.md") {
		if filepath.Base(page) == "tutorial.md" { // A test of cmd/apidrift runs it.
			continue
		}
		for _, block := range goBlock.FindAllStringSubmatch(read(t, page), -1) {
			goTool(t, otherModule(t, map[string]string{"shown_test.go": block[2]}), "vet", ".")
			compiled++
		}
	}
	if compiled == 0 {
		t.Error("no page shows a Go file")
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// otherModule makes a module of these files that requires this one, from its folder, and what this one requires, in the
// same versions, so that nothing needs to be resolved. It returns the module's folder.
func otherModule(t *testing.T, files map[string]string) (folder string) {
	t.Helper()
	const module = "github.com/seed-97812ecd/supermemory-go"
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	fetch := exec.Command("go", "list", "-deps", "./...")
	fetch.Dir = root
	if out, err := fetch.CombinedOutput(); err != nil { // It gets the modules that are not there yet.
		t.Fatalf("%v: %v\n%s", fetch, err, out)
	}
	folder = t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	own := strings.Replace(read(t, "../go.mod"), "module "+module, "module example.com/program", 1)
	write("go.mod", own+"\nrequire "+module+" v0.0.0\n\nreplace "+module+" => \""+filepath.ToSlash(root)+"\"\n")
	write("go.sum", read(t, "../go.sum"))
	for name, text := range files {
		write(name, text)
	}
	return folder
}

// goCommand is a go command in another module that uses no network.
func goCommand(folder string, arguments ...string) *exec.Cmd {
	command := exec.Command("go", arguments...)
	command.Dir = folder
	command.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
	return command
}

// goTool runs a go command and returns what it prints.
func goTool(t *testing.T, folder string, arguments ...string) string {
	t.Helper()
	var stderr bytes.Buffer
	command := goCommand(folder, arguments...)
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s%s", command, err, out, &stderr)
	}
	return string(out)
}
