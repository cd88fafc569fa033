package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"time"

	"github.com/seed-97812ecd/supermemory-go/internal/edit"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
	"github.com/spf13/cobra"
)

// initFlags are the flags of apidrift init.
type initFlags struct {
	fetchFlags
	refFlags
	operations []string
	output     string
	version    choice
	recordings string
}

func initCommand() *cobra.Command {
	f := initFlags{version: choice{choices: []string{"3.0.3"}}}
	c := &cobra.Command{
		Use:   "init [flags] UPSTREAM",
		Short: "Cut a contract out of the OpenAPI document that the vendor publishes",
		Long: `Cut a contract out of the OpenAPI document that the vendor publishes.

UPSTREAM is an OpenAPI 3.0 or 3.1 document in YAML or JSON: a file, an http or https URL, or - for standard input.
OPERATION is an operationId, or a method and a path. Without one, init lists the operations: method, path, operationId
and summary, with tabs between them unless it writes to a terminal.

The contract is written in YAML. It has the operations with everything that they reach: references, in other files,
too; the mappings of discriminators and the schemas that stand for others by an allOf; security schemes. Names, order
and prose are the vendor's. Left out are extensions, but for those that apidrift rules lists, and links to operations
that are not in the contract. Comments say from where and when the contract was cut, the SHA-256 of what was read, and
where each operation stood. SOURCE_DATE_EPOCH in the environment is the time instead of now.

With --openapi 3.0.3, a document of OpenAPI 3.1 is written in the words of 3.0.3. What 3.0.3 has no words for is left
out, and named on standard error and in a comment.

It overwrites no file. Exit status: 0, or 2 if the document has no such operation or the contract cannot be written.`,
		Example: `  apidrift init https://api.example.com/openapi.json
  apidrift init https://api.example.com/openapi.json --operation deletePet -o openapi.yaml
  apidrift init published.yaml --operation "DELETE /pets/{id}" --operation getPet --recordings recordings/`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("name one document to cut from, a file, a URL or -; saw %d: see %s --help",
					len(args), c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return f.run(c, args[0]) },
	}
	flags := c.Flags()
	flags.StringArrayVar(&f.operations, "operation", nil,
		"cut out this `operation`, an operationId or \"METHOD /path\"; may be repeated")
	flags.StringVarP(&f.output, "output", "o", "", "write to this new `file` instead of standard output")
	flags.Var(&f.version, "openapi", "write a document of OpenAPI 3.1 in this version: 3.0.3")
	flags.StringVar(&f.recordings, "recordings", "",
		"list the documented responses that no recording in this `folder` has, on standard error")
	f.fetchFlags.addTo(c)
	f.refFlags.addTo(c)
	completeFiles(c, "output", "yaml", "yml")
	completeChoices(c, map[string][]string{"openapi": f.version.choices})
	return c
}

func (f *initFlags) run(c *cobra.Command, location string) error {
	if len(f.operations) == 0 {
		for _, flag := range []string{"output", "openapi", "recordings"} {
			if c.Flags().Changed(flag) {
				return fmt.Errorf("--%s needs an --operation to cut out; without one, %s lists what there is",
					flag, c.CommandPath())
			}
		}
	}
	if _, err := os.Lstat(f.output); isFile(f.output) && err == nil {
		return errExists(f.output)
	}
	progress := newProgress(c.ErrOrStderr(), "reading "+openapi.Redacted(location))
	file, err := interruptible(c.Context(), func() (*openapi.File, error) {
		return openapi.Open(c.Context(), location, f.fetchFlags.options(c, f.refFlags))
	})
	progress.end()
	if err != nil {
		return f.explain(c, location, err)
	}
	if len(f.operations) == 0 {
		return listOperations(c, file)
	}
	chosen, err := chooseOperations(file, f.operations)
	if err != nil {
		return err
	}
	contract, err := f.cut(c, file, chosen)
	if err != nil {
		return err
	}
	var unseen []string
	if f.recordings != "" {
		if unseen, err = unrecorded(c, contract, f.recordings); err != nil {
			return err
		}
	}
	if err := f.write(c, contract); err != nil {
		return err
	}
	for _, line := range unseen {
		printNote(c.ErrOrStderr(), line)
	}
	return nil
}

// cut is the contract's text.
func (f *initFlags) cut(c *cobra.Command, file *openapi.File, chosen []openapi.Operation) ([]byte, error) {
	now, err := timestamp()
	if err != nil {
		return nil, err
	}
	cutter, err := edit.NewCutter(file)
	if err != nil {
		return nil, err
	}
	fragment, err := cutter.Cut(chosen)
	if err != nil {
		return nil, err
	}
	if f.version.value != "" {
		for _, lost := range fragment.Transcribe() {
			printNote(c.ErrOrStderr(), lost)
		}
	}
	head := []string{fmt.Sprintf("Cut out of %s on %s by apidrift init.", file.Title(), now.Format(time.DateOnly))}
	for i, source := range fragment.Sources() {
		what := source.Title()
		if i == 0 {
			what = "what was read"
		}
		head = append(head, fmt.Sprintf("SHA-256 of %s: %x", what, sha256.Sum256(source.Bytes())))
	}
	return fragment.YAML(head...)
}

// timestamp is the time as reproducible builds have it (https://reproducible-builds.org/specs/source-date-epoch).
func timestamp() (time.Time, error) {
	const variable = "SOURCE_DATE_EPOCH"
	written := os.Getenv(variable)
	if written == "" {
		return time.Now().UTC(), nil
	}
	seconds, err := strconv.ParseInt(written, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("%s is %s, not a number of seconds: unset it", variable,
			text.Quote(written, text.MaxName))
	}
	return time.Unix(seconds, 0).UTC(), nil
}

// isFile reports whether --output names a file.
func isFile(output string) bool { return output != "" && output != "-" }

func errExists(name string) error {
	return fmt.Errorf("%s exists, and init does not write over a contract: name another file", name)
}

// write writes the contract to a new file, or to standard output.
func (f *initFlags) write(c *cobra.Command, contract []byte) error {
	if !isFile(f.output) {
		_, err := c.OutOrStdout().Write(contract)
		return err
	}
	file, err := os.OpenFile(f.output, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return errExists(f.output)
	}
	if err != nil {
		return fmt.Errorf("cannot write the contract: %w", err)
	}
	_, err = file.Write(contract)
	if err = errors.Join(err, file.Close()); err != nil {
		os.Remove(f.output)
		return fmt.Errorf("cannot write the contract: %w", err)
	}
	return nil
}
