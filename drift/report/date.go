package report

import (
	"strconv"
	"time"
)

// Date is a day in UTC. In text and JSON it has the form of RFC 3339's full-date: "2026-12-31".
type Date struct{ time.Time }

// String returns the date as "2026-12-31".
func (d Date) String() string { return d.Format(time.DateOnly) }

// MarshalText implements [encoding.TextMarshaler].
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// MarshalJSON implements [encoding/json.Marshaler].
func (d Date) MarshalJSON() ([]byte, error) { return []byte(`"` + d.String() + `"`), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *Date) UnmarshalText(text []byte) (err error) {
	d.Time, err = time.Parse(time.DateOnly, string(text))
	return err
}

// UnmarshalJSON implements [encoding/json.Unmarshaler]. The method of [time.Time] requires a time of day.
func (d *Date) UnmarshalJSON(data []byte) error {
	text, err := strconv.Unquote(string(data))
	if err != nil {
		return err
	}
	return d.UnmarshalText([]byte(text))
}
