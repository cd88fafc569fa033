package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v4"
)

const configName = ".apidrift.yaml"

// config is .apidrift.yaml, which stands beside the contract: defaults for flags, under their names, and what is accepted.
type config struct {
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

// readConfig reads the file beside the contract; none is no error. A key that is not known is one: a misspelt acceptance must not look
// like an acceptance.
func readConfig(contract string) (*config, error) {
	name := filepath.Join(filepath.Dir(contract), configName)
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return &config{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read the configuration: %w", err)
	}
	var c config
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

// defaults sets the flags of the command that were not given on its command line.
func (c *config) defaults(cmd *cobra.Command) error {
	for name, value := range map[string]string{
		"format": c.Format, "output": c.Output, "fail-on": c.FailOn, "require-coverage": c.RequireCoverage, "max-age": c.MaxAge,
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

func (c *config) acceptances() ([]report.Acceptance, error) {
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
		all = append(all, report.Acceptance{Rule: a.Rule, Operation: a.Operation, Status: status, Pointer: a.Pointer, Reason: a.Reason, Until: until})
	}
	return all, nil
}

// days is a duration in days, "90d", or as time.ParseDuration reads it.
type days time.Duration

func (d *days) String() string {
	if *d == 0 {
		return ""
	}
	return time.Duration(*d).String()
}

func (d *days) Set(text string) error {
	duration, err := time.ParseDuration(text)
	if number, ok := strings.CutSuffix(text, "d"); ok {
		var n int
		n, err = strconv.Atoi(number)
		duration = time.Duration(n) * 24 * time.Hour
	}
	if err != nil || duration <= 0 || duration > 100*365*24*time.Hour {
		return fmt.Errorf("invalid age %q: write it as 90d or 36h", text)
	}
	*d = days(duration)
	return nil
}

func (d *days) Type() string { return "age" }

// choice is a flag with a fixed list of values.
type choice struct {
	value   string
	choices []string
}

func (c *choice) String() string { return c.value }

func (c *choice) Set(text string) error {
	for _, name := range c.choices {
		if name == text {
			c.value = text
			return nil
		}
	}
	return fmt.Errorf("unknown value %q: use one of %s", text, strings.Join(c.choices, ", "))
}

func (c *choice) Type() string { return "name" }
