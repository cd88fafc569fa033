package redact_test

import (
	"encoding/base64"
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
		"cookie-1":     {"Cookie", `tab=overview; sid="cookie-1"`},
		"cookie-2":     {"Set-Cookie", "sid=cookie-2; Path=/"},
		"some-api-key": {"X-Api-Key", "some-api-key"},
	} {
		var k redact.Keyring
		text := "see " + secret + "."
		if got := k.Scrubber(nil).Text(text); got != text {
			t.Errorf("the control: %q is scrubbed before it is known: %q", secret, got)
		}
		k.Learn(nil, http.Header{"Accept": {"see"}}, http.Header{learn.name: {learn.value}})
		if got := k.Scrubber(nil).Text(text); got != "see REDACTED." {
			t.Errorf("%s %q: got %q", learn.name, learn.value, got)
		}
	}
	var k redact.Keyring
	u, err := url.Parse("https://u:pass-in-url@h/?api_key=qu%2Fery-k&q=visible&token=%zz-unescaped")
	if err != nil {
		t.Fatal(err)
	}
	got := k.Scrubber(u).Text("pass-in-url qu/ery-k visible %zz-unescaped")
	if got != "REDACTED REDACTED visible REDACTED" {
		t.Errorf("got %q", got)
	}
	fields := http.Header{"X-Token": {"shorter", "of eight"}}
	if got := k.Scrubber(nil, fields).Text("shorter of eight"); got != "shorter REDACTED" {
		t.Errorf("a secret of seven bytes and one of eight become %q", got)
	}
	k.Learn(nil, http.Header{"Authorization": {"bAsIc dXNlci0xMjphbm90aGVyMQ=="}})
	if got := k.Scrubber(nil).Text("user-12:another1 user-12 another1"); got != "REDACTED user-12 REDACTED" {
		t.Errorf("Basic credentials become %q", got)
	}
}

// TestKeyringForgets: at least the last 64 are known, at most twice as many, and those of the exchange at hand, however
// many.
func TestKeyringForgets(t *testing.T) {
	t.Parallel()
	var k redact.Keyring
	key := func(i int) http.Header { return http.Header{"X-Api-Key": {fmt.Sprintf("secret-%03d", i)}} }
	for i := range 200 {
		k.Scrubber(nil, key(i))
	}
	known := func(s *redact.Scrubber) (n int) {
		for i := range 300 {
			if s.Text(key(i).Get("X-Api-Key")) == "REDACTED" {
				n++
			}
		}
		return n
	}
	if n := known(k.Scrubber(nil)); n < 64 || n > 128 {
		t.Errorf("%d are known", n)
	}
	if got := k.Scrubber(nil, key(0)).Text("secret-000"); got != "REDACTED" {
		t.Errorf("one that was forgotten is not learned again: %q", got)
	}
	many := http.Header{}
	for i := range 100 {
		many.Add("X-Api-Key", key(i).Get("X-Api-Key"))
	}
	if n := known(k.Scrubber(nil, many)); n < 100 {
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
			if got := k.Scrubber(nil, http.Header{"X-Api-Key": {secret}}).Text(secret); got != "REDACTED" {
				t.Errorf("got %q", got)
			}
		})
	}
	wg.Wait()
}

// TestKeyringIgnoresWords: what a contract says, what has no secret's name, and what is short is in other text by
// chance.
func TestKeyringIgnoresWords(t *testing.T) {
	t.Parallel()
	vocabulary := &redact.Vocabulary{Words: redact.Words{"connections": true}}
	for _, c := range []struct {
		url    string
		header http.Header
	}{
		{"/?keyword=providers&sort_key=providers&author=providers", nil},
		{"/", http.Header{"Cookie": {"tab=providers; theme=providers"}, "Set-Cookie": {"tab=providers; Path=/"}}},
		{"/?token=Connections", http.Header{"Authorization": {"Bearer connections"}, "Cookie": {"sid=connections"}}},
		{"/?token=text", http.Header{"Authorization": {"Bearer text", "Basic " +
			base64.StdEncoding.EncodeToString([]byte("a:text"))}}},
		{"/?token=response", http.Header{"X-Api-Key": {"application"}}},
	} {
		k := redact.Keyring{Vocabulary: vocabulary}
		u, err := url.Parse(c.url)
		if err != nil {
			t.Fatal(err)
		}
		const text = `{"connections":"providers of text","response":"application"}`
		if got := k.Scrubber(u, c.header).Text(text); got != text {
			t.Errorf("%s %v: got %s", c.url, c.header, got)
		}
	}
	k := redact.Keyring{Vocabulary: vocabulary} // The control.
	u, _ := url.Parse("/?token=providers")
	if got := k.Scrubber(u).Text("providers"); got != "REDACTED" {
		t.Errorf("got %q", got)
	}
}

// BenchmarkKeyring learns a secret that is new with every request, and scrubs a short body.
func BenchmarkKeyring(b *testing.B) {
	var k redact.Keyring
	n := 0
	for b.Loop() {
		n++
		h := http.Header{"X-Session-Token": {fmt.Sprintf("session-%020d", n)}, "Authorization": {"Bearer sm_0123456789ab"}}
		k.Scrubber(nil, h).Text(`{"id":"PTzGiUYei7pgzg5buzZHgA"}`)
	}
}
