package recording

import (
	"io"
	"iter"
)

// DefaultLimits are the limits of Records: for a value of a HAR, and for a cassette, in bytes.
var DefaultLimits = [2]int{defaultLimits.value, defaultLimits.cassette}

// RecordsWithin is Records with limits of its own, so that what exceeds them can be small.
func RecordsWithin(value, cassette int, name string, stdin io.Reader) iter.Seq2[Record, error] {
	return recordsWithin(limits{value, cassette}, name, stdin)
}

// WindowSize is how much of a HAR is in memory at a time, in bytes.
const WindowSize = windowSize
