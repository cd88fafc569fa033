package edit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestChanges makes changes at random in documents that are made up, in every style of writing. What is then read is
// what the same changes make of the values.
func TestChanges(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3000) {
		r := &changer{Rand: rand.New(rand.NewPCG(seed, 11))}
		r.prove(t, seed)
	}
}

// FuzzChanges looks for changes that [TestChanges] does not come across.
func FuzzChanges(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) {
		r := &changer{Rand: rand.New(rand.NewPCG(seed, 11))}
		r.prove(t, seed)
	})
}

type changer struct {
	*rand.Rand
	log []string
}

func (r *changer) prove(t *testing.T, seed uint64) {
	t.Helper()
	value := r.object(3)
	value["last"] = r.value(2)
	text := r.written(t, value)
	value = nil
	if err := yaml.Unmarshal(text, &value); err != nil {
		return // the library has written what it cannot read
	}
	f, err := readFile(text)
	if err != nil {
		t.Fatalf("%d: %v\n%s", seed, err, text)
	}
	for range 1 + r.IntN(4) {
		r.change(f, f.root, value)
	}
	got := f.bytes()
	var read any
	if err := yaml.Unmarshal(got, &read); err != nil {
		t.Fatalf("%d: %v\n%s\nbecame\n%s\nby %v", seed, err, text, got, r.log)
	}
	if f.style.json && !json.Valid(got) {
		t.Fatalf("%d: it is not JSON any more\n%s", seed, got)
	}
	if !reflect.DeepEqual(plain(read), plain(value)) {
		t.Fatalf("%d:\n%s\nbecame\n%s\nby %v, which is\n%v\nand not\n%v", seed, text, got, r.log, plain(read), plain(value))
	}
	if crlf := bytes.Count(text, []byte("\r\n")); crlf > 0 &&
		bytes.Count(got, []byte("\n")) != bytes.Count(got, []byte("\r\n")) {
		t.Fatalf("%d: line ends are mixed\n%q", seed, got)
	}
}

// plain makes values comparable. What is added behind the last line gives that an end, and so the text that it is in.
func plain(v any) any {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	data = bytes.ReplaceAll(data, []byte(`\n"`), []byte(`"`))
	var out any
	_ = json.Unmarshal(data, &out) // it was just written
	return out
}

var seenComment = Comment{Day: "2026-11-24", Of: "it", Text: "seen"}

// change makes one change somewhere below an object, in the document and in the value.
func (r *changer) change(f *file, w *written, value map[string]any) {
	i := r.IntN(len(w.entries) + 1)
	if i < len(w.entries) {
		e := w.entries[i]
		switch below := value[e.name].(type) {
		case map[string]any:
			if _, isTouched := f.changes[e.value]; r.IntN(3) > 0 && len(below) > 0 && len(e.value.entries) > 0 && !isTouched {
				r.change(f, e.value, below)
				return
			}
		case []any:
			if _, isTouched := f.changes[e.value]; r.IntN(3) > 0 && len(below) > 0 && !isTouched {
				value[e.name] = r.changeList(f, e.value, below)
				return
			}
		}
	}
	if _, isTouched := f.changes[w]; isTouched || len(w.entries) == 0 {
		return
	}
	r.log = append(r.log, fmt.Sprint(w.start))
	i = r.IntN(len(w.entries))
	switch r.IntN(4) {
	case 0:
		if len(w.entries) > 1 {
			r.log = append(r.log, "remove "+w.entries[i].name)
			f.remove(w, w.entries[i].name, []Comment{seenComment})
			delete(value, w.entries[i].name)
		}
	case 1:
		scalar := fmt.Sprint("s", r.IntN(9))
		if _, isContainer := value[w.entries[i].name].([]any); isContainer {
			return
		}
		if _, isContainer := value[w.entries[i].name].(map[string]any); isContainer {
			return
		}
		r.log = append(r.log, "set "+w.entries[i].name)
		f.set(w, w.entries[i].name, Text(scalar), []Comment{seenComment})
		value[w.entries[i].name] = scalar
	case 2:
		child := w.entries[i].value
		if _, isTouched := f.changes[child]; child.form == objectForm && len(child.entries) > 0 && !isTouched {
			r.log = append(r.log, "wrap "+w.entries[i].name)
			f.wrap(child, "oneOf", []Value{Object(Member{"type", Text("x")})}, []Comment{seenComment})
			value[w.entries[i].name] = map[string]any{
				"oneOf": []any{value[w.entries[i].name], map[string]any{"type": "x"}},
			}
		}
	default:
	}
	if r.IntN(2) == 0 {
		made := r.value(2)
		r.log = append(r.log, "add after "+w.entries[i].name)
		f.add(w, "added on: #1", valueOf(made), []Comment{seenComment}, w.entries[i].name)
		value["added on: #1"] = made
	}
}

