package drift

// Note is something in a contract that cannot be judged, such as a pattern that no engine here understands. It is no
// finding: nothing was compared.
type Note struct {
	Message string `json:"message"` // one line
	Place   Place  `json:"contract"`
}
