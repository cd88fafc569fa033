package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v4"
)

const configName = ".apidrift.yaml"

// configFile is what a file .apidrift.yaml beside the contract says: defaults for flags, under their names, and which
// findings are accepted.
type configFile struct {
	Format          string       `yaml:"format"`
	Output          string       `yaml:"output"`
	FailOn          string       `yaml:"fail-on"`
	RequireCoverage string       `yaml:"require-coverage"`
	MaxAge          string       `yaml:"max-age"`
	Accept          []acceptance `yaml:"accept"`
}

type acceptance struct {
	Rule      string `yaml:"rule"`
	Operation string `yaml:"operation"`
	Status    string `yaml:"status"`
	Pointer   string `yaml:"pointer"`
	Reason    string `yaml:"reason"`
	Until     string `yaml:"until"`
}

// readConfig reads the file beside the contract. Without one it returns an empty configuration. An unknown key is an
// error, so that a misspelt acceptance is noticed.
func readConfig(contract string) (*configFile, error) {
	name := filepath.Join(filepath.Dir(contract), configName)
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return &configFile{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read the configuration: %w", err)
	}
	var c configFile
	if len(strings.TrimSpace(string(data))) > 0 {
		if err := yaml.Load(data, &c, yaml.WithKnownFields()); err != nil {
			return nil, fmt.Errorf("%s: %s", name, strings.Join(strings.Fields(err.Error()), " "))
		}
	}
	if _, err := c.acceptances(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &c, nil
}

// setDefaults sets the flags of the command that the command line does not set.
func (c *configFile) setDefaults(cmd *cobra.Command) error {
	for name, value := range map[string]string{
		"format": c.Format, "output": c.Output, "fail-on": c.FailOn,
		"require-coverage": c.RequireCoverage, "max-age": c.MaxAge,
	} {
		flag := cmd.Flags().Lookup(name)
		if value == "" || flag == nil || flag.Changed {
			continue
		}
		if err := flag.Value.Set(value); err != nil {
			return fmt.Errorf("%s: %s: %w", configName, name, err)
		}
	}
	return nil
}

func (c *configFile) acceptances() ([]report.Acceptance, error) {
	var all []report.Acceptance
	for i, a := range c.Accept {
		var until report.Date
		var status drift.Status
		if a.Rule == "" || a.Reason == "" || a.Until == "" {
			return nil, fmt.Errorf("accept entry %d needs a rule, a reason and a date until which it holds", i+1)
		}
		if err := until.UnmarshalText([]byte(a.Until)); err != nil {
			return nil, fmt.Errorf("accept entry %d: invalid date %q: write until as 2026-12-31", i+1, a.Until)
		}
		if a.Status != "" {
			var err error
			if status, err = drift.ParseStatus(a.Status); err != nil {
				return nil, fmt.Errorf("accept entry %d: %w", i+1, err)
			}
		}
		all = append(all, report.Acceptance{
			Rule: a.Rule, Operation: a.Operation, Status: status, Pointer: a.Pointer, Reason: a.Reason, Until: until,
		})
	}
	return all, nil
}
