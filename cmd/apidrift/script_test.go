package main

import (
	"context"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"apidrift": func() { os.Exit(Run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs each script in testdata/script as a user would, in a folder with the repository's contract and recordings.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		UpdateScripts:       os.Getenv("UPDATE") != "", // rewrites what cmp compares with; read the difference
		Setup: func(env *testscript.Env) error {
			contract, err := os.ReadFile("../../openapi.yaml")
			if err != nil {
				return err
			}
			if err := os.WriteFile(env.WorkDir+"/openapi.yaml", contract, 0o600); err != nil {
				return err
			}
			rules, err := os.ReadFile("../../docs/rules.md")
			if err != nil {
				return err
			}
			if err := os.WriteFile(env.WorkDir+"/rules.md", rules, 0o600); err != nil {
				return err
			}
			return os.CopyFS(env.WorkDir+"/contract_test/testdata", os.DirFS("../../contract_test/testdata"))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "becomes": becomes, "serve": serveDocuments},
	})
}

// exits runs apidrift and fails unless it ends with the given status: exits 2 check empty/.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: exits STATUS ARGUMENT...")
	}
	err := ts.Exec("apidrift", args[1:]...)
	status := "0"
	if err != nil {
		status = "another error: " + err.Error()
		if exit, ok := err.(interface{ ExitCode() int }); ok {
			status = string(rune('0' + exit.ExitCode()))
		}
	}
	if status != args[0] {
		ts.Fatalf("apidrift ended with %s, want %s", status, args[0])
	}
}
