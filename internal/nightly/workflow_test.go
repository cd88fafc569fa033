package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// The programs that the steps call, in words of the test: gh answers for a repository with three runs, of which the
// second has kept a report and the first another one, and go runs the program of this package, or pretends to test a
// server.
const (
	fakeGH = `#!/usr/bin/env bash
printf '%s\n' "$*" >> "$CALLS"
case "$1 $2" in
  "issue list") printf '%s' "$OPEN" ;;
  "run list") printf '7\n8\n9\n' ;;
  "run download") mkdir last || exit 1; if [ "$3" = 8 ]; then echo '{}' > last/upstream.json; fi ;;
esac
`
	fakeGo = `#!/usr/bin/env bash
if [ "$1" = run ]; then shift 2; exec "$NIGHTLY" "$@"; fi
printf '%s\n' "$SERVER_TEST"
exit "$SERVER_STATUS"
`
)

// ran is what a step of a workflow did.
type ran struct {
	status  int
	calls   []string // of gh
	outputs string
	log     string
	folder  string
}

// runStep runs the script of a step in a folder of its own, as a runner does.
func runStep(t *testing.T, file, step string, files map[string]string, environment ...string) (r ran) {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil || runtime.GOOS == "windows" {
		t.Skip("bash is needed, and programs that are scripts")
	}
	programs, folder, temp := t.TempDir(), t.TempDir(), t.TempDir()
	for name, text := range map[string]string{
		filepath.Join(programs, "gh"): fakeGH, filepath.Join(programs, "go"): fakeGo,
	} {
		if err := os.WriteFile(name, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range files {
		name = filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	script := exec.Command("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", scriptOf(t, file, step))
	script.Dir = folder
	script.Env = append(os.Environ(), "PATH="+programs+string(os.PathListSeparator)+os.Getenv("PATH"),
		"CALLS="+temp+"/calls", "GITHUB_OUTPUT="+temp+"/outputs", "GITHUB_STEP_SUMMARY="+temp+"/summary",
		"RUNNER_TEMP="+temp)
	script.Env = append(script.Env, environment...)
	log, _ := script.CombinedOutput()
	r.status, r.log, r.folder = script.ProcessState.ExitCode(), string(log), folder
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(temp, name))
		if err != nil {
			return ""
		}
		return strings.TrimSpace(string(text))
	}
	if calls := read("calls"); calls != "" {
		r.calls = strings.Split(calls, "\n")
	}
	r.outputs = read("outputs")
	r.log += read("notes.md")
	return r
}

// scriptOf returns the script of a step.
func scriptOf(t *testing.T, file, step string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../.github/workflows", file))
	if err != nil {
		t.Fatal(err)
	}
	var workflow struct {
		Jobs map[string]struct {
			Steps []struct{ Name, Run string }
		}
	}
	if err := yaml.Unmarshal(text, &workflow); err != nil {
		t.Fatal(err)
	}
	for _, job := range workflow.Jobs {
		for _, s := range job.Steps {
			if s.Name == step && s.Run != "" {
				return s.Run
			}
		}
	}
	t.Fatalf("%s has no step %q with a script", file, step)
	return ""
}

// TestIssueStep opens, refreshes and closes the issue.
func TestIssueStep(t *testing.T) {
	t.Parallel()
	nightly := filepath.Join(t.TempDir(), "nightly")
	if out, err := exec.Command("go", "build", "-o", nightly, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	const (
		list     = "issue list --label drift --state open --limit 1 --json number --jq .[0].number // empty"
		label    = "label create drift --force --color B60205 --description The API no longer is what openapi.yaml says"
		breaking = "Breaking drift: the API is not what openapi.yaml says"
		body     = " --body-file night/body.md"
		closing  = "issue close 12 --comment Over: [this run](RUN) found no drift."
		known    = `{"facts":[{"severity":"breaking"}]}`
		appeared = `{"facts":[{"severity":"breaking","new":true}]}`
		nothing  = `{"facts":[]}`
	)
	for name, row := range map[string]struct {
		report, open, upstream, live string
		calls                        []string
	}{
		"drift":         {appeared, "", "1", "0", []string{label, "issue create --label drift --title " + breaking + body}},
		"known drift":   {known, "12", "1", "0", []string{"issue edit 12 --title " + breaking + body}},
		"nothing":       {nothing, "", "0", "0", nil},
		"over":          {nothing, "12", "0", "0", []string{closing}},
		"no document":   {"", "12", "2", "0", nil},
		"no live check": {nothing, "12", "0", "2", nil},
		"more drift": {appeared, "12", "1", "0", []string{
			"issue edit 12 --title " + breaking + body, "issue comment 12 --body-file night/comment.md",
		}},
		"live drift, no document": {"", "", "2", "1", []string{
			label, "issue create --label drift --title Breaking drift: the server does not answer as openapi.yaml says" + body,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"night/.keep": ""}
			if row.report != "" {
				files["night/upstream.json"], files["night/upstream.md"] = row.report, "# Report\n"
			}
			got := runStep(t, "drift.yml", "Open, refresh or close the issue", files, "NIGHTLY="+nightly, "OPEN="+row.open,
				"UPSTREAM_STATUS="+row.upstream, "LIVE_STATUS="+row.live, "RUN=RUN", "FILES=FILES")
			if want := append([]string{list}, row.calls...); got.status != 0 || !slices.Equal(got.calls, want) {
				t.Errorf("ended with %d\n%s\ncalled\n%s\nwant\n%s", got.status, got.log,
					strings.Join(got.calls, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// TestLiveStep asks a server that answers in each way.
func TestLiveStep(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ key, says, exit, outputs, log string }{
		"no key":   {"", "", "9", "status=0", "No key is configured"},
		"conforms": {"k", "PASS", "0", "status=0", "PASS"},
		"drift":    {"k", "x: the server has drifted from the contract", "1", "status=1", "has drifted"},
		"failure":  {"k", "no such host", "1", "status=2", "failed without a verdict"},
	} {
		got := runStep(t, "drift.yml", "Ask the server", nil, "SUPERMEMORY_API_KEY="+row.key, "SERVER_TEST="+row.says,
			"SERVER_STATUS="+row.exit)
		if got.status != 0 || got.outputs != row.outputs || !strings.Contains(got.log, row.log) {
			t.Errorf("%s: ended with %d, outputs %q\n%s", name, got.status, got.outputs, got.log)
		}
	}
}

// TestSmallSteps runs what is left.
func TestSmallSteps(t *testing.T) {
	t.Parallel()
	const (
		verdict, last = "Both must have given a verdict", "Get the report of the last run"
		notes         = "What the changelog says of this version"
		changelog     = "# Changelog\n\n## Unreleased\n\nsoon\n\n## 1.2.0 - 2026-11-24\n\nnew\n\n### Added\n\n" +
			"## 1.1.0 - 2026-10-01\n\nold\n"
	)
	for _, row := range []struct {
		file, step  string
		environment []string
		status      int
		says        string
	}{
		{"drift.yml", verdict, []string{"UPSTREAM_STATUS=0", "LIVE_STATUS=0"}, 0, ""},
		{"drift.yml", verdict, []string{"UPSTREAM_STATUS=1", "LIVE_STATUS="}, 0, ""},
		{"drift.yml", verdict, []string{"UPSTREAM_STATUS=2", "LIVE_STATUS=0"}, 1, "could not be compared"},
		{"drift.yml", verdict, []string{"UPSTREAM_STATUS=", "LIVE_STATUS=0"}, 1, "could not be compared"},
		{"drift.yml", verdict, []string{"UPSTREAM_STATUS=0", "LIVE_STATUS=2"}, 1, ""},
		{"drift.yml", "The canary must have been seen", []string{"STATUS=1"}, 0, ""},
		{"drift.yml", "The canary must have been seen", []string{"STATUS=0"}, 1, "detects nothing"},
		{"drift.yml", last, nil, 0, "run download 8 --name night --dir last\nreport=last/upstream.json"},
		{"release.yml", notes, []string{"GITHUB_REF_NAME=v1.2.0"}, 0, "new\n\n### Added"},
		{"release.yml", notes, []string{"GITHUB_REF_NAME=v1.1.0"}, 0, "old"},
		{"release.yml", notes, []string{"GITHUB_REF_NAME=v1.1"}, 1, "no section for v1.1"},
		{"release.yml", notes, []string{"GITHUB_REF_NAME=v1.3.0"}, 1, "no section for v1.3.0"},
	} {
		got := runStep(t, row.file, row.step, map[string]string{"CHANGELOG.md": changelog}, row.environment...)
		if said := got.log + strings.Join(append(got.calls, got.outputs), "\n"); got.status != row.status ||
			!strings.Contains(said, row.says) ||
			strings.Contains(said, "old") && !strings.HasPrefix(said, row.says) {
			t.Errorf("%s %v: ended with %d\n%s", row.step, row.environment, got.status, said)
		}
	}
}

// TestCanary makes the copies that the detector is tried on: one is the contract, one differs in a property.
func TestCanary(t *testing.T) {
	t.Parallel()
	contract, err := os.ReadFile("../../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got := runStep(t, "drift.yml", "Make a folder for the reports, and copies of the contract to compare it with",
		map[string]string{"openapi.yaml": string(contract)})
	changed := strings.Replace(string(contract), "\n        provider:", "\n        supplier:", 1)
	for name, want := range map[string]string{"unchanged.yaml": string(contract), "changed.yaml": changed} {
		text, err := os.ReadFile(filepath.Join(got.folder, name))
		if err != nil || string(text) != want || changed == string(contract) {
			t.Errorf("%s: %v\n%s%s", name, err, got.log, text)
		}
	}
}
