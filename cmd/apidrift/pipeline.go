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

// batchSize is how many records go from the reader to a worker at once: enough that handing them over costs nothing, few enough that
// the batches on their way stay small.
const batchSize = 64

// batch is a part of the input on its way through a worker. What became of it is read after done is closed.
type batch struct {
	records  []recording.Record
	err      error // what ended the recording after these records
	outcomes []outcome
	done     chan struct{}
}

type outcome struct {
	exchange drift.Exchange
	result   drift.Result
	err      error
}

// checkAll reads the recordings one after the other, checks their exchanges on all cores, and passes them to add in the order of the input. It returns
// what could not be read; the rest is checked all the same. It stops early, and without an error of its own, when the context is done.
func checkAll(ctx context.Context, judge *contract.Contract, files []string, stdin io.Reader,
	add func(drift.Exchange, drift.Result),
) (unreadable []error) {
	// What is in use at a time are a few megabytes: collecting garbage less often takes a few more, and saves a tenth of the time.
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
				jobs <- b // the workers do not stop before this goroutine
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
			o.exchange.Body = nil // no longer needed
		}
	}
	b.records = nil
}

// batches cuts a recording into batches. An error is the end of the last one.
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
