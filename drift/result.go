package drift

// Response names a documented response of a contract.
type Response struct {
	Operation string // as in [Finding]
	Status    Status // 0 if the operation documents no response for the status
	Place     Place  // of the response in the contract; of the operation if Status is 0
}

// Result is what comparing one exchange with a contract gave.
type Result struct {
	Response Response  // what was matched; the zero Response if no operation was
	Findings []Finding // in the order of the rules and of the body
	Notes    []Note    // about the contract; the caller does not own the slice
}

// Matched reports whether an operation of the contract matches the exchange. A contract does not claim to describe a
// whole API: an exchange that nothing matches has no findings, and that is not a verdict.
func (r Result) Matched() bool { return r.Response.Operation != "" }
