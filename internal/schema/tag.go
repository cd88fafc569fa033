package schema

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
