// Apidrift reports where HTTP traffic and an OpenAPI contract disagree. Start with "apidrift check --help".
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	os.Exit(Run(untilSignal(context.Background()), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// untilSignal returns a context that is canceled by the first SIGINT or SIGTERM. The second one ends the process.
func untilSignal(ctx context.Context) context.Context {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx
}
