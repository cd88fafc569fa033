package schema

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

// findPossible finds the kinds that each schema allows at most.
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
