package edit

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Evidence is what values broke one keyword of one schema.
type Evidence struct {
	Exchanges int          // in which one did
	First     drift.Source // of them
	Last      time.Time    // when the last of them took place; zero if that is unknown
	Shape     Shape

	low, high    *big.Float // of numbers
	shortest     int        // of strings in characters, arrays in items, objects in members
	longest      int
	sized        bool
	values       []string // different ones, as JSON; more than maxListedValues are not kept
	many         bool
	private      int // values that look like secrets or personal data, which are kept out
	lastExchange int

	Spots []Spot // a few
}

// maxListedValues is how many values are added to an enum at most.
const maxListedValues = 20

// Count counts an exchange, which has a number of its own, once.
func (e *Evidence) Count(number int, x *drift.Exchange) {
	if e.lastExchange == number {
		return
	}
	e.lastExchange = number
	if e.Exchanges++; e.Exchanges == 1 {
		e.First = x.Source
	}
	if x.Time.After(e.Last) {
		e.Last = x.Time
	}
}

// See adds a value.
func (e *Evidence) See(value []byte) {
	e.Shape.See(value)
	v := jsontext.Value(value)
	switch v.Kind() {
	case 'n':
		return
	case '0':
		e.seeNumber(string(value))
	case '"':
		plain, _ := jsontext.AppendUnquote(nil, value)
		e.seeSize(utf8.RuneCount(plain))
	case '[', '{':
		e.seeSize(count(value))
	}
	e.keep(v)
}

func (e *Evidence) seeNumber(token string) {
	number, ok := parseNumber(token)
	if !ok {
		return
	}
	if e.low == nil || number.Cmp(e.low) < 0 {
		e.low = number
	}
	if e.high == nil || number.Cmp(e.high) > 0 {
		e.high = number
	}
}

func (e *Evidence) seeSize(n int) {
	if !e.sized || n < e.shortest {
		e.shortest = n
	}
	if !e.sized || n > e.longest {
		e.longest = n
	}
	e.sized = true
}

// keep keeps a scalar for an enum, unless it looks like a secret or says something of a person.
func (e *Evidence) keep(v jsontext.Value) {
	const longest = 60
	if e.many || v.Kind() == '{' || v.Kind() == '[' {
		e.many = true
		return
	}
	shown := string(v)
	if v.Kind() == '0' && isPrivate(shown) {
		e.private++
		return
	}
	if v.Kind() == '"' {
		plain, _ := jsontext.AppendUnquote(nil, v)
		if isPrivate(string(plain)) || len(plain) > longest {
			e.private++
			return
		}
		shown = quotedJSON(string(plain))
	}
	for _, known := range e.values {
		if known == shown {
			return
		}
	}
	if len(e.values) == maxListedValues {
		e.many = true
		return
	}
	e.values = append(e.values, shown)
}

// isPrivate reports whether a text looks like a secret, an ID or something about a person.
func isPrivate(s string) bool {
	const short = 8
	return redact.Text(s) != s || strings.Contains(s, "@") || len(s) >= short && text.LooksLikeID(s)
}

// count is how many items or members a value has.
func count(value []byte) (n int) {
	d := reader(value)
	isObject := d.PeekKind() == '{'
	for _, _ = d.ReadToken(); d.PeekKind() != ']' && d.PeekKind() != '}' && d.PeekKind() != 0; n++ {
		if isObject {
			_ = d.SkipValue()
		}
		_ = d.SkipValue()
	}
	return n
}

const precision = 512 // bits, enough for every number that JSON has in practice

func parseNumber(token string) (*big.Float, bool) {
	number, _, err := big.ParseFloat(token, 10, precision, big.ToNearestEven)
	return number, err == nil && !number.IsInf()
}

func isWhole(token string) bool {
	if !strings.ContainsAny(token, ".eE") {
		return true
	}
	number, ok := parseNumber(token)
	return ok && number.IsInt()
}

// numberToken writes a number as a contract has it.
func numberToken(n *big.Float) string {
	const longest = 40
	if n.IsInt() && n.MantExp(nil) < 200 {
		if whole, _ := n.Int(nil); len(whole.String()) <= longest {
			return whole.String()
		}
	}
	return n.Text('g', 17)
}

// Spot is where in the bodies of a response a value was.
type Spot struct {
	Response drift.Place
	Pointer  string
}

// At remembers where a value was, up to a few places.
func (e *Evidence) At(response drift.Place, pointer string) {
	const most = 8
	if spot := (Spot{response, pointer}); len(e.Spots) < most && !slices.Contains(e.Spots, spot) {
		e.Spots = append(e.Spots, spot)
	}
}

// Reached says to where what was seen goes beyond a bound: "up to 12.5", "down to 0".
func (e *Evidence) Reached(keyword string) string {
	switch keyword {
	case "minimum", "exclusiveMinimum":
		return reached("down to ", e.low)
	case "maximum", "exclusiveMaximum":
		return reached("up to ", e.high)
	case "minLength", "minItems", "minProperties":
		return "down to " + strconv.Itoa(e.shortest)
	}
	return "up to " + strconv.Itoa(e.longest)
}

// reached does not repeat a number that may be an account's or a card's.
func reached(words string, n *big.Float) string {
	if n == nil || isPrivate(numberToken(n)) {
		return "a number beyond the bound"
	}
	return words + numberToken(n)
}
