package upstream

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/normal"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

var localizer = checker.NewDefaultLocalizer()

// add turns a change that oasdiff found in the operation into a finding.
func (c *comparison) add(change checker.Change) {
	f, ok := newFinding(change)
	if !ok {
		return
	}
	ours, theirs := c.spots(change)
	var at int
	at, f.Status, f.Pointer = c.subject(change, ours.site)
	if ours.site == 0 { // of a few changes oasdiff tells no place
		ours, theirs = spot{site: at}, spot{site: at}
	}
	f.Key = c.key(change, f, ours)
	c.file(f, c.inHeader(ours, f.Rule), c.inHeader(theirs, f.Rule))
}

// file adds a finding with its places, and with what both sides say there.
func (c *comparison) file(f drift.Finding, ours, theirs spot) {
	f.Operation, f.File = c.name, c.theirs.file()
	if l, ok := c.location(ours, func(s *site) side { return s.ours }); ok {
		f.Place = c.ours.document.At(l)
	}
	if l, ok := c.location(theirs, func(s *site) side { return s.theirs }); ok {
		place := c.theirs.document.At(l)
		f.Line, f.Column, f.File = place.Line, place.Column, cmp.Or(c.theirs.document.File(l), f.File)
	}
	if f.Was+f.Is == "" {
		f.Was, f.Is = c.shown(ours, theirs)
	}
	c.findings = append(c.findings, f)
}

// spot is a keyword of a site, or an item of its list.
type spot struct {
	site int
	mark mark
}

// spots are what a change is about in each document. If oasdiff names only one of them, it stands for both.
func (c *aligner) spots(change checker.Change) (ours, theirs spot) {
	of := func(s *checker.Source) spot {
		if s == nil || s.Line < 1 || s.Line >= len(c.sites) {
			return spot{}
		}
		return spot{s.Line, c.marks[s.Column]}
	}
	ours, theirs = of(change.GetBaseSource()), of(change.GetRevisionSource())
	return cmp.Or(ours, theirs), cmp.Or(theirs, ours)
}

// subject is the site, the status and the pointer into the body of a change. It follows oasdiff's name for a property,
// such as "parts/items/n", from the root that the change is in.
func (c *comparison) subject(change checker.Change, site int) (at int, status drift.Status, pointer string) {
	for _, r := range c.rootsOf(change, site) {
		status = r.status
		for _, arg := range change.GetArgs() {
			name, _ := arg.(string)
			if found, last, ok := c.walk(r.site, strings.TrimPrefix(name, "/")); ok {
				return found, status, c.pointerTo(found, last)
			}
		}
	}
	return c.site, status, c.pointerTo(site, "")
}

// rootsOf are the roots that a change may be in: the one around its site, or else all of its response or of the
// request.
func (c *comparison) rootsOf(change checker.Change, site int) []root {
	isResponse := strings.Contains(change.GetId(), "response")
	for at := site; at != 0; at = c.sites[at].parent {
		if n := c.sites[at].root; n > 0 && c.roots[n-1].isResponse == isResponse {
			return c.roots[n-1 : n]
		}
	}
	var status drift.Status
	for _, arg := range slices.Backward(change.GetArgs()) {
		if s, ok := arg.(string); ok && status == 0 && isResponse {
			status, _ = drift.ParseStatus(s)
		}
	}
	var all []root
	for _, r := range c.roots {
		if r.isResponse == isResponse && (status == 0 || r.status == status) {
			all = append(all, r)
		}
	}
	return all
}

// pointerTo is the pointer, from the root around a site, to it or to what it holds under a last token.
func (c *aligner) pointerTo(at int, last string) string {
	tokens := []string{last}
	for ; at != 0; at = c.sites[at].parent {
		tokens = append(tokens, c.sites[at].token)
	}
	slices.Reverse(tokens)
	tokens = slices.DeleteFunc(tokens, func(t string) bool { return t == "" })
	return openapi.Site{}.Child(tokens...).Pointer()
}

// key is what oasdiff says of a change beyond its place: a name, or what was and is. The paths and statuses under which
// the place was reached are left out, but for the last name of a path where the contract has no place for it.
func (c *comparison) key(change checker.Change, f drift.Finding, ours spot) string {
	roots := c.rootsOf(change, ours.site)
	isPath := func(words string) bool {
		return slices.ContainsFunc(roots, func(r root) bool { _, _, ok := c.walk(r.site, words); return ok })
	}
	var words []string
	for _, arg := range change.GetArgs() {
		word := strings.ReplaceAll(strings.Trim(fmt.Sprint(arg), "[]"), branchReference, "")
		name, _ := arg.(string)
		switch {
		case word == f.Status.String() && !strings.Contains(f.Rule, "-status-"):
		case !isPath(strings.TrimPrefix(name, "/")):
			words = append(words, word)
		case c.sites[ours.site].ours.isMissing():
			words = append(words, normal.LastToken(word))
		}
	}
	return text.Line(strings.Join(words, ", "), text.MaxLine)
}

// walk follows oasdiff's name for a property from a site. Where both sides are equal, it stops at the site around that,
// and returns the last token.
func (c *aligner) walk(at int, path string) (found int, last string, ok bool) {
	for _, e := range c.sites[at].edges {
		rest, ok := strings.CutPrefix(path, e.label)
		switch {
		case !ok || rest != "" && rest[0] != '/':
		case rest == "" && e.site == 0:
			return at, e.child.token(), true
		case rest == "":
			return e.site, "", true
		default:
			if found, last, ok := c.walk(e.site, strings.TrimLeft(rest, "/")); ok {
				return found, last, true
			}
		}
	}
	return 0, "", false
}

