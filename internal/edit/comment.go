package edit

// Comment is what an edit leaves above it.
type Comment struct {
	Day  string // "2026-11-24"
	Of   string // what it is about, if a line has more than that: the name of a property
	Text string // what was seen, on one line
}
