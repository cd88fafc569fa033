package schema

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
)

// hashSeed makes hashes of names unpredictable, so that no body can be written for them to collide.
var hashSeed = rand.Uint64() | 1

const hashFactor = 0x9e3779b97f4a7c15

// hashName hashes a name or another text, without quotes and escapes. It takes eight bytes at a time, and then the
// rest with zeros behind it.
func hashName(text []byte) uint32 {
	state, length := hashSeed, len(text)
	for ; len(text) >= 8; text = text[8:] {
		state = mix(state ^ binary.LittleEndian.Uint64(text))
	}
	return finish(state, lastWord(text), length)
}

// finish hashes the rest of a text.
func finish(state, rest uint64, length int) uint32 {
	state = mix(state ^ rest ^ uint64(length)<<56)
	return uint32(state>>32) ^ uint32(state)
}

func mix(state uint64) uint64 {
	hi, lo := bits.Mul64(state, hashFactor)
	return hi ^ lo ^ hashSeed
}

// lastWord is up to seven bytes as a number.
func lastWord(text []byte) uint64 {
	word := uint64(0)
	for i, c := range text {
		word |= uint64(c) << (8 * i)
	}
	return word
}
