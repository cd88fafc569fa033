package recording_test

import (
	"testing"
)

// The seeds of both are in testdata/fuzz.

func FuzzHAR(f *testing.F) { f.Fuzz(checkReading) }

func FuzzCassette(f *testing.F) { f.Fuzz(checkReading) }

// checkReading expects of any text that reading it gives no more than it can hold; read checks the form of an error.
func checkReading(t *testing.T, text string) {
	exchanges, err := read(t, text)
	if err == nil && len(exchanges) == 0 {
		t.Error("neither an exchange nor an error")
	}
	if len(exchanges) > len(text) {
		t.Errorf("%d exchanges from %d bytes", len(exchanges), len(text))
	}
	for i, x := range exchanges {
		if x.Method == "" || x.URL == "" || x.Status <= 0 || x.Header == nil || x.File != "-" || x.Entry < i ||
			x.Line < 1 {
			t.Errorf("an exchange without what every exchange has: %+v", x)
		}
		if x.BodyUnknown && x.Body != nil {
			t.Error("a body that is not known is given")
		}
	}
}
