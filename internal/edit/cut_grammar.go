package edit

import "strings"

// A kind is what an object of a document is. Kinds of values are written as "[]kind" for a list, "{}kind" for an object
// with names of the vendor's choice, and "" for a value that is copied as it is.
//
// grammar has the kinds of the members of each kind of object. "*" stands for members that are not listed.
var grammar = map[string]map[string]string{
	"document": {
		"info": "plain", "servers": "[]server", "security": "[]requirement", "tags": "[]plain", "paths": "paths",
		"components": "components",
	},
	"components": {
		"schemas": "{}schema", "responses": "{}response", "parameters": "{}parameter", "examples": "{}example",
		"requestBodies": "{}requestBody", "headers": "{}header", "securitySchemes": "{}securityScheme", "links": "{}link",
		"callbacks": "{}callback", "pathItems": "{}pathItem",
	},
	"paths": {"*": "pathItem"},
	"pathItem": {
		"servers": "[]server", "parameters": "[]parameter", "get": "operation", "put": "operation", "post": "operation",
		"delete": "operation", "options": "operation", "head": "operation", "patch": "operation", "trace": "operation",
	},
	"operation": {
		"externalDocs": "plain", "parameters": "[]parameter", "requestBody": "requestBody", "responses": "responses",
		"callbacks": "{}callback", "security": "[]requirement", "servers": "[]server",
	},
	"parameter": {"schema": "schema", "examples": "{}example", "content": "{}mediaType"},
	"header":    {"schema": "schema", "examples": "{}example", "content": "{}mediaType"},
	"requestBody": {
		"content": "{}mediaType",
	},
	"responses": {"*": "response"},
	"response":  {"headers": "{}header", "content": "{}mediaType", "links": "{}link"},
	"mediaType": {"schema": "schema", "examples": "{}example", "encoding": "{}encoding"},
	"encoding":  {"headers": "{}header"},
	"callback":  {"*": "pathItem"},
	"example":   {},
	"link":      {"server": "server"},
	"server":    {"variables": "{}plain"},
	"schema": {
		"properties": "{}schema", "patternProperties": "{}schema", "additionalProperties": "schema", "items": "schema",
		"allOf": "[]schema", "anyOf": "[]schema", "oneOf": "[]schema", "not": "schema", "if": "schema", "then": "schema",
		"else": "schema", "prefixItems": "[]schema", "contains": "schema", "propertyNames": "schema",
		"dependentSchemas": "{}schema", "unevaluatedItems": "schema", "unevaluatedProperties": "schema",
		"contentSchema": "schema", "$defs": "{}schema", "definitions": "{}schema", "discriminator": "plain",
		"externalDocs": "plain", "xml": "plain",
	},
	"securityScheme": {"flows": "flows"},
	"flows":          {"*": "flow"},
	"flow":           {},
	"requirement":    {},
	"plain":          {"contact": "plain", "license": "plain", "externalDocs": "plain"},
}

// sections are the sections of components by the kind of what stands in them.
var sections = map[string]string{}

func init() {
	for section, kind := range grammar["components"] {
		sections[strings.TrimPrefix(kind, "{}")] = section
	}
}

// memberKind is the kind of a member of an object.
func memberKind(kind, member string) string {
	members := grammar[kind]
	if k, ok := members[member]; ok {
		return k
	}
	return members["*"]
}

// element is the kind of the elements of a list or the members of an object of a kind, such as "[]schema".
func element(kind string) string { return kind[len("[]"):] }

func isList(kind string) bool  { return strings.HasPrefix(kind, "[]") }
func isNamed(kind string) bool { return strings.HasPrefix(kind, "{}") }

// pathMembers are the members of a path item that OpenAPI allows beside operations.
var pathMembers = []string{"summary", "description", "servers", "parameters"}

// proseMembers are texts for people.
var proseMembers = []string{"description", "summary", "title"}
