//go:build race

package recording

// The race detector makes large memory slow.
func init() {
	maxEntry /= 64
	maxCassette /= 64
	RaceDetector = true
}
