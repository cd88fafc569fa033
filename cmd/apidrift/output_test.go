package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/internal/harness"
)

// TestOutputDestroysNothing names what the command reads as its output, in several spellings.
func TestOutputDestroysNothing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
		return file
	}
	contract := write("openapi.yaml", strings.Replace(harness.Contract, "{id: {type: string}}",
		"{id: {$ref: 'shared.yaml#/id'}}", 1))
	shared := write("shared.yaml", "id: {type: string}\n")
	config := write(configName, "fail-on: never\n")
	har := write("a.har", `{"log":{"entries":[{"request":{"method":"GET","url":"http://h/things/1"},`+
		`"response":{"status":404,"content":{}}}]}}`)
	precious := []string{
		contract, shared, config, har, folder + "/./openapi.yaml", folder + "/../" + filepath.Base(folder) + "/a.har",
	}
	link := filepath.Join(folder, "link")
	if err := os.Symlink(contract, link); err == nil {
		precious = append(precious, link)
	} else if runtime.GOOS != "windows" { // where making one is a privilege
		t.Fatal(err)
	}
	for _, precious := range precious {
		before := readText(t, precious)
		status, _, stderr := runHere(t, "check", "-c", contract, "-o", precious, har)
		if status != exitUnknown || readText(t, precious) != before || !strings.Contains(stderr, "would overwrite") {
			t.Errorf("-o %s: %d, %s", precious, status, stderr)
		}
	}
	if os.Remove(config) != nil {
		t.Fatal("cannot remove the configuration")
	}
	if status, _, _ := runHere(t, "check", "-c", contract, "-o", config, har); status != exitUnknown {
		t.Error("a report became the configuration")
	}
}

// TestOutputKeepsWhatItReplaces: modes, links, and the old file on failure.
func TestOutputKeepsWhatItReplaces(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("modes and devices are other ones there")
	}
	folder, contract := contractFile(t, harness.Contract)
	har := filepath.Join(folder, "a.har")
	entry := `{"log":{"entries":[{"request":{"method":"GET","url":"http://h/things/1"},` +
		`"response":{"status":404,"content":{}}}`
	for name, text := range map[string]string{har: entry + "]}}", folder + "/cut.har": entry} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	mode := func(name string) os.FileMode {
		info, err := os.Lstat(name)
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode()
	}
	fresh, old, link := filepath.Join(folder, "new"), filepath.Join(folder, "old"), filepath.Join(folder, "link")
	if err := os.WriteFile(old, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("old", link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{fresh, link, os.DevNull} {
		if status, _, stderr := runHere(t, "check", "-c", contract, "-o", name, har); status != exitOK {
			t.Errorf("-o %s: %d, %s", name, status, stderr)
		}
	}
	if mode(fresh) != 0o600 || mode(old) != 0o644 || mode(link)&os.ModeSymlink == 0 ||
		mode(os.DevNull)&os.ModeDevice == 0 || !strings.Contains(readText(t, old), "No drift") {
		t.Errorf("modes %v, %v, %v, %v", mode(fresh), mode(old), mode(link), mode(os.DevNull))
	}
	before := readText(t, old)
	status, _, _ := runHere(t, "check", "-c", contract, "-o", old, "-f", "json", folder+"/gone.har")
	if status != exitUnknown || readText(t, old) != before {
		t.Error("the old report is gone")
	}
	left, err := filepath.Glob(folder + "/.*")
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
	if _, err := os.Stat("/dev/full"); err == nil {
		status, _, stderr := runHere(t, "check", "-c", contract, "-o", "/dev/full", har)
		if status != exitUnknown || !strings.Contains(stderr, "cannot write the report") {
			t.Errorf("a full disk: %d, %s", status, stderr)
		}
	}
}
