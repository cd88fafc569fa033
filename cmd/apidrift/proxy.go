package main

import (
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/internal/proxy"
	"github.com/spf13/cobra"
)

// drainTimeout bounds how long requests in flight are waited for when the proxy stops. It is a variable so that a test need not wait.
var drainTimeout = 30 * time.Second

// proxying is what the command line says beyond [reporting].
type proxying struct {
	reporting
	target          string
	listen          string
	record          string
	requireCoverage bool
}

func proxyCommand() *cobra.Command {
	var options proxying
	c := &cobra.Command{
		Use:   "proxy --target URL [flags]",
		Short: "Pass HTTP traffic on, and compare it with a contract",
		Long: `Pass HTTP requests on to a server and its responses back, and compare every exchange with an OpenAPI 3 contract.

Any client can be pointed at the address that the first line on standard error names. Requests and responses pass through as they are,
also streams, trailers, compressed and long bodies, and upgrades such as WebSocket. Host is that of the target. A path of the target is
put before each request's path. HTTP_PROXY, HTTPS_PROXY and NO_PROXY are honoured on the way to the target.

Each kind of finding (rule, operation, status and place) is printed once on standard error as it is first seen. On SIGINT or SIGTERM the
proxy takes no further requests, finishes those in flight (up to 30 seconds; upgraded connections are closed at once), and writes the
report that apidrift check gives for the same recording. A second signal ends it at once, without a report.

--record writes a HAR 1.2 file as traffic flows, which is whole after every entry. It holds no request bodies. Credentials are neither
recorded nor reported: of the header fields only harmless ones and those that the contract documents are kept, and the values of
Authorization, Cookie and the like are replaced wherever they come back. What is judged is what is recorded.

A response body of more than 1 MiB, or of more than 8 MiB after decoding, passes through whole, but is recorded as truncated and not judged;
so is one in a content coding other than gzip and deflate. If judging and recording do not keep up, the ends of responses
are held back until they do: no exchange is left out. A request without an answer from the target gets a 502 from the proxy, which is
neither judged nor recorded.

` + configHelp + `

` + exitHelp,
		Example: `  apidrift proxy --target https://api.supermemory.ai
  apidrift proxy --target http://localhost:3000/v1 --listen 127.0.0.1:0 --contract petstore.yaml --record recording.har`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return options.run(c) },
	}
	options.flags(c)
	c.Flags().StringVar(&options.target, "target", "", "the `URL` of the server, http or https; required")
	c.Flags().StringVar(&options.listen, "listen", "127.0.0.1:4040", "the `address` to listen on; port 0 picks one")
	c.Flags().StringVar(&options.record, "record", "", "write the traffic to this new `file`, as HAR")
	c.Flags().BoolVar(&options.requireCoverage, "require-coverage", false, "count a documented response without a conforming exchange as breaking")
	return c
}

func (o *proxying) run(c *cobra.Command) error {
	target, err := proxy.ParseTarget(o.target)
	if err != nil {
		return err
	}
	if err := o.configure(c); err != nil {
		return err
	}
	judge, err := contract.LoadFile(o.contract)
	if err != nil {
		return err
	}
	p := &proxy.Proxy{
		Target:   target,
		Contract: judge,
		Report:   o.accepting(report.New(o.contract, judge.Responses())),
		Log:      c.ErrOrStderr(),
		Drain:    drainTimeout,
	}
	if o.record != "" && filepath.Clean(o.record) == filepath.Clean(o.output) {
		return errors.New("--record and --output name the same file")
	}
	listener, err := net.Listen("tcp", o.listen)
	if err != nil {
		return fmt.Errorf("cannot listen: %w", err)
	}
	defer listener.Close()
	if o.record != "" {
		if p.HAR, err = recording.CreateHAR(o.record, "apidrift", version()); err != nil {
			return err
		}
	}
	failures := p.Serve(c.Context(), listener)
	return o.conclude(c, p.Report, failures)
}

// conclude writes the report, and says what apidrift check would say about the same recording.
func (o *proxying) conclude(c *cobra.Command, r *report.Report, failures error) error {
	if o.requireCoverage && r.Exchanges > 0 {
		r.RequireCoverage()
	}
	var outcome error
	if r.Exchanges > 0 {
		outcome = o.write(c, r)
	}
	switch drifted := errors.Is(outcome, errDrift); {
	case failures != nil:
		if drifted {
			outcome = nil // reported; that not everything was judged or recorded outweighs it
		}
		return errors.Join(failures, outcome)
	case r.Exchanges == r.Unmatched && (outcome == nil || drifted):
		return fmt.Errorf("nothing to check: no operation of %s matches any of the %d exchanges that passed", o.contract, r.Exchanges)
	}
	return outcome
}