// inHeader is the spot in a header's schema that a rule is about; oasdiff names only the header.
func (c *comparison) inHeader(at spot, rule string) spot {
	if !strings.HasPrefix(rule, "response-header-") {
		return at
	}
	keyword := keywordIn(rule)
	for _, r := range c.roots {
		if s := c.sites[r.site]; s.parent == at.site && s.keyword == "schema" && keyword != "" {
			return spot{r.site, mark{keyword: keyword}}
		}
	}
	return at
}

// keywordIn is the keyword that a rule's name has: "maxLength" in "response-header-max-length-unset".
func keywordIn(rule string) (found string) {
	longest := 0
	for _, keyword := range schemaKeywords {
		name := strings.TrimSuffix(strings.ToLower(upperCase.ReplaceAllString(keyword, "-$0")), "imum")
		if len(name) > longest && strings.Contains(rule+"-", "-"+name+"-") {
			found, longest = keyword, len(name)
		}
	}
	return found
}

var upperCase = regexp.MustCompile(`[A-Z]`)

// newFinding makes a finding of a change. It is false if the change does not matter to a client of the operation.
func newFinding(change checker.Change) (f drift.Finding, ok bool) {
	f = drift.Finding{
		Rule:     change.GetId(),
		Severity: drift.Breaking,
		Message:  message(change),
		Source:   drift.Source{Entry: -1},
	}
	level := change.GetLevel()
	if ours, ok := overrides[change.GetId()]; ok {
		level = ours // oasdiff sets the level of some rules itself, whatever its configuration says
	}
	isCharset := strings.Contains(f.Rule, "media-type-parameter") &&
		slices.Contains(change.GetArgs(), any("charset")) // another one than UTF-8
	if level == checker.INFO && !isCharset {
		f.Severity = drift.Additive
	}
	return f, level != checker.NONE
}

// unwanted is what oasdiff's texts have for itself: the names under which branches of unions were paired, and the marks
// of arguments that it lacks.
var unwanted = strings.NewReplacer(branchReference, "", "′", "", "%!s(MISSING)", "…")

func message(change checker.Change) string {
	return text.Line(unwanted.Replace(change.GetUncolorizedText(localizer)), text.MaxLine)
}

// alternatives are other words under which a keyword of a normal form may be written.
var alternatives = map[string][]string{
	"type":             {"anyOf", "oneOf", "format", "allOf", "const", "enum"},
	"nullable":         {"type", "anyOf", "oneOf"},
	"enum":             {"const", "anyOf", "oneOf"},
	"anyOf":            {"oneOf", "discriminator", "type"},
	"oneOf":            {"anyOf", "type"},
	"exclusiveMinimum": {"minimum"},
	"exclusiveMaximum": {"maximum"},
	"deprecated":       {"x-sunset"},
}

// location is where a spot is on one side: at its keyword, or else at the name of the site, or else at the keyword
// under which it would stand.
func (c *aligner) location(at spot, of func(*site) side) (openapi3.Location, bool) {
	for at.site != 0 {
		s := &c.sites[at.site]
		if here := of(s); !here.isMissing() {
			if l, ok := here.location(c.keyword(at)); ok {
				return l, true
			}
		}
		at = spot{s.parent, mark{keyword: s.keyword}}
	}
	return openapi3.Location{}, false
}

// keyword is the mark of a spot. If a change of type left the type itself alone, it is the format.
func (c *aligner) keyword(at spot) mark {
	a, _ := c.sites[at.site].ours.value.(*openapi3.Schema)
	b, _ := c.sites[at.site].theirs.value.(*openapi3.Schema)
	if at.mark.keyword == "type" && a != nil && b != nil && slices.Equal(a.Type.Slice(), b.Type.Slice()) &&
		a.Format != b.Format {
		return mark{keyword: "format"}
	}
	return at.mark
}

func (s side) location(m mark) (openapi3.Location, bool) {
	if m.keyword == "" {
		for _, o := range []*openapi3.Origin{s.reference, s.origin} {
			if o != nil && o.Key != nil {
				return *o.Key, true
			}
		}
		return openapi3.Location{}, false
	}
	if s.origin == nil {
		return openapi3.Location{}, false
	}
	for _, item := range s.origin.Sequences[m.keyword] {
		if m.item != "" && item.Name == m.item {
			return item, true
		}
	}
	for _, keyword := range append([]string{m.keyword}, alternatives[m.keyword]...) {
		if l, ok := s.origin.Fields.Lookup(keyword); ok {
			return l, true
		}
	}
	if s.origin.Key != nil {
		return *s.origin.Key, true
	}
	return openapi3.Location{}, false
}

// schemeChanged reports a change of a security scheme in every operation that it authenticates.
func (r *run) schemeChanged(b batch, change checker.Change) {
	f, ok := newFinding(change)
	if !ok {
		return
	}
	ours, theirs := r.aligner.spots(change)
	for _, keyword := range []string{"type", "scheme", "in", "name", "openIdConnectUrl"} {
		if strings.HasSuffix(strings.ReplaceAll(f.Rule, "-", ""), strings.ToLower(keyword)+"changed") {
			ours.mark.keyword, theirs.mark.keyword = keyword, keyword
		}
	}
	for c := range b.present() {
		for _, arg := range change.GetArgs() {
			name, _ := arg.(string)
			isNeeded := func(alternative openapi3.SecurityRequirement) bool { _, ok := alternative[name]; return ok }
			if slices.ContainsFunc(*c.a.Security, isNeeded) {
				c.file(f, ours, theirs)
				break
			}
		}
	}
}
