package drift

// Place is a place in a contract: what would have to change there if the other side is right. It is where a
// definition stands, not where it is referred to. The zero Place is unknown.
type Place struct {
	File    string `json:"file,omitempty"`   // relative to the contract's folder, with slashes; "" is the contract itself
	Pointer string `json:"pointer"`          // RFC 6901, such as "/components/schemas/ErrorResponse/properties/error"
	Line    int    `json:"line,omitempty"`   // one-based line of the file; 0 if unknown
	Column  int    `json:"column,omitempty"` // one-based column in that line, in characters; 0 if unknown
}
