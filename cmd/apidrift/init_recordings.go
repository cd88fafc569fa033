package main

import (
	"errors"
	"fmt"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/spf13/cobra"
)

// unrecorded lists the responses that a contract documents and no recording has.
func unrecorded(c *cobra.Command, document []byte, folder string) (lines []string, err error) {
	judge, err := contract.Load(document)
	if err != nil {
		return nil, fmt.Errorf("cannot tell what is still to be recorded: %w", err)
	}
	files, err := recording.Files(folder)
	if err != nil {
		return nil, err
	}
	r := report.New("", judge.Responses())
	defer r.Close()
	p := &pipeline{judge: judge, stdin: c.InOrStdin()}
	unreadable, _ := splitEmpty(p.run(c.Context(), files, r.AddClipped, func(drift.Exchange) {}))
	if isDone(c.Context()) {
		return nil, errInterrupted
	}
	if len(unreadable) > 0 {
		return nil, errors.Join(unreadable...)
	}
	for _, seen := range r.Coverage {
		if seen.Exchanges == 0 {
			lines = append(lines, fmt.Sprintf("still to be recorded: %s %s", seen.Operation, seen.Status))
		}
	}
	if len(lines) == 0 {
		lines = []string{"all documented responses are recorded"}
	}
	return lines, nil
}
