package proxy

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// maxKinds is how many kinds of findings are remembered, so that each is printed once.
const maxKinds = 1000

// watch scrubs, judges and records exchanges on all cores, while their clients go on.
type watch struct {
	contract *contract.Contract
	headers  []string // that the contract documents
	keyring  redact.Keyring
	har      *recording.HARWriter // nil if nothing is recorded
	queue    *queue
	workers  sync.WaitGroup

	mu       sync.Mutex // held while an exchange is added, so that the report has the order of the HAR
	report   *report.Report
	kinds    map[kind]bool
	failures map[string]int // how many exchanges were not judged or recorded, for each reason

	stderr sync.Mutex
	log    io.Writer
}

// kind tells findings apart: the first of each kind is printed.
type kind struct {
	rule, operation string
	status          drift.Status
	pointer         string
}

func newWatch(p *Proxy) *watch {
	return &watch{
		contract: p.Contract, headers: p.Contract.Headers(), har: p.HAR, queue: newQueue(), report: p.Report,
		kinds: map[kind]bool{}, failures: map[string]int{}, log: p.Log,
	}
}

func (w *watch) start() {
	for range runtime.GOMAXPROCS(0) {
		w.workers.Go(func() {
			for p, ok := w.queue.take(); ok; p, ok = w.queue.take() {
				w.judge(p)
			}
		})
	}
}

// finish waits until every exchange is judged and recorded. The error says which could not be.
func (w *watch) finish() error {
	w.queue.close()
	w.workers.Wait()
	var failures []error
	for reason, n := range w.failures {
		failures = append(failures, fmt.Errorf("%s (exchanges: %d)", reason, n))
	}
	if w.har != nil {
		failures = append(failures, w.har.Close())
	}
	return errors.Join(failures...)
}

// judge scrubs an exchange and judges what is left of it, which is what a later check of the recording sees.
func (w *watch) judge(p passed) {
	defer func() {
		if r := recover(); r != nil {
			w.fail(fmt.Errorf("not judged, because of a defect in apidrift: %T", r))
		}
	}()
	scrubber := w.keyring.Learn(p.url, p.Request, p.Header)
	if w.har == nil {
		x := scrubber.Exchange(p.Exchange, w.headers...)
		w.file(x, w.contract.Check(x), nil)
		return
	}
	entry := recording.NewEntry(scrubber, p.Recorded, w.headers...)
	x, err := entry.Exchange()
	if err != nil {
		w.fail(err)
		return
	}
	w.file(x, w.contract.Check(x), &entry)
}

// file writes the entry, unless it is nil, and adds the exchange to the report.
func (w *watch) file(x drift.Exchange, result drift.Result, entry *recording.Entry) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if entry != nil {
		source, err := w.har.Write(*entry)
		if err != nil {
			w.failed(err)
		}
		x.Source = source
		for i := range result.Findings {
			result.Findings[i].Source = source
		}
	}
	for _, f := range w.report.Add(x, result) {
		w.announce(f)
	}
}

// announce prints a finding if it is the first of its kind.
func (w *watch) announce(f drift.Finding) {
	k := kind{f.Rule, f.Operation, f.Status, f.Pointer}
	if w.kinds[k] || len(w.kinds) > maxKinds {
		return
	}
	w.kinds[k] = true
	if len(w.kinds) > maxKinds {
		w.printf("apidrift: more than %d kinds of findings: no more are printed here, but all are in the report",
			maxKinds)
		return
	}
	w.printf("%s", text.Line(f.String(), text.MaxLine))
}

func (w *watch) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failed(err)
}

// failed counts a failure, and prints the first for each reason. The caller holds mu.
func (w *watch) failed(err error) {
	reason := text.Line(err.Error(), text.MaxLine)
	if w.failures[reason]++; w.failures[reason] == 1 {
		w.printf("apidrift: %s", reason)
	}
}

func (w *watch) printf(format string, args ...any) {
	w.stderr.Lock()
	defer w.stderr.Unlock()
	fmt.Fprintf(w.log, format+"\n", args...)
}
