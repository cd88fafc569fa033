package contract_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"go.yaml.in/yaml/v4"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/recorder"
)

// storage writes recordings, without secrets: first aside, under names that nothing reads, and in the end all of them
// to their places.
type storage struct {
	*recording.Scrubber
	folder string
	saved  []saved
	scrub  func(*cassette.Interaction) error   // removes the secrets
	write  func(file *os.File, d []byte) error // writes a file
}

type saved struct{ aside, place string }

func newStorage(folder string, scrubber *recording.Scrubber) storage {
	s := storage{Scrubber: scrubber, folder: folder}
	s.scrub = s.clean
	s.write = func(file *os.File, data []byte) error {
		_, err := file.Write(data)
		return err
	}
	return s
}

// recorder makes go-vcr record what passes a transport. The client gets the answers as they were received; secrets
// are removed when the cassette is saved.
func (s *storage) recorder(transport http.RoundTripper) (*recorder.Recorder, error) {
	return recorder.New(
		"recording",
		recorder.WithMode(recorder.ModeRecordOnly),
		recorder.WithRealTransport(bounded{transport}),
		recorder.WithSkipRequestLatency(true),
		recorder.WithHook(func(i *cassette.Interaction) error { return s.scrub(i) }, recorder.BeforeSaveHook),
		recorder.WithFS(s),
		recorder.WithDebugWriter(
			silence{io.Discard},
		),
	) // With io.Discard, the variable VCR_DEBUG would print what is not scrubbed yet.
}

type silence struct{ io.Writer }

// clean removes the secrets from an exchange.
func (s *storage) clean(i *cassette.Interaction) error {
	authorized := i.Request.Headers.Get("Authorization") != ""
	i.Request.URL = s.URL(i.Request.URL)
	i.Request.Headers, i.Request.Trailer, i.Request.Form = s.Header(
		i.Request.Headers,
	), nil, nil // The form repeats the query.
	i.Request.RequestURI, i.Request.RemoteAddr = "", ""
	i.Request.Body = s.Text(i.Request.Body)
	if authorized {
		i.Request.Headers.Set("Authorization", "Bearer REDACTED")
	}
	i.Response.Status = s.Text(i.Response.Status)
	i.Response.Headers, i.Response.Trailer = s.Header(i.Response.Headers), s.Header(i.Response.Trailer)
	body := s.Text(i.Response.Body)
	if body != i.Response.Body {
		i.Response.Body, i.Response.ContentLength = body, int64(len(body))
		if i.Response.Headers.Get("Content-Length") != "" {
			i.Response.Headers.Set("Content-Length", strconv.Itoa(len(body)))
		}
	}
	return nil
}

// withoutSecrets is an exchange as it would be recorded.
func (s *storage) withoutSecrets(x drift.Exchange) drift.Exchange {
	x.URL, x.Header, x.Body = s.URL(x.URL), s.Header(x.Header), []byte(s.Text(string(x.Body)))
	return x
}

// hide is a text of some lines for a person, without secrets.
func (s *storage) hide(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = s.Text(line)
	}
	return strings.Join(lines, "\n")
}

// save writes a cassette aside, searches what was written for secrets, and reads it back, as the exchange that its
// place will hold.
func (s *storage) save(vcr *recorder.Recorder, name string) (x drift.Exchange, err error) {
	place := filepath.Join(s.folder, name)
	before := len(s.saved)
	if err := vcr.Stop(); err != nil {
		return x, fmt.Errorf("the recording %s cannot be written: %w", name, err)
	}
	if len(s.saved) != before+1 {
		return x, fmt.Errorf("the recording %s was not written", name)
	}
	file := &s.saved[before]
	file.place = place
	leaks, err := s.leaks(file.aside)
	if err == nil && (leaks || s.Leaks([]byte(name))) {
		err = fmt.Errorf("the recording %s had a secret in it, and was deleted", name)
	}
	if err != nil {
		return x, errors.Join(err, os.Remove(file.aside))
	}
	for x, err = range recording.Read(file.aside) {
		if err != nil {
			return x, err
		}
	}
	x.File = place
	return x, nil
}

// leaks searches a file for secrets: its bytes, and what they mean in YAML.
func (s *storage) leaks(name string) (bool, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return false, err
	}
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return false, err
	}
	return s.Leaks(data) || s.nodeLeaks(&document), nil
}

func (s *storage) nodeLeaks(node *yaml.Node) bool {
	var value []byte
	if node.Kind == yaml.ScalarNode && node.ShortTag() == "!!binary" {
		var text string
		if node.Decode(&text) == nil {
			value = []byte(text)
		}
	}
	return s.Leaks([]byte(node.Value)) || s.Leaks(value) || slices.ContainsFunc(node.Content, s.nodeLeaks)
}

// commit moves every file to its place. Each replaces what was there at once; if one cannot be moved, those before it
// stay moved.
func (s *storage) commit() error {
	for i, file := range s.saved {
		if err := os.Rename(file.aside, file.place); err != nil {
			s.saved = s.saved[i:]
			return errors.Join(err, s.discard())
		}
	}
	s.saved = nil
	return nil
}

// discard deletes every file that is aside.
func (s *storage) discard() (err error) {
	for _, file := range s.saved {
		if failure := os.Remove(file.aside); failure != nil && !errors.Is(failure, os.ErrNotExist) {
			err = errors.Join(err, failure)
		}
	}
	s.saved = nil
	return err
}

// WriteFile implements [cassette.FS]. It writes aside, whatever the name.
func (s *storage) WriteFile(_ string, data []byte) error {
	file, err := os.CreateTemp(s.folder, ".recording-*.part")
	if err != nil {
		return err
	}
	s.saved = append(s.saved, saved{aside: file.Name()})
	if err := s.write(file, data); err != nil {
		return errors.Join(err, file.Close())
	}
	return errors.Join(file.Chmod(0o644), file.Sync(), file.Close())
}

// ReadFile implements [cassette.FS]. A recorder that only records reads nothing.
func (s *storage) ReadFile(string) ([]byte, error) { return nil, os.ErrNotExist }

// IsFileExists implements [cassette.FS].
func (s *storage) IsFileExists(string) bool { return false }

// bounded refuses bodies that are too long to judge: go-vcr reads them whole, whatever they take.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := b.RoundTripper.RoundTrip(req)
	if err == nil {
		resp.Body = http.MaxBytesReader(nil, resp.Body, contract.MaxTransportBody)
	}
	return resp, err
}
