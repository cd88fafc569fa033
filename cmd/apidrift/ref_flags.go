package main

import "github.com/spf13/cobra"

// refFlags say where the references of a document may lead, beside its own folder.
type refFlags struct{ allowRefs []string }

func (f *refFlags) addTo(c *cobra.Command) {
	c.Flags().StringArrayVar(&f.allowRefs, "allow-refs", nil,
		"let references in documents lead to files in this `folder`, beside their own; may be repeated")
}
