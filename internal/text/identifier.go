package text

import "strings"

// LooksLikeID reports whether a name or a segment of a path seems to be generated: a number, a UUID, a hash, a token.
func LooksLikeID(s string) bool {
	digits, letters, run, longest, hex := 0, 0, 0, 0, true
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			digits++
			run++
			longest = max(longest, run)
			continue
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			letters++
			hex = hex && c|0x20 <= 'f'
		case c == '-':
		default:
			hex = false
		}
		run = 0
	}
	switch {
	case digits == 0:
		return false
	case letters == 0 && digits >= len(s)/2:
		return true // 17, 2024-10-01, 10.0.0.1
	case hex && len(s) >= 8 && digits >= 2 && letters > 0:
		return true // hashes and UUIDs
	case longest >= 5:
		return true // conn_12345
	}
	return len(s) >= 16 && digits >= 4 && !strings.ContainsAny(s, " ")
}
