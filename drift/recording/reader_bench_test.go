package recording_test

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"runtime"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
)

// browserEntry is an entry of about one kilobyte in the form that Chrome writes, with two numbers to fill in.
const browserEntry = `{"startedDateTime":"2026-01-02T03:04:05.678Z","time":42.1,` +
	`"request":{"method":"DELETE","url":"https://api.supermemory.ai/v3/connections/conn_%06d",` +
	`"httpVersion":"http/2.0",` +
	`"headers":[{"name":":authority","value":"api.supermemory.ai"},{"name":":method","value":"DELETE"},` +
	`{"name":"accept","value":"application/json"},{"name":"user-agent","value":"Mozilla/5.0"}],` +
	`"queryString":[],"cookies":[],"headersSize":-1,"bodySize":0},` +
	`"response":{"status":200,"statusText":"","httpVersion":"http/2.0",` +
	`"headers":[{"name":"content-type","value":"application/json; charset=utf-8"},` +
	`{"name":"date","value":"Fri, 02 Jan 2026 03:04:05 GMT"},{"name":"server","value":"cloudflare"}],"cookies":[],` +
	`"content":{"size":43,"mimeType":"application/json","text":"{\"id\":\"conn_%06d\",\"provider\":\"notion\"}"},` +
	`"redirectURL":"","headersSize":-1,"bodySize":-1,"_transferSize":120},"cache":{},` +
	`"timings":{"blocked":1.1,"dns":-1,"ssl":-1,"connect":-1,"send":0.2,"wait":40.1,"receive":0.7}}`

// layout is how the entries of a HAR are written.
type layout string

const (
	compact  layout = "compact"
	indented layout = "indented" // as Chrome does when it saves a file
)

// browserHAR is a HAR of so many entries. It takes no memory: the entries are made one at a time.
func browserHAR(entries int, l layout) *pulled {
	return newPulled(func(yield func([]byte) bool) {
		var piece []byte
		if !yield([]byte(`{"log":{"version":"1.2","creator":{"name":"test","version":"1"},"entries":[`)) {
			return
		}
		for i := range entries {
			piece = piece[:0]
			if i > 0 {
				piece = append(piece, ",\n"...)
			}
			start := len(piece)
			piece = fmt.Appendf(piece, browserEntry, i, i)
			if l == indented {
				value := jsontext.Value(piece[start:])
				if value.Indent() != nil {
					panic("an entry is not JSON")
				}
				piece = append(piece[:start], value...)
			}
			if !yield(piece) {
				return
			}
		}
		yield([]byte("]}}\n"))
	})
}

// pulled reads pieces that are made one at a time.
type pulled struct {
	next func() ([]byte, bool)
	stop func()
	rest []byte
	read int64 // bytes so far
}

func newPulled(pieces iter.Seq[[]byte]) *pulled {
	next, stop := iter.Pull(pieces)
	return &pulled{next: next, stop: stop}
}

func (p *pulled) Read(b []byte) (int, error) {
	for len(p.rest) == 0 {
		var ok bool
		if p.rest, ok = p.next(); !ok {
			p.stop()
			return 0, io.EOF
		}
	}
	n := copy(b, p.rest)
	p.rest = p.rest[n:]
	p.read += int64(n)
	return n, nil
}

// BenchmarkFind is the serial half of reading a HAR: finding its entries.
func BenchmarkFind(b *testing.B) {
	const entries = 5000
	for _, l := range []layout{compact, indented} {
		b.Run(string(l), func(b *testing.B) {
			data, err := io.ReadAll(browserHAR(entries, l))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				n := 0
				for _, err := range recording.Records("-", bytes.NewReader(data)) {
					if err != nil {
						b.Fatal(err)
					}
					n++
				}
				if n != entries {
					b.Fatal(n)
				}
			}
			perEntry(b, entries, len(data))
		})
	}
}

// BenchmarkDecode is the half that can run on all cores.
func BenchmarkDecode(b *testing.B) {
	const entries = 5000
	for _, l := range []layout{compact, indented} {
		b.Run(string(l), func(b *testing.B) {
			var records []recording.Record
			for r, err := range recording.Records("-", browserHAR(entries, l)) {
				if err != nil {
					b.Fatal(err)
				}
				records = append(records, r)
			}
			b.ReportAllocs()
			for b.Loop() {
				for _, r := range records {
					x, err := r.Exchange()
					if err != nil || x.Status != 200 || len(x.Body) == 0 {
						b.Fatal(x, err)
					}
				}
			}
			perEntry(b, entries, 0)
		})
	}
}

// BenchmarkMemory reads 50,000 entries, some 60 MB, and reports by how much the heap grew at most.
func BenchmarkMemory(b *testing.B) {
	const entries = 50_000
	peak := uint64(0)
	for b.Loop() {
		runtime.GC()
		before, n := heapInUse(), 0
		for r, err := range recording.Records("-", browserHAR(entries, compact)) {
			if err == nil {
				_, err = r.Exchange()
			}
			if err != nil {
				b.Fatal(err)
			}
			if n++; n%1000 == 0 {
				peak = max(peak, heapInUse()-min(before, heapInUse()))
			}
		}
	}
	b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
	perEntry(b, entries, 0)
}

// liveHeap is the size of what is reachable.
func liveHeap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func heapInUse() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

func perEntry(b *testing.B, entries, size int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*entries), "ns/entry")
	if size > 0 {
		b.ReportMetric(float64(size)/float64(entries), "B/entry")
	}
}
