package main

import (
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/spf13/cobra"
)

// fetchFlags are the flags of commands that read a published document.
type fetchFlags struct {
	cache        string
	insecureHTTP bool
}

func (f *fetchFlags) addTo(c *cobra.Command) {
	c.Flags().StringVar(&f.cache, "cache", "",
		"keep what is fetched in this `folder`, and ask only whether it has changed (ETag)")
	c.Flags().BoolVar(&f.insecureHTTP, "insecure-http", false, "allow plain HTTP to hosts other than localhost")
}

func (f *fetchFlags) options(c *cobra.Command) openapi.Options {
	return openapi.Options{
		Stdin: c.InOrStdin(), CacheDir: f.cache, InsecureHTTP: f.insecureHTTP, UserAgent: "apidrift/" + version(),
	}
}
