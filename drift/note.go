package drift

// Note is what a comparison cannot judge, or what is odd about a document as a whole. It is no finding: it never means drift.
type Note struct {
	Message string `json:"message"` // one line
	Place   Place  `json:"contract,omitzero"`
}
