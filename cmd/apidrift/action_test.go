package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// action is what action.yml says.
type action struct {
	Inputs  map[string]struct{ Default string }
	Outputs map[string]struct{ Value string }
	Runs    struct {
		Steps []struct {
			ID, Run string
			Env     map[string]string
		}
	}
}

func readAction(t *testing.T) (a action) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(readText(t, "../../action.yml")), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// TestAction runs the script of action.yml as a runner would, with the inputs of each row.
func TestAction(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"bash", "jq"} {
		if _, err := exec.LookPath(tool); err != nil || runtime.GOOS == "windows" {
			t.Skipf("%s is needed, and paths as bash writes them", tool)
		}
	}
	a := readAction(t)
	folder, err := filepath.Abs("testdata/contract")
	if err != nil {
		t.Fatal(err)
	}
	programs := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", programs, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := os.WriteFile(filepath.Join(programs, "go"), []byte(builtOnce), 0o700); err != nil {
		t.Fatal(err)
	}
	const documented = "contract_test/testdata/documented"
	for _, row := range []struct {
		name    string
		inputs  map[string]string
		status  string
		outputs string // without the report
		says    string // in the log, or in the file of the input output
	}{
		{"check", map[string]string{"recordings": "contract_test/testdata\n"}, "0", "status=0 facts=0", ""},
		{"breaking", map[string]string{"command": "diff", "upstream": "array-form.yaml"}, "1", "status=1 facts=1",
			"::error file=openapi.yaml"},
		{"never", map[string]string{"command": "diff", "upstream": "array-form.yaml", "fail-on": "never"},
			"0", "status=0 facts=1", "::error file=openapi.yaml"},
		{"another format", map[string]string{"command": "diff", "upstream": "array-form.yaml", "format": "text"},
			"1", "status=1 facts=1", "✗ Breaking drift"},
		{"another contract", map[string]string{"contract": "array-form.yaml", "recordings": documented}, "1",
			"status=1 facts=1", "file=array-form.yaml"},
		{"two recordings", map[string]string{
			"recordings": documented + "/200-notion.yaml\r\n\n" + documented + "/404-not-found.yaml\n", "format": "text",
		}, "0", "status=0 facts=0", ": 0 breaking facts in 2 exchanges"},
		{"a file", map[string]string{"command": "diff", "upstream": "array-form.yaml", "format": "sarif", "output": "OUTPUT"},
			"1", "status=1 facts=1", "sarif-schema"},
		{"since", map[string]string{"command": "diff", "upstream": "array-form.yaml", "format": "text", "since": "SINCE"},
			"1", "status=1 facts=1", "new"},
		{"propose", map[string]string{"command": "propose", "upstream": "array-form.yaml"}, "0", "status=0",
			"+++ b/openapi.yaml"},
		{"propose to a file", map[string]string{"command": "propose", "upstream": "array-form.yaml", "output": "OUTPUT"},
			"0", "status=0", "+++ b/openapi.yaml"},
		{"nothing to propose from", map[string]string{"command": "propose", "recordings": "nowhere"}, "2", "status=2", ""},
		{"no recordings", map[string]string{"recordings": "nowhere"}, "2", "status=2", "could not tell"},
		{"nothing to compare with", map[string]string{"command": "diff"}, "2", "status=2", "needs the input upstream"},
		{"another command", map[string]string{"command": "rm"}, "2", "status=2", "must be check, diff or propose"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			temp := t.TempDir()
			real := strings.NewReplacer("OUTPUT", filepath.Join(temp, "to a file"), "SINCE", filepath.Join(temp, "earlier"))
			if err := os.WriteFile(filepath.Join(temp, "earlier"), []byte(`{"version":2,"facts":[]}`), 0o600); err != nil {
				t.Fatal(err)
			}
			inputs := map[string]string{}
			for name, value := range row.inputs {
				inputs[name] = real.Replace(value)
			}
			path := programs
			if row.name == "check" { // This one builds the command as a runner does.
				path = t.TempDir()
			}
			status, log, outputs := runAction(t, a, folder, temp, path, inputs)
			written, _ := os.ReadFile(filepath.Join(temp, "to a file"))
			if (row.inputs["output"] == "") != (written == nil) {
				t.Errorf("wrote %q", written)
			} else if written != nil {
				log = string(written)
			}
			got, file, reported := strings.Cut(strings.Join(strings.Fields(outputs), " "), " report=")
			if status != row.status || got != row.outputs || !strings.Contains(log, row.says) {
				t.Errorf("exit status %s, outputs %s\n%s", status, got, log)
			}
			if facts := strings.Contains(got, "facts="); facts != reported {
				t.Errorf("outputs %s", outputs)
			}
			if report, err := os.ReadFile(file); reported && (err != nil || !json.Valid(report)) {
				t.Errorf("the output report is %q: %v", file, err)
			}
		})
	}
}

