package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/rogpeppe/go-internal/txtar"
)

// TestPropose runs propose on each archive in testdata/propose. Its comment has the flags; answers.txt has exchanges,
// as [exchangesOf] reads them; want.patch and want.err are what the command prints. UPDATE=1 rewrites these. The patch
// is then proved.
func TestPropose(t *testing.T) {
	t.Parallel()
	archives, err := filepath.Glob("testdata/propose/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal(archives, err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			c := newProposeCase(t, archive)
			patch, said := c.propose()
			c.golden(archive, name, "want.patch", patch)
			c.golden(archive, name, "want.err", said)
			c.prove(patch, said)
		})
	}
}

// proposeCase is a folder with a contract and recordings, and the flags to propose with.
type proposeCase struct {
	testing.TB
	folder, contract string
	args             []string
}

func newProposeCase(t testing.TB, archive *txtar.Archive) *proposeCase {
	t.Helper()
	c := &proposeCase{TB: t, folder: t.TempDir(), contract: "openapi.yaml"}
	for _, f := range archive.Files {
		data := f.Data
		switch {
		case strings.HasPrefix(f.Name, "want."):
			continue
		case f.Name == "answers.txt":
			f.Name, data = "answers.ndjson", exchangesOf(t, string(data))
		case strings.HasSuffix(f.Name, ".crlf"):
			f.Name, data = strings.TrimSuffix(f.Name, ".crlf"), bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
		case strings.HasSuffix(f.Name, ".cut"): // without the last line end
			f.Name, data = strings.TrimSuffix(f.Name, ".cut"), bytes.TrimRight(data, "\n")
		}
		c.write(f.Name, data)
	}
	for line := range strings.SplitSeq(string(archive.Comment), "\n") {
		if flags, ok := strings.CutPrefix(line, "$"); ok {
			c.args = strings.Fields(flags)
		}
	}
	if i := slices.Index(c.args, "-c"); i >= 0 {
		c.contract = c.args[i+1]
	}
	return c
}

func (c *proposeCase) path(name string) string {
	return filepath.Join(c.folder, filepath.FromSlash(name))
}

func (c *proposeCase) write(name string, data []byte) {
	c.Helper()
	if err := os.MkdirAll(filepath.Dir(c.path(name)), 0o700); err != nil {
		c.Fatal(err)
	}
	if err := os.WriteFile(c.path(name), data, 0o600); err != nil {
		c.Fatal(err)
	}
}

// run runs apidrift in the folder, on a fixed day.
func (c *proposeCase) run(args ...string) (status int, stdout, stderr string) {
	c.Helper()
	command := exec.CommandContext(c.Context(), os.Args[0], args...)
	command.Dir = c.folder
	command.Env = append(os.Environ(), processVariable+"=1", "SOURCE_DATE_EPOCH=1795478400")
	var out, failures strings.Builder
	command.Stdout, command.Stderr = &out, &failures
	err := command.Run()
	if err != nil && command.ProcessState == nil {
		c.Fatal(err)
	}
	return command.ProcessState.ExitCode(), out.String(), failures.String()
}

func (c *proposeCase) propose(more ...string) (patch, said string) {
	c.Helper()
	status, patch, said := c.run(append(append([]string{"propose"}, c.args...), more...)...)
	if status != exitOK {
		c.Fatalf("status %d: %s", status, said)
	}
	return patch, said
}

func (c *proposeCase) golden(archive *txtar.Archive, name, part, got string) {
	c.Helper()
	i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == part })
	got = strings.ReplaceAll(got, "\r\n", "\\r\n") // txtar files have plain lines
	if updating() {
		if i < 0 {
			archive.Files = append(archive.Files, txtar.File{Name: part})
			i = len(archive.Files) - 1
		}
		archive.Files[i].Data = []byte(got)
		if err := os.WriteFile(name, txtar.Format(archive), 0o600); err != nil {
			c.Fatal(err)
		}
		return
	}
	if i < 0 || string(archive.Files[i].Data) != got {
		c.Errorf("%s is\n%s\nIf that is meant, run UPDATE=1 go test ./cmd/apidrift", part, got)
	}
}

