package redact_test

import (
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/internal/redact"
)

func TestKeyring(t *testing.T) {
	t.Parallel()
	for secret, learn := range map[string]struct{ name, value string }{
		"tok/en-1":     {"Authorization", "Bearer tok/en-1"},
		"bare-secret":  {"Authorization", "bare-secret"},
		"p4ssw:rd":     {"Authorization", "Basic dXNlcjpwNHNzdzpyZA=="},
		"cookie-1":     {"Cookie", `a=b; sid="cookie-1"`},
		"cookie-2":     {"Set-Cookie", "sid=cookie-2; Path=/"},
		"some-api-key": {"X-Api-Key", "some-api-key"},
	} {
		var k redact.Keyring
		text := "see " + secret + "."
		if got := k.Learn(nil).Text(text); got != text {
			t.Errorf("the control: %q is scrubbed before it is known: %q", secret, got)
		}
		k.Learn(nil, http.Header{"Accept": {"see"}}, http.Header{learn.name: {learn.value}})
		if got := k.Learn(nil).Text(text); got != "see REDACTED." {
			t.Errorf("%s %q: got %q", learn.name, learn.value, got)
		}
	}
	var k redact.Keyring
	u, err := url.Parse("https://u:pass-in-url@h/?api_key=qu%2Fery&q=visible&token=%zz-unescaped")
	if err != nil {
		t.Fatal(err)
	}
	if got := k.Learn(u).Text("pass-in-url qu/ery visible %zz-unescaped"); got != "REDACTED REDACTED visible REDACTED" {
		t.Errorf("got %q", got)
	}
	if got := k.Learn(nil, http.Header{"X-Token": {"short", "longer"}}).Text("short longer"); got != "short REDACTED" {
		t.Errorf("a secret of five bytes and one of six become %q", got)
	}
	k.Learn(nil, http.Header{"Authorization": {"bAsIc dXNlci0xMjphbm90aGVy"}})
	if got := k.Learn(nil).Text("user-12:another user-12 another"); got != "REDACTED user-12 REDACTED" {
		t.Errorf("Basic credentials become %q", got)
	}
}

// TestKeyringForgets: the last 64 are known, and those of the exchange at hand, however many.
func TestKeyringForgets(t *testing.T) {
	t.Parallel()
	var k redact.Keyring
	key := func(i int) http.Header { return http.Header{"X-Key": {fmt.Sprintf("secret-%03d", i)}} }
	for i := range 100 {
		k.Learn(nil, key(i))
	}
	known := func(s *redact.Scrubber) (n int) {
		for i := range 200 {
			if s.Text(key(i).Get("X-Key")) == "REDACTED" {
				n++
			}
		}
		return n
	}
	if n := known(k.Learn(nil)); n != 64 {
		t.Errorf("%d are known", n)
	}
	if got := k.Learn(nil, key(0)).Text("secret-000"); got != "REDACTED" {
		t.Errorf("one that was forgotten is not learned again: %q", got)
	}
	many := http.Header{}
	for i := range 100 {
		many.Add("X-Key", key(i).Get("X-Key"))
	}
	if n := known(k.Learn(nil, many)); n != 100 {
		t.Errorf("%d of 100 at once are known", n)
	}
}

func TestKeyringConcurrently(t *testing.T) {
	t.Parallel()
	var k redact.Keyring
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			secret := fmt.Sprintf("secret-%03d", i%100)
			if got := k.Learn(nil, http.Header{"X-Key": {secret}}).Text(secret); got != "REDACTED" {
				t.Errorf("got %q", got)
			}
		})
	}
	wg.Wait()
}
