package schema

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Judge judges a body, which must be exactly one JSON value, and yields every deviation: first those of its bytes,
// then those from the schema, then the members that it does not declare. Of each rule and place it yields the first
// hundred. A body that is too large to be judged is an error, which says why; then nothing is yielded.
func (p *Program) Judge(body []byte, yield func(Deviation)) error {
	m := machines.Get().(*machine)
	defer m.release()
	isValue, err := m.readBody(body)
	if err != nil {
		return err
	}
	if isValue {
		m.judge(p.root, 0, members{})
		m.sweepUndeclared()
	}
	m.yield(yield)
	return nil
}

// readBody fills the tape, and reports what is wrong with the bytes. It is false if there is no value to judge.
func (m *machine) readBody(body []byte) (isValue bool, err error) {
	end, err := m.read(body, false)
	if err != nil && isInvalidUTF8(err) {
		offset, pointer := syntaxError(err)
		saw := "bytes that are not"
		if strings.Contains(err.Error(), "surrogate") {
			saw = "an escape for half of a character"
		}
		m.reportBytes(drift.BodyInvalidUTF8, pointer, "expected UTF-8, saw "+saw, int(offset))
		end, err = m.read(body, true)
	}
	if errors.Is(err, errTooLarge) || errors.Is(err, errTooMany) {
		return false, err
	}
	if err != nil {
		m.reportSyntax(err)
		return false, nil
	}
	m.reportDuplicates()
	m.listed(m.huge, func(i uint32) {
		const message = "expected a number that a program can hold, saw one beyond 1.8e308"
		m.reportBytes(drift.ValueOutOfBounds, m.pointer(i), message, int(m.tokens[i].start))
	})
	if rest := bytes.TrimLeft(body[end:], " \t\r\n"); len(rest) > 0 {
		more := text.Count(len(rest), "byte")
		message := fmt.Sprintf("expected the body to end after one JSON value, saw %s more", more)
		m.reportBytes(drift.BodyTrailingData, "", message, len(body)-len(rest))
	}
	return true, nil
}

// reportDuplicates reports members whose names their objects had already.
func (m *machine) reportDuplicates() {
	found := m.duplicates.found
	slices.Sort(found) // inner objects are complete before outer ones
	m.listed(found, func(i uint32) {
		message := "expected one member named " + redact.Quote(string(m.tape.text(i))) + ", saw another"
		m.reportBytes(drift.PropertyDuplicate, m.pointer(i), message, int(m.tokens[i].start))
	})
}

// reportSyntax reports why a body cannot be read.
func (m *machine) reportSyntax(err error) {
	body := m.body
	switch {
	case isTruncated(err):
		message := fmt.Sprintf("expected one JSON value, saw it cut off after %s", text.Count(len(body), "byte"))
		m.reportBytes(drift.BodyTruncated, "", message, len(body))
	case strings.Contains(err.Error(), "exceeded max depth"):
		const message = "expected a body that a parser reads, saw one nested deeper than 10000 levels"
		m.reportBytes(drift.BodyMalformed, "", message, 0)
	case bytes.HasPrefix(body, []byte("\ufeff")):
		m.reportBytes(drift.BodyMalformed, "", "expected a JSON value, saw a byte order mark before it", 0)
	case bytes.HasPrefix(body, []byte(")]}'")):
		m.reportBytes(drift.BodyMalformed, "", "expected a JSON value, saw the prefix )]}' before it", 0)
	default:
		offset, pointer := syntaxError(err)
		message := fmt.Sprintf("expected one JSON value, saw something else at byte %d", offset)
		m.reportBytes(drift.BodyMalformed, pointer, message, int(offset))
	}
}

// syntaxError is where the decoder gave up.
func syntaxError(err error) (offset int64, pointer string) {
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return syntactic.ByteOffset, boundedPointer(string(syntactic.JSONPointer))
	}
	return 0, ""
}
