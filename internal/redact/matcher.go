package redact

import "strings"

// matcher finds many words in one pass over a text, by the algorithm of Wu and Manber: of each window of the length of
// the shortest word it looks at the last three bytes, which mostly tell that the window can move by several bytes. It
// is cheap to build, because every new secret needs a new matcher.
type matcher struct {
	words  []string
	window int               // the length of the shortest word, at most maxWindow; 0 if there are no words
	most   uint8             // how far the window can move if it ends in bytes that no word has
	less   [hashes]uint8     // by the hash of three bytes: how much less far than that
	heads  [1 << 9]int16     // by the same hash: a word plus one whose window ends in such bytes
	nexts  []int16           // of a word: another one like it, plus one
	tiny   map[string]string // words that are too short for this, with themselves
}

const (
	block     = 3
	maxWindow = 12
	maxWords  = 1<<15 - 2
	hashes    = 1 << 13
)

// newMatcher returns a matcher for words, none of which is empty.
func newMatcher(words []string) *matcher {
	m := &matcher{window: maxWindow}
	for _, word := range words {
		if len(word) < block || len(m.words) == maxWords {
			if m.tiny == nil {
				m.tiny = map[string]string{}
			}
			m.tiny[word] = word
			continue
		}
		m.words = append(m.words, word)
		m.window = min(m.window, len(word))
	}
	if len(m.words) == 0 {
		m.window = 0
		return m
	}
	m.most = uint8(m.window - block + 1)
	m.nexts = make([]int16, 0, len(m.words))
	m.index()
	return m
}

// with returns a matcher for more words, which costs less than a new one. It must not be called again on the same
// matcher, because both share memory.
func (m *matcher) with(words []string) *matcher {
	all := append(m.words, words...)
	for _, word := range words {
		if len(word) < m.window || m.window == 0 || len(all) > maxWords {
			return newMatcher(all)
		}
	}
	more := *m
	more.words = all
	more.index()
	return &more
}

// index adds the words that are not in the tables yet.
func (m *matcher) index() {
	for i := len(m.nexts); i < len(m.words); i++ {
		word := m.words[i]
		for end := block; end <= m.window; end++ {
			hash := hashOf(word, end)
			m.less[hash] = max(m.less[hash], m.most-uint8(m.window-end))
		}
		head := &m.heads[hashOf(word, m.window)%uint(len(m.heads))]
		m.nexts, *head = append(m.nexts, *head), int16(i+1)
	}
}

// hashOf is the hash of the three bytes before an index.
func hashOf(text string, end int) uint {
	return (uint(text[end-3])<<8 ^ uint(text[end-2])<<4 ^ uint(text[end-1])) % hashes
}

// find calls found with the first word in a text, the longest one if there are several, then with the first one after
// it, and so on, until found returns false.
func (m *matcher) find(text string, found func(span) bool) {
	for word := range m.tiny {
		for at := 0; ; {
			i := strings.Index(text[at:], word)
			if i < 0 {
				break
			}
			if !found(span{at + i, at + i + len(word)}) {
				return
			}
			at += i + len(word)
		}
	}
	if m.window == 0 {
		return
	}
	for end := m.window; end <= len(text); {
		hash := hashOf(text, end)
		if shift := m.most - m.less[hash]; shift > 0 {
			end += int(shift)
			continue
		}
		start, longest := end-m.window, 0
		for i := m.heads[hash%uint(len(m.heads))]; i > 0; i = m.nexts[i-1] {
			if word := m.words[i-1]; len(word) > longest && strings.HasPrefix(text[start:], word) {
				longest = len(word)
			}
		}
		if longest == 0 {
			end++
			continue
		}
		if !found(span{start, start + longest}) {
			return
		}
		end = start + longest + m.window
	}
}