// prove proves what propose promises of a patch.
func (c *proposeCase) prove(patch, said string) {
	c.Helper()
	before := c.snapshot()
	factsBefore, wasValid := c.facts(), c.invalid() == nil
	if again, _ := c.propose("--write"); again != patch {
		c.Errorf("with --write the patch is\n%s", again)
	}
	after := c.snapshot()
	c.applies(patch, before, after)
	c.outsideHunks(patch, before, after)
	factsAfter := c.facts()
	if err := c.invalid(); wasValid && err != nil {
		c.Errorf("the contract is not valid any more: %v", err)
	}
	for line := range strings.SplitSeq(said, "\n") {
		id, ok := strings.CutPrefix(line, "edit     ")
		if !ok {
			continue
		}
		id, _, _ = strings.Cut(id, " ")
		if _, isPartial := strings.CutPrefix(line, "left"); isPartial || strings.Contains(said, "left     "+id) {
			continue
		}
		for key := range factsBefore[id] {
			if hasKey(factsAfter, key) {
				c.Errorf("%s is still there: %s", id, key)
			}
		}
	}
	known := map[string]bool{}
	for _, keys := range factsBefore {
		for key := range keys {
			known[key] = true
		}
	}
	if strings.Contains(said, "moved    ") { // what was accepted no longer is
		return
	}
	for _, keys := range factsAfter {
		for key := range keys {
			if !known[key] && !isNamed(said, key) {
				c.Errorf("the edits bring up %s", key)
			}
		}
	}
	if rest, said := c.propose(); rest != "" && !slices.Contains(c.args, "--fact") {
		c.Errorf("running again proposes\n%s%s", rest, said)
	}
}

// invalid is why kin-openapi takes the contract for invalid; nil if it does not.
func (c *proposeCase) invalid() error {
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true
	document, err := loader.LoadFromFile(c.path(c.contract))
	if err != nil {
		return err
	}
	return document.Validate(c.Context())
}

// isNamed reports whether recordings were edited for, and a fact about a published document of the same rule is named.
func isNamed(said, key string) bool {
	rule, _, _ := strings.Cut(key, " ")
	if !strings.HasPrefix(rule, "response-") && !strings.HasPrefix(rule, "request-parameter-removed") {
		return false
	}
	for line := range strings.SplitSeq(said, "\n") {
		if strings.HasPrefix(line, "no edit") && strings.Contains(line, "  "+rule+": ") {
			return true
		}
	}
	return false
}

func hasKey(facts map[string]map[string]bool, key string) bool {
	for _, keys := range facts {
		if keys[key] {
			return true
		}
	}
	return false
}

// snapshot is every file of the folder that may be part of the contract.
func (c *proposeCase) snapshot() map[string]string {
	c.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"*.yaml", "*.json", "*/*.yaml", "*/*.json", "*/*/*.yaml"} {
		names, _ := filepath.Glob(c.path(pattern))
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				c.Fatal(err)
			}
			short, err := filepath.Rel(c.folder, name)
			if err != nil {
				c.Fatal(err)
			}
			all[filepath.ToSlash(short)] = string(data)
		}
	}
	return all
}

// applies applies the patch to the files as they were, with git, and compares.
func (c *proposeCase) applies(patch string, before, after map[string]string) {
	c.Helper()
	if patch == "" {
		if fmt.Sprint(before) != fmt.Sprint(after) {
			c.Error("without a patch, files changed")
		}
		return
	}
	if _, err := exec.LookPath("git"); err != nil {
		return
	}
	folder := c.TempDir()
	for name, text := range before {
		target := filepath.Join(folder, name)
		os.MkdirAll(filepath.Dir(target), 0o700)
		if err := os.WriteFile(target, []byte(text), 0o600); err != nil {
			c.Fatal(err)
		}
	}
	git := exec.CommandContext(c.Context(), "git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-")
	git.Dir, git.Stdin = folder, strings.NewReader(patch)
	if out, err := git.CombinedOutput(); err != nil {
		c.Fatalf("git apply: %v %s\n%s", err, out, patch)
	}
	for name, want := range after {
		if data, err := os.ReadFile(filepath.Join(folder, name)); err != nil || string(data) != want {
			c.Errorf("git makes of %s\n%s\nand --write\n%s", name, data, want)
		}
	}
}

// outsideHunks proves that lines without a mark in the patch are what they were: the patch takes them away in order.
func (c *proposeCase) outsideHunks(patch string, before, after map[string]string) {
	c.Helper()
	removed, added := 0, 0
	for line := range strings.SplitSeq(patch, "\n") {
		switch {
		case strings.HasPrefix(line, "--- "), strings.HasPrefix(line, "+++ "):
		case strings.HasPrefix(line, "-"):
			removed++
		case strings.HasPrefix(line, "+"):
			added++
		}
	}
	lines := 0
	for name := range before {
		lines += strings.Count(after[name], "\n") - strings.Count(before[name], "\n")
	}
	if lines != added-removed {
		c.Errorf("the patch adds %d lines and removes %d, but the files grow by %d", added, removed, lines)
	}
}

