package upstream

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/normal"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// requirements are what authenticates an operation, its own or the document's (OpenAPI 3.0.3, "Security Requirement
// Object"), and the schemes that they name. The name of a scheme that the document does not define comes back as
// undefined.
func requirements(l *loaded) (
	all openapi3.SecurityRequirements, schemes map[string]*openapi3.SecurityScheme, undefined string) {
	written := l.document.Security
	if l.value.Security != nil {
		written = *l.value.Security
	}
	all, schemes = openapi3.SecurityRequirements{}, map[string]*openapi3.SecurityScheme{}
	for _, alternative := range written {
		made := openapi3.SecurityRequirement{}
		for name, scopes := range alternative {
			var scheme *openapi3.SecuritySchemeRef
			if l.document.Components != nil {
				scheme = l.document.Components.SecuritySchemes[name]
			}
			if scheme == nil || scheme.Value == nil {
				return nil, nil, name
			}
			schemes[name] = normalScheme(*scheme.Value)
			made[name] = slices.Sorted(slices.Values(scopes))
		}
		all = append(all, made)
	}
	return all, schemes, ""
}

// normalScheme is a scheme in which letter case says nothing.
func normalScheme(s openapi3.SecurityScheme) *openapi3.SecurityScheme {
	s.Scheme, s.BearerFormat, s.Description = strings.ToLower(s.Scheme), "", ""
	if s.In == "header" {
		s.Name = strings.ToLower(s.Name) // RFC 9110, section 5.1
	}
	return &s
}

// schemeText is what a scheme says. The scopes of flows are left out: an operation's stand in its requirements.
func schemeText(s *openapi3.SecurityScheme) string {
	words := []string{s.Type, s.Scheme, s.In, s.Name, s.OpenIdConnectUrl}
	if f := s.Flows; f != nil {
		for _, flow := range []*openapi3.OAuthFlow{f.Implicit, f.Password, f.ClientCredentials, f.AuthorizationCode} {
			if flow = cmp.Or(flow, &openapi3.OAuthFlow{}); flow.Origin != nil || flow.TokenURL+flow.AuthorizationURL != "" {
				words = append(words, flow.AuthorizationURL, flow.TokenURL, flow.RefreshURL)
			} else {
				words = append(words, "-")
			}
		}
	}
	return strings.Trim(strings.Join(strings.Fields(strings.Join(words, " ")), " "), "- ")
}

// security aligns what authenticates the operations. A published scheme that says the same as one of the contract has
// its name: names of schemes mean nothing.
func (r *run) security(b batch) (ours, theirs openapi3.SecuritySchemes) {
	contract, published := map[string]*openapi3.SecurityScheme{}, map[string]*openapi3.SecurityScheme{}
	for c := range b.present() {
		ours, oursUsed, undefinedOurs := requirements(c.ours)
		theirs, theirsUsed, undefinedTheirs := requirements(c.theirs)
		if undefinedOurs != "" || undefinedTheirs != "" {
			r.undefined(c, undefinedOurs, undefinedTheirs)
			ours, theirs, oursUsed, theirsUsed = nil, nil, nil, nil
		}
		c.a.Security, c.b.Security = &ours, &theirs
		maps.Copy(contract, oursUsed)
		maps.Copy(published, theirsUsed)
	}
	names := schemeNames(contract, published)
	for c := range b.present() {
		renamed := openapi3.SecurityRequirements{}
		for _, alternative := range *c.b.Security {
			made := openapi3.SecurityRequirement{}
			for name, scopes := range alternative {
				made[names[name]] = scopes
			}
			renamed = append(renamed, made)
		}
		c.b.Security = &renamed
	}
	renamed := map[string]*openapi3.SecurityScheme{}
	for name, s := range published {
		renamed[names[name]] = s
	}
	ours, theirs = openapi3.SecuritySchemes{}, openapi3.SecuritySchemes{}
	for _, name := range slices.Sorted(union(contract, renamed)) {
		var at site
		if s := contract[name]; s != nil {
			at.ours, ours[name] = sideOf(s.Origin, s.Origin, s), &openapi3.SecuritySchemeRef{Value: s}
		}
		if s := renamed[name]; s != nil {
			at.theirs, theirs[name] = sideOf(s.Origin, s.Origin, s), &openapi3.SecuritySchemeRef{Value: s}
		}
		origin := r.aligner.originOf(r.aligner.site(at))
		for _, ref := range []*openapi3.SecuritySchemeRef{ours[name], theirs[name]} {
			if ref != nil {
				ref.Value.Origin, ref.Origin = origin, origin
			}
		}
	}
	return ours, theirs
}

func (r *run) undefined(c *comparison, ours, theirs string) {
	for _, u := range []struct{ name, document string }{
		{ours, r.contract.file.Name()}, {theirs, r.published.file.Name()},
	} {
		if u.name == "" {
			continue
		}
		note := drift.Note{Message: fmt.Sprintf(
			"%s does not define the security scheme %s: operations that need it are compared without security",
			u.document, text.Quote(u.name, text.MaxName))}
		if u.name == ours && u.document == r.contract.file.Name() {
			note.Place = c.ours.document.At(normal.FieldOf(c.a.Origin, "security"))
		}
		if !slices.ContainsFunc(r.notes, func(n drift.Note) bool { return n.Message == note.Message }) {
			r.notes = append(r.notes, note)
		}
	}
}

// schemeNames are names for the published schemes: the contract's for those that say the same, and otherwise their own.
func schemeNames(ours, theirs map[string]*openapi3.SecurityScheme) map[string]string {
	same := func(our, their string) bool {
		return ours[our] != nil && schemeText(ours[our]) == schemeText(theirs[their])
	}
	names, taken := map[string]string{}, map[string]bool{}
	take := func(their, name string) { names[their], taken[name] = name, true }
	sortedOurs, sortedTheirs := slices.Sorted(maps.Keys(ours)), slices.Sorted(maps.Keys(theirs))
	for _, their := range sortedTheirs {
		if same(their, their) {
			take(their, their)
		}
	}
	for _, their := range sortedTheirs {
		for _, our := range sortedOurs {
			if names[their] == "" && !taken[our] && same(our, their) {
				take(their, our)
			}
		}
	}
	for _, their := range sortedTheirs {
		if names[their] == "" {
			name := their
			for taken[name] {
				name += "′"
			}
			take(their, name)
		}
	}
	return names
}
