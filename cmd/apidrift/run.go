package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
	"github.com/spf13/cobra"
)

// Exit statuses of every command.
const (
	exitOK      = 0 // no breaking drift
	exitDrift   = 1 // breaking drift
	exitUnknown = 2 // no verdict: wrong usage, an unreadable file, nothing to check
)

var (
	errDrift       = errors.New("breaking drift") // it is in the report, and not printed again
	errInterrupted = errors.New("interrupted: nothing was reported")
)

// Run runs the command line args, without the program's name, and returns the exit status. Reports go to stdout. If
// there is no verdict, each reason is a line on stderr.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := rootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errDrift):
		return exitDrift
	}
	writeErrors(stderr, err)
	return exitUnknown
}

// writeErrors prints a line for each of the errors that were joined. What they repeat of names and documents stays on
// its line, and is never a workflow command.
func writeErrors(stderr io.Writer, err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		if all := joined.Unwrap(); err.Error() == errors.Join(all...).Error() {
			for _, err := range all {
				writeErrors(stderr, err)
			}
			return
		}
	}
	fmt.Fprintf(stderr, "apidrift: %s\n", text.Log(err.Error(), maxErrorLine))
}

const maxErrorLine = 4096 // bytes of an error that are printed

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "apidrift",
		Short:         "Report where HTTP traffic and an OpenAPI contract disagree",
		Long:          "Apidrift reports where HTTP traffic and an OpenAPI contract disagree.\n\n" + exitHelp,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          knownCommand,
		RunE: func(*cobra.Command, []string) error {
			return errors.New("a command is needed: apidrift check, or apidrift --help")
		},
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetVersionTemplate("apidrift {{.Version}}\n")
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return flagError(c, err)
	})
	root.AddCommand(checkCommand(), diffCommand(), proxyCommand(), rulesCommand(), versionCommand())
	return root
}

// knownCommand refuses a command that does not exist.
func knownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	if best := closest(args[0], names); best != "" {
		return fmt.Errorf("unknown command %q: did you mean apidrift %s?", args[0], best)
	}
	return fmt.Errorf("unknown command %q: see apidrift --help", args[0])
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(c.OutOrStdout(), "apidrift %s\n", version())
			return err
		},
	}
}

const exitHelp = `Exit status: 0 without breaking drift; 1 with breaking drift, or as --fail-on says; 2 if there is no
verdict, because a file cannot be read, nothing matches the contract, or a flag is wrong.`

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
