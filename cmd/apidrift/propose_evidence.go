package main

import (
	"cmp"
	"mime"
	"net/url"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/internal/edit"
	"github.com/seed-97812ecd/supermemory-go/internal/schema"
)

// site is a place of a contract, as one direction of traffic looks at it.
type site struct {
	at drift.Place // without its line
	in string      // as in a finding
}

// evidence is what the second reading of the recordings gathers about the places of facts.
type evidence struct {
	judge     *contract.Contract // which tells about the places
	wanted    map[site]bool      // places of facts
	watched   map[drift.Place]bool
	broken    map[site]map[breach]*edit.Evidence
	visits    map[site]*edit.Evidence // of schemas
	others    map[subject]*other      // findings that are about no schema
	responses map[responseOf]int      // how many exchanges each has
	requests  map[string]int          // how many exchanges with a 2xx answer each operation has

	pending []sighting // of the exchange that is being judged
	number  int        // of that exchange, from 1
}

// breach is how a value breaks the schema at a place.
type breach struct{ rule, keyword, name string }

// sighting is one that belongs to an exchange that may turn out to match nothing.
type sighting struct {
	schema.Sighting
	value []byte
}

// subject is what a finding that is about no schema is about.
type subject struct {
	rule string
	at   drift.Place
	key  string
}

// other is what was seen of a subject.
type other struct {
	edit.Evidence
	contents []*content
}

// content is the bodies of one media type.
type content struct {
	edit.Content
	bodies int
	like   map[drift.Response]bool // documented responses, and whether all bodies fit
}

type responseOf struct {
	operation string
	status    drift.Status
}

// observe reads the recordings a second time, for what stands at the places of facts.
func (p *proposer) observe(state texts, facts []*report.Fact) (*evidence, error) {
	e := &evidence{
		wanted: map[site]bool{}, watched: map[drift.Place]bool{}, broken: map[site]map[breach]*edit.Evidence{},
		visits: map[site]*edit.Evidence{}, others: map[subject]*other{}, responses: map[responseOf]int{},
		requests: map[string]int{},
	}
	for _, f := range facts {
		at := bare(f.Place)
		e.wanted[site{at, f.In}] = true
		e.watched[at] = true
		if owner, _, ok := edit.PropertyOwner(at); ok {
			e.watched[owner] = true
		}
	}
	watch := &schema.Watch{Chosen: func(at drift.Place) bool { return e.watched[bare(at)] }, Saw: e.saw}
	var err error
	e.judge, err = contract.LoadEvidence(p.flags.contract, contract.Evidence{
		Texts: state, Watch: watch, AllowRefs: p.flags.allowRefs,
	})
	if err != nil {
		return nil, err
	}
	return e, p.exchanges(e.exchange)
}

func (e *evidence) saw(s schema.Sighting) {
	kept := sighting{Sighting: s, value: slices.Clone(s.Value)}
	kept.Value = nil
	e.pending = append(e.pending, kept)
}

// exchange adds one exchange, if an operation matches it.
func (e *evidence) exchange(x drift.Exchange) {
	e.number++
	e.pending = e.pending[:0]
	result := e.judge.Check(x)
	if !result.Matched() {
		return
	}
	e.responses[responseOf{result.Response.Operation, drift.Status(x.Status)}]++
	if x.Status/100 == 2 {
		e.requests[result.Response.Operation]++
	}
	for i := range e.pending {
		e.file(&e.pending[i], &x, result.Response.Place)
	}
	for i := range result.Findings {
		e.finding(&result.Findings[i], &x)
	}
}

