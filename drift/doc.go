// Package drift says where an HTTP exchange and an OpenAPI contract disagree.
//
// Start with [Load], which reads a contract, and [Contract.Check], which compares one [Exchange] with it and returns a
// [Finding] for each disagreement. A Finding is breaking (a program written against the contract can fail, misread or act
// wrongly) or additive (the server says more than the contract; nothing breaks). [Rules] lists all of them.
//
// What a caller relies on:
//
//   - An exchange that no operation of the contract matches has no findings: a contract does not claim to describe the whole
//     API. [Contract.Match] tells it from one that agrees.
//   - Schema rules are those of kin-openapi. Everything that it lets pass is checked here: undocumented statuses, media types
//     read as RFC 9110 defines them, and bodies that are not exactly one JSON value.
//   - Messages name types, statuses, media types and property names, and what the contract says. They never repeat a string or a number from
//     a body, so that a token in a body does not reach a log.
//   - A Contract is immutable after Load and safe for concurrent use. Check keeps neither the exchange nor its body.
package drift
