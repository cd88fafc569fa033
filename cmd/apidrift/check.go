package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/drift/traffic"
	"github.com/spf13/cobra"
)

const defaultRecordings = "contract_test/testdata"

var formats = map[string]func(io.Writer, *report.Report) error{
	"text": report.Text,
	"json": report.JSON,
}

func checkCommand() *cobra.Command {
	var contract, format string
	c := &cobra.Command{
		Use:   "check [flags] [PATH...]",
		Short: "Compare recorded HTTP exchanges with a contract",
		Long: `Compare recorded HTTP exchanges with an OpenAPI 3 contract.

PATH is a go-vcr v4 cassette, or a folder in which every .yaml and .yml file is one; by default ` + defaultRecordings + `.
An exchange that no operation of the contract matches is counted and otherwise left alone.

` + exitHelp,
		Example: `  apidrift check
  apidrift check --contract petstore.yaml --format json recordings/`,
		RunE: func(c *cobra.Command, paths []string) error {
			write, ok := formats[format]
			if !ok {
				return fmt.Errorf("unknown format %q: use text or json", format)
			}
			if len(paths) == 0 {
				paths = []string{defaultRecordings}
			}
			return check(c, contract, paths, write)
		},
	}
	c.Flags().StringVar(&contract, "contract", "openapi.yaml", "the contract, an OpenAPI 3.0 or 3.1 `file`")
	c.Flags().StringVar(&format, "format", "text", "what to write: text or json")
	return c
}

func check(c *cobra.Command, contractFile string, paths []string, write func(io.Writer, *report.Report) error) error {
	contract, err := drift.LoadFile(contractFile)
	if err != nil {
		return err
	}
	files, err := traffic.Files(paths...)
	if err != nil {
		return err
	}
	r := report.New(contractFile, contract)
	var unreadable []error
	for _, file := range files {
		for x, err := range traffic.Read(file) {
			if err := c.Context().Err(); err != nil {
				return errors.New("interrupted: nothing was reported")
			}
			if err != nil {
				unreadable = append(unreadable, err)
				break
			}
			r.Add(x, contract.Check(x))
		}
	}
	if r.Exchanges > 0 {
		if err := write(c.OutOrStdout(), r); err != nil {
			return fmt.Errorf("cannot write the report: %w", err)
		}
	}
	switch {
	case len(unreadable) > 0:
		return errors.Join(unreadable...)
	case r.Exchanges == r.Unmatched:
		return fmt.Errorf("nothing to check: no operation of %s matches any of the exchanges in %s", contractFile, strings.Join(paths, ", "))
	case r.Breaking > 0:
		return errDrift
	}
	return nil
}
