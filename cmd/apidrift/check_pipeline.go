package main

import (
	"context"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
)

// batchSize is how many records the reader hands to a worker at once: enough that the handing over costs little, and
// few enough that the batches under way take little memory.
const batchSize = 64

// batch is a part of the input, which one worker checks. Its outcomes may be read once done is closed.
type batch struct {
	records  []recording.Record
	err      error // why the recording ended after these records
	outcomes []outcome
	done     chan struct{}
}

type outcome struct {
	exchange drift.Exchange
	result   drift.Result
	err      error
}

// checkAll reads the recordings one after the other, checks their exchanges on all cores, and passes them to add in the
// order of the input. It skips what cannot be read, and returns why. It returns early if the context is done.
func checkAll(ctx context.Context, judge *contract.Contract, files []string, stdin io.Reader,
	add func(drift.Exchange, drift.Result),
) (unreadable []error) {
	// The live heap is a few megabytes. Collecting garbage less often adds a few more, and saves a tenth of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	workers := runtime.GOMAXPROCS(0)
	jobs := make(chan *batch, workers)
	inOrder := make(chan *batch, 4*workers)

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		defer close(inOrder)
		defer close(jobs)
		for _, file := range files {
			for b := range batches(recording.Records(file, stdin)) {
				select {
				case inOrder <- b:
				case <-ctx.Done():
					return
				}
				jobs <- b // the workers run until this goroutine ends
			}
		}
	}()
	for range workers {
		go func() {
			for b := range jobs {
				b.check(judge)
			}
		}()
	}
	for b := range inOrder {
		select {
		case <-b.done:
		case <-ctx.Done():
			return unreadable
		}
		for _, o := range b.outcomes {
			if o.err != nil {
				unreadable = append(unreadable, o.err)
				continue
			}
			add(o.exchange, o.result)
		}
		if b.err != nil {
			unreadable = append(unreadable, b.err)
		}
	}
	return unreadable
}

func (b *batch) check(judge *contract.Contract) {
	defer close(b.done)
	b.outcomes = make([]outcome, len(b.records))
	for i, record := range b.records {
		o := &b.outcomes[i]
		if o.exchange, o.err = record.Exchange(); o.err != nil {
			continue
		}
		o.result = judge.Check(o.exchange)
		if len(o.result.Findings) == 0 {
			o.exchange.Body = nil // only findings need it
		}
	}
	b.records = nil
}

// batches cuts a recording into batches. An error ends the last one.
func batches(records func(func(recording.Record, error) bool)) func(func(*batch) bool) {
	return func(yield func(*batch) bool) {
		b := &batch{done: make(chan struct{})}
		for record, err := range records {
			if err != nil {
				b.err = err
				break
			}
			if b.records = append(b.records, record); len(b.records) == batchSize {
				if !yield(b) {
					return
				}
				b = &batch{done: make(chan struct{})}
			}
		}
		if len(b.records) > 0 || b.err != nil {
			yield(b)
		}
	}
}
