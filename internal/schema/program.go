package schema

// Program is a compiled schema. It is safe for concurrent use.
type Program struct {
	root *schema
}

// Anything judges content without a schema: its bytes alone.
var Anything = &Program{root: anything}

var anything = &schema{kinds: anyKind, possible: anyKind, simple: true}

// schema is one compiled schema: what the machine needs, keyword by keyword. Keywords that it does not have are nil.
type schema struct {
	id   uint32
	home *home

	kinds    kinds // the types that it allows
	possible kinds // the types that it may allow if everything that it applies is taken into account
	simple   bool  // it says nothing but kinds
	never    bool  // it is false: it allows nothing
	nullable bool  // it allows null, whatever else it says
	watched  bool  // a watch wants to know when it is run

	object *objectRules
	array  *arrayRules
	text   *textRules
	number *numberRules
	values []valueRules // enum, const

	combines    bool      // it has one of the following
	allOf       []*schema // and the target of $ref
	unions      []*union
	not         *schema
	condition   *condition
	inheritance *discriminator // of the children of this schema

	unevaluated *unevaluatedRules

	straight  bool   // it is in no cycle, not large, and says nothing of what is not evaluated
	large     bool   // it applies very many schemas to its value, some of them perhaps often
	expanded  int    // how many schemas it applies to its value, each counted as often as it does; see findLarge
	branching bool   // a union, or something else that may not apply, is in it or below it
	cycle     uint32 // the number of the cycle of schemas, each applied to the same value, that it is in; mostly 0
}

type objectRules struct {
	table      []slot // open addressing by hash; the length is a power of 2
	properties []property
	watched    int   // how many properties have an index of their own in the set of those that were seen
	required   []int // indexes of properties
	dependent  []dependency

	minimum, maximum uint64
	bounded          bool

	patterns   []patternProperty
	names      *schema // propertyNames
	additional *schema // additionalProperties, if it is not true
	closed     bool    // additionalProperties: false; exempt lists what is allowed nevertheless
	exempt     map[string]bool

	declares bool // it declares a property: the object is not free-form
	open     bool // it says something about all properties that it does not declare
}

type slot struct{ hash, property uint32 } // property is an index plus one

// property is one name that a schema knows: of properties, required, a discriminator or a dependency.
type property struct {
	name      string
	hash      uint32
	schema    *schema // nil if every value will do
	watch     int     // its index among the watched; -1 if nothing depends on its presence
	declared  bool    // the schema declares it
	evaluated bool    // it stands under properties
	forbidden bool    // it is sent in the wrong direction
	plain     bool    // it stands under properties, and nothing else is to be looked at
}

type patternProperty struct {
	pattern *pattern
	schema  *schema
}

// dependency is an entry of dependentRequired or dependentSchemas.
type dependency struct {
	trigger  int     // the index of a property
	required []int   // indexes of properties
	schema   *schema // nil for dependentRequired
}

type arrayRules struct {
	prefix []*schema
	items  *schema

	minimum, maximum uint64
	bounded          bool
	unique           bool

	contains                       *schema
	containsMinimum, containsLimit uint64
}

type textRules struct {
	minimum, maximum uint64
	bounded          bool
	pattern          *pattern
	format           func(text []byte) bool
}

type numberRules struct {
	exact        bool // some check needs the number as a decimal
	bounds       []bound
	multipleOf   *decimal
	multipleText string
	format       *numberFormat
}

// bound is one of minimum, maximum, exclusiveMinimum, exclusiveMaximum.
type bound struct {
	keyword   keyword
	limit     decimal
	text      string // of limit
	integer   int64  // limit, if small says so
	small     bool
	upper     bool
	exclusive bool
}

type union struct {
	keyword  keyword // anyOf or oneOf
	branches []branch
	all      []int // every branch
	meant    int   // the only branch that allows more than null; -1 if there are several

	// tag is a property for which the branches have constants of their own.
	tag      string
	tagHash  uint32
	byTag    map[string][]int // the branches that allow a value of the tag
	untagged []int            // the branches without a constant for it

	discriminator *discriminator
	manyNulls     bool // null may match several branches of a oneOf
}

type branch struct {
	schema *schema
	kinds  kinds // what it may allow at most
}

// discriminator chooses a schema by a property's value.
type discriminator struct {
	property string
	hash     uint32
	named    map[string]*schema
	known    []string          // the values to write, for a message
	extends  map[*home][]*home // of each child in an inheritance, what it extends

	implicit   map[string]int   // the names that are no more than the names of a branch's schema
	byConstant map[string][]int // the branches that have a value, which is not named otherwise, as a constant
	unnamed    []int            // branches that no value names
}

type condition struct{ test, then, otherwise *schema }

// unevaluatedRules are unevaluatedProperties and unevaluatedItems; nil where everything will do.
type unevaluatedRules struct {
	forProperties, forItems bool // the keyword is there
	properties, items       *schema
}
