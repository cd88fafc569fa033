package schema

import (
	"bytes"
	"math"
	"math/big"
	"math/bits"
	"strconv"
)

// decimal is a JSON number by its text, exactly and however large. It aliases the text and costs no allocation.
//
// Its value is 0.d1d2d3… times ten to the power of exponent, where d1d2d3… are the digits of whole and fraction
// together; neither the first nor the last of them is 0. Zero has no digits.
type decimal struct {
	negative        bool
	whole, fraction []byte
	exponent        int64
}

// maxExponent bounds the exponents of decimals, far beyond every one that a number's text can mean by its digits.
const maxExponent = math.MaxInt64 / 4

// parseDecimal reads a valid JSON number.
func parseDecimal(text []byte) decimal {
	var d decimal
	if text[0] == '-' {
		d.negative, text = true, text[1:]
	}
	exponent := int64(0)
	if i := bytes.IndexAny(text, "eE"); i >= 0 {
		exponent, text = parseExponent(text[i+1:]), text[:i]
	}
	d.whole, d.fraction, _ = bytes.Cut(text, []byte("."))
	d.exponent = exponent + int64(len(d.whole))
	d.trim()
	return d
}

// parseExponent reads an exponent, and clamps one that no int64 holds.
func parseExponent(text []byte) int64 {
	negative := text[0] == '-'
	if negative || text[0] == '+' {
		text = text[1:]
	}
	n := int64(0)
	for _, digit := range text {
		if n = n*10 + int64(digit-'0'); n > maxExponent {
			n = maxExponent
			break
		}
	}
	if negative {
		return -n
	}
	return n
}

// trim removes zeros at both ends.
func (d *decimal) trim() {
	for len(d.whole) > 0 && d.whole[0] == '0' {
		d.whole, d.exponent = d.whole[1:], d.exponent-1
	}
	if len(d.whole) == 0 {
		for len(d.fraction) > 0 && d.fraction[0] == '0' {
			d.fraction, d.exponent = d.fraction[1:], d.exponent-1
		}
	}
	for len(d.fraction) > 0 && d.fraction[len(d.fraction)-1] == '0' {
		d.fraction = d.fraction[:len(d.fraction)-1]
	}
	if len(d.fraction) == 0 {
		for len(d.whole) > 0 && d.whole[len(d.whole)-1] == '0' {
			d.whole = d.whole[:len(d.whole)-1]
		}
	}
	if d.digits() == 0 {
		*d = decimal{}
	}
}

func (d decimal) digits() int { return len(d.whole) + len(d.fraction) }

func (d decimal) digit(i int) byte {
	if i < len(d.whole) {
		return d.whole[i]
	}
	return d.fraction[i-len(d.whole)]
}

func (d decimal) isZero() bool { return d.digits() == 0 }

// isInteger reports whether the number has no fractional part.
func (d decimal) isInteger() bool { return d.isZero() || d.exponent >= int64(d.digits()) }

// sign is -1, 0 or 1.
func (d decimal) sign() int {
	switch {
	case d.isZero():
		return 0
	case d.negative:
		return -1
	}
	return 1
}

// compare is negative if d is less than other, and positive if it is greater.
func (d decimal) compare(other decimal) int {
	sign := d.sign()
	if s := other.sign(); sign != s || sign == 0 {
		return sign - s
	}
	return sign * d.compareMagnitude(other)
}

func (d decimal) compareMagnitude(other decimal) int {
	switch {
	case d.exponent < other.exponent:
		return -1
	case d.exponent > other.exponent:
		return 1
	}
	for i := range min(d.digits(), other.digits()) {
		if c := int(d.digit(i)) - int(other.digit(i)); c != 0 {
			return c
		}
	}
	return d.digits() - other.digits()
}

// power is the power of ten that the integer of all digits is to be multiplied by.
func (d decimal) power() int64 { return d.exponent - int64(d.digits()) }

// isMultipleOf reports whether d divided by a positive divisor is an integer.
func (d decimal) isMultipleOf(divisor decimal) bool {
	if d.isZero() || divisor.isZero() {
		return true
	}
	power := d.power() - divisor.power()
	if power < 0 { // the last digit of d is not 0, so that no power of ten divides its digits
		return false
	}
	if divisor.digits() <= maxUint64Digits {
		n := divisor.modulo(math.MaxUint64)
		return mulMod(d.modulo(n), powMod(10, uint64(power), n), n) == 0
	}
	n := divisor.bigDigits()
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(power), n)
	return scale.Mul(scale, d.bigModulo(n)).Mod(scale, n).Sign() == 0
}

// maxUint64Digits is how many digits every uint64 has room for.
const maxUint64Digits = 19

// modulo is the integer of all digits modulo n.
func (d decimal) modulo(n uint64) uint64 {
	r := uint64(0)
	for i := range d.digits() {
		hi, lo := bits.Mul64(r, 10)
		lo, carry := bits.Add64(lo, uint64(d.digit(i)-'0'), 0)
		r = bits.Rem64(hi+carry, lo, n)
	}
	return r
}

func (d decimal) bigDigits() *big.Int {
	n, _ := new(big.Int).SetString(string(d.whole)+string(d.fraction), 10)
	return n
}

// bigModulo is the integer of all digits modulo n. It takes a few digits at a time, since a number from a body may have
// millions, for which big.Int takes quadratic time.
func (d decimal) bigModulo(n *big.Int) *big.Int {
	r, scale, chunk := new(big.Int), new(big.Int), new(big.Int)
	for i := 0; i < d.digits(); {
		value, factor := uint64(0), uint64(1)
		for ; i < d.digits() && factor < 1e18; i++ {
			value, factor = value*10+uint64(d.digit(i)-'0'), factor*10
		}
		r.Mul(r, scale.SetUint64(factor)).Add(r, chunk.SetUint64(value)).Mod(r, n)
	}
	return r
}

func mulMod(a, b, n uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return bits.Rem64(hi, lo, n)
}

func powMod(base, exponent, n uint64) uint64 {
	result := 1 % n
	for base %= n; exponent > 0; exponent >>= 1 {
		if exponent&1 == 1 {
			result = mulMod(result, base, n)
		}
		base = mulMod(base, base, n)
	}
	return result
}

// appendCanonical appends a text that is the same for all texts of one number.
func (d decimal) appendCanonical(b []byte) []byte {
	if d.isZero() {
		return append(b, '0')
	}
	if d.negative {
		b = append(b, '-')
	}
	b = append(append(b, d.whole...), d.fraction...)
	return strconv.AppendInt(append(b, 'e'), d.exponent, 10)
}

// maxPlainDigits is how many digits without an exponent every float64 has room for, with some to spare.
const maxPlainDigits = 300

// beyondFloat64 reports whether a JSON number is too large for a float64.
func beyondFloat64(text []byte) bool {
	if len(text) <= maxPlainDigits && !bytes.ContainsAny(text, "eE") {
		return false
	}
	_, err := strconv.ParseFloat(string(text), 64)
	return err != nil
}
