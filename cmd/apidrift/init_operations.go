package main

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
	"github.com/spf13/cobra"
)

// listOperations lists the operations of a document on standard output, and says on standard error what to do next.
func listOperations(c *cobra.Command, file *openapi.File) error {
	operations, broken := file.Operations()
	buffered := bufio.NewWriter(c.OutOrStdout())
	w := io.Writer(buffered)
	aligned := tabwriter.NewWriter(buffered, 0, 0, 2, ' ', 0)
	if isTerminal(c.OutOrStdout()) {
		w = aligned
	}
	for _, op := range operations {
		summary, _ := op.Own("summary").(string)
		fields := []string{strings.ToUpper(op.Method), op.Template, operationID(op), summary}
		for i, f := range fields {
			fields[i] = text.Line(f, 0)
		}
		fmt.Fprintln(w, strings.TrimRight(strings.Join(fields, "\t"), "\t"))
	}
	aligned.Flush()
	if err := buffered.Flush(); err != nil {
		return err
	}
	for _, b := range broken {
		printNote(c.ErrOrStderr(), fmt.Sprintf("%s cannot be used: %v", b.Template, b.Err))
	}
	printNote(
		c.ErrOrStderr(),
		fmt.Sprintf("%s in %s; to cut some out, add --operation with an operationId or \"METHOD /path\"",
			text.Count(len(operations), "operation"), file.Title()),
	)
	return nil
}

func operationID(op openapi.Operation) string {
	id, _ := op.Own("operationId").(string)
	return id
}

// operationTitle is the method and the path of an operation.
func operationTitle(op openapi.Operation) string {
	return strings.ToUpper(op.Method) + " " + op.Template
}

// chooseOperations finds operations by their names.
func chooseOperations(file *openapi.File, names []string) (chosen []openapi.Operation, err error) {
	all, _ := file.Operations()
	for _, name := range names {
		title := name
		if method, path, ok := strings.Cut(name, " "); ok {
			title = strings.ToUpper(method) + " " + strings.TrimSpace(path)
		}
		var found []openapi.Operation
		for _, op := range all {
			if operationID(op) == name || operationTitle(op) == title {
				found = append(found, op)
			}
		}
		switch {
		case len(found) == 0:
			return nil, noOperation(file, name, all)
		case len(found) > 1:
			return nil, fmt.Errorf("%s has %d operations that are called %s: name one by method and path, such as %q",
				file.Title(), len(found), text.Quote(name, text.MaxName), operationTitle(found[0]))
		}
		if !slices.ContainsFunc(chosen, func(op openapi.Operation) bool {
			return operationTitle(op) == operationTitle(found[0])
		}) {
			chosen = append(chosen, found[0])
		}
	}
	return chosen, nil
}

func noOperation(file *openapi.File, name string, all []openapi.Operation) error {
	var names []string
	for _, op := range all {
		names = append(names, operationTitle(op))
		if id := operationID(op); id != "" {
			names = append(names, id)
		}
	}
	message := fmt.Sprintf("%s has no operation %s", file.Title(), text.Quote(name, text.MaxName))
	if best := closest(name, names); best != "" {
		return fmt.Errorf("%s: did you mean %s?", message, text.Quote(best, text.MaxError))
	}
	return fmt.Errorf("%s: without --operation, init lists those that it has", message)
}
