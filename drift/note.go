package drift

// Note is something about a contract that keeps an exchange from being judged, or from being judged strictly. It is not
// a finding: nobody has drifted.
type Note struct {
	Message string `json:"message"`           // one line
	Place   Place  `json:"contract,omitzero"` // in the contract
}
