// Package exampletest gives examples what tests have: a [testing.TB].
package exampletest

import (
	"context"
	"fmt"
	"testing"
)

// T stands in for the *testing.T that an example does not have. Where a test would fail, it panics. The caller must
// call End, which does what the end of a test does.
type T struct {
	testing.TB
	cleanups []func()
}

func (t *T) Helper()                      {}
func (t *T) Context() context.Context     { return context.Background() }
func (t *T) Cleanup(cleanup func())       { t.cleanups = append(t.cleanups, cleanup) }
func (t *T) Fatalf(f string, args ...any) { panic(fmt.Sprintf(f, args...)) }

// End runs the cleanups.
func (t *T) End() {
	for _, cleanup := range t.cleanups {
		cleanup()
	}
}
