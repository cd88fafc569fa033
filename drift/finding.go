package drift

import "strconv"

// Severity says what a disagreement means to a program written against the contract.
type Severity string

const (
	Breaking Severity = "breaking" // the program can fail, misread or act wrongly
	Additive Severity = "additive" // the other side says more than the contract; nothing breaks
)

// Finding is one disagreement. Its JSON form is flat, with the members of Source beside the others.
type Finding struct {
	Rule      string   `json:"rule"` // the stable name of a rule; [Rules] lists them
	Severity  Severity `json:"severity"`
	Operation string   `json:"operation"`       // the operationId, or else "METHOD /path/template"
	Status    Status   `json:"status"`          // of the response; 0 if it is about none
	Pointer   string   `json:"pointer"`         // RFC 6901, into the body of In; "" is all of it, or no part of it
	Message   string   `json:"message"`         // one line: what was expected, and what was seen
	Was       string   `json:"was,omitzero"`    // what the contract has, in short
	Is        string   `json:"is,omitzero"`     // what a published document has instead
	In        string   `json:"in,omitempty"`    // "request" if it is about the request; "" otherwise
	Count     int      `json:"count,omitempty"` // how many findings of one body it stands for; 0 for one
	Source
	Place Place `json:"contract,omitzero"` // in the contract

	// Key tells the finding from others of its rule at its place, where the place alone does not: the name of a
	// parameter or a media type, or what a published document has instead; never a value from a body.
	Key string `json:"-"`
	// Offset is where in the body that In names the pointer leads, in bytes: to a value, a member's name, or the object
	// without a member. It is 0 if unknown.
	Offset int64 `json:"-"`
}

// String is the finding on one line, for a test's log.
func (f Finding) String() string {
	where := ""
	switch {
	case f.File == "":
	case f.Entry < 0:
		where = f.File + ":" + strconv.Itoa(f.Line) + ":" + strconv.Itoa(f.Column) + ": "
	default:
		where = f.File + ", entry " + strconv.Itoa(f.Entry) + ": "
	}
	response := f.Operation
	if f.Status != 0 {
		response += " " + f.Status.String()
	}
	if f.Pointer != "" {
		response += " at " + f.Pointer
	}
	return where + string(f.Severity) + " " + f.Rule + ": " + response + ": " + f.Message
}

// Weight is how many findings this one stands for.
func (f Finding) Weight() int { return max(1, f.Count) }
