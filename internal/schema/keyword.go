package schema

// keyword is a keyword of a schema that a value breaks, or a mark. The comment says what the extra of its events is.
type keyword uint8

const (
	kwFalse keyword = iota
	kwType
	kwEnum
	kwConst
	kwMinimum // index of the bound, as for the next three
	kwMaximum
	kwExclusiveMinimum
	kwExclusiveMaximum
	kwMultipleOf
	kwMinLength
	kwMaxLength
	kwPattern
	kwFormat
	kwMinItems
	kwMaxItems
	kwUniqueItems // the second of two equal items
	kwContains    // how many were found, as for the next two
	kwMinContains
	kwMaxContains
	kwMinProperties
	kwMaxProperties
	kwRequired              // index of the property
	kwDependentRequired     // index of the property
	kwAdditional            // at is the name
	kwUnevaluatedProperties // at is the name
	kwUnevaluatedItems
	kwPropertyNames // at is the name
	kwDirection     // index of the property; at is the name
	kwAnyOf
	kwOneOf
	kwOneOfSeveral // how many matched
	kwNot
	kwTag                  // index of the union; at is the value of its tag
	kwDiscriminator        // index of the union; at is the value of its property
	kwDiscriminatorMissing // index of the union
	kwTooDeep
	kwUndeclared // at is the name

	firstMark
)

const (
	markFlag    = firstMark + iota // a flag for the tape
	markSweep                      // undeclared members of the object at are to be looked for
	markInclude                    // what a verdict says: at is its index in memory
	markVisit                      // a watched schema judges the value at
)

// names has the keywords as a contract writes them.
var keywordNames = [...]string{
	kwFalse:                 "",
	kwType:                  "type",
	kwEnum:                  "enum",
	kwConst:                 "const",
	kwMinimum:               "minimum",
	kwMaximum:               "maximum",
	kwExclusiveMinimum:      "exclusiveMinimum",
	kwExclusiveMaximum:      "exclusiveMaximum",
	kwMultipleOf:            "multipleOf",
	kwMinLength:             "minLength",
	kwMaxLength:             "maxLength",
	kwPattern:               "pattern",
	kwFormat:                "format",
	kwMinItems:              "minItems",
	kwMaxItems:              "maxItems",
	kwUniqueItems:           "uniqueItems",
	kwContains:              "contains",
	kwMinContains:           "minContains",
	kwMaxContains:           "maxContains",
	kwMinProperties:         "minProperties",
	kwMaxProperties:         "maxProperties",
	kwRequired:              "required",
	kwDependentRequired:     "dependentRequired",
	kwAdditional:            "additionalProperties",
	kwUnevaluatedProperties: "unevaluatedProperties",
	kwUnevaluatedItems:      "unevaluatedItems",
	kwPropertyNames:         "propertyNames",
	kwDirection:             "",
	kwAnyOf:                 "anyOf",
	kwOneOf:                 "oneOf",
	kwOneOfSeveral:          "oneOf",
	kwNot:                   "not",
	kwTag:                   "",
	kwDiscriminator:         "discriminator",
	kwDiscriminatorMissing:  "discriminator",
	kwTooDeep:               "",
	kwUndeclared:            "",
}
