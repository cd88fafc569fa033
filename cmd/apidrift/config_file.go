package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/internal/input"
	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v4"
)

const (
	configName = ".apidrift.yaml"
	maxConfig  = 8 << 20 // bytes
)

// configFile is the content of .apidrift.yaml beside the contract: defaults for flags, under their names, paths to
// ignore, and facts that are accepted. It can hide drift, and do nothing else: no key names a file.
type configFile struct {
	Format          string       `yaml:"format"`
	FailOn          string       `yaml:"fail-on"`
	MinSeverity     string       `yaml:"min-severity"`
	RequireCoverage string       `yaml:"require-coverage"`
	MaxAge          string       `yaml:"max-age"`
	NoRequests      string       `yaml:"no-requests"`
	FailOnUnmatched string       `yaml:"fail-on-unmatched"`
	Host            oneOrMore    `yaml:"host"`
	Ignore          oneOrMore    `yaml:"ignore"`
	Accept          []acceptance `yaml:"accept"`

	name string
}

type acceptance struct {
	Rule      string    `yaml:"rule"`
	At        string    `yaml:"at"`
	Operation oneOrMore `yaml:"operation"`
	Status    oneOrMore `yaml:"status"`
	Pointer   string    `yaml:"pointer"`
	Property  string    `yaml:"property"`
	Key       string    `yaml:"key"`
	Reason    string    `yaml:"reason"`
	Until     string    `yaml:"until"`
}

// oneOrMore is a value, or a list of values.
type oneOrMore []string

// UnmarshalYAML implements the interface of the YAML library.
func (o *oneOrMore) UnmarshalYAML(n *yaml.Node) error {
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Tag != "!!null" {
			*o = oneOrMore{n.Value}
		}
		return nil
	case yaml.SequenceNode:
		for _, item := range n.Content {
			if item.Kind != yaml.ScalarNode {
				return fmt.Errorf("line %d: expected a list of values", n.Line)
			}
			*o = append(*o, item.Value)
		}
		return nil
	}
	return fmt.Errorf("line %d: expected a value or a list of values", n.Line)
}

// readConfig reads the file beside the contract. Without one it returns an empty configuration. An unknown key is an
// error, so that a misspelt acceptance is noticed.
func readConfig(contract string) (*configFile, error) {
	name := filepath.ToSlash(filepath.Join(filepath.Dir(contract), configName))
	data, err := input.Regular(name, maxConfig)
	if errors.Is(err, fs.ErrNotExist) {
		return &configFile{name: name}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read the configuration: %w", err)
	}
	c, err := parseConfig(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c.name = name
	return c, nil
}

func parseConfig(data []byte) (*configFile, error) {
	var c configFile
	if len(strings.TrimSpace(string(data))) > 0 {
		if err := yaml.Load(data, &c, yaml.WithKnownFields()); err != nil {
			message := strings.Join(strings.Fields(err.Error()), " ")
			if strings.Contains(message, "field output not found") {
				return nil, errors.New("output cannot be set here: a contract that comes from elsewhere could name any " +
					"file to write over; use --output")
			}
			return nil, errors.New(message)
		}
	}
	_, err := c.acceptances(nil)
	return &c, err
}

// setDefaults sets the flags that the command line does not set.
func (c *configFile) setDefaults(cmd *cobra.Command) error {
	for name, values := range map[string]oneOrMore{
		"format": {c.Format}, "fail-on": {c.FailOn}, "min-severity": {c.MinSeverity}, "max-age": {c.MaxAge},
		"require-coverage": {c.RequireCoverage}, "no-requests": {c.NoRequests},
		"fail-on-unmatched": {c.FailOnUnmatched}, "host": c.Host,
	} {
		flag := cmd.Flags().Lookup(name)
		if flag == nil || flag.Changed {
			continue
		}
		for _, value := range values {
			if value == "" {
				continue
			}
			if err := flag.Value.Set(value); err != nil {
				return fmt.Errorf("%s: %s: %w", configName, name, valueError(flag, value, err))
			}
		}
	}
	return nil
}

// acceptances are the entries under accept. An unknown operation is an error if it resembles one of the given ones.
func (c *configFile) acceptances(operations []string) ([]report.Acceptance, error) {
	var all []report.Acceptance
	for i := range c.Accept {
		a, err := c.Accept[i].parse(operations)
		if err != nil {
			return nil, fmt.Errorf("accept entry %d: %w", i+1, err)
		}
		all = append(all, a)
	}
	return all, nil
}

func (a *acceptance) parse(operations []string) (report.Acceptance, error) {
	parsed := report.Acceptance{
		Rule: a.Rule, At: a.At, Pointer: a.Pointer, Property: a.Property, Key: a.Key, Reason: a.Reason,
	}
	if a.Rule == "" || a.Reason == "" || a.Until == "" {
		return parsed, errors.New("it needs a rule, a reason and the last day, until")
	}
	if !isKnownRule(a.Rule) {
		return parsed, fmt.Errorf("unknown rule %q%s see apidrift rules", a.Rule, orColon(didYouMean(a.Rule, ruleNames())))
	}
	if err := parsed.Until.UnmarshalText([]byte(a.Until)); err != nil {
		return parsed, fmt.Errorf("invalid date %q: write until as 2026-12-31", a.Until)
	}
	for i, name := range a.Operation {
		if len(operations) > 0 && !slices.Contains(operations, name) {
			if best := closest(name, operations); best != "" {
				return parsed, fmt.Errorf("the contract has no operation %q: did you mean %s?", name, best)
			}
		}
		if i == 0 {
			parsed.Operation = name
		} else {
			parsed.Operations = append(parsed.Operations, name)
		}
	}
	for i, text := range a.Status {
		status, err := drift.ParseStatus(text)
		if err != nil {
			return parsed, err
		}
		if i == 0 {
			parsed.Status = status
		} else {
			parsed.Statuses = append(parsed.Statuses, status)
		}
	}
	return parsed, nil
}

// orColon is the question, or a colon if there is none.
func orColon(question string) string {
	if question == "" {
		return ":"
	}
	return question
}
