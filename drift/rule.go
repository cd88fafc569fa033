package drift

// Rule is one thing that a comparison looks for.
type Rule struct {
	Name     string   // stable, in kebab case
	Severity Severity // of every finding of the rule
	Of       Subject  // what is compared with the contract
	Mark     Mark     // what in a body a finding points at
	Summary  string   // what was found, in one sentence
	Next     string   // what to do about it, in one sentence
	Example  string   // what the contract says, and what was seen; "" for rules that say it
}

// Subject is what a rule compares with the contract.
type Subject int

const (
	Exchanges  Subject = iota // single exchanges: apidrift check, apidrift proxy
	Recordings                // the recordings as a whole, if that is asked for
	Document                  // a published document: apidrift diff, beside oasdiff's rules
)

// Mark is what in a body a finding of a rule points at, so that a report can show it. A finding's pointer says which.
type Mark int

const (
	NoMark          Mark = iota // nothing: the finding is about a status, a header or a document
	WholeBody                   // the body
	BodyEnd                     // the end of the body
	TrailingBytes               // what follows the JSON value
	UnreadableBytes             // the first bytes that are not JSON
	InvalidBytes                // the first bytes that are not UTF-8
	MissingMember               // the object without a member that the pointer names
	Member                      // the member that the pointer names
	SecondMember                // the second member of the name that the pointer ends in
	Value                       // the value that the pointer names
)

// The rules' names.
const (
	StatusUndocumented    = "status-undocumented"
	HeaderMissing         = "header-missing"
	HeaderInvalid         = "header-invalid"
	MediaTypeMissing      = "media-type-missing"
	MediaTypeMalformed    = "media-type-malformed"
	MediaTypeUndocumented = "media-type-undocumented"
	BodyUndocumented      = "body-undocumented"
	BodyEmpty             = "body-empty"
	BodyTruncated         = "body-truncated"
	BodyMalformed         = "body-malformed"
	BodyTrailingData      = "body-trailing-data"
	BodyInvalidUTF8       = "body-invalid-utf8"
	PropertyDuplicate     = "property-duplicate"
	PropertyMissing       = "property-missing"
	PropertyForbidden     = "property-forbidden"
	ValueNull             = "value-null"
	ValueType             = "value-type"
	ValueNotAllowed       = "value-not-allowed"
	ValueOutOfBounds      = "value-out-of-bounds"
	ValueFormat           = "value-format"
	ValueMismatch         = "value-mismatch"
	PropertyUndeclared    = "property-undeclared"
	DeprecationAnnounced  = "deprecation-announced"
	SunsetAnnounced       = "sunset-announced"
	CoverageMissing       = "coverage-missing"
	RecordingOutdated     = "recording-outdated"
	OperationUndocumented = "operation-undocumented"

	RequestParameterMissing      = "request-parameter-missing"
	RequestParameterInvalid      = "request-parameter-invalid"
	RequestBodyMissing           = "request-body-missing"
	RequestMediaTypeUndocumented = "request-media-type-undocumented"
	RequestBodyInvalid           = "request-body-invalid"
	RequestParameterUndeclared   = "request-parameter-undeclared"
	RequestBodyUndocumented      = "request-body-undocumented"
	RequestPropertyUndeclared    = "request-property-undeclared"

	ServerRemoved                        = "server-removed"
	ServerAdded                          = "server-added"
	RequestParameterSerializationChanged = "request-parameter-serialization-changed"
	RequestPartMediaTypeChanged          = "request-part-media-type-changed"
	ResponseHeaderConstraintAdded        = "response-header-constraint-added"
	ResponseHeaderConstraintRemoved      = "response-header-constraint-removed"
	SunsetDateChanged                    = "sunset-date-changed"
)

