package schema

// kinds is a set of JSON types. Integers are told from other numbers by their value: 1.0 and 1e2 are integers.
type kinds uint8

const (
	kindNull kinds = 1 << iota
	kindBoolean
	kindInteger
	kindFraction // a number that is not an integer
	kindString
	kindArray
	kindObject

	kindNumber    = kindInteger | kindFraction
	kindContainer = kindArray | kindObject
	anyKind       = kindNull | kindBoolean | kindNumber | kindString | kindContainer
)

// kindsByType has what each type of a schema allows.
var kindsByType = map[string]kinds{
	"null":    kindNull,
	"boolean": kindBoolean,
	"integer": kindInteger,
	"number":  kindNumber,
	"string":  kindString,
	"array":   kindArray,
	"object":  kindObject,
}

// word names one kind as a message does.
func (k kinds) word() string {
	switch {
	case k == kindNull:
		return "null"
	case k == kindBoolean:
		return "boolean"
	case k == kindString:
		return "string"
	case k == kindArray:
		return "array"
	case k == kindObject:
		return "object"
	}
	return "number"
}

// withArticle is a type's name in a sentence: "an object", "a string", "null".
func withArticle(word string) string {
	switch word {
	case "null":
		return word
	case "integer", "array", "object":
		return "an " + word
	}
	return "a " + word
}
