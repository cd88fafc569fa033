package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/internal/proxy"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
	"github.com/spf13/cobra"
)

// proxyFlags are the flags of apidrift proxy.
type proxyFlags struct {
	reportFlags
	exchangeFlags
	target string
	listen string
	record string
}

func proxyCommand() *cobra.Command {
	var f proxyFlags
	c := &cobra.Command{
		Use:   "proxy --target URL [flags]",
		Short: "Pass HTTP traffic on, and compare it with a contract",
		Long:  proxyHelp,
		Example: `  apidrift proxy --target https://api.supermemory.ai
  apidrift proxy --target http://localhost:3000/v1 --contract petstore.yaml --record recording.har`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			if isURL(args[0]) {
				return fmt.Errorf("name the server with a flag: apidrift proxy --target %s", args[0])
			}
			return fmt.Errorf("unexpected argument %q: name the server with --target, and a contract with --contract", args[0])
		},
		RunE: func(c *cobra.Command, _ []string) error { return f.run(c) },
	}
	f.reportFlags.add(c)
	f.exchangeFlags.add(c)
	c.Flags().StringVar(&f.target, "target", "", "the `URL` of the server, http or https; required")
	c.Flags().StringVar(&f.listen, "listen", "127.0.0.1:4040", "the `address` to listen on; port 0 picks one")
	c.Flags().StringVar(&f.record, "record", "", "write the traffic to this new `file`, as HAR")
	return c
}

const proxyHelp = `Pass HTTP requests on to a server and its responses back, and compare every exchange with an
OpenAPI 3 contract.

Point any client at the address that the first line on standard error names. Requests and responses pass through
unchanged, including streams, trailers, compressed and long bodies, and upgrades such as WebSocket. Two things change:
Host becomes that of the target, and the target's path is put before the path of each request. HTTP_PROXY, HTTPS_PROXY
and NO_PROXY apply to connections to the target.

The first finding of each kind (rule, operation, status and place) is printed on standard error as it happens, and so is
the first exchange of each kind that matches no operation of the contract. On SIGINT, SIGTERM or SIGHUP the proxy
accepts no more requests, finishes those in flight, and writes the report. It waits at most 30 seconds, reports what was
still in flight then, and closes upgraded connections at once. A second signal ends it without a report.

Exchanges are checked as they pass. --record writes a HAR 1.2 file as traffic flows, without credentials. The file is
complete after every entry, and has no request bodies. It keeps harmless header fields, and the parameters, cookies and
header fields that the contract documents. The values of Authorization and of fields, parameters and cookies with names
of secrets, such as api_key and session, are replaced wherever they are repeated, and so is everything that looks like a
credential or an e-mail address; words of the contract are never taken for secrets. An entry lists in _redacted the
pointers of values that were replaced in the response's body, and in _dropped the names of parameters, fields and
cookies that were left out. apidrift check does not judge these, and notes each value; otherwise it finds in the
recording what the proxy found. If the recording is removed or truncated while the proxy runs, the exit status is 2.

Three kinds of response bodies pass through, but are recorded as truncated and not checked: more than 1 MiB, more than
8 MiB after decoding, and content codings other than gzip and deflate. If checking and recording fall behind, the ends
of responses are held back, so that no exchange is left out. If the target does not answer, the client gets a 502 from
the proxy, which is neither checked nor recorded.

` + configHelp + `

` + exitHelp

// drain is how long the proxy waits for requests in flight when it stops. Judging the rest may take 5 seconds more.
const drain = 25 * time.Second

func (f *proxyFlags) run(c *cobra.Command) error {
	target, err := proxy.ParseTarget(f.target)
	if err != nil {
		return err
	}
	var judge *contract.Contract
	var r *report.Report
	err = ended(c.Context(), func() (err error) {
		judge, r, err = f.ready(c)
		return err
	})
	if err != nil {
		return err
	}
	defer f.close(r)
	listener, err := f.openListener()
	if err != nil {
		return err
	}
	defer listener.Close()
	p := &proxy.Proxy{
		Target:   target,
		Contract: f.apply(r, judge, f.config),
		Report:   r,
		Log:      c.ErrOrStderr(),
		Drain:    drain,
	}
	if f.record != "" {
		p.HAR, err = recording.CreateHAR(f.record, "apidrift", version())
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("cannot record: the folder %s does not exist: make it first", filepath.Dir(f.record))
		}
		if err != nil {
			return err
		}
		if f.output != "" && isSameFile(f.record, f.output) { // the names differ, perhaps only in case
			return errors.Join(errSameFile, p.HAR.Close(), os.Remove(f.record))
		}
	}
	failures := p.Serve(c.Context(), listener)
	return f.conclude(c, p.Report, failures)
}

// ready reads what the proxy needs, and opens the output.
func (f *proxyFlags) ready(c *cobra.Command) (*contract.Contract, *report.Report, error) {
	if err := f.configure(c); err != nil {
		return nil, nil, err
	}
	judge, err := f.loadContract(c)
	if err != nil {
		return nil, nil, err
	}
	var inputs []string
	if f.record != "" {
		inputs = []string{f.record}
		if f.output != "" && isSameFile(f.record, f.output) {
			return nil, nil, errSameFile
		}
	}
	r := report.New(f.contract, judge.Responses())
	if err := f.prepare(c, r, judge.Responses(), inputs, judge.Files()...); err != nil {
		f.close(r)
		return nil, nil, err
	}
	return judge, r, nil
}

var errSameFile = errors.New("--record and --output name the same file")

// openListener listens where --listen says.
func (f *proxyFlags) openListener() (net.Listener, error) {
	if _, err := strconv.ParseUint(f.listen, 10, 16); err == nil {
		return nil, fmt.Errorf("--listen needs a host as well: write --listen 127.0.0.1:%s, or --listen :%s to let other "+
			"machines in", f.listen, f.listen)
	}
	listener, err := net.Listen("tcp", f.listen)
	const inUseOnWindows = syscall.Errno(10048) // WSAEADDRINUSE
	if errors.Is(err, syscall.EADDRINUSE) || runtime.GOOS == "windows" && errors.Is(err, inUseOnWindows) {
		host, _, _ := net.SplitHostPort(f.listen)
		return nil, fmt.Errorf("cannot listen: %s is in use, perhaps by another apidrift proxy: write --listen %s to take "+
			"a free port", f.listen, net.JoinHostPort(host, "0"))
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen: %w: write --listen as 127.0.0.1:4040", err)
	}
	return listener, nil
}

// conclude writes the report, and returns what apidrift check would return for the same recording.
func (f *proxyFlags) conclude(c *cobra.Command, r *report.Report, failures error) error {
	if f.requireCoverage && r.Exchanges > 0 {
		r.RequireCoverage()
	}
	var outcome error
	if r.Exchanges > 0 {
		outcome = f.write(c, r)
	}
	switch {
	case failures != nil: // an exchange that was not checked or recorded outweighs drift
		return errors.Join(failures, withoutDrift(outcome))
	case r.Exchanges == r.Unmatched && !f.failOnUnmatched && withoutDrift(outcome) == nil:
		return fmt.Errorf("nothing to check: %s has no operation for %s that passed",
			f.contract, text.Count(r.Exchanges, "exchange"))
	}
	return outcome
}