// rules is the one table of rules, in the order in which they are checked. A new rule is added here and nowhere else.
var rules = []Rule{
	{Name: StatusUndocumented, Severity: Breaking, Of: Exchanges,
		Summary: "The status is not documented for the operation.",
		Next:    "Document the status if the server means it, or treat the answer as a failure.",
		Example: "contract  responses: {\"200\": …, \"404\": …}\n" +
			"answer    429 Too Many Requests"},
	{Name: HeaderMissing, Severity: Breaking, Of: Exchanges,
		Summary: "A response header that the contract requires is missing.",
		Next:    "Handle its absence, then make the header optional in the contract.",
		Example: "contract  headers: {X-Total: {required: true}}\n" +
			"answer    no X-Total"},
	{Name: HeaderInvalid, Severity: Breaking, Of: Exchanges,
		Summary: "A response header does not match its schema.",
		Next:    "Read the header as the server sends it, then change its schema in the contract.",
		Example: "contract  headers: {X-Total: {schema: {type: integer}}}\n" +
			"answer    X-Total: many"},
	{Name: MediaTypeMissing, Severity: Breaking, Of: Exchanges,
		Summary: "A response with documented content has no Content-Type.",
		Next:    "Do not guess the format; ask the API's owner, or document the response as it is.",
		Example: "contract  content: {application/json: …}\n" +
			"answer    a body without Content-Type"},
	{Name: MediaTypeMalformed, Severity: Breaking, Of: Exchanges,
		Summary: "The Content-Type cannot be parsed (RFC 9110, section 8.3).",
		Next:    "Do not guess the format; ask the API's owner to correct the header.",
		Example: "answer    Content-Type: json"},
	{Name: MediaTypeUndocumented, Severity: Breaking, Of: Exchanges,
		Summary: "The media type is not documented for the status.",
		Next:    "Look for a proxy or an error page that answered instead; otherwise document the media type.",
		Example: "contract  content: {application/json: …}\n" +
			"answer    Content-Type: text/html"},
	{Name: BodyUndocumented, Severity: Additive, Of: Exchanges, Mark: WholeBody,
		Summary: "There is a body where none is documented. Where HTTP allows none (HEAD, 204, 205, 304) it is breaking.",
		Next:    "Document the body, or ask why it is sent.",
		Example: "contract  \"204\": {description: Deleted.}\n" +
			"answer    {\"deleted\": true}"},
	{Name: BodyEmpty, Severity: Breaking, Of: Exchanges, Mark: WholeBody,
		Summary: "The body is empty where one is documented.",
		Next:    "Do not take the answer for a success; document the empty form if the server means it.",
		Example: "contract  content: {application/json: {schema: {type: object}}}\n" +
			"answer    an empty body"},
	{Name: BodyTruncated, Severity: Breaking, Of: Exchanges, Mark: BodyEnd,
		Summary: "The body ends before its JSON value does.",
		Next:    "Record it again; if it stays cut, the server or a proxy ends the response early.",
		Example: "answer    {\"id\": \"1\", \"na"},
	{Name: BodyMalformed, Severity: Breaking, Of: Exchanges, Mark: UnreadableBytes,
		Summary: "The body is not JSON (RFC 8259).",
		Next:    "Look at the body: an error page, a byte order mark or a prefix such as )]}' are the usual causes.",
		Example: "answer    <html><body>Bad gateway</body></html>"},
	{Name: BodyTrailingData, Severity: Breaking, Of: Exchanges, Mark: TrailingBytes,
		Summary: "Something follows the JSON value.",
		Next:    "Look at what follows: some parsers ignore it, others refuse the body.",
		Example: "answer    {\"id\": \"1\"} {\"id\": \"2\"}"},
	{Name: BodyInvalidUTF8, Severity: Breaking, Of: Exchanges, Mark: InvalidBytes,
		Summary: "The body is not valid UTF-8 (RFC 8259, section 8.1).",
		Next:    "Ask the API's owner to encode it as UTF-8; parsers replace or refuse such bytes.",
		Example: "answer    {\"name\": \"caf\\xe9\"}"},
	{Name: PropertyDuplicate, Severity: Breaking, Of: Exchanges, Mark: SecondMember,
		Summary: "An object has two members of the same name; parsers disagree on which one wins.",
		Next:    "Ask the API's owner to send one of them.",
		Example: "answer    {\"id\": \"1\", \"id\": \"2\"}"},
	{Name: PropertyMissing, Severity: Breaking, Of: Exchanges, Mark: MissingMember,
		Summary: "A required property is missing.",
		Next:    "Handle its absence, then make the property optional in the contract.",
		Example: "contract  required: [id]\n" +
			"answer    {\"name\": \"n\"}"},
	{Name: PropertyForbidden, Severity: Breaking, Of: Exchanges, Mark: Member,
		Summary: "A property is present that the contract rules out.",
		Next:    "Declare the property in the contract, or lift additionalProperties: false, readOnly or writeOnly there.",
		Example: "contract  additionalProperties: false\n" +
			"answer    {\"id\": \"1\", \"site_type\": \"core\"}"},
	{Name: ValueNull, Severity: Breaking, Of: Exchanges, Mark: Value,
		Summary: "A value is null where the contract allows no null.",
		Next:    "Handle null, then make the value nullable in the contract.",
		Example: "contract  rate: {type: number}\n" +
			"answer    {\"rate\": null}"},
	{Name: ValueType, Severity: Breaking, Of: Exchanges, Mark: Value,
		Summary: "A value has another type than the contract says.",
		Next:    "Read the new type, then change it in the contract and regenerate.",
		Example: "contract  id: {type: integer}\n" +
			"answer    {\"id\": \"17\"}"},
	{Name: ValueNotAllowed, Severity: Breaking, Of: Exchanges, Mark: Value,
		Summary: "A value is not one of the contract's enum.",
		Next:    "Handle the new value, then add it to the enum in the contract.",
		Example: "contract  state: {enum: [on, off]}\n" +
			"answer    {\"state\": \"starting\"}"},
	{Name: ValueOutOfBounds, Severity: Breaking, Of: Exchanges, Mark: Value,
		Summary: "A value is outside the bounds that the contract sets.",
		Next:    "Handle the value, then widen the bound in the contract.",
		Example: "contract  label: {type: string, maxLength: 3}\n" +
			"answer    {\"label\": \"long\"}"},
	{Name: ValueFormat, Severity: Breaking, Of: Exchanges, Mark: Value,
		Summary: "A value does not have the format or match the pattern that the contract names.",
		Next:    "Handle the value, then correct the format or pattern in the contract.",
		Example: "contract  created: {type: string, format: date-time}\n" +
			"answer    {\"created\": \"2018-01-02T03:04:05\"}, which has no offset"},
	{Name: ValueMismatch, Severity: Breaking, Of: Exchanges, Mark: Value,
		Summary: "A value does not match the contract's oneOf, anyOf, not or another combination of schemas.",
		Next:    "Compare the body with each alternative in the contract, and add the form that the server sends.",
		Example: "contract  id: {oneOf: [{type: integer}, {type: string}]}\n" +
			"answer    {\"id\": true}"},
	{Name: PropertyUndeclared, Severity: Additive, Of: Exchanges, Mark: Member,
		Summary: "A property is present that the contract does not declare.",
		Next:    "Declare the property in the contract if you want to use it.",
		Example: "contract  properties: {id: {type: string}}\n" +
			"answer    {\"id\": \"1\", \"note\": \"n\"}"},
	{Name: DeprecationAnnounced, Severity: Additive, Of: Exchanges,
		Summary: "The server announces that what was called is deprecated (RFC 9745).",
		Next:    "Read the vendor's announcement, and plan the move.",
		Example: "answer    Deprecation: @1688169599"},
	{Name: SunsetAnnounced, Severity: Additive, Of: Exchanges,
		Summary: "The server announces when what was called will end (RFC 8594).",
		Next:    "Move before that day.",
		Example: "answer    Sunset: Wed, 30 Jun 2027 23:59:59 GMT"},
	{Name: RequestParameterMissing, Severity: Breaking, Of: Exchanges,
		Summary: "A required parameter is missing from the request.",
		Next:    "Send the parameter, or make it optional in the contract if the server does without.",
		Example: "contract  {name: page, in: query, required: true}\n" +
			"request   GET /things"},
	{Name: RequestParameterInvalid, Severity: Breaking, Of: Exchanges,
		Summary: "A parameter of the request does not match its schema under its style.",
		Next:    "Correct the client if it should not send such a value; otherwise correct the parameter in the contract.",
		Example: "contract  {name: page, in: query, schema: {type: integer}}\n" +
			"request   GET /things?page=first"},
	{Name: RequestBodyMissing, Severity: Breaking, Of: Exchanges,
		Summary: "The request has no body where the contract requires one.",
		Next:    "Send the body, or make it optional in the contract if the server does without.",
		Example: "contract  requestBody: {required: true}\n" +
			"request   POST /things without a body"},
	{Name: RequestMediaTypeUndocumented, Severity: Breaking, Of: Exchanges,
		Summary: "The request's media type is missing, malformed or not documented.",
		Next:    "Send a documented media type, or document the one that the server takes.",
		Example: "contract  requestBody: {content: {application/json: …}}\n" +
			"request   Content-Type: text/plain"},
	{Name: RequestBodyInvalid, Severity: Breaking, Of: Exchanges,
		Summary: "The request's body does not match its schema.",
		Next:    "Correct the client if it should not send such a body; otherwise correct the schema in the contract.",
		Example: "contract  tags: {type: array}\n" +
			"request   {\"tags\": null}"},
	{Name: RequestParameterUndeclared, Severity: Additive, Of: Exchanges,
		Summary: "The request has a query parameter that the operation does not declare.",
		Next:    "Declare the parameter in the contract, or stop sending it.",
		Example: "contract  parameters: []\n" +
			"request   GET /things?page=2"},
	{Name: RequestBodyUndocumented, Severity: Additive, Of: Exchanges,
		Summary: "The request has a body where the contract documents none.",
		Next:    "Document the body in the contract, or stop sending it.",
		Example: "contract  no requestBody\n" +
			"request   {\"force\": true}"},
	{Name: RequestPropertyUndeclared, Severity: Additive, Of: Exchanges,
		Summary: "The request's body has a property that its schema does not declare, or that is readOnly.",
		Next:    "Declare the property in the contract, or stop sending it.",
		Example: "contract  properties: {name: {type: string}}\n" +
			"request   {\"name\": \"n\", \"nmae\": \"n\"}"},
	{Name: CoverageMissing, Severity: Breaking, Of: Recordings,
		Summary: "No conforming exchange of a documented response was seen (with --require-coverage).",
		Next:    "Record one, or take the response out of the contract."},
	{Name: RecordingOutdated, Severity: Breaking, Of: Recordings,
		Summary: "A recording is older than allowed, or has no date (with --max-age).",
		Next:    "Record it again."},
	{Name: OperationUndocumented, Severity: Breaking, Of: Recordings,
		Summary: "An exchange matches no operation of the contract (with --fail-on-unmatched).",
		Next:    "Document the operation, correct the base path in servers, or list the path under ignore.",
		Example: "contract  paths: {/v1/things: …}\n" +
			"request   GET /v1/other"},

	{Name: ServerRemoved, Severity: Breaking, Of: Document,
		Summary: "A URL of the contract's operation is not among the published ones: its server or its base path changed.",
		Next:    "Find out which URL answers, then change servers in the contract."},
	{Name: ServerAdded, Severity: Additive, Of: Document,
		Summary: "The operation is published under another URL as well.",
		Next:    "Add the server to the contract if you want to use it."},
	{Name: RequestParameterSerializationChanged, Severity: Breaking, Of: Document,
		Summary: "A parameter is serialized differently: its style, explode, allowReserved or media type changed.",
		Next:    "Send the parameter as the server reads it, then change it in the contract."},
	{Name: RequestPartMediaTypeChanged, Severity: Breaking, Of: Document,
		Summary: "A part of a multipart or form request has another media type.",
		Next:    "Send the part as the server reads it, then change its encoding in the contract."},
	{Name: ResponseHeaderConstraintAdded, Severity: Additive, Of: Document,
		Summary: "An enum or a pattern allows less in a response header than the contract does.",
		Next:    "Add it to the contract if you want to rely on it."},
	{Name: ResponseHeaderConstraintRemoved, Severity: Breaking, Of: Document,
		Summary: "A response header may have values that the contract's enum or pattern rules out.",
		Next:    "Handle the new values, then change the header in the contract."},
	{Name: SunsetDateChanged, Severity: Additive, Of: Document,
		Summary: "The day on which the operation ends changed.",
		Next:    "Plan the move for that day, then change x-sunset in the contract."},
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

// RuleNamed finds a rule by its name. It is false for oasdiff's rules, which drift/upstream knows.
func RuleNamed(name string) (Rule, bool) {
	r, ok := ruleByName[name]
	if !ok {
		return Rule{}, false
	}
	return *r, true
}
