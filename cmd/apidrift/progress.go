package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// progress shows on a terminal what the command is doing, once that has taken a second.
type progress struct {
	terminal io.Writer // nil if standard error is not a terminal

	mu    sync.Mutex
	label string
	done  chan struct{}
	ended chan struct{}
}

// newProgress begins with a label such as "loading openapi.yaml".
func newProgress(stderr io.Writer, label string) *progress {
	p := &progress{label: text.Line(label, text.MaxLine)}
	if !isTerminal(stderr) {
		return p
	}
	p.terminal, p.done, p.ended = stderr, make(chan struct{}), make(chan struct{})
	go p.show(time.Second, 200*time.Millisecond)
	return p
}

// show prints the label until the end, and then removes it.
func (p *progress) show(first, next time.Duration) {
	defer close(p.ended)
	timer := time.NewTimer(first)
	defer timer.Stop()
	shown := false
	for {
		select {
		case <-p.done:
			if shown {
				fmt.Fprint(p.terminal, "\r\x1b[K")
			}
			return
		case <-timer.C:
			shown = true
			p.mu.Lock()
			label := p.label
			p.mu.Unlock()
			fmt.Fprintf(p.terminal, "\r\x1b[K%s", label)
			timer.Reset(next)
		}
	}
}

// step is called for every exchange. It changes the label at every 256th.
func (p *progress) step(exchanges int, file string) {
	if p.terminal == nil || exchanges%256 != 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.label = fmt.Sprintf("checking: %d exchanges, now in %s", exchanges, text.Quote(file, text.MaxName))
}

// end removes the line.
func (p *progress) end() {
	if p.terminal != nil {
		close(p.done)
		<-p.ended
		p.terminal = nil
	}
}
