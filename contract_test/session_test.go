package contract_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	supermemory "github.com/seed-97812ecd/supermemory-go"
	"github.com/seed-97812ecd/supermemory-go/api"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
)

// target is a server, and what may be done to it.
type target struct {
	baseURL      string
	key          string
	connectionID string            // of a connection that may be deleted; "" if there is none
	confirmation string            // the same ID again
	recordings   string            // the folder where they go; "" to write none
	now          time.Time         // when they are made
	transport    http.RoundTripper // what reaches the server
}

// session is one run against a server: it asks for the documented responses that can be provoked safely, judges them
// like recordings, and writes them. Ask for each of its probes in turn, then end it.
type session struct {
	target
	storage
	contract  *contract.Contract
	exchanges []drift.Exchange // the answers, without secrets, in the order of their probes
	failed    bool
}

// probe is one request, and the response that it is meant to provoke.
type probe struct {
	status  int
	key, id string
	skip    string // why it is not sent; "" if it is
}

const (
	// impossibleID has the length of a real ID, and characters that base58 has not: no connection has it.
	impossibleID = "0OIl_cannot_exist_0OIl"

	// invalidKey is nobody's key.
	invalidKey = "sm_invalid_0OIl_of_a_test"

	recordedID = "conn_RECORDED" // what a recording has instead of a real ID

	shortestSecret = 8 // bytes; a shorter one cannot be told from other text, and so not be removed from it
)

// newSession refuses what cannot be used safely. No error has a secret in it.
func newSession(of target) (*session, error) {
	switch {
	case of.key == "":
		return nil, errors.New("SUPERMEMORY_API_KEY is not set: -live and -record ask a real server, with that key")
	case len(of.key) < shortestSecret:
		return nil, fmt.Errorf(
			"SUPERMEMORY_API_KEY has less than %d characters: so short a key cannot be kept out of recordings",
			shortestSecret,
		)
	case of.key == invalidKey:
		return nil, errors.New("SUPERMEMORY_API_KEY is the key that stands for a wrong one")
	}
	if _, err := api.New(of.key, api.WithBaseURL(of.baseURL)); err != nil {
		return nil, err
	}
	c, err := contract.Load(supermemory.OpenAPI)
	if err != nil {
		return nil, err
	}
	secrets := map[string]string{of.key: "REDACTED"}
	if len(of.connectionID) >= shortestSecret {
		secrets[of.connectionID] = recordedID
	}
	return &session{target: of, contract: c, storage: newStorage(of.recordings, recording.NewScrubber(secrets))}, nil
}

// probes are the requests to make, the harmless ones first.
func (s *session) probes() []probe {
	return []probe{
		{status: 401, key: invalidKey, id: impossibleID},
		{status: 404, key: s.key, id: impossibleID},
		{status: 200, key: s.key, id: s.connectionID, skip: s.whyNotDelete()},
		{status: 500, skip: "nothing that a client may do provokes an internal server error"},
	}
}

// whyNotDelete says why no connection is deleted, or nothing.
func (s *session) whyNotDelete() string {
	switch {
	case s.connectionID == "":
		return "a 200 deletes a connection, and SUPERMEMORY_TEST_CONNECTION_ID names none that may be"
	case s.confirmation == "":
		return "a 200 deletes the connection in SUPERMEMORY_TEST_CONNECTION_ID, and SUPERMEMORY_CONFIRM_DELETE does " +
			"not repeat its ID"
	case s.confirmation != s.connectionID:
		return "SUPERMEMORY_CONFIRM_DELETE is not the ID in SUPERMEMORY_TEST_CONNECTION_ID"
	case len(s.connectionID) < shortestSecret:
		return fmt.Sprintf(
			"the ID in SUPERMEMORY_TEST_CONNECTION_ID has less than %d bytes, and cannot be kept out of recordings",
			shortestSecret,
		)
	case refusesID(s.connectionID):
		return "SUPERMEMORY_TEST_CONNECTION_ID is no connection's ID"
	}
	return ""
}

