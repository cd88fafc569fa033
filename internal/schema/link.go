package schema

import "slices"

// link finishes the schemas that were compiled since the last call. It answers what depends on where a schema leads
// to: whether it applies to the value that it is applied to, whether a union is below it, and which branches of a
// union can be told apart.
func (c *Compiler) link() error {
	fresh := c.fresh
	c.fresh = nil
	if err := c.findCycles(fresh); err != nil {
		return err
	}
	findLarge(fresh)
	for _, s := range fresh {
		s.straight = s.cycle == 0 && !s.large && s.unevaluated == nil
	}
	findBranching(fresh)
	findPossible(fresh)
	for _, s := range fresh {
		for _, u := range s.unions {
			c.linkUnion(u)
		}
	}
	return nil
}

// sameValue calls visit with each schema that a schema applies to the same value.
func (s *schema) sameValue(visit func(*schema)) {
	for _, part := range s.allOf {
		visit(part)
	}
	for _, u := range s.unions {
		for _, b := range u.branches {
			visit(b.schema)
		}
		u.discriminator.each(visit)
	}
	if s.not != nil {
		visit(s.not)
	}
	if c := s.condition; c != nil {
		for _, part := range []*schema{c.test, c.then, c.otherwise} {
			if part != nil {
				visit(part)
			}
		}
	}
	s.inheritance.each(visit)
	if s.object != nil {
		for _, d := range s.object.dependent {
			if d.schema != nil {
				visit(d.schema)
			}
		}
	}
}

func (d *discriminator) each(visit func(*schema)) {
	if d == nil {
		return
	}
	for _, value := range sortedKeys(d.named) {
		visit(d.named[value])
	}
}

// otherValues calls visit with each schema that a schema applies to a part of the value.
func (s *schema) otherValues(visit func(*schema)) {
	maybe := func(other *schema) {
		if other != nil {
			visit(other)
		}
	}
	if o := s.object; o != nil {
		for i := range o.properties {
			maybe(o.properties[i].schema)
		}
		for i := range o.patterns {
			maybe(o.patterns[i].schema)
		}
		maybe(o.additional)
		maybe(o.names)
	}
	if a := s.array; a != nil {
		for _, item := range a.prefix {
			maybe(item)
		}
		maybe(a.items)
		maybe(a.contains)
	}
	if u := s.unevaluated; u != nil {
		maybe(u.properties)
		maybe(u.items)
	}
}

// findCycles numbers the schemas that apply to the value that they are applied to.
func (c *Compiler) findCycles(fresh []*schema) error {
	var refused error
	components(fresh, (*schema).sameValue, func(members []*schema) {
		alone := len(members) == 1
		if alone {
			members[0].sameValue(func(next *schema) { alone = alone && next != members[0] })
		}
		if alone {
			return
		}
		c.cycles++
		inherits := false
		for _, s := range members {
			s.cycle = c.cycles
			inherits = inherits || s.inheritance != nil
		}
		if !inherits && !c.lenient.has(lenientCycles) {
			refused = c.refuse(&definition{home: members[0].home}, "",
				"the schema applies to the value that it is applied to, without end: "+
					"write the reference under properties or items")
		}
	})
	return refused
}

// maxExpanded is how many schemas, counted as often as they apply, may be run on one value without remembering which
// were.
const maxExpanded = 256

// findLarge marks the schemas that apply too many others to their value. Schemas that each apply the next one twice
// would be run as often as there are ways to get to them.
func findLarge(fresh []*schema) {
	components(fresh, (*schema).sameValue, func(members []*schema) {
		total := 0
		for _, s := range members {
			s.expanded = 1
			s.sameValue(func(next *schema) { s.expanded = min(s.expanded+next.expanded, maxExpanded+1) })
			total += s.expanded
		}
		if len(members) > 1 {
			total *= len(members) * len(members)
		}
		for _, s := range members {
			s.expanded = min(total, maxExpanded+1)
			s.large = s.expanded > maxExpanded
		}
	})
}

// findBranching marks the schemas with something in them, or below them, that may turn out not to apply.
func findBranching(fresh []*schema) {
	everything := func(s *schema, visit func(*schema)) {
		s.sameValue(visit)
		s.otherValues(visit)
	}
	components(fresh, everything, func(members []*schema) {
		branching := false
		for _, s := range members {
			branching = branching || s.unions != nil || s.not != nil || s.condition != nil ||
				s.array != nil && s.array.contains != nil || s.object != nil && s.object.names != nil
			everything(s, func(next *schema) { branching = branching || next.branching })
		}
		for _, s := range members {
			s.branching = branching
		}
	})
}

// components finds the strongly connected components of a graph of schemas with Tarjan's algorithm. It visits a
// component after all those that it leads to. Only the given schemas count.
func components(all []*schema, edges func(*schema, func(*schema)), visit func([]*schema)) {
	t := tarjan{edges: edges, visit: visit, inside: map[*schema]bool{},
		index: map[*schema]int{}, low: map[*schema]int{}, stacked: map[*schema]bool{}}
	for _, s := range all {
		t.inside[s] = true
	}
	for _, s := range all {
		if _, ok := t.index[s]; !ok {
			t.connect(s)
		}
	}
}

