package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFirstScreen checks recordings of a real server with a document that was published at their time. What a person
// must know is in the first 24 lines: three kinds of drift that most of the findings are about, each with how often.
func TestFirstScreen(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(os.Getenv("APIDRIFT_DATA"), "linode")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("set APIDRIFT_DATA to a folder with recordings of vendors")
	}
	var stdout, stderr strings.Builder
	contract, recordings := filepath.Join(folder, "openapi-2024-10.yaml"), filepath.Join(folder, "cassettes")
	args := []string{"check", "--contract", contract, recordings}
	if status := Run(t.Context(), args, strings.NewReader(""), &stdout, &stderr); status != exitDrift || stderr.Len() > 0 {
		t.Fatal(status, stderr.String())
	}
	screen := strings.Join(strings.SplitN(stdout.String(), "\n", 25)[:24], "\n")
	for _, want := range []string{
		`expected the format "date-time" (3,641), saw "2018-01-02T03:04:05": built 1,419, created 1,404, `,
		"site_type 3,077, ",
		"rate 689, secondary_entity 652, duration 624, percent_complete 620, last_successful 100, …; most in get-events",
	} {
		if !strings.Contains(screen, want) {
			t.Errorf("no %q in\n%s", want, screen)
		}
	}
}
