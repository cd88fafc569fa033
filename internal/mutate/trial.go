package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// goPackage is what go list says of a package.
type goPackage struct {
	Dir, ImportPath string
	GoFiles         []string
}

func listPackage(ctx context.Context, pattern string) (*goPackage, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-find", "-json=Dir,ImportPath,GoFiles", pattern).Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return nil, fmt.Errorf("go list %s: %s", pattern, bytes.TrimSpace(exit.Stderr))
	}
	var p goPackage
	if err == nil {
		err = json.Unmarshal(out, &p) // fails if the pattern stands for several packages
	}
	if err != nil {
		return nil, fmt.Errorf("%s must name one package: %w", pattern, err)
	}
	return &p, nil
}

// result is what became of a mutant.
type result string

const (
	killed   result = "killed"   // the tests failed, or ran into the time limit
	survived result = "SURVIVED" // the tests passed
	invalid  result = "invalid"  // it does not compile; not counted
	failed   result = "failed"   // interrupted
)

// trial runs the tests on mutants.
type trial struct {
	tests   []string // packages
	timeout time.Duration
}

// newTrial runs the tests without a mutant: they must pass, and how long they take sets the time limit.
func newTrial(ctx context.Context, p *goPackage, s settings) (*trial, error) {
	t := &trial{tests: strings.Fields(s.tests), timeout: s.timeout}
	if len(t.tests) == 0 {
		t.tests = []string{p.ImportPath}
	}
	if t.timeout == 0 {
		t.timeout = 10 * time.Minute
	}
	start := time.Now()
	if out, err := t.goTest(ctx); err != nil {
		return nil, fmt.Errorf("the tests fail without a mutant: %w\n%s", err, out)
	}
	if s.timeout == 0 {
		t.timeout = (10*time.Second + 2*time.Since(start)).Round(time.Second)
	}
	return t, nil
}

// limitMemory is for mutants that allocate without end: 4 GiB of address space, where the shell can set a limit.
const limitMemory = `-exec=sh -c 'ulimit -v 4194304 2>/dev/null; exec "$0" "$@"'`

func (t *trial) goTest(ctx context.Context, flags ...string) ([]byte, error) {
	args := append([]string{"test", "-count=1", "-vet=off", "-failfast", "-timeout=" + t.timeout.String()}, flags...)
	if runtime.GOOS != "windows" {
		args = append(args, limitMemory)
	}
	return exec.CommandContext(ctx, "go", append(args, t.tests...)...).CombinedOutput()
}

// try runs the tests on one mutant.
func (t *trial) try(ctx context.Context, m mutant) result {
	folder, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return failed
	}
	defer os.RemoveAll(folder)
	file, overlay := filepath.Join(folder, "mutant.go"), filepath.Join(folder, "overlay.json")
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{m.file: file}})
	if errors.Join(err, os.WriteFile(file, m.apply(), 0o600), os.WriteFile(overlay, replace, 0o600)) != nil {
		return failed
	}
	out, err := t.goTest(ctx, "-overlay="+overlay)
	switch {
	case ctx.Err() != nil:
		return failed
	case err == nil:
		return survived
	case bytes.Contains(out, []byte("[build failed]")) || bytes.Contains(out, []byte("[setup failed]")):
		return invalid
	}
	return killed
}

// all tries mutants until the caller has seen enough, and gives the results in the order of the mutants.
func (t *trial) all(ctx context.Context, mutants []mutant, parallel int) iter.Seq2[mutant, result] {
	return func(yield func(mutant, result) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		pending := make(chan chan result, max(0, parallel-1)) // how many are under way beside the one that is waited for
		go func() {
			defer close(pending)
			for _, m := range mutants {
				done := make(chan result, 1)
				select {
				case pending <- done:
				case <-ctx.Done():
					return
				}
				go func() { done <- t.try(ctx, m) }()
			}
		}()
		i := 0
		for done := range pending {
			if !yield(mutants[i], <-done) {
				return
			}
			i++
		}
	}
}
