package schema

import (
	"maps"
	"slices"
)

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
	constants := make([]constants, len(u.branches))
	for i := range u.branches {
		constants[i] = c.constantsOf(u.branches[i].schema)
	}
	u.chooseTag(constants)
	if d := u.discriminator; d != nil {
		d.unnamed = slices.DeleteFunc(d.unnamed, func(i int) bool { return u.branches[i].kinds&kindObject == 0 })
		if c.lenient.has(lenientConstants) {
			d.nameByConstants(constants)
		}
	}
}

// constants has the strings that the properties of an object may only have, by the properties' names.
type constants map[string]map[string]bool

// constantsOf gathers what a schema and its parts say of the constants of an object.
func (c *Compiler) constantsOf(s *schema) constants {
	if known, ok := c.constants[s]; ok {
		return known
	}
	into := constants{}
	c.constants[s] = constants{} // in a cycle, nothing is known
	add := func(other constants) {
		for name, allowed := range other {
			if into[name] == nil {
				into[name] = allowed
			}
		}
	}
	if s.object != nil {
		for _, p := range s.object.properties {
			if p.schema == nil || p.forbidden {
				continue
			}
			if allowed := p.schema.onlyStrings(map[*schema]bool{}); allowed != nil {
				into[p.name] = allowed
			}
		}
	}
	for _, part := range s.allOf {
		add(c.constantsOf(part))
	}
	for _, u := range s.unions {
		add(c.constantsOfUnion(u))
	}
	c.constants[s] = into
	return into
}

// constantsOfUnion has the constants of all branches that may be objects, for the properties that have some in each.
func (c *Compiler) constantsOfUnion(u *union) constants {
	into := constants{}
	isFirst := true
	add := func(s *schema, names map[string]bool) {
		theirs := c.constantsOf(s)
		if d := u.discriminator; d != nil && theirs[d.property] == nil && len(names) > 0 {
			theirs = maps.Clone(theirs)
			theirs[d.property] = names
		}
		if isFirst {
			into, isFirst = maps.Clone(theirs), false
			return
		}
		for name, allowed := range into {
			if theirs[name] == nil {
				delete(into, name)
				continue
			}
			both := maps.Clone(allowed)
			maps.Copy(both, theirs[name])
			into[name] = both
		}
	}
	names := u.discriminator.names()
	for _, b := range u.branches {
		if b.schema.possible&kindObject != 0 {
			add(b.schema, names[b.schema])
		}
	}
	u.discriminator.each(func(named *schema) { add(named, names[named]) })
	return into
}

// names has the values that name each schema.
func (d *discriminator) names() map[*schema]map[string]bool {
	if d == nil {
		return nil
	}
	names := map[*schema]map[string]bool{}
	for value, named := range d.named {
		if names[named] == nil {
			names[named] = map[string]bool{}
		}
		names[named][value] = true
	}
	return names
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
func (u *union) chooseTag(constants []constants) {
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
	for _, name := range slices.Sorted(maps.Keys(count)) {
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

// nameByConstants lets constants name branches for the discriminator: one value may name several. The name of a
// schema that has other constants is no longer one.
func (d *discriminator) nameByConstants(constants []constants) {
	for name, i := range d.implicit {
		if allowed := constants[i][d.property]; allowed != nil && !allowed[name] {
			delete(d.named, name)
			d.known = slices.DeleteFunc(d.known, func(known string) bool { return known == name })
		}
	}
	d.byConstant = map[string][]int{}
	for i, byName := range constants {
		for _, value := range slices.Sorted(maps.Keys(byName[d.property])) {
			if d.named[value] != nil {
				continue
			}
			if d.byConstant[value] == nil {
				d.known = append(d.known, value)
			}
			d.byConstant[value] = append(d.byConstant[value], i)
		}
	}
	d.unnamed = slices.DeleteFunc(d.unnamed, func(i int) bool { return constants[i][d.property] != nil })
}
