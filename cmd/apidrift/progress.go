package main

import (
	"fmt"
	"io"
	"time"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// progress shows a line on a terminal once the work has taken a second.
type progress struct {
	terminal io.Writer // nil if standard error is not one
	next     time.Time
	shown    bool
}

func newProgress(stderr io.Writer) *progress {
	if !isTerminal(stderr) {
		return &progress{}
	}
	return &progress{terminal: stderr, next: time.Now().Add(time.Second)}
}

// step is called for every exchange. It looks at the clock at every 256th.
func (p *progress) step(exchanges int, file string) {
	if p.terminal == nil || exchanges%256 != 0 {
		return
	}
	if now := time.Now(); now.After(p.next) {
		p.next, p.shown = now.Add(200*time.Millisecond), true
		fmt.Fprintf(p.terminal, "\r\x1b[Kchecking: %d exchanges, now in %s", exchanges, text.Quote(file, text.MaxName))
	}
}

// end removes the line.
func (p *progress) end() {
	if p.shown {
		fmt.Fprint(p.terminal, "\r\x1b[K")
	}
}
