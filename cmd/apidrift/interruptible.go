package main

import (
	"context"

	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/spf13/cobra"
)

// loadContract loads the contract that exchanges are compared with.
func loadContract(c *cobra.Command, file string) (*contract.Contract, error) {
	progress := newProgress(c.ErrOrStderr(), "loading "+file)
	defer progress.end()
	return interruptible(c.Context(), func() (*contract.Contract, error) { return contract.LoadFile(file) })
}

// interruptible returns what f returns, or [errInterrupted] as soon as the context is done. Then f keeps running in the
// background until the process ends.
func interruptible[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		value, err := f()
		done <- outcome{value, err}
	}()
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
		var none T
		return none, errInterrupted
	}
}
