package upstream

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

var localizer = checker.NewDefaultLocalizer()

// add files a change that oasdiff found in the operation.
func (c *comparison) add(change checker.Change) {
	f, ok := newFinding(change)
	if !ok {
		return
	}
	f.Operation = c.name
	ours, theirs := c.spot(change.GetBaseSource()), c.spot(change.GetRevisionSource())
	ours, theirs = cmp.Or(ours, theirs), cmp.Or(theirs, ours)
	isResponse := strings.Contains(f.Rule, "response")
	status := statusIn(change)
	r, found := c.rootOf(ours.site, status, isResponse)
	f.Status = status
	if found {
		f.Status = r.status
		var at int
		at, f.Pointer = c.named(r, change)
		if ours.site == 0 { // of a few changes oasdiff tells no place
			ours, theirs = spot{site: at}, spot{site: at}
		}
	}
	if ours.site == 0 {
		ours, theirs = spot{site: c.site}, spot{site: c.site}
	}
	ours, theirs = c.inHeader(ours, f.Rule), c.inHeader(theirs, f.Rule)
	c.locate(&f, ours, theirs, c.ours.document, c.theirs.document)
	f.Was, f.Is = c.shown(ours, theirs)
	f.File = cmp.Or(f.File, c.theirs.file())
	c.findings = append(c.findings, f)
}

// inHeader is the keyword of a header's schema that a rule is about, of which oasdiff tells only the header.
func (c *comparison) inHeader(at spot, rule string) spot {
	for _, r := range c.roots {
		keyword := keywordIn(rule)
		if s := c.sites[r.site]; s.parent == at.site && s.keyword == "schema" && keyword != "" && strings.HasPrefix(rule, "response-header") {
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
		if strings.Contains(rule, "-"+name+"-") && len(name) > longest || strings.HasSuffix(rule, "-"+name) && len(name) > longest {
			found, longest = keyword, len(name)
		}
	}
	return found
}

var upperCase = regexp.MustCompile(`[A-Z]`)

// newFinding is false for a change that is nothing to a client of the operation.
func newFinding(change checker.Change) (f drift.Finding, ok bool) {
	f = drift.Finding{Rule: change.GetId(), Severity: drift.Breaking, Message: message(change), Source: drift.Source{Entry: -1}}
	level := change.GetLevel()
	if ours, ok := overrides[change.GetId()]; ok {
		level = ours // oasdiff sets the level of some rules itself, whatever its configuration says
	}
	isCharset := strings.Contains(f.Rule, "media-type-parameter") && slices.Contains(change.GetArgs(), any("charset")) // another one than UTF-8
	if level == checker.INFO && !isCharset {
		f.Severity = drift.Additive
	}
	return f, level != checker.NONE
}

// referenceNames are the names under which branches of unions were paired, as they stand in oasdiff's texts.
var referenceNames = regexp.MustCompile(`#/components/schemas/`)

func message(change checker.Change) string {
	m := referenceNames.ReplaceAllString(change.GetUncolorizedText(localizer), "")
	m = strings.NewReplacer("′", "", "%!s(MISSING)", "…").Replace(m)
	return text.Line(m, text.MaxLine)
}

// statusIn is the status that a change names. 0 is none.
func statusIn(change checker.Change) drift.Status {
	for _, arg := range slices.Backward(change.GetArgs()) {
		s, _ := arg.(string)
		if status, err := drift.ParseStatus(s); err == nil && strings.Contains(change.GetId(), "response") {
			return status
		}
	}
	return 0
}

// spot is a keyword of a site, or an item of its list.
type spot struct {
	site int
	mark mark
}

func (c *aligner) spot(s *checker.Source) spot {
	if s == nil || s.Line < 1 || s.Line >= len(c.sites) {
		return spot{}
	}
	return spot{s.Line, c.marks[s.Column]}
}

// rootOf is the root from which a site is reached: the one that is the site, or one with the status.
func (c *comparison) rootOf(site int, status drift.Status, isResponse bool) (root, bool) {
	for _, r := range c.roots {
		if r.site == site {
			return r, true
		}
	}
	for _, r := range c.roots {
		if r.isResponse == isResponse && r.status == status && len(c.sites[r.site].edges) > 0 && (site == 0 || c.reaches(r.site, site)) {
			return r, true
		}
	}
	for _, r := range c.roots {
		if r.isResponse == isResponse && (status == 0 || r.status == status) && c.reaches(r.site, site) {
			return r, true
		}
	}
	return root{}, false
}

// reaches reports whether a site is in another one.
func (c *comparison) reaches(from, to int) bool {
	seen := map[int]bool{}
	todo := []int{from}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if at == to {
			return true
		}
		if !seen[at] {
			seen[at] = true
			for _, e := range c.sites[at].edges {
				todo = append(todo, e.site)
			}
		}
	}
	for at := to; at != 0; at = c.sites[at].parent { // what stands in an operation itself
		if at == from {
			return true
		}
	}
	return false
}

