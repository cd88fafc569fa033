package main

import (
	"fmt"

	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/spf13/cobra"
)

// fetchFlags are the flags of commands that read a published document.
type fetchFlags struct {
	cache        string
	insecureHTTP bool
	stdin        countedReader
}

func (f *fetchFlags) addTo(c *cobra.Command) {
	c.Flags().StringVar(&f.cache, "cache", "",
		"keep what is fetched in this `folder`, and ask only whether it has changed (ETag)")
	c.Flags().BoolVar(&f.insecureHTTP, "insecure-http", false, "allow plain HTTP to hosts other than localhost")
}

func (f *fetchFlags) options(c *cobra.Command, refs refFlags) openapi.Options {
	f.stdin.Reader = c.InOrStdin()
	return openapi.Options{
		Stdin: &f.stdin, CacheDir: f.cache, InsecureHTTP: f.insecureHTTP, UserAgent: "apidrift/" + version(),
		AllowRefs: refs.allowRefs,
	}
}

// explain says what to do if a document could not be read because standard input was empty.
func (f *fetchFlags) explain(c *cobra.Command, location string, err error) error {
	if location == "-" && f.stdin.n == 0 {
		return fmt.Errorf("standard input is empty: pipe a document into it, such as "+
			"curl https://api.example.com/openapi.json | %s -", c.CommandPath())
	}
	return err
}
