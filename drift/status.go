package drift

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Status is a status as a contract documents it: a code, a range of codes such as 4XX, or [Default]. A code is the
// Status of the same number. The zero Status is none: a finding with it is about no response.
//
// In JSON a code is a number, none is 0, and the others are strings, "4XX" and "default".
type Status int

// Default is the response that a contract documents for every status without one of its own.
const Default Status = -10

// ParseStatus reads a status as OpenAPI 3.0.3 writes it ("Responses Object"): a code from 100 to 599, a range from
// 1XX to 5XX, or default. The X may be lower case, as some vendors write it.
func ParseStatus(text string) (Status, error) {
	if text == "default" {
		return Default, nil
	}
	if len(text) == 3 && '1' <= text[0] && text[0] <= '5' {
		if strings.EqualFold(text[1:], "XX") {
			return StatusRange(int(text[0] - '0')), nil
		}
		if code, err := strconv.ParseUint(text[1:], 10, 8); err == nil {
			return Status(int(text[0]-'0')*100 + int(code)), nil
		}
	}
	return 0, fmt.Errorf("invalid status %q: write a code such as 404, a range such as 4XX, or default", text)
}

// StatusRange is the range of the codes that begin with a digit: 4 stands for 4XX.
func StatusRange(digit int) Status { return Status(-digit) }

// IsCode reports whether the status is a single code.
func (s Status) IsCode() bool { return s > 0 }

// String is the status as a contract writes it, and "" for none.
func (s Status) String() string {
	switch {
	case s == 0:
		return ""
	case s == Default:
		return "default"
	case s < 0:
		return strconv.Itoa(int(-s)) + "XX"
	}
	return strconv.Itoa(int(s))
}

// MarshalJSON implements [encoding/json.Marshaler].
func (s Status) MarshalJSON() ([]byte, error) {
	if s >= 0 {
		return strconv.AppendInt(nil, int64(s), 10), nil
	}
	return strconv.AppendQuote(nil, s.String()), nil
}

// UnmarshalJSON implements [encoding/json.Unmarshaler].
func (s *Status) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) != nil {
		return json.Unmarshal(data, (*int)(s))
	}
	parsed, err := ParseStatus(text)
	if err == nil {
		*s = parsed
	}
	return err
}
