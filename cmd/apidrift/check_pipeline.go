package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
)

// Size of a batch: large enough that handing it to a worker costs little, small enough that those in flight take little
// memory.
const (
	batchSize  = 64
	batchBytes = 1 << 20
)

// memoryTarget is the limit that the garbage collector aims for, in bytes.
const memoryTarget = 64 << 20

// batch is a part of the input, which one worker checks. Its outcomes may be read once done is closed.
type batch struct {
	file     string // a recording's name
	records  []recording.Record
	err      error // why the recording ended after these records
	outcomes []outcome
	done     chan struct{}
}

type outcome struct {
	clipped report.Clipped
	err     error
	left    bool // left out because of its host
}

// pipeline reads recordings one after the other, and checks their exchanges on all cores.
type pipeline struct {
	judge *contract.Contract
	hosts []string // whose exchanges count; nil for all
	stdin io.Reader
}

// run calls add for each exchange in the order of the input, and leave for those of other hosts. It skips what cannot
// be read, and returns the reasons, of the entries of one recording the first ones. It returns early if the context is
// done.
func (p *pipeline) run(
	ctx context.Context, files []string, add func(report.Clipped), leave func(drift.Exchange),
) []error {
	defer limitMemory()()
	workers := runtime.GOMAXPROCS(0)
	jobs := make(chan *batch, workers)
	inOrder := make(chan *batch, 4*workers)

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		defer close(inOrder)
		defer close(jobs)
		for _, file := range files {
			for b := range batches(recording.Records(file, p.stdin)) {
				b.file = file
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
				p.check(b)
			}
		}()
	}
	var r faults
	for {
		b := next(ctx, inOrder)
		if b == nil {
			return r.all()
		}
		for _, o := range b.outcomes {
			switch {
			case o.err != nil:
				r.add(b.file, o.err)
			case o.left:
				leave(o.clipped.Exchange)
			default:
				add(o.clipped)
			}
		}
		if b.err != nil {
			r.errs = append(r.all(), b.err)
		}
		b.release()
	}
}

// faults are why parts of recordings cannot be read.
type faults struct {
	errs []error
	file string // whose entries are counted
	n    int    // of its entries that cannot be read
}

// maxReasons is how many entries of one recording are listed.
const maxReasons = 20

func (r *faults) add(file string, err error) {
	if file != r.file {
		r.all()
		r.file = file
	}
	if r.n++; r.n <= maxReasons {
		r.errs = append(r.errs, err)
	}
}

// all lists the reasons so far. The next one is counted as that of another recording.
func (r *faults) all() []error {
	if more := r.n - maxReasons; more > 0 {
		name := r.file
		if name == "-" {
			name = "standard input"
		}
		r.errs = append(r.errs, moreEntries{name, more})
	}
	r.n = 0
	return r.errs
}

// moreEntries are those of a recording that are not listed.
type moreEntries struct {
	recording string
	n         int
}

func (m moreEntries) Error() string {
	return fmt.Sprintf("%s: %d more of its entries cannot be read", m.recording, m.n)
}

// unread counts what cannot be read, listed or not.
func unread(errs []error) (n int) {
	for _, err := range errs {
		if more, ok := err.(moreEntries); ok {
			n += more.n
		} else {
			n++
		}
	}
	return n
}

// next is the next batch, once it has been checked; nil after the last one, or if the context is done.
func next(ctx context.Context, inOrder <-chan *batch) *batch {
	select {
	case b := <-inOrder:
		if b == nil {
			return nil
		}
		select {
		case <-b.done:
			return b
		case <-ctx.Done():
		}
	case <-ctx.Done():
	}
	return nil
}

// limitMemory lets the heap grow faster while it is small, which saves a tenth of the time, and sets a memory limit. A
// contract that takes more than half of the limit raises it. The function that it returns restores the settings.
func limitMemory() (restore func()) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	percent := debug.SetGCPercent(400)
	limit := debug.SetMemoryLimit(-1)
	if target := max(memoryTarget, 2*int64(m.HeapAlloc)); target < limit {
		debug.SetMemoryLimit(target)
	}
	return func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}
}

func (p *pipeline) check(b *batch) {
	defer close(b.done)
	b.outcomes = slices.Grow(b.outcomes, len(b.records))[:len(b.records)]
	for i, record := range b.records {
		o := &b.outcomes[i]
		b.records[i] = recording.Record{}
		x, err := record.Exchange()
		switch {
		case err != nil:
			o.err = err
		case !p.counts(x):
			o.left = true
			o.clipped = report.Clip(x, drift.Result{})
		default:
			o.clipped = report.Clip(x, p.judge.Check(x))
		}
	}
}

// counts reports whether an exchange is with one of the hosts.
func (p *pipeline) counts(x drift.Exchange) bool {
	if len(p.hosts) == 0 {
		return true
	}
	for _, host := range p.hosts {
		if seen := hostOf(x.URL); strings.EqualFold(seen, host) || strings.EqualFold(withoutPort(seen), host) {
			return true
		}
	}
	return false
}

// hostOf is the host of a URL, with its port; "" if there is none.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

func withoutPort(host string) string { return (&url.URL{Host: host}).Hostname() }

// batches divides a recording into batches. The last one has the error that ended the recording.
func batches(records func(func(recording.Record, error) bool)) func(func(*batch) bool) {
	return func(yield func(*batch) bool) {
		b, size := newBatch(), 0
		for record, err := range records {
			if err != nil {
				b.err = err
				break
			}
			b.records = append(b.records, record)
			if size += record.Size(); len(b.records) == batchSize || size >= batchBytes {
				if !yield(b) {
					return
				}
				b, size = newBatch(), 0
			}
		}
		if len(b.records) > 0 || b.err != nil {
			yield(b)
		}
	}
}

// spare are batches for reuse.
var spare = sync.Pool{New: func() any {
	return &batch{records: make([]recording.Record, 0, batchSize), outcomes: make([]outcome, 0, batchSize)}
}}

func newBatch() *batch {
	b := spare.Get().(*batch)
	b.done = make(chan struct{})
	return b
}

// release gives a batch back whose outcomes nobody needs any more.
func (b *batch) release() {
	clear(b.records)
	clear(b.outcomes)
	*b = batch{records: b.records[:0], outcomes: b.outcomes[:0]}
	spare.Put(b)
}
