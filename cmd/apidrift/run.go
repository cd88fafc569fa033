package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime/debug"
	"strings"

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
	if strings.HasPrefix(err.Error(), "cannot read the contract: ") && errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%w: name one with --contract, or cut it out of a published document with apidrift init", err)
	}
	writeErrors(stderr, err)
	return exitUnknown
}

// writeErrors prints a line for each of the errors that were joined.
func writeErrors(stderr io.Writer, err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		if all := joined.Unwrap(); err.Error() == errors.Join(all...).Error() {
			for _, err := range all {
				writeErrors(stderr, err)
			}
			return
		}
	}
	printNote(stderr, err.Error())
}

// printNote prints one line. Names and text from documents in it cannot break the line, or pass for a workflow command.
func printNote(stderr io.Writer, note string) {
	const most = 4096 // bytes
	fmt.Fprintf(stderr, "apidrift: %s\n", text.Log(note, most))
}

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
	root.SetHelpCommand(helpCommand())
	root.AddCommand(checkCommand(), diffCommand(), initCommand(), proposeCommand(), proxyCommand(), rulesCommand(),
		versionCommand())
	return root
}

// knownCommand rejects unknown commands.
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

func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Explain a command",
		RunE: func(c *cobra.Command, args []string) error {
			found, rest, err := c.Root().Find(args)
			if err == nil {
				err = knownCommand(c.Root(), rest)
			}
			if err != nil {
				return err
			}
			return found.Help()
		},
	}
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("unexpected argument %q: write apidrift version", args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(c.OutOrStdout(), "apidrift %s\n", version())
			return err
		},
	}
}

const exitHelp = `Exit status: 0 without breaking drift; 1 with breaking drift, or as --fail-on says; 2 if it could
not tell, because a file cannot be read, nothing matches the contract, or a flag is wrong.`

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
