package schema

import (
	"bytes"
	"encoding/base64"
	"maps"
	"math"
	"net/mail"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"
)

// textFormats are the formats of strings that are judged, because clients decode them. Every other format is an
// annotation.
var textFormats = map[string]func(text []byte) bool{
	"date":      isDate,
	"date-time": isDateTime,
	"time":      isTime,
	"duration":  func(text []byte) bool { return duration.Match(text) },
	"uuid":      isUUID,
	"email":     isEmail,
	"ipv4":      isIPv4,
	"ipv6":      isIPv6,
	"byte":      isBase64,
}

// Formats lists the formats that are judged, sorted.
func Formats() []string {
	formats := slices.AppendSeq(slices.Collect(maps.Keys(numberFormats)), maps.Keys(textFormats))
	slices.Sort(formats)
	return formats
}

// numberFormats are the formats of numbers that are judged.
var numberFormats = map[string]*numberFormat{
	"int32":  within("-2147483648", "2147483647", true),
	"int64":  within("-9223372036854775808", "9223372036854775807", true),
	"uint32": within("0", "4294967295", true),
	"uint64": within("0", "18446744073709551615", true),
	"float":  within("-"+largestFloat, largestFloat, false),
	"double": within("-"+largestDouble, largestDouble, false),
}

// What is still rounded to the largest finite number (IEEE 754, section 4.3.1): programs write that with fewer digits,
// such as 3.4028235e38, which is more than it is.
const (
	largestFloat  = "3.4028235677973366e38"
	largestDouble = "1.7976931348623158e308"
)

// numberFormat is a range of numbers.
type numberFormat struct {
	low, high           decimal
	smallLow, smallHigh int64 // the same for a number that is known to fit into int64
	integer             bool
}

func within(low, high string, integer bool) *numberFormat {
	f := &numberFormat{low: parseDecimal([]byte(low)), high: parseDecimal([]byte(high)), integer: integer,
		smallLow: math.MinInt64, smallHigh: math.MaxInt64}
	if n, ok := smallInteger([]byte(low)); ok {
		f.smallLow = n
	}
	if n, ok := smallInteger([]byte(high)); ok {
		f.smallHigh = n
	}
	return f
}

func (f *numberFormat) allows(d decimal) bool {
	return d.compare(f.low) >= 0 && d.compare(f.high) <= 0 && (!f.integer || d.isInteger())
}

// isDate judges full-date of RFC 3339, section 5.6.
func isDate(text []byte) bool {
	if len(text) != len("2006-01-02") || text[4] != '-' || text[7] != '-' {
		return false
	}
	year, ok1 := digits(text[:4])
	month, ok2 := digits(text[5:7])
	day, ok3 := digits(text[8:])
	return ok1 && ok2 && ok3 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// digits reads ASCII digits.
func digits(text []byte) (n int, ok bool) {
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, len(text) > 0
}

// isDateTime judges date-time of RFC 3339, section 5.6, whose T and Z may be lower case.
func isDateTime(text []byte) bool {
	const date = len("2006-01-02")
	return len(text) > date && (text[date] == 'T' || text[date] == 't') && isDate(text[:date]) && isTime(text[date+1:])
}

// isTime judges full-time of RFC 3339. A leap second must be one in UTC.
func isTime(text []byte) bool {
	if len(text) < len("15:04:05Z") || text[2] != ':' || text[5] != ':' {
		return false
	}
	hour, ok1 := digits(text[:2])
	minute, ok2 := digits(text[3:5])
	second, ok3 := digits(text[6:8])
	if !ok1 || !ok2 || !ok3 || hour > 23 || minute > 59 || second > 60 {
		return false
	}
	rest := text[8:]
	if rest[0] == '.' {
		fraction := bytes.TrimLeft(rest[1:], "0123456789")
		if len(fraction) == len(rest)-1 {
			return false
		}
		rest = fraction
	}
	offset, ok := zoneOffset(rest)
	const day = 24 * 60
	return ok && (second < 60 || (hour*60+minute-offset+2*day)%day == day-1)
}

// zoneOffset reads Z or an offset such as +01:00, in minutes.
func zoneOffset(text []byte) (minutes int, ok bool) {
	if len(text) == 1 {
		return 0, text[0] == 'Z' || text[0] == 'z'
	}
	if len(text) != len("+01:00") || text[0] != '+' && text[0] != '-' || text[3] != ':' {
		return 0, false
	}
	hour, ok1 := digits(text[1:3])
	minute, ok2 := digits(text[4:])
	minutes = hour*60 + minute
	if text[0] == '-' {
		minutes = -minutes
	}
	return minutes, ok1 && ok2 && hour <= 23 && minute <= 59
}

// duration is the grammar of RFC 3339, appendix A.
var duration = regexp.MustCompile(`^P(\d+W|T(\d+H(\d+M(\d+S)?)?|\d+M(\d+S)?|\d+S)|` +
	`(\d+Y(\d+M(\d+D)?)?|\d+M(\d+D)?|\d+D)(T(\d+H(\d+M(\d+S)?)?|\d+M(\d+S)?|\d+S))?)$`)

func isUUID(text []byte) bool {
	if len(text) != len("00000000-0000-0000-0000-000000000000") {
		return false
	}
	for i, c := range text {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return false
			}
		} else if !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f') {
			return false
		}
	}
	return true
}

// isEmail judges a mailbox of RFC 5321, section 4.1.2: no name, no comment.
func isEmail(text []byte) bool {
	s := string(text)
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at == len(s)-1 {
		return false
	}
	local, domain := s[:at], s[at+1:]
	if literal, ok := strings.CutPrefix(domain, "["); ok {
		literal, ok = strings.CutSuffix(literal, "]")
		if six, is6 := strings.CutPrefix(literal, "IPv6:"); is6 {
			return ok && isLocalPart(local) && isIPv6([]byte(six))
		}
		return ok && isLocalPart(local) && isIPv4([]byte(literal))
	}
	return isLocalPart(local) && domainName.MatchString(domain)
}

var domainName = regexp.MustCompile(`(?i)^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`)

func isLocalPart(local string) bool {
	address, err := mail.ParseAddress(local + "@example.com")
	return err == nil && address.Name == "" && !strings.ContainsAny(local, " <>(),") || quotedLocal.MatchString(local)
}

var quotedLocal = regexp.MustCompile(`^"([ !#-\[\]-~]|\\[ -~])*"$`)

func isIPv4(text []byte) bool {
	address, err := netip.ParseAddr(string(text))
	return err == nil && address.Is4()
}

func isIPv6(text []byte) bool {
	address, err := netip.ParseAddr(string(text))
	return err == nil && address.Is6() && address.Zone() == ""
}

// isBase64 judges base64 of RFC 4648, section 4 or 5, padded or not.
func isBase64(text []byte) bool {
	s := strings.TrimRight(string(text), "=")
	if padding := len(text) - len(s); padding > 0 && len(text)%4 != 0 || padding > 2 {
		return false
	}
	s = strings.NewReplacer("-", "+", "_", "/").Replace(s)
	_, err := base64.RawStdEncoding.DecodeString(s)
	return err == nil && !strings.ContainsAny(s, "\r\n")
}