// named is the site that a change's arguments name from a root on, in oasdiff's words "parts/items/n", and its pointer into the body. Of an array
// that is the first element; of other properties than the named ones, the object.
func (c *comparison) named(r root, change checker.Change) (at int, pointer string) {
	at = r.site
	for _, arg := range change.GetArgs() {
		path, ok := arg.(string)
		if path = strings.TrimPrefix(path, "/"); !ok || path == "" || len(path) > 10_000 {
			continue
		}
		if found, tokens, ok := c.walk(r.site, path, nil); ok {
			site := openapi.Site{}
			for _, t := range tokens {
				site = site.Child(t)
			}
			return cmp.Or(found, at), site.Pointer()
		}
	}
	return at, ""
}

func (c *comparison) walk(at int, path string, tokens []string) (int, []string, bool) {
	for _, e := range c.sites[at].edges {
		rest, ok := strings.CutPrefix(path, e.label)
		if !ok || rest != "" && rest[0] != '/' {
			continue
		}
		next := tokens
		if e.token != "" {
			next = append(slices.Clone(tokens), e.token)
		}
		if rest == "" {
			return e.site, next, true
		}
		if found, all, ok := c.walk(e.site, strings.TrimLeft(rest, "/"), next); ok {
			return found, all, true
		}
	}
	return 0, nil, false
}

// locate sets the places of a finding in both documents.
func (c *aligner) locate(f *drift.Finding, ours, theirs spot, contract, published *openapi.Document) {
	if l, ok := c.location(ours, func(s *site) side { return s.ours }); ok {
		f.Place = contract.At(l)
	}
	if l, ok := c.location(theirs, func(s *site) side { return s.theirs }); ok {
		place := published.At(l)
		f.Line, f.Column, f.File = place.Line, place.Column, published.File(l)
	}
}

// alternatives are other words under which a keyword of a normal form may be written.
var alternatives = map[string][]string{
	"type":             {"anyOf", "oneOf", "format", "allOf", "const", "enum"},
	"nullable":         {"type", "anyOf", "oneOf"},
	"enum":             {"const", "anyOf", "oneOf"},
	"anyOf":            {"oneOf", "type"},
	"oneOf":            {"anyOf", "type"},
	"exclusiveMinimum": {"minimum"},
	"exclusiveMaximum": {"maximum"},
	"deprecated":       {"x-sunset"},
}

// location is where a spot is on one side: its keyword, the name of the site, or the keyword under which it would stand.
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

// keyword is the mark of a spot. Of a type that stayed the same it is the format that changed.
func (c *aligner) keyword(at spot) mark {
	a, _ := c.sites[at.site].ours.value.(*openapi3.Schema)
	b, _ := c.sites[at.site].theirs.value.(*openapi3.Schema)
	if at.mark.keyword == "type" && a != nil && b != nil && slices.Equal(a.Type.Slice(), b.Type.Slice()) && a.Format != b.Format {
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

func fieldOf(o *openapi3.Origin, keyword string) openapi3.Location {
	if o == nil {
		return openapi3.Location{}
	}
	l, _ := o.Fields.Lookup(keyword)
	return l
}

// schemeKeywords are what in a security scheme rules are about.
var schemeKeywords = map[string]string{
	"api-security-component-type-changed":               "type",
	"api-security-component-http-scheme-changed":        "scheme",
	"api-security-component-api-key-in-changed":         "in",
	"api-security-component-api-key-name-changed":       "name",
	"api-security-component-openid-connect-url-changed": "openIdConnectUrl",
	"api-security-component-oauth-url-changed":          "flows",
	"api-security-component-oauth-token-url-changed":    "flows",
	"api-security-component-oauth-refresh-url-changed":  "flows",
}

// schemeChanged files a change of a security scheme with every operation that it authenticates.
func (r *run) schemeChanged(change checker.Change) {
	f, ok := newFinding(change)
	if !ok || len(change.GetArgs()) == 0 {
		return
	}
	ours, theirs := r.aligner.spot(change.GetBaseSource()), r.aligner.spot(change.GetRevisionSource())
	ours, theirs = cmp.Or(ours, theirs), cmp.Or(theirs, ours)
	ours.mark.keyword = schemeKeywords[f.Rule]
	theirs.mark.keyword = ours.mark.keyword
	for _, c := range r.comparisons {
		if !slices.ContainsFunc(*c.a.Security, func(alternative openapi3.SecurityRequirement) bool {
			return slices.ContainsFunc(change.GetArgs(), func(arg any) bool { s, _ := arg.(string); _, ok := alternative[s]; return ok })
		}) {
			continue
		}
		own := f
		own.Operation = c.name
		r.aligner.locate(&own, ours, theirs, c.ours.document, c.theirs.document)
		own.File = cmp.Or(own.File, c.theirs.file())
		own.Was, own.Is = r.aligner.shown(ours, theirs)
		c.findings = append(c.findings, own)
	}
}
