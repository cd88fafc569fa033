package report

import (
	"cmp"
	"slices"
	"strings"
)

// generalPointer is a pointer into a body with * for positions in arrays and for keys of maps. The place in the
// contract tells which tokens are keys, as far as it goes: the rest of it stands behind references.
func generalPointer(pointer, place string) string {
	if pointer == "" || !strings.ContainsAny(pointer, "0123456789") && !strings.Contains(place, "Properties") {
		return pointer
	}
	tokens := strings.Split(pointer[1:], "/")
	keywords := strings.Split(place, "/")
	i := len(tokens) - 1
	for k := len(keywords) - 1; k >= 1 && i >= 0; k-- {
		switch keyword, before := keywords[k], keywords[k-1]; {
		case keyword == "additionalProperties" || keyword == "unevaluatedProperties" || before == "patternProperties":
			tokens[i] = "*"
			i--
		case before == "properties":
			if keyword != tokens[i] {
				i = 0 // the place is not that of the value
			}
			i--
		case keyword == "items" || before == "prefixItems":
			i--
		}
	}
	for i, token := range tokens {
		if isNumber(token) || looksLikeID(token) {
			tokens[i] = "*"
		}
	}
	return "/" + strings.Join(tokens, "/")
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

// pointerCounts counts findings by general pointer. A token that has many values at one place is taken for a key.
type pointerCounts []pointerCount

type pointerCount struct {
	pointer string
	n       int
}

const (
	maxDistinct = 32 // pointers that are counted one by one
	manyKeys    = 6  // values of a token that make it a key
)

// add counts a pointer, and returns where.
func (p *pointerCounts) add(pointer, place string, n int) int {
	return p.count(generalPointer(pointer, place), n)
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
	for again := true; again; {
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
