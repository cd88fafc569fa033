// Package report collects what comparing exchanges with a contract found, and writes it for people and programs.
//
// Start with [New], pass every exchange with the result of its comparison to [Report.Add], call [Report.Close], and
// write the report in one of the [Formats]. For a contract that was compared with a published document, start with
// [NewUpstream].
//
// The same report gives the same bytes: nothing that is written depends on the day or the machine. A Report is not
// safe for concurrent use.
package report
