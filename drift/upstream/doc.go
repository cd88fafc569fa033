// Package upstream compares a contract with the OpenAPI document that a vendor publishes, as a client of the contract's
// operations.
//
// [Load] or [Parse] reads each of the two, and [Document.Compare] says where the published one has drifted:
//
//	contract, err := upstream.Load(ctx, "openapi.yaml", upstream.Options{})
//	published, err := upstream.Load(ctx, "https://api.example.com/openapi.json", upstream.Options{})
//	findings, err := published.Compare(contract)
//
// Only the operations that the contract has are looked at, with everything that they refer to; the rest of the
// published document may be as invalid as it likes. Prose, examples, names of schemas and operations, what is inlined
// and what is referenced, the order of things and the version of OpenAPI, 3.0 or 3.1, make no difference: both
// operations are brought into one form first, and that is compared by oasdiff, whose rule names the findings keep.
// [Rules] has the few that oasdiff lacks.
//
// A published document that does not answer the question is an error, never an absence of drift: one that cannot be
// read, has no operations, is not OpenAPI 3, or refers from the contract's operation to something that is not there.
package upstream
