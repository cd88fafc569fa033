package drift

// Rule is one thing that is looked for.
type Rule struct {
	Name     string   // stable, kebab-case
	Severity Severity // of every finding of the rule
	Summary  string   // what was found, in one sentence
	Next     string   // what to do about it, in one sentence
}

const (
	statusUndocumented    = "status-undocumented"
	headerMissing         = "header-missing"
	headerInvalid         = "header-invalid"
	mediaTypeMissing      = "media-type-missing"
	mediaTypeMalformed    = "media-type-malformed"
	mediaTypeUndocumented = "media-type-undocumented"
	bodyUndocumented      = "body-undocumented"
	bodyEmpty             = "body-empty"
	bodyTruncated         = "body-truncated"
	bodyMalformed         = "body-malformed"
	bodyTrailingData      = "body-trailing-data"
	bodyInvalidUTF8       = "body-invalid-utf8"
	propertyDuplicate     = "property-duplicate"
	propertyMissing       = "property-missing"
	propertyForbidden     = "property-forbidden"
	valueNull             = "value-null"
	valueType             = "value-type"
	valueNotAllowed       = "value-not-allowed"
	valueOutOfBounds      = "value-out-of-bounds"
	valueFormat           = "value-format"
	valueMismatch         = "value-mismatch"
	propertyUndeclared    = "property-undeclared"
	deprecationAnnounced  = "deprecation-announced"
	sunsetAnnounced       = "sunset-announced"

	// CoverageMissing and RecordingOutdated are about the recordings as a whole: package report finds them, when it is asked to.
	CoverageMissing   = "coverage-missing"
	RecordingOutdated = "recording-outdated"
)

// rules is the one table of what is looked for, in the order in which it is.
var rules = []Rule{
	{statusUndocumented, Breaking, "The status is not documented for the operation.",
		"Document the status if the server means it, or treat the answer as a failure."},
	{headerMissing, Breaking, "A response header that the contract requires is missing.",
		"Handle its absence, then make the header optional in the contract."},
	{headerInvalid, Breaking, "A response header does not match its schema.",
		"Read the header as the server sends it, then change its schema in the contract."},
	{mediaTypeMissing, Breaking, "A response with documented content has no Content-Type.",
		"Do not guess the format; ask the API's owner, or document the response as it is."},
	{mediaTypeMalformed, Breaking, "The Content-Type cannot be parsed (RFC 9110, section 8.3).",
		"Do not guess the format; ask the API's owner to correct the header."},
	{mediaTypeUndocumented, Breaking, "The media type is not documented for the status.",
		"Look for a proxy or an error page that answered instead; otherwise document the media type."},
	{bodyUndocumented, Breaking, "There is a body where none is documented, or where HTTP allows none.",
		"Document the body, or ask why it is sent."},
	{bodyEmpty, Breaking, "The body is empty where one is documented.",
		"Do not take the answer for a success; document the empty form if the server means it."},
	{bodyTruncated, Breaking, "The body ends before its JSON value does.",
		"Record it again; if it stays cut, the server or a proxy ends the response early."},
	{bodyMalformed, Breaking, "The body is not JSON (RFC 8259).",
		"Look at the body: an error page, a byte order mark or a prefix such as )]}' are the usual causes."},
	{bodyTrailingData, Breaking, "Something follows the JSON value.",
		"Look at what follows: some parsers ignore it, others refuse the body."},
	{bodyInvalidUTF8, Breaking, "The body is not valid UTF-8 (RFC 8259, section 8.1).",
		"Ask the API's owner to encode it as UTF-8; parsers replace or refuse such bytes."},
	{propertyDuplicate, Breaking, "An object has two members of the same name; parsers disagree on which one wins.",
		"Ask the API's owner to send one of them."},
	{propertyMissing, Breaking, "A required property is missing.",
		"Handle its absence, then make the property optional in the contract."},
	{propertyForbidden, Breaking, "A property is present that the contract rules out.",
		"Declare the property in the contract, or lift additionalProperties: false, readOnly or writeOnly there."},
	{valueNull, Breaking, "A value is null where the contract allows no null.",
		"Handle null, then make the value nullable in the contract."},
	{valueType, Breaking, "A value has another type than the contract says.",
		"Read the new type, then change it in the contract and regenerate."},
	{valueNotAllowed, Breaking, "A value is none of those that the contract lists.",
		"Handle the new value, then add it to the enum in the contract."},
	{valueOutOfBounds, Breaking, "A value is outside the bounds that the contract sets.",
		"Handle the value, then widen the bound in the contract."},
	{valueFormat, Breaking, "A value does not have the format or match the pattern that the contract names.",
		"Handle the value, then correct the format or pattern in the contract."},
	{valueMismatch, Breaking, "A value does not match the contract's oneOf, anyOf, not or another combination of schemas.",
		"Compare the body with each alternative in the contract, and add the form that the server sends."},
	{propertyUndeclared, Additive, "A property is present that the contract does not declare.",
		"Declare the property in the contract if you want to use it."},
	{deprecationAnnounced, Additive, "The server announces that what was called is deprecated (RFC 9745).",
		"Read the vendor's announcement, and plan the move."},
	{sunsetAnnounced, Additive, "The server announces when what was called will end (RFC 8594).",
		"Move before that day."},
	{CoverageMissing, Breaking, "No conforming exchange of a documented response was seen (with --require-coverage).",
		"Record one, or take the response out of the contract."},
	{RecordingOutdated, Breaking, "A recording is older than allowed, or has no date (with --max-age).",
		"Record it again."},
}

var ruleByName = func() map[string]*Rule {
	m := make(map[string]*Rule, len(rules))
	for i := range rules {
		m[rules[i].Name] = &rules[i]
	}
	return m
}()

// Rules lists every rule, in the order in which they are checked. The caller owns the slice.
func Rules() []Rule { return append([]Rule(nil), rules...) }

// RuleNamed finds a rule by its name.
func RuleNamed(name string) (Rule, bool) {
	r, ok := ruleByName[name]
	if !ok {
		return Rule{}, false
	}
	return *r, true
}
