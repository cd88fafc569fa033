// Package upstream compares a contract with the OpenAPI document that a vendor publishes, as a client of the contract's
// operations.
//
// [Load] or [Parse] reads each of the two, and [Document.Compare] says where the published one has drifted:
//
//	contract, err := upstream.Load(ctx, "openapi.yaml", upstream.Options{})
//	published, err := upstream.Load(ctx, "https://api.example.com/openapi.json", upstream.Options{})
//	findings, notes, err := published.Compare(contract)
//
// Only the operations of the contract are compared, with everything that they refer to; the rest of the published
// document need not be valid. Prose, examples, names of schemas and operations, what is inlined and what is referenced,
// the order of things and the version of OpenAPI, 3.0 or 3.1, make no difference. Findings keep the names of oasdiff's
// rules; drift.Rules has the few that oasdiff lacks.
//
// A comparison is five steps, in [Document.Compare]: match finds the contract's operations in the published document,
// and brings both sides into normal form; align finds out in which schemas they differ, once for all operations, and
// builds, side by side, what leads there; oasdiff compares it, a batch of operations at a time; each change becomes a
// finding with its place in both documents; and own checks look for what oasdiff has no rules for.
//
// If the documents cannot be compared, that is an error, never an absence of drift: a document that cannot be read, has
// no operations, is not OpenAPI 3, or refers from the contract's operation to something that is not there.
package upstream
