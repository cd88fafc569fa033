package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/drift/upstream"
	"github.com/spf13/cobra"
)

// proposeFlags are the flags of apidrift propose.
type proposeFlags struct {
	refFlags
	fetchFlags
	contract string
	upstream string
	hosts    []string
	fact     string
	all      bool
	requests bool
	write    bool
}

func proposeCommand() *cobra.Command {
	var f proposeFlags
	c := &cobra.Command{
		Use:   "propose [flags] [PATH...]",
		Short: "Propose the edits of a contract that drift asks for",
		Long: `Propose the edits of a contract that drift asks for: for each fact of check (of the recordings in PATH) or diff
(of the document in --upstream), the smallest edit that makes it true, as a unified diff on standard output. git apply
takes it, and --write applies it. Nothing but the edited lines changes: comments, order, quotes and line ends stay as
they are. Above each edit a comment says what was seen, when, how often and where. In JSON there is none. Standard
error lists every edit, with the ID that --fact takes, and every fact without an edit, with the reason.

PATH is as for check, and the default is the same, unless there is --upstream. Recordings are read several times: for
the facts, for the values at their places, and to prove that the edited contract has these facts no more, and no new
ones. So PATH cannot be standard input or a pipe.

A breaking fact in less than 1 % of the exchanges of its response, or in fewer than three, may be a bug and not a
change: it is named, and edited only with --all. Facts about recorded requests are edited only with --requests, and
from 2xx answers. Where recordings and --upstream disagree about one place, the recordings count. Secrets and personal
values never enter an edit. Facts that ` + configName + ` accepts have no edit.

Exit status: 0; 2 if it could not tell.`,
		Example: `  apidrift propose recordings/
  apidrift propose --write recordings/ && go generate ./...
  apidrift propose --upstream https://api.example.com/openapi.json | git apply
  apidrift propose --fact 5f0c1d2e3a4b5968 --all recordings/a.har`,
		RunE: f.run,
	}
	c.Flags().StringVarP(&f.contract, "contract", "c", "openapi.yaml", "the contract, an OpenAPI 3.0 or 3.1 `file`")
	c.Flags().StringVar(&f.upstream, "upstream", "",
		"edit towards this `document`, too: a file, an http or https URL, or - for standard input")
	f.refFlags.addTo(c)
	f.fetchFlags.addTo(c)
	c.Flags().StringArrayVar(&f.hosts, "host", nil, "look only at exchanges with this `host`; may be repeated")
	c.Flags().StringVar(&f.fact, "fact", "", "take the edit of one fact alone, by its `ID`")
	c.Flags().BoolVar(&f.all, "all", false, "edit for breaking facts that were rarely seen as well")
	c.Flags().BoolVar(&f.requests, "requests", false, "edit for facts about requests as well")
	c.Flags().BoolVar(&f.write, "write", false, "write the edits into the contract")
	completeFiles(c, "contract", "yaml", "yml", "json")
	return c
}

func (f *proposeFlags) run(c *cobra.Command, paths []string) error {
	if isURL(f.contract) {
		return fmt.Errorf("--contract must be a file: save the document first, and name it with --contract")
	}
	config, err := readConfig(f.contract)
	if err != nil {
		return err
	}
	if err := config.setDefaults(c); err != nil {
		return err
	}
	p := &proposer{flags: f, command: c, config: config}
	if f.upstream == "" || len(paths) > 0 {
		if p.recordings, err = rereadable(paths); err != nil {
			return err
		}
	}
	if f.upstream != "" {
		p.published, err = interruptible(c.Context(), func() (*upstream.Document, error) {
			return upstream.Load(c.Context(), f.upstream, f.options(c, f.refFlags))
		})
		if err != nil {
			return f.explain(c, f.upstream, err)
		}
	}
	made, err := p.propose()
	if err != nil {
		return err
	}
	return made.publish(c, f.write)
}

// rereadable are the recordings that paths name, which must be files that can be read more than once.
func rereadable(paths []string) ([]string, error) {
	paths, err := recordingPaths(paths)
	if err != nil {
		return nil, err
	}
	files, err := recording.Files(paths...)
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		if name == "-" {
			return nil, errors.New("propose reads recordings several times, and standard input can be read once: " +
				"save it to a file, and name that")
		}
		if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
			return nil, fmt.Errorf("propose reads recordings several times, and %s can be read once: "+
				"save it to a file, and name that", name)
		}
	}
	return files, nil
}
