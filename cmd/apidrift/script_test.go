package main

import (
	"context"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"apidrift": func() { os.Exit(Run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
		"without":  without,
	})
}

// TestScripts runs each script in testdata/script as a user would, in a folder with the files of testdata/contract.
// With UPDATE=1 in the environment, it rewrites the texts that cmp compares with.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		UpdateScripts:       updating(),
		Setup:               func(env *testscript.Env) error { return os.CopyFS(env.WorkDir, os.DirFS("testdata/contract")) },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "becomes": becomes, "mode": mode, "serve": serveDocuments,
		},
	})
}

// exits runs apidrift and fails unless it ends with the given status: exits 2 check empty/.
func exits(ts *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) < 1 {
		ts.Fatalf("usage: exits STATUS ARGUMENT...")
	}
	err := ts.Exec("apidrift", args[1:]...)
	status := "0"
	if err != nil {
		status = "another error: " + err.Error()
		if exit, ok := err.(interface{ ExitCode() int }); ok {
			status = strconv.Itoa(exit.ExitCode())
		}
	}
	if status != args[0] {
		ts.Fatalf("apidrift ended with %s, want %s", status, args[0])
	}
}

// mode fails unless a file has a kind and a mode that begin as given, as fs.FileMode writes them: mode FILE -rw-r--r--.
func mode(ts *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) != 2 {
		ts.Fatalf("usage: mode FILE MODE")
	}
	info, err := os.Lstat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := info.Mode().String(); !strings.HasPrefix(got, args[1]) {
		ts.Fatalf("%s has mode %s, want %s", args[0], got, args[1])
	}
}

// without is a program that copies the lines that lack a text: exec without TEXT.
func without() {
	text, err := io.ReadAll(os.Stdin)
	must(err)
	for line := range strings.Lines(string(text)) {
		if !strings.Contains(line, os.Args[1]) {
			_, err := os.Stdout.WriteString(line)
			must(err)
		}
	}
}
