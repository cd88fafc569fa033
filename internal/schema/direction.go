package schema

// Direction says what is judged. A writeOnly property has no place in a response, and a readOnly one none in a
// request.
type Direction int

const (
	Response Direction = iota
	Request
)

func (d Direction) String() string {
	if d == Request {
		return "request"
	}
	return "response"
}