func (r *changer) changeList(f *file, w *written, value []any) []any {
	out := slices.Clone(value)
	if i := r.IntN(len(out)); len(out) > 1 && r.IntN(2) == 0 {
		r.log = append(r.log, fmt.Sprint("remove item ", i))
		f.removeItem(w, i, []Comment{seenComment})
		out = slices.Delete(out, i, i+1)
	}
	if r.IntN(2) == 0 {
		made := r.value(1)
		r.log = append(r.log, "add item")
		f.addItem(w, valueOf(made), []Comment{seenComment})
		out = append(out, made)
	}
	return out
}

func valueOf(v any) Value {
	switch v := v.(type) {
	case map[string]any:
		out := Object()
		for name, member := range v {
			out.add(name, valueOf(member))
		}
		return out
	case []any:
		out := Array()
		for _, item := range v {
			out.Items = append(out.Items, valueOf(item))
		}
		return out
	case string:
		return Text(v)
	}
	data, _ := json.Marshal(v)
	return Token(string(data))
}

func (r *changer) object(depth int) map[string]any {
	out := map[string]any{}
	for range 1 + r.IntN(4) {
		out[[]string{"a", "b c", "200", "on", "x: y", "d#e", "ü"}[r.IntN(7)]] = r.value(depth - 1)
	}
	return out
}

var oddTexts = []string{
	"", "plain", "true", "12", "a: b # c", "- d", "line\n# one\n\nline two\n", "é\ttab", "x]y}z,", "'", "it's \"so\"",
}

func (r *changer) value(depth int) any {
	kind := r.IntN(7)
	if depth <= 0 {
		kind = r.IntN(4)
	}
	switch kind {
	case 0:
		return r.IntN(100)
	case 1:
		return []any{nil, true, 1.5}[r.IntN(3)]
	case 2, 3:
		return oddTexts[r.IntN(len(oddTexts))]
	case 4:
		list := []any{}
		for range r.IntN(4) {
			list = append(list, r.value(depth-1))
		}
		return list
	}
	return r.object(depth)
}

// written writes a value in one of many styles.
func (r *changer) written(t *testing.T, value any) []byte {
	t.Helper()
	var data []byte
	var err error
	switch r.IntN(5) {
	case 0:
		data, err = json.MarshalIndent(value, "", []string{"  ", "\t"}[r.IntN(2)])
	case 1:
		data, err = json.Marshal(value)
	default:
		var node yaml.Node
		if err := node.Encode(value); err != nil {
			t.Fatal(err)
		}
		r.decorate(&node, false)
		data, err = yaml.Dump(&node, yaml.WithIndent(2+2*r.IntN(2)), yaml.WithCompactSeqIndent(r.IntN(2) == 0),
			yaml.WithLineWidth(20+60*r.IntN(2)))
	}
	if err != nil {
		t.Fatal(err)
	}
	if r.IntN(3) == 0 {
		data = bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
	}
	if r.IntN(3) == 0 {
		data = bytes.TrimRight(data, "\r\n")
	}
	return data
}

// decorate gives nodes comments, quotes and braces.
func (r *changer) decorate(n *yaml.Node, inFlow bool) {
	switch {
	case n.Kind == yaml.ScalarNode && n.Tag == "!!str" && r.IntN(4) == 0:
		n.Style = []yaml.Style{yaml.SingleQuotedStyle, yaml.DoubleQuotedStyle}[r.IntN(2)]
	case (n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode) && r.IntN(3) == 0:
		n.Style, inFlow = yaml.FlowStyle, true
	}
	if r.IntN(8) == 0 && !inFlow && n.Kind == yaml.ScalarNode {
		n.LineComment = "# a comment"
	}
	for _, child := range n.Content {
		r.decorate(child, inFlow)
	}
}