// builtOnce is go for a script that builds the command again and again: it copies what was built.
const builtOnce = `#!/usr/bin/env bash
case "$1 $2 $4" in
  "env GOEXE ") ;;
  "build -C -o") cp "$(dirname "$0")/apidrift" "$5" ;;
  *) exit 9 ;;
esac
`

// runAction runs the script of the action with inputs, and with the programs of a folder before all others. It returns
// the exit status, what is printed and the outputs.
func runAction(t *testing.T, a action, folder, temp, programs string, inputs map[string]string) (
	status, log, outputs string,
) {
	t.Helper()
	step := a.Runs.Steps[len(a.Runs.Steps)-1]
	script := exec.Command("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step.Run)
	script.Dir = folder
	script.Env = append(os.Environ(), "RUNNER_TEMP="+temp, "GITHUB_OUTPUT="+filepath.Join(temp, "outputs"),
		"PATH="+programs+string(os.PathListSeparator)+os.Getenv("PATH"))
	for name, value := range step.Env {
		if input, ok := strings.CutPrefix(value, "${{ inputs."); ok {
			input = strings.TrimSuffix(input, " }}")
			if value, ok = inputs[input]; !ok {
				value = a.Inputs[input].Default
			}
		} else {
			value = filepath.Join(folder, "../../../..")
		}
		script.Env = append(script.Env, name+"="+value)
	}
	out, err := script.CombinedOutput()
	status = "0"
	if err != nil {
		status = strings.TrimPrefix(err.Error(), "exit status ")
	}
	set, err := os.ReadFile(filepath.Join(temp, "outputs"))
	if err != nil {
		t.Fatal(err, string(out))
	}
	return status, string(out), string(set)
}

// TestActionUses compares what our pages and workflows give to the action with its inputs.
func TestActionUses(t *testing.T) {
	t.Parallel()
	a := readAction(t)
	texts := map[string]string{}
	for _, pattern := range []string{"../../*.md", "../../docs/*.md", "../../.github/workflows/*.yml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || files == nil {
			t.Fatal(pattern, err)
		}
		for _, file := range files {
			texts[file] = readText(t, file)
		}
	}
	block := regexp.MustCompile("(?s)```yaml\n(.*?)```")
	used := 0
	for file, text := range texts {
		documents := []string{text}
		if filepath.Ext(file) == ".md" {
			documents = nil
			for _, b := range block.FindAllStringSubmatch(text, -1) {
				documents = append(documents, b[1])
			}
		}
		for _, document := range documents {
			var content any
			if err := yaml.Unmarshal([]byte(document), &content); err != nil {
				t.Errorf("%s: %v\n%s", file, err, document)
			}
			used += actionUses(content, func(input string) {
				if _, ok := a.Inputs[input]; !ok {
					t.Errorf("%s: the action has no input %q", file, input)
				}
			})
		}
	}
	if used < 7 {
		t.Errorf("the action is used %d times", used)
	}
	control := map[string]any{"uses": "./", "with": map[string]any{"recording": "a"}}
	if n := actionUses([]any{control}, func(input string) { control["wrong"] = input }); n != 1 ||
		control["wrong"] != "recording" {
		t.Error("the control passed")
	}
}

// actionUses counts the steps in YAML that use the action, and shows what they give to it.
func actionUses(content any, show func(input string)) (n int) {
	switch content := content.(type) {
	case []any:
		for _, c := range content {
			n += actionUses(c, show)
		}
	case map[string]any:
		if uses, _ := content["uses"].(string); uses == "./" || strings.HasPrefix(uses, "seed-97812ecd/supermemory-go@") {
			with, _ := content["with"].(map[string]any)
			for input := range with {
				show(input)
			}
			return 1
		}
		for _, c := range content {
			n += actionUses(c, show)
		}
	}
	return n
}
