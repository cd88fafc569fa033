package recording

// What is held in memory at a time, in bytes. The limits are variables so that tests can lower them where memory is slow.
var (
	maxEntry    = 64 << 20  // one value of a HAR: an entry, or a string in what is passed over
	maxCassette = 256 << 20 // a cassette, which is read as a whole
)
