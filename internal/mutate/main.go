// Mutate measures what the tests of a package notice. It breaks the package's code in many small ways, one at a time,
// and runs the tests on each broken version, a mutant. A mutant that they do not fail on has survived: code that no
// test holds.
//
//	go run ./internal/mutate [-n 100] [-seed 1] ./drift/contract ./api
//
// Nothing is written into the working tree: the go command reads a mutant through an overlay. The same seed makes the
// same sample of the same code. Some survivors are not worth a test, because the mutant behaves like the original; read
// them.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// settings are what the command line says.
type settings struct {
	sample   int           // how many mutants are tried; 0 for all
	seed     uint64        // picks the sample
	timeout  time.Duration // of one run of the tests; 0 for one derived from a run without a mutant
	parallel int           // how many mutants are tried at once
	tests    string        // the packages whose tests are run; "" for those of the mutated package
}

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var s settings
	flag.IntVar(&s.sample, "n", 100, "how many mutants to try in each package; 0 for all")
	flag.Uint64Var(&s.seed, "seed", 1, "picks the mutants")
	flag.DurationVar(&s.timeout, "timeout", 0,
		"how long the tests may take; by default, twice what they take now, and 10 seconds")
	flag.IntVar(&s.parallel, "parallel", max(1, runtime.GOMAXPROCS(0)/2), "how many mutants to try at once")
	flag.StringVar(&s.tests, "tests", "",
		"the packages whose tests to run, separated by spaces; by default, the mutated one's own")
	flag.Parse()
	var rows []string
	for _, pattern := range flag.Args() {
		score, err := measure(ctx, os.Stdout, pattern, s)
		if err != nil {
			fmt.Fprintln(os.Stderr, "mutate:", err)
			return 1
		}
		rows = append(rows, score.row(pattern))
	}
	if len(rows) == 0 {
		flag.Usage()
		return 2
	}
	fmt.Printf("\n%s%s", rowHeader, strings.Join(rows, ""))
	return 0
}

// score counts what became of the mutants of a package.
type score struct{ killed, survived, invalid, possible int }

const rowHeader = "| package | mutants tried | killed | score |\n|---|---|---|---|\n"

// row is a line of the table in CONTRIBUTING.md.
func (s score) row(pattern string) string {
	tried := s.killed + s.survived
	return fmt.Sprintf("| `%s` | %d of %d | %d | %d %% |\n", strings.TrimPrefix(filepath.ToSlash(pattern), "./"),
		tried, s.possible-s.invalid, s.killed, 100*s.killed/max(1, tried))
}

// measure tries a sample of a package's mutants and prints a line for each.
func measure(ctx context.Context, out io.Writer, pattern string, s settings) (score, error) {
	p, err := listPackage(ctx, pattern)
	if err != nil {
		return score{}, err
	}
	mutants, err := p.mutants()
	if err != nil {
		return score{}, err
	}
	random := rand.New(rand.NewPCG(s.seed, 0))
	random.Shuffle(len(mutants), func(i, j int) { mutants[i], mutants[j] = mutants[j], mutants[i] })
	t, err := newTrial(ctx, p, s)
	if err != nil {
		return score{}, err
	}
	fmt.Fprintf(out, "%s: %d mutants are possible; each run of the tests may take %v\n",
		p.ImportPath, len(mutants), t.timeout)
	total := score{possible: len(mutants)}
	for m, result := range t.all(ctx, mutants, s.parallel) {
		switch result {
		case invalid:
			total.invalid++
			continue
		case killed:
			total.killed++
		case survived:
			total.survived++
		case failed:
			return total, cmp.Or(context.Cause(ctx), errors.New("a mutant could not be written to the temporary folder"))
		}
		fmt.Fprintf(out, "%-8s  %s:%d: %s\n", result, filepath.Base(m.file), m.line, m.diff())
		if total.killed+total.survived == s.sample {
			break
		}
	}
	return total, nil
}
