package schema

// leniency is a set of ways in which a contract is read as its author meant it, and not as the standards say.
type leniency uint

const (
	lenientNullable leniency = 1 << iota
	lenientNullablePart
	lenientNullable31
	lenientBounds31
	lenientNullOneOf
	lenientClosedAllOf
	lenientConstants
	lenientCycles

	allLeniencies = 1<<iota - 1
)

// Leniency is a way in which contracts are read as their authors meant them.
type Leniency struct{ Name, Description string }

// Leniencies lists them all.
func Leniencies() []Leniency {
	var out []Leniency
	for _, l := range leniencies {
		out = append(out, Leniency{l.name, l.description})
	}
	return out
}

// leniencies is the one table of them. Each is a rewriting of schemas while they are compiled: the machine knows none
// of them. All are off when the official test suite runs.
var leniencies = []struct {
	flag              leniency
	name, description string
}{
	{lenientNullable, "nullable-wins",
		"nullable: true allows null beside enum, const, allOf, anyOf, oneOf and $ref, too, and not only beside type."},
	{lenientNullablePart, "nullable-part",
		"A part of an allOf that says nothing but nullable: true allows null whatever the other parts say."},
	{lenientNullable31, "nullable-in-3.1",
		"nullable: true means in OpenAPI 3.1 what it means in 3.0."},
	{lenientBounds31, "boolean-bounds-in-3.1",
		"exclusiveMinimum: true and exclusiveMaximum: true mean in OpenAPI 3.1 what they mean in 3.0."},
	{lenientNullOneOf, "null-in-several-of-one-of",
		"null may match several alternatives of a oneOf: which of them it is makes no difference."},
	{lenientClosedAllOf, "closed-all-of",
		"additionalProperties: false does not forbid what other schemas for the same value declare. It is noted."},
	{lenientConstants, "discriminator-by-constant",
		"A discriminator's value that names no alternative otherwise names those that have it as a constant."},
	{lenientCycles, "cycles",
		"A schema that is applied again to the value it is being applied to says nothing more, and is not refused."},
}

func (l leniency) has(flag leniency) bool { return l&flag != 0 }
