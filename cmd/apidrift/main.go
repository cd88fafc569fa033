// Apidrift reports where HTTP traffic and an OpenAPI contract disagree. Start with "apidrift check --help".
package main

import (
	"context"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	log.SetOutput(io.Discard) // net/http logs what servers send, credentials included
	os.Exit(Run(untilSignal(context.Background()), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// untilSignal returns a context that is canceled by the first SIGINT, SIGTERM or SIGHUP. The second one ends the
// process. A SIGHUP that is ignored, as nohup has it, stays ignored.
func untilSignal(ctx context.Context) context.Context {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(ctx, signals...)
	context.AfterFunc(ctx, stop)
	return ctx
}
