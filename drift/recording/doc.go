// Package recording reads and writes HTTP exchanges in files. It reads HAR 1.2, as browsers and proxies export it, the
// entries of a HAR, one a line (NDJSON), and cassettes of go-vcr, of version 1 and 2; it writes HAR 1.2.
//
// To read, start with [Files], which finds recordings, and [Read], which yields the exchanges of one. [Records] is
// Read in two halves, for programs that decode on several cores: finding the next [Record] is serial and cheap, and
// [Record.Exchange] does the rest.
//
// To write, make an [Entry] of each exchange with [NewEntry], which removes secrets, and pass it to a [HARWriter].
//
// What a reader relies on:
//
//   - The format is recognized by the content, not by the name of the file.
//   - A HAR is streamed: memory does not grow with the length of the file. An entry of a HAR may take 64 MiB, a
//     cassette 256 MiB, and a body 64 MiB after decoding.
//   - An error is one line that names the file and, if known, the entry. It repeats neither a body nor a header field.
//   - A recording without a response is an error, because it proves nothing. The error wraps [ErrEmpty].
//   - Of a request, what a recording does not hold is unknown, too: a body that is missing only counts as empty if the
//     recording says so, and no header fields at all are nil ([drift.Request]). What cannot be read of a request is not
//     an error, because the response can be judged all the same.
//   - A body that was not recorded, or that cannot be decoded, is unknown ([drift.Exchange.BodyUnknown]). It is never
//     taken for an empty body.
package recording