// refusesID reports whether the client refuses an ID. It makes no request.
func refusesID(id string) bool {
	client, err := api.New(invalidKey, api.WithHTTPClient(nowhere{}))
	if err != nil {
		return true
	}
	_, err = client.DeleteConnection(context.Background(), id)
	return errors.Is(err, api.ErrInvalidID)
}

type nowhere struct{}

func (nowhere) Do(*http.Request) (*http.Response, error) { return nil, errors.ErrUnsupported }

// ask makes one request, once, and saves the exchange aside. Drift is no error: the report that [session.end] makes
// has it.
//
// A connection is deleted only if all went well before. Its documents are kept, always.
func (s *session) ask(ctx context.Context, p probe) (err error) {
	defer func() {
		if err != nil {
			s.failed = true
			err = errors.New(s.hide(err.Error()))
		}
	}()
	switch {
	case p.skip != "":
		return errors.New("it is to be skipped: " + p.skip)
	case ctx.Err() != nil:
		return ctx.Err()
	case s.failed && p.id != impossibleID:
		return errors.New("no connection is deleted after a request that failed")
	}

	var received []drift.Exchange
	var verdict drift.Result
	vcr, err := s.recorder(contract.Transport(s.transport, s.contract, func(x drift.Exchange, result drift.Result) {
		received, verdict = append(received, x), result
	}))
	if err != nil {
		return err
	}
	client, err := api.New(p.key, api.WithBaseURL(s.baseURL), api.WithHTTPClient(vcr.GetDefaultClient()))
	if err != nil {
		return err
	}
	deleted, result := client.DeleteConnection(ctx, p.id, api.KeepDocuments())
	if _, answered := errors.AsType[*api.Error](result); len(received) != 1 || result != nil && !answered {
		return fmt.Errorf("there was no complete answer: %w", result)
	}
	x := received[0]
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case !verdict.Matched():
		return fmt.Errorf(
			"the contract has no operation at %s, so that nothing can be judged: expected a base URL without a path",
			x.Path(),
		)
	case verdict.Response.Status != 0 && x.Status != p.status:
		return fmt.Errorf("expected status %d, saw %d", p.status, x.Status)
	case x.BodyUnknown:
		return fmt.Errorf(
			"the answer is in the content coding %q, which was not asked for: it can be neither judged nor searched for secrets",
			x.Header.Get("Content-Encoding"),
		)
	}
	if !slices.ContainsFunc(verdict.Findings, isBreaking) {
		if difference := differs(x, deleted, result); difference != "" {
			return errors.New("the client misread the answer: " + difference)
		}
	}

	if s.recordings == "" {
		s.exchanges = append(s.exchanges, s.withoutSecrets(x))
		return nil
	}
	x, err = s.save(vcr, s.recordingName(x.Status))
	if err == nil {
		s.exchanges = append(s.exchanges, x)
	}
	return err
}

func isBreaking(f drift.Finding) bool { return f.Severity == drift.Breaking }

// recordingName is a file's name: the server's host, the day, and the status.
func (s *session) recordingName(status int) string {
	host := ""
	if u, err := url.Parse(s.baseURL); err == nil {
		host = strings.Trim(unsafeInName.ReplaceAllString(strings.ToLower(u.Host), "-"), "-.")
	}
	return fmt.Sprintf("%s-%s-%d.yaml", host, s.now.UTC().Format(time.DateOnly), status)
}

var unsafeInName = regexp.MustCompile(`[^a-z0-9.]+`)

// end puts the recordings in their place, unless the run was interrupted or a request failed: then nothing in the
// folder has changed. It reports what was seen, as apidrift check would.
func (s *session) end(ctx context.Context) (*report.Report, error) {
	var err error
	if ctx.Err() != nil || s.failed {
		err = s.discard()
	} else {
		err = s.commit()
	}
	if err != nil {
		err = errors.New(s.hide(err.Error()))
	}
	r := report.New("openapi.yaml", s.contract.Responses())
	for _, x := range s.exchanges {
		r.Add(x, s.contract.Check(x))
	}
	r.Close()
	return r, err
}