type tarjan struct {
	edges      func(*schema, func(*schema))
	visit      func([]*schema)
	inside     map[*schema]bool
	index, low map[*schema]int
	stacked    map[*schema]bool
	stack      []*schema
}

func (t *tarjan) connect(s *schema) {
	t.index[s], t.low[s] = len(t.index), len(t.index)
	t.stack, t.stacked[s] = append(t.stack, s), true
	t.edges(s, func(next *schema) {
		if !t.inside[next] {
			return
		}
		if _, ok := t.index[next]; !ok {
			t.connect(next)
			t.low[s] = min(t.low[s], t.low[next])
		} else if t.stacked[next] {
			t.low[s] = min(t.low[s], t.index[next])
		}
	})
	if t.low[s] != t.index[s] {
		return
	}
	start := slices.Index(t.stack, s)
	members := slices.Clone(t.stack[start:])
	t.stack = t.stack[:start]
	for _, member := range members {
		t.stacked[member] = false
	}
	t.visit(members)
}

// findPossible finds the kinds outside of which schemas allow no value.
func findPossible(fresh []*schema) {
	for _, s := range fresh {
		s.possible = anyKind // holds within a cycle
	}
	components(fresh, (*schema).sameValue, func(members []*schema) {
		for _, s := range members {
			s.possible = s.mayAllow()
		}
	})
}

func (s *schema) mayAllow() kinds {
	possible := s.kinds
	for i := range s.values {
		allowed := s.values[i].kinds
		if allowed&kindNumber != 0 {
			allowed |= kindNumber
		}
		possible &= allowed
	}
	for _, part := range s.allOf {
		possible &= part.possible
	}
	for _, u := range s.unions {
		one := kinds(0)
		for _, b := range u.branches {
			one |= b.schema.possible
		}
		u.discriminator.each(func(named *schema) { one |= named.possible })
		possible &= one
	}
	if s.nullable {
		possible |= kindNull
	}
	return possible
}

// linkUnion finds out how a union's branches can be told apart.
func (c *Compiler) linkUnion(u *union) {
	u.meant = -1
	others := 0
	for i := range u.branches {
		b := &u.branches[i]
		b.kinds = b.schema.possible
		if b.kinds&^kindNull != 0 {
			u.meant = i
			others++
		}
	}
	if others != 1 {
		u.meant = -1
	}
	constants := make([]map[string]map[string]bool, len(u.branches))
	for i, b := range u.branches {
		constants[i] = map[string]map[string]bool{}
		b.schema.constants(constants[i], map[*schema]bool{})
	}
	u.chooseTag(constants)
	if d := u.discriminator; d != nil && c.lenient.has(lenientConstants) {
		u.nameByConstants(constants)
	}
}

// constants gathers the properties that may only have certain strings.
func (s *schema) constants(into map[string]map[string]bool, visited map[*schema]bool) {
	if visited[s] {
		return
	}
	visited[s] = true
	if s.object != nil {
		for _, p := range s.object.properties {
			if p.schema == nil || p.forbidden {
				continue
			}
			if allowed := p.schema.onlyStrings(map[*schema]bool{}); allowed != nil && into[p.name] == nil {
				into[p.name] = allowed
			}
		}
	}
	for _, part := range s.allOf {
		part.constants(into, visited)
	}
}

// onlyStrings has the strings that a schema allows at most; nil if it may allow others.
func (s *schema) onlyStrings(visited map[*schema]bool) map[string]bool {
	if visited[s] {
		return nil
	}
	visited[s] = true
	if len(s.values) > 0 {
		return s.values[0].strings
	}
	for _, part := range s.allOf {
		if allowed := part.onlyStrings(visited); allowed != nil {
			return allowed
		}
	}
	return nil
}

// chooseTag takes the property that tells most branches apart.
func (u *union) chooseTag(constants []map[string]map[string]bool) {
	count := map[string]int{}
	for i, byName := range constants {
		if u.branches[i].kinds&kindObject == 0 {
			continue
		}
		for name := range byName {
			count[name]++
		}
	}
	best := 1
	for _, name := range sortedKeys(count) {
		if count[name] > best {
			best, u.tag = count[name], name
		}
	}
	if best < 2 {
		return
	}
	u.tagHash = hashName([]byte(u.tag))
	u.byTag = map[string][]int{}
	for _, byName := range constants {
		for value := range byName[u.tag] {
			u.byTag[value] = nil
		}
	}
	for i, byName := range constants {
		allowed := byName[u.tag]
		if allowed == nil {
			u.untagged = append(u.untagged, i)
		}
		for value := range u.byTag {
			if allowed == nil || allowed[value] {
				u.byTag[value] = append(u.byTag[value], i)
			}
		}
	}
}

// nameByConstants lets constants name branches for the discriminator.
func (u *union) nameByConstants(constants []map[string]map[string]bool) {
	d := u.discriminator
	for i, byName := range constants {
		for _, value := range sortedKeys(byName[d.property]) {
			if d.named[value] == nil {
				d.named[value] = u.branches[i].schema
				d.known = append(d.known, value)
			}
		}
	}
}
