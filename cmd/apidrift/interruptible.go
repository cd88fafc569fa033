package main

import (
	"context"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/spf13/cobra"
)

// loadContract loads the contract that exchanges are compared with.
func (f *reportFlags) loadContract(c *cobra.Command) (*contract.Contract, error) {
	progress := newProgress(c.ErrOrStderr(), "loading "+f.contract)
	defer progress.end()
	return interruptible(c.Context(), func() (*contract.Contract, error) {
		return contract.LoadFile(f.contract, f.allowRefs...)
	})
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

// farewell is how long a command that was interrupted may take to clean up.
const farewell = 500 * time.Millisecond

// ended returns what f returns. Once the context is done it waits for f no longer than [farewell]: f may be waiting for
// a pipe, or parsing.
func ended(ctx context.Context, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	timer := time.NewTimer(farewell)
	defer timer.Stop()
	select {
	case err := <-done:
		return err
	case <-timer.C:
		return errInterrupted
	}
}
