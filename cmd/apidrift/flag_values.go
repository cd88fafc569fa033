package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// days is a flag whose value is a number of days, "90d", or what [time.ParseDuration] reads.
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

// choice is a flag whose value is one of a list.
type choice struct {
	value   string
	choices []string
}

func (c *choice) String() string { return c.value }

func (c *choice) Set(text string) error {
	if !slices.Contains(c.choices, text) {
		if best := closest(text, c.choices); best != "" {
			return fmt.Errorf("unknown value %q: did you mean %s? Use one of %s", text, best, strings.Join(c.choices, ", "))
		}
		return fmt.Errorf("unknown value %q: use one of %s", text, strings.Join(c.choices, ", "))
	}
	c.value = text
	return nil
}

func (c *choice) Type() string { return "name" }
