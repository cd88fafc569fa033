package upstream

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/oasdiff/oasdiff/checker"
)

// overrides are the rules of oasdiff whose severity is another one for a client of the operation.
var overrides = map[string]checker.Level{
	// A program that is written to the contract reads what is documented, required or not, of failures as well.
	"response-optional-property-removed":           checker.ERR,
	"response-optional-property-became-write-only": checker.ERR,
	"response-non-success-status-removed":          checker.ERR,
	"optional-response-header-removed":             checker.ERR,
	"response-media-type-removed":                  checker.ERR,
	"response-media-type-name-changed":             checker.ERR,
	"response-media-type-name-generalized":         checker.ERR,
	"response-media-type-name-specialized":         checker.ERR, // a program may compare names

	// The announcement does not make what is gone less gone.
	"response-required-property-removed-with-deprecation": checker.ERR,
	"request-parameter-removed-with-deprecation":          checker.ERR,
	"request-property-removed-with-deprecation":           checker.ERR,
	"api-removed-with-deprecation":                        checker.ERR,
	"api-path-removed-with-deprecation":                   checker.ERR,

	// The server acts differently for the same request.
	"request-parameter-default-value-changed": checker.ERR,
	"request-parameter-default-value-added":   checker.ERR,
	"request-parameter-default-value-removed": checker.ERR,
	"request-property-default-value-changed":  checker.ERR,
	"request-property-default-value-added":    checker.ERR,
	"request-property-default-value-removed":  checker.ERR,
	"request-body-default-value-changed":      checker.ERR,
	"request-body-default-value-added":        checker.ERR,
	"request-body-default-value-removed":      checker.ERR,
	"request-parameter-removed":               checker.ERR,

	// A parameter of another type may mean another thing, though the server still reads what the contract sends: every
	// value of a parameter is a string on the wire.
	"request-parameter-type-generalized": checker.ERR,

	// A program that tells the forms of a body apart by the discriminator does not know a new value, and misreads without
	// it.
	"response-body-discriminator-removed":                   checker.ERR,
	"response-body-discriminator-property-name-changed":     checker.ERR,
	"response-body-discriminator-mapping-added":             checker.ERR,
	"response-property-discriminator-removed":               checker.ERR,
	"response-property-discriminator-property-name-changed": checker.ERR,
	"response-property-discriminator-mapping-added":         checker.ERR,
	"request-body-discriminator-property-name-changed":      checker.ERR,
	"request-body-discriminator-mapping-deleted":            checker.ERR,
	"request-property-discriminator-property-name-changed":  checker.ERR,
	"request-property-discriminator-mapping-deleted":        checker.ERR,

	// Names and numbers of the document, not of the operation; and schemes, whose use the requirements show.
	"endpoint-added":                               checker.NONE,
	"api-operation-id-removed":                     checker.NONE,
	"api-operation-id-added":                       checker.NONE,
	"api-tag-removed":                              checker.NONE,
	"api-tag-added":                                checker.NONE,
	"api-schema-removed":                           checker.NONE,
	"api-version-not-bumped":                       checker.NONE,
	"api-version-decreased":                        checker.NONE,
	"api-major-version-not-bumped":                 checker.NONE,
	"api-security-component-added":                 checker.NONE,
	"api-security-component-removed":               checker.NONE,
	"api-security-component-oauth-scope-added":     checker.NONE,
	"api-security-component-oauth-scope-removed":   checker.NONE,
	"api-security-component-oauth-scope-changed":   checker.NONE,
	"api-security-component-bearer-format-changed": checker.NONE,
}

// severityLevels judges every rule of oasdiff as a client of the operation: INFO becomes additive, what is above it
// breaking, and NONE nothing. oasdiff's own levels follow that law already (what a response may be must not grow, what
// a request may be must not shrink); the exceptions are the overrides, and two kinds of rules.
var severityLevels = sync.OnceValue(func() map[string]checker.Level {
	levels := map[string]checker.Level{}
	known := map[string]bool{}
	for _, rule := range checker.GetAllRules() {
		known[rule.Id] = true
		switch {
		case rule.Kind == checker.KindLifecycle && rule.Level > checker.INFO:
			// Deprecation and sunset are an announcement, whether or not they keep to oasdiff's rules for announcements.
			levels[rule.Id] = checker.INFO
		case rule.Direction == checker.DirectionRequest && strings.HasSuffix(rule.Id, "-became-not-enum"):
			levels[rule.Id] = checker.NONE // as below
		case rule.Direction == checker.DirectionRequest && rule.Effect == checker.EffectWidens &&
			(rule.Kind == checker.KindConstraints || rule.Kind == checker.KindRequiredness ||
				strings.HasSuffix(rule.Id, "enum-value-added")):
			// A contract may be stricter about requests than the server is: what it allows, the server takes.
			levels[rule.Id] = checker.NONE
		case rule.Direction == checker.DirectionResponse && rule.Kind == checker.KindMutability &&
			rule.Effect == checker.EffectNone && slices.Contains(rule.Guards, checker.GuardReadOnly):
			levels[rule.Id] = checker.NONE // readOnly says nothing about responses
		}
	}
	maps.Copy(levels, overrides)
	// oasdiff ends the program when it is given a rule that it does not know.
	maps.DeleteFunc(levels, func(id string, _ checker.Level) bool { return !known[id] })
	return levels
})
