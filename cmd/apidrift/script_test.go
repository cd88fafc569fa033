package main

import (
	"context"
	"os"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"apidrift": func() { os.Exit(Run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
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
			"exits": exits, "becomes": becomes, "serve": serveDocuments,
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
