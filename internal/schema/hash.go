package schema

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
)

// hashSeed makes hashes of names unpredictable, so that no body can be written for them to collide.
var hashSeed = rand.Uint64() | 1

const (
	hashFactor  = 0x9e3779b97f4a7c15
	backslashes = 0x5c5c5c5c5c5c5c5c
	lowBits     = 0x0101010101010101
	highBits    = 0x8080808080808080
)

// hashName hashes the text between a name's quotes. plain is false if it has a backslash.
func hashName(text []byte) (hash uint32, plain bool) {
	state := hashSeed ^ uint64(len(text))
	escaped := uint64(0)
	for len(text) > 8 {
		word := binary.LittleEndian.Uint64(text)
		escaped |= zeroBytes(word ^ backslashes)
		state = mix(state ^ word)
		text = text[8:]
	}
	word := lastWord(text)
	escaped |= zeroBytes(word ^ backslashes)
	state = mix(state ^ word)
	return uint32(state>>32) ^ uint32(state), escaped == 0
}

func mix(state uint64) uint64 {
	hi, lo := bits.Mul64(state, hashFactor)
	return hi ^ lo ^ hashSeed
}

// zeroBytes is not zero if one of the word's bytes is.
func zeroBytes(word uint64) uint64 { return (word - lowBits) &^ word & highBits }

// lastWord is up to eight bytes as a number. Shorter texts repeat bytes, which is of no matter to a hash that knows
// the length.
func lastWord(text []byte) uint64 {
	switch n := len(text); {
	case n == 8:
		return binary.LittleEndian.Uint64(text)
	case n >= 4:
		return uint64(binary.LittleEndian.Uint32(text)) | uint64(binary.LittleEndian.Uint32(text[n-4:]))<<32
	case n > 0:
		return uint64(text[0]) | uint64(text[n/2])<<8 | uint64(text[n-1])<<16
	}
	return 0
}

// hashText is hashName of a text without quotes and escapes.
func hashText(text string) uint32 {
	hash, _ := hashName([]byte(text))
	return hash
}
