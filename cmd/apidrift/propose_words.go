package main

import (
	"fmt"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/internal/edit"
	"github.com/seed-97812ecd/supermemory-go/internal/schema"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// reasons say why a fact of a rule has no edit.
var reasons = map[string]string{
	drift.MediaTypeMissing:      "a contract cannot say that there is no Content-Type",
	drift.MediaTypeMalformed:    "a contract cannot say that Content-Type cannot be parsed",
	drift.BodyEmpty:             "a contract cannot say that a body may be empty",
	drift.BodyTruncated:         "a body that is cut off is a failure, not another contract",
	drift.BodyMalformed:         "a body that is not JSON is a failure, not another contract",
	drift.BodyTrailingData:      "a contract cannot say that something follows the value",
	drift.BodyInvalidUTF8:       "JSON that is not UTF-8 is a failure, not another contract",
	drift.PropertyDuplicate:     "a contract cannot say that a name is there twice",
	drift.DeprecationAnnounced:  "it is an announcement, which no contract keeps from being made",
	drift.SunsetAnnounced:       "it is an announcement, which no contract keeps from being made",
	drift.CoverageMissing:       "it is about the recordings",
	drift.RecordingOutdated:     "it is about the recordings",
	drift.OperationUndocumented: "which operation is meant is for a person to say",
}

// keywordReasons say why there is no edit for what breaks a keyword.
var keywordReasons = map[string]string{
	"propertyNames":      "what names there may be is for a person to say",
	"contains":           "what an array has to contain is for a person to say",
	"minContains":        "what an array has to contain is for a person to say",
	"maxContains":        "what an array has to contain is for a person to say",
	"unevaluatedItems":   "what further items there are is for a person to say",
	"not":                "what is ruled out is for a person to say",
	"discriminator":      "which alternative a new value of the discriminator names is for a person to say",
	schema.SawNoProperty: "without the discriminator's property no alternative can be told",
	schema.SawTag:        "which alternative the new value belongs to is for a person to say",
	schema.SawDirection:  "whether it is sent in this direction is for a person to say",
	schema.SawNever:      "a schema that allows nothing is meant so",
	schema.SawSeveral:    "how the alternatives exclude each other is for a person to say",
	schema.SawTooDeep:    "it cannot be judged",
}

// seenAs says what was seen in one of several exchanges, as a comment does: "null", "provider missing".
func seenAs(b breach, e *edit.Evidence) string {
	name := text.Line(b.name, text.MaxName)
	switch b.keyword {
	case schema.SawUndeclared, "additionalProperties", "unevaluatedProperties":
		if b.name == "" {
			return "other properties"
		}
		return name
	case "required", "dependentRequired":
		return name + " missing"
	}
	if b.rule == drift.ValueNull {
		return "null"
	}
	switch b.keyword {
	case "type", "oneOf", "anyOf":
		return text.Or(e.Shape.Types())
	case "enum", "const":
		return "another value"
	case "format":
		return "another format"
	case "pattern":
		return "no match"
	case "multipleOf":
		return "no multiple"
	case "uniqueItems":
		return "equal items"
	}
	return e.Reached(b.keyword)
}

// proof is what a comment says: "null in 12 of 40 answers, recordings/a.har entry 3".
func proof(what string, e *edit.Evidence, of int, in string) string {
	noun := "answer"
	if in == "request" {
		noun = "request"
	}
	return fmt.Sprintf("%s in %d of %s, %s entry %d", what, e.Exchanges, text.Count(max(of, e.Exchanges), noun),
		text.Line(e.First.File, text.MaxName), e.First.Entry)
}

// day is the day of the last exchange of a fact, or today.
func (p *proposer) day(f *report.Fact) (string, error) {
	if !f.Last.IsZero() {
		return f.Last.UTC().Format(time.DateOnly), nil
	}
	o, err := origin(nil)
	return o.Time.UTC().Format(time.DateOnly), err
}

// at names the place of a fact: "openapi.yaml:71".
func (p *proposer) at(f *report.Fact) string {
	name := text.Line(shownFile(contractPath(p.flags.contract, f.Place.File)), 0)
	if f.Place.Line == 0 {
		return name
	}
	return fmt.Sprintf("%s:%d", name, f.Place.Line)
}

// refusal is a fact without an edit.
type refusal struct {
	fact   *report.Fact
	reason string
}

func (p *proposer) line(label string, f *report.Fact, rest string) string {
	return fmt.Sprintf("%-7s  %s  %s  %s: %s", label, f.ID, p.at(f), f.Rule, text.Line(rest, 0))
}
