package proxy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

const (
	maxKinds   = 1000 // how many kinds of findings are remembered, so that each is printed once
	maxShapes  = 50   // how many shapes of exchanges that match no operation are printed
	maxReasons = 100  // how many reasons for failures are told apart
)

// watch judges, scrubs and records exchanges on all cores, while their clients go on.
type watch struct {
	contract   *contract.Contract
	headers    []string // of responses, that the contract documents
	documented map[string]bool
	keyring    redact.Keyring
	har        *recording.HARWriter // nil if nothing is recorded
	queue      *queue
	workers    sync.WaitGroup
	busy       atomic.Int64 // workers that judge

	mu       sync.Mutex // held while an exchange is added, so that the report has the order of the HAR
	exposure exposure
	report   *report.Report
	over     bool // the report is being written
	kinds    map[kind]bool
	shapes   int            // of exchanges that match no operation
	failures map[string]int // how many exchanges were not judged or recorded, for each reason

	stderr sync.Mutex
	log    io.Writer
}

// entry is what is written of an exchange, and how many secrets were learned before it was scrubbed.
type entry struct {
	recording.Entry
	learned int
}

// kind tells findings apart: the first of each kind is printed.
type kind struct {
	rule, operation string
	status          drift.Status
	pointer         string
}

func newWatch(p *Proxy) *watch {
	w := &watch{
		contract: p.Contract, headers: p.Contract.Headers(), har: p.HAR, queue: newQueue(), report: p.Report,
		kinds: map[kind]bool{}, failures: map[string]int{}, log: p.Log,
	}
	w.keyring.Vocabulary, w.documented = vocabulary(p.Contract), documented(p.Contract)
	p.Report.OnUnmatched = w.announceUnmatched
	return w
}

func (w *watch) start() {
	for range runtime.GOMAXPROCS(0) {
		w.workers.Go(func() {
			for p, ok := w.queue.take(); ok; p, ok = w.queue.take() {
				w.busy.Add(1)
				w.judge(p)
				w.busy.Add(-1)
			}
		})
	}
}

// finish waits until every exchange is judged and recorded, at most until the context is done. The error says which
// could not be.
func (w *watch) finish(ctx context.Context) error {
	w.queue.close()
	done := make(chan struct{})
	go func() {
		w.workers.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
		left := w.queue.abandon()
		select { // for those that are being judged
		case <-done:
		case <-time.After(time.Second):
		}
		if left += int(w.busy.Load()); left > 0 {
			w.fail(fmt.Errorf("%s passed, but were neither judged nor recorded when the time to stop was over",
				text.Count(left, "exchange")))
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.over = true
	var failures []error
	for reason, n := range w.failures {
		failures = append(failures, fmt.Errorf("%s (exchanges: %d)", reason, n))
	}
	if w.har != nil {
		failures = append(failures, w.har.Close(), w.searchRecording(ctx))
	}
	return errors.Join(failures...)
}

// judge judges an exchange as it passed, and records it.
func (w *watch) judge(p passed) {
	defer func() {
		if r := recover(); r != nil {
			w.fail(fmt.Errorf("not judged, because of a defect in apidrift: %T", r))
		}
	}()
	w.keyring.Learn(nil, p.Header)
	learned := w.keyring.Learned()
	x := redact.Recordable(p.Exchange)
	x.Request = &drift.Request{Header: p.Request, BodyUnknown: p.RequestSize != 0}
	result := w.contract.Check(x)
	if w.har == nil && len(result.Findings) == 0 {
		if x.Body = nil; result.Matched() { // nothing of it is shown
			w.file(drift.Exchange{Method: x.Method, Status: x.Status, Time: x.Time}, result, nil)
			return
		}
	}
	scrubber := w.keyring.Scrubber(p.url, p.Request, p.Header)
	result = w.scrub(scrubber, &x, result)
	if w.har == nil {
		w.file(scrubber.Exchange(x, w.headers...), result, nil)
		return
	}
	recordedEntry, recorded, err := w.record(scrubber, p.Recorded, x, result)
	if err != nil {
		w.fail(err)
		w.file(recorded, result, nil)
		return
	}
	w.file(recorded, result, &entry{recordedEntry, learned})
}

// scrub removes secrets from what was found in an exchange. If its media type has one, it judges the exchange without
// it, because no contract documents such a media type, and messages repeat it in lower case.
func (w *watch) scrub(scrubber *redact.Scrubber, x *drift.Exchange, found drift.Result) drift.Result {
	if mediaType := x.Header.Get("Content-Type"); scrubber.Text(mediaType) != mediaType {
		x.Header = x.Header.Clone()
		x.Header.Set("Content-Type", scrubber.Text(mediaType))
		found = w.contract.Check(*x)
	}
	for i := range found.Findings {
		f := &found.Findings[i]
		f.Message, f.Pointer = scrubber.Line(f.Message), scrubber.Pointer(f.Pointer)
		f.Place.Pointer = scrubber.Pointer(f.Place.Pointer)
	}
	return found
}

// file writes the entry, unless it is nil, and adds the exchange to the report.
func (w *watch) file(x drift.Exchange, result drift.Result, entry *entry) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.over {
		return
	}
	if entry != nil {
		source, err := w.har.Write(entry.Entry)
		if err != nil {
			w.failed(err)
		} else {
			w.exposure.wrote(entry.learned, w.keyring.Learned())
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
	w.printf("%s", f)
}

// announceUnmatched prints what exchanges look like that match no operation, once for each shape. The caller holds mu.
func (w *watch) announceUnmatched(u report.Unmatched) {
	w.shapes++
	switch near := u.Near(); {
	case w.shapes == maxShapes+1:
		w.printf("apidrift: more than %d kinds of exchanges match no operation: no more are printed here, but the report "+
			"counts them", maxShapes)
	case w.shapes > maxShapes:
	case near != "":
		w.printf("apidrift: unmatched: %s %s: %s", u.Method, u.Path, near)
	default:
		w.printf("apidrift: unmatched: %s %s", u.Method, u.Path)
	}
}

func (w *watch) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failed(err)
}

// failed counts a failure, and prints the first for each reason. The caller holds mu.
func (w *watch) failed(err error) {
	reason := text.Line(err.Error(), text.MaxLine)
	if len(w.failures) >= maxReasons && w.failures[reason] == 0 {
		reason = "and others for more reasons"
	}
	if w.failures[reason]++; w.failures[reason] == 1 {
		w.printf("apidrift: %s", reason)
	}
}

func (w *watch) printf(format string, args ...any) {
	line := text.Log(fmt.Sprintf(format, args...), text.MaxLine)
	w.stderr.Lock()
	defer w.stderr.Unlock()
	io.WriteString(w.log, line+"\n")
}