// file adds what a schema judged.
func (e *evidence) file(s *sighting, x *drift.Exchange, response drift.Place) {
	in := ""
	if s.Direction == schema.Request {
		if in = "request"; x.Status/100 != 2 {
			return
		}
	} else if isRedacted(x, s.Pointer) {
		return
	}
	home := site{bare(s.Schema), in}
	visits := e.visits[home]
	if visits == nil {
		visits = &edit.Evidence{}
		e.visits[home] = visits
	}
	visits.Count(e.number, x)
	if s.Keyword == "" {
		return
	}
	at := site{bare(s.Place), in}
	if !e.wanted[at] && at != home && e.wanted[home] {
		at = home // many undeclared names are one fact
	}
	if !e.wanted[at] {
		return
	}
	kind := breach{s.Rule, s.Keyword, s.Name}
	if at == home && (s.Keyword == schema.SawUndeclared || s.Keyword == "additionalProperties") {
		kind.name = ""
	}
	if e.broken[at] == nil {
		e.broken[at] = map[breach]*edit.Evidence{}
	}
	one := e.broken[at][kind]
	if one == nil {
		one = &edit.Evidence{}
		e.broken[at][kind] = one
	}
	one.Count(e.number, x)
	one.See(s.value)
	one.At(bare(response), s.Pointer)
}

// isRedacted reports whether a pointer leads to a value that the recorder replaced, or into one.
func isRedacted(x *drift.Exchange, pointer string) bool {
	for _, redacted := range x.Redacted {
		if rest, ok := strings.CutPrefix(pointer, redacted); ok && (rest == "" || rest[0] == '/') {
			return true
		}
	}
	return false
}

// finding adds a finding that is about no schema.
func (e *evidence) finding(f *drift.Finding, x *drift.Exchange) {
	if !e.wanted[site{bare(f.Place), f.In}] || f.In == "request" && x.Status/100 != 2 {
		return
	}
	key := subject{f.Rule, bare(f.Place), f.Key}
	if f.Rule == drift.StatusUndocumented {
		key.key = f.Status.String()
	}
	o := e.others[key]
	if o == nil {
		o = &other{}
		e.others[key] = o
	}
	o.Count(e.number, x)
	switch f.Rule {
	case drift.StatusUndocumented, drift.MediaTypeUndocumented, drift.BodyUndocumented:
		if !x.BodyUnknown && len(x.Redacted) == 0 {
			o.add(e.judge, mediaTypeOf(x.Header["Content-Type"]), x.Body)
		}
	case drift.RequestMediaTypeUndocumented, drift.RequestBodyUndocumented:
		if r := x.Request; r != nil && !r.BodyUnknown {
			o.add(e.judge, cmp.Or(mediaTypeOf(r.Header["Content-Type"]), mediaTypeOf([]string{r.MediaType})), r.Body)
		}
	case drift.RequestParameterUndeclared:
		o.addParameter(x.URL, f.Key)
	}
}

func mediaTypeOf(fields []string) string {
	if len(fields) == 0 {
		return ""
	}
	name, _, err := mime.ParseMediaType(fields[0])
	if err != nil {
		return ""
	}
	return name
}

// add adds a body.
func (o *other) add(judge *contract.Contract, mediaType string, body []byte) {
	if len(body) == 0 {
		return
	}
	i := slices.IndexFunc(o.contents, func(c *content) bool { return c.MediaType == mediaType })
	if i < 0 {
		o.contents = append(o.contents, &content{
			Content: edit.Content{MediaType: mediaType, IsJSON: isJSONType(mediaType)}, like: map[drift.Response]bool{},
		})
		i = len(o.contents) - 1
	}
	c := o.contents[i]
	c.bodies++
	c.IsJSON = c.IsJSON && jsontext.Value(body).IsValid()
	if !c.IsJSON {
		return
	}
	c.Shape.See(body)
	for _, r := range judge.Responses() {
		if c.bodies == 1 || c.like[r] {
			c.like[r] = judge.Fits(r, "application/json", body) || judge.Fits(r, mediaType, body)
		}
	}
}

func isJSONType(name string) bool {
	return name == "application/json" || name == "text/json" || strings.HasSuffix(name, "+json")
}

// addParameter adds the values of a query parameter.
func (o *other) addParameter(address, name string) {
	u, err := url.Parse(address)
	if err != nil {
		return
	}
	for _, value := range u.Query()[name] {
		if v := jsontext.Value(value); v.IsValid() && (v.Kind() == '0' || v.Kind() == 't' || v.Kind() == 'f') {
			o.Evidence.See(v)
			continue
		}
		if quoted, err := jsontext.AppendQuote(nil, value); err == nil {
			o.Evidence.See(quoted)
		}
	}
}
