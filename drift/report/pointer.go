package report

import (
	"cmp"
	"slices"
	"strings"
)

// generalPointer is a pointer into a body with * for array indexes and for keys of maps. The place in the contract
// tells which tokens are keys, from the end of the pointer up to where the contract continues behind a reference.
func generalPointer(pointer, place string) string {
	if !hasKeys(pointer, place) {
		return pointer
	}
	return string(appendGeneral(nil, pointer, place))
}

// hasKeys reports whether a pointer may have positions or keys.
func hasKeys(pointer, place string) bool {
	return strings.ContainsAny(pointer, "0123456789") || pointer != "" && strings.Contains(place, "Properties")
}

// appendGeneral appends the general form of a pointer that has keys.
func appendGeneral(b []byte, pointer, place string) []byte {
	keys := keysOf(pointer, place)
	after := strings.Count(pointer, "/")
	for token := range strings.SplitSeq(pointer[1:], "/") {
		after--
		if keys>>after&1 == 1 || isNumber(token) || looksLikeID(token) {
			token = "*"
		}
		b = append(append(b, '/'), token...)
	}
	return b
}

// keysOf says which tokens of a pointer are keys according to the place. The lowest bit is for the last token.
func keysOf(pointer, place string) (keys uint64) {
	for after := 0; place != "" && pointer != ""; {
		var keyword string
		place, keyword = cutToken(place)
		_, around := cutToken(place)
		rest, token := cutToken(pointer)
		switch {
		case keyword == "additionalProperties", keyword == "unevaluatedProperties", around == "patternProperties":
			keys |= 1 << after
		case around == "properties":
			if keyword != token {
				return keys // the place is not that of the value
			}
		case keyword != "items" && around != "prefixItems":
			continue
		}
		pointer = rest
		after++
	}
	return keys
}

// cutToken cuts off the last token of a pointer.
func cutToken(pointer string) (rest, token string) {
	i := max(0, strings.LastIndexByte(pointer, '/'))
	return pointer[:i], strings.TrimPrefix(pointer[i:], "/")
}

func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

var tokenUnescaper = strings.NewReplacer("~1", "/", "~0", "~")

// lastToken is the name or position that a pointer ends in, unescaped.
func lastToken(pointer string) string {
	return tokenUnescaper.Replace(pointer[strings.LastIndexByte(pointer, '/')+1:])
}

// lastName is the last token of a general pointer that is not *.
func lastName(pointer string) string {
	for strings.HasSuffix(pointer, "/*") {
		pointer = strings.TrimSuffix(pointer, "/*")
	}
	return lastToken(pointer)
}

// pointerCounts counts findings by general pointer. A token with many different values is taken for a key.
type pointerCounts []pointerCount

type pointerCount struct {
	pointer string
	n       int
}

const (
	maxDistinct = 32 // pointers that are counted one by one
	manyKeys    = 6  // different values from which a token is a key
)

// add counts a pointer, and returns where.
func (p *pointerCounts) add(pointer, place string, n int) int {
	if !hasKeys(pointer, place) {
		return p.count(pointer, n)
	}
	var buffer [256]byte
	general := appendGeneral(buffer[:0], pointer, place)
	for i := range *p {
		if c := &(*p)[i]; c.pointer == string(general) {
			c.n += n
			return i
		}
	}
	return p.count(string(general), n)
}

func (p *pointerCounts) count(pointer string, n int) int {
	for i := range *p {
		if (*p)[i].pointer == pointer || len(*p) >= maxDistinct/2 && matchesPointer((*p)[i].pointer, pointer) {
			(*p)[i].n += n
			return i
		}
	}
	if len(*p) >= maxDistinct {
		p.generalize()
	}
	if len(*p) < maxDistinct {
		*p = append(*p, pointerCount{pointer, n})
		return len(*p) - 1
	}
	(*p)[len(*p)-1].n += n // there are too many to tell apart
	return len(*p) - 1
}

func (p *pointerCounts) merge(o *pointerCounts) {
	for _, c := range *o {
		p.count(c.pointer, c.n)
	}
}

// generalize replaces a token by * where many pointers differ in it alone.
func (p *pointerCounts) generalize() {
	for again := len(*p) >= manyKeys; again; {
		again = false
		groups := map[string][]int{}
		for i, c := range *p {
			tokens := strings.Split(c.pointer, "/")
			for k := 1; k < len(tokens)-1; k++ { // the last token names what the fact is about
				if own := tokens[k]; own != "*" {
					tokens[k] = "*"
					general := strings.Join(tokens, "/")
					groups[general] = append(groups[general], i)
					tokens[k] = own
				}
			}
		}
		best := ""
		for general, members := range groups {
			if len(members) >= manyKeys && (len(members) > len(groups[best]) ||
				len(members) == len(groups[best]) && general < best) {
				best = general
			}
		}
		if best == "" {
			return
		}
		again = true
		var rest pointerCounts
		sum := 0
		for i, c := range *p {
			if slices.Contains(groups[best], i) || c.pointer == best {
				sum += c.n
			} else {
				rest = append(rest, c)
			}
		}
		*p = append(rest, pointerCount{best, sum})
	}
}

// top is the most frequent pointer, and a few of the others.
func (p *pointerCounts) top() (first string, others []string) {
	p.generalize()
	sorted := slices.Clone(*p)
	slices.SortStableFunc(sorted, func(a, b pointerCount) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.pointer, b.pointer))
	})
	for i, c := range sorted {
		switch {
		case i == 0:
			first = c.pointer
		case i <= maxPointers:
			others = append(others, c.pointer)
		}
	}
	return first, others
}

// matchesPointer reports whether a pointer matches a pattern, in which a token * stands for any token.
func matchesPointer(pattern, pointer string) bool {
	for {
		var p, t string
		var more, rest bool
		p, pattern, more = strings.Cut(pattern, "/")
		t, pointer, rest = strings.Cut(pointer, "/")
		if p != t && p != "*" || more != rest {
			return false
		}
		if !more {
			return true
		}
	}
}