// facts are the facts about the contract by their IDs, each as the rules and pointers of its findings.
func (c *proposeCase) facts() map[string]map[string]bool {
	c.Helper()
	all := map[string]map[string]bool{}
	for _, args := range c.comparisons() {
		status, out, stderr := c.run(args...)
		if status == exitUnknown {
			c.Fatalf("%v: %s\n%s", args, stderr, fmt.Sprint(c.snapshot()))
		}
		var r struct {
			Facts []struct {
				ID, Rule, In, Pointer, Key, Message string
				Pointers                            []string
				Operations                          []string
				Statuses                            []any
			}
		}
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			c.Fatal(err)
		}
		for _, f := range r.Facts {
			keys := map[string]bool{}
			for _, pointer := range append(f.Pointers, f.Pointer) {
				key := strings.Join([]string{f.Rule, f.In, pointer, fmt.Sprint(f.Operations, f.Statuses)}, " ")
				if strings.HasPrefix(args[0], "diff") {
					key += f.Message
				} else if pointer == "" {
					key += f.Key
				}
				keys[key] = true
			}
			all[f.ID] = keys
		}
	}
	return all
}

// comparisons are the commands whose facts propose makes edits for.
func (c *proposeCase) comparisons() (all [][]string) {
	var paths, refs []string
	upstream := ""
	for i := 0; i < len(c.args); i++ {
		switch arg := c.args[i]; {
		case arg == "--upstream":
			i++
			upstream = c.args[i]
		case arg == "--allow-refs":
			i++
			refs = []string{arg, c.args[i]}
		case arg == "-c" || arg == "--fact":
			i++
		case !strings.HasPrefix(arg, "-"):
			paths = append(paths, arg)
		}
	}
	if upstream != "" {
		all = append(all, []string{"diff", "-c", c.contract, "--format", "json", upstream})

	}
	if len(paths) > 0 {
		all = append(all, slices.Concat([]string{"check", "-c", c.contract, "--format", "json"}, refs, paths))
	}
	return all
}

// exchangesOf makes a recording of lines such as
//
//	3 GET /things/1 200 application/json {"id": 1}
//	> {"a": 1}                                       the JSON body of the request before
//	X-Total: 1                                       a header field of the response before
//	@ 2026-11-01                                     the day from here on
//
// The number says how often it is there.
func exchangesOf(t testing.TB, lines string) []byte {
	t.Helper()
	type field struct{ Name, Value string }
	type entry struct {
		times             int
		day               string
		method, url       string
		status            int
		mediaType, answer string
		request           string
		fields            []field
	}
	var all []*entry
	day := ""
	for line := range strings.SplitSeq(lines, "\n") {
		parts := strings.SplitN(line, " ", 6)
		times, err := strconv.Atoi(parts[0])
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
		case parts[0] == "@":
			day = parts[1]
		case parts[0] == ">":
			all[len(all)-1].request = strings.TrimPrefix(line, "> ")
		case err != nil:
			name, value, _ := strings.Cut(line, ": ")
			all[len(all)-1].fields = append(all[len(all)-1].fields, field{name, value})
		default:
			status, _ := strconv.Atoi(parts[3])
			e := &entry{times: times, day: day, method: parts[1], url: parts[2], status: status}
			if len(parts) > 5 {
				e.mediaType, e.answer = parts[4], parts[5]
			}
			all = append(all, e)
		}
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	for _, e := range all {
		headers := []map[string]string{}
		if e.mediaType != "" && e.mediaType != "-" {
			headers = append(headers, map[string]string{"name": "Content-Type", "value": e.mediaType})
		}
		for _, f := range e.fields {
			headers = append(headers, map[string]string{"name": f.Name, "value": f.Value})
		}
		request := map[string]any{"method": e.method, "url": "https://api.example.com" + e.url, "headers": []any{}}
		if e.request != "" {
			request["headers"] = []any{map[string]string{"name": "Content-Type", "value": "application/json"}}
			request["postData"] = map[string]any{"mimeType": "application/json", "text": e.request}
		}
		har := map[string]any{"request": request, "response": map[string]any{
			"status": e.status, "headers": headers,
			"content": map[string]any{"mimeType": e.mediaType, "text": e.answer, "size": len(e.answer)},
		}}
		if e.day != "" {
			har["startedDateTime"] = e.day + "T12:00:00Z"
		}
		for range e.times {
			if err := encoder.Encode(har); err != nil {
				t.Fatal(err)
			}
		}
	}
	return out.Bytes()
}
