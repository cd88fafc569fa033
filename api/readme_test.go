package api_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

var goBlock = regexp.MustCompile("(?s)```go\n(.*?)```")

// TestReadme holds the README's Go code to the examples, which run.
func TestReadme(t *testing.T) {
	t.Parallel()
	readme := read(t, "../README.md")
	examples := strings.ReplaceAll(read(t, "example_test.go")+read(t, "apitest/example_test.go"), "\t", "    ")
	blocks := goBlock.FindAllStringSubmatch(readme, -1)
	if len(blocks) == 0 {
		t.Error("README.md shows no Go code")
	}
	for _, block := range blocks {
		if !strings.Contains(examples, block[1]) {
			t.Errorf("README.md shows code that no example runs:\n%s", block[1])
		}
	}
	if lines := strings.Count(readme, "\n"); lines > 150 {
		t.Errorf("README.md has %d lines, more than 150", lines)
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
