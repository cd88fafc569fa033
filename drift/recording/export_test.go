package recording

// What the tests of the package's outside need to know.
var (
	MaxEntry     = &maxEntry
	MaxCassette  = &maxCassette
	RaceDetector bool
)
