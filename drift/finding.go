package drift

import "fmt"

// Severity says what a disagreement means to a program written against the contract.
type Severity string

const (
	Breaking Severity = "breaking" // the program can fail, misread or act wrongly
	Additive Severity = "additive" // the server says more than the contract; nothing breaks
)

// Source is where an exchange was read from.
type Source struct {
	File  string `json:"file"`           // as it was named to the reader; "" if it came from no file
	Entry int    `json:"entry"`          // zero-based position in the file; -1 if the file is not one of exchanges
	Line  int    `json:"line,omitempty"` // one-based line of the file on which the response begins; 0 if it is not known

	Column int `json:"column,omitempty"` // one-based column in that line, in characters; 0 if it is not known
}

// Finding is one disagreement. Its JSON form is flat, with the members of Source beside the others.
type Finding struct {
	Rule      string   `json:"rule"` // the stable name of a rule, listed by [Rules]
	Severity  Severity `json:"severity"`
	Operation string   `json:"operation"` // the operationId, or "METHOD /path/template" for an operation without one
	Status    int      `json:"status"`    // the status code of the response
	Pointer   string   `json:"pointer"`   // RFC 6901 JSON pointer into the body; "" is the whole body or the response itself
	Message   string   `json:"message"`   // one line: what was expected, and what was seen
	Source
}

// String is the finding on one line, for a test's log.
func (f Finding) String() string {
	at := ""
	if f.Pointer != "" {
		at = " at " + f.Pointer
	}
	where := ""
	if f.File != "" {
		where = fmt.Sprintf("%s, entry %d: ", f.File, f.Entry)
	}
	if f.File != "" && f.Entry < 0 {
		where = fmt.Sprintf("%s:%d:%d: ", f.File, f.Line, f.Column)
	}
	return fmt.Sprintf("%s%s %s: %s %d%s: %s", where, f.Severity, f.Rule, f.Operation, f.Status, at, f.Message)
}
