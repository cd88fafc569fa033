// Package drift is the vocabulary of everything that compares an API with its contract.
//
// An [Exchange] is what was seen: a request and the response to it. A [Finding] is one disagreement about it, of a
// [Rule], with the [Place] in the contract that would have to change if the other side is right. A [Result] is all
// that one comparison gave.
//
// The package judges nothing. Package drift/contract compares exchanges with an OpenAPI document, drift/upstream
// compares two documents, drift/recording reads and writes exchanges, and drift/report writes findings for people and
// programs.
package drift
