package proxy

import "testing"

// TestExposure: what was written before a secret was learned is searched, and nothing else.
func TestExposure(t *testing.T) {
	t.Parallel()
	type step struct{ learned, now int } // of an entry
	for name, c := range map[string]struct {
		entries []step
		atEnd   int
		want    int
	}{
		"no entry":                          {nil, 3, 0},
		"no secret":                         {[]step{{0, 0}, {0, 0}}, 0, 0},
		"one that was known from the start": {[]step{{1, 1}, {1, 1}}, 1, 0},
		"one before the third entry":        {[]step{{1, 1}, {1, 1}, {2, 2}, {2, 2}}, 2, 2},
		"one while an entry was scrubbed":   {[]step{{1, 1}, {1, 2}, {2, 2}}, 2, 2},
		"an older scrubber":                 {[]step{{2, 2}, {1, 2}, {2, 2}}, 2, 2},
		"one at the end":                    {[]step{{1, 1}, {1, 1}}, 2, 2},
	} {
		var e exposure
		for _, s := range c.entries {
			e.wrote(s.learned, s.now)
		}
		if e.known(c.atEnd); e.late != c.want {
			t.Errorf("%s: %d entries are searched, want %d", name, e.late, c.want)
		}
	}
}
