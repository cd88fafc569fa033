package main

import (
	"fmt"
	"io"
	"time"
)

// progress is a line on a terminal for work that takes longer than a second; elsewhere it is nothing.
type progress struct {
	terminal io.Writer // nil if nobody watches
	next     time.Time
	shown    bool
}

func newProgress(stderr io.Writer) *progress {
	if !isTerminal(stderr) {
		return &progress{}
	}
	return &progress{terminal: stderr, next: time.Now().Add(time.Second)}
}

// step is called for every exchange, and looks at the clock for one in 256.
func (p *progress) step(exchanges int, file string) {
	if p.terminal == nil || exchanges%256 != 0 {
		return
	}
	if now := time.Now(); now.After(p.next) {
		p.next, p.shown = now.Add(200*time.Millisecond), true
		fmt.Fprintf(p.terminal, "\r\x1b[Kchecking: %d exchanges, now in %q", exchanges, file)
	}
}

func (p *progress) end() {
	if p.shown {
		fmt.Fprint(p.terminal, "\r\x1b[K")
	}
}
