package main

import (
	"os"
	"os/exec"
	"path/filepath"
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

// TestAction runs the script of action.yml as a runner would, with the inputs of each row.
func TestAction(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"bash", "jq"} {
		if _, err := exec.LookPath(tool); err != nil || runtime.GOOS == "windows" {
			t.Skipf("%s is needed, and paths as bash writes them", tool)
		}
	}
	data, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var a action
	if err := yaml.Unmarshal(data, &a); err != nil {
		t.Fatal(err)
	}
	folder, err := filepath.Abs("testdata/contract")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name    string
		inputs  map[string]string
		status  string
		outputs string // without the report
		says    string // in the log
	}{
		{"check", map[string]string{"recordings": "contract_test/testdata\n"}, "0", "status=0 facts=0", ""},
		{"breaking", map[string]string{"command": "diff", "upstream": "array-form.yaml"}, "1", "status=1 facts=1",
			"::error file=openapi.yaml"},
		{"never", map[string]string{"command": "diff", "upstream": "array-form.yaml", "fail-on": "never"},
			"0", "status=0 facts=1", "::error file=openapi.yaml"},
		{"another format", map[string]string{"command": "diff", "upstream": "array-form.yaml", "format": "text"},
			"1", "status=1 facts=1", "✗ Breaking drift"},
		{"no recordings", map[string]string{"recordings": "nowhere"}, "2", "status=2", "could not tell"},
		{"nothing to compare with", map[string]string{"command": "diff"}, "2", "status=2", "needs the input upstream"},
		{"another command", map[string]string{"command": "rm"}, "2", "status=2", "must be check, diff or propose"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			temp := t.TempDir()
			outputs := filepath.Join(temp, "outputs")
			step := a.Runs.Steps[len(a.Runs.Steps)-1]
			script := exec.Command("bash", "-e", "-o", "pipefail", "-c", step.Run)
			script.Dir = folder
			script.Env = append(os.Environ(), "RUNNER_TEMP="+temp, "GITHUB_OUTPUT="+outputs)
			for name, value := range step.Env {
				if input, ok := strings.CutPrefix(value, "${{ inputs."); ok {
					input = strings.TrimSuffix(input, " }}")
					if value, ok = row.inputs[input]; !ok {
						value = a.Inputs[input].Default
					}
				} else {
					value = filepath.Join(folder, "../../../..")
				}
				script.Env = append(script.Env, name+"="+value)
			}
			log, err := script.CombinedOutput()
			status := "0"
			if err != nil {
				status = strings.TrimPrefix(err.Error(), "exit status ")
			}
			set, err := os.ReadFile(outputs)
			if err != nil {
				t.Fatal(err, string(log))
			}
			got, _, _ := strings.Cut(strings.Join(strings.Fields(string(set)), " "), " report=")
			if status != row.status || got != row.outputs || !strings.Contains(string(log), row.says) {
				t.Errorf("exit status %s, outputs %s\n%s", status, got, log)
			}
		})
	}
}
