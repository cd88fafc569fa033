package drift

import "slices"

// Headers lists the response header fields that the contract documents for any response, by their canonical names, sorted. A recorder has to keep
// them: [Contract.Check] looks at no others but Content-Type, Deprecation and Sunset.
func (c *Contract) Headers() []string {
	var names []string
	for _, op := range c.operations {
		for _, r := range op.responses {
			for _, h := range r.headers {
				names = append(names, h.name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
