// Package contract compares HTTP exchanges with an OpenAPI document.
//
// Start with [Load], which compiles a document, and [Contract.Check], which compares one [drift.Exchange] with it:
//
//	c, err := contract.LoadFile("openapi.yaml")
//	result := c.Check(exchange)
//	for _, finding := range result.Findings { … }
//
// [Transport] does the same for everything that passes an [http.Client].
//
// What a caller relies on:
//
//   - A contract does not claim to describe a whole API. An exchange that no operation matches has no findings, and
//     [drift.Result.Matched] is false.
//   - Of the response, Check judges the status, the documented header fields, the media type as RFC 9110 defines it,
//     the bytes of the body, and its value under the schema.
//   - Of the request, it judges the parameters, the media type and the body, if the exchange holds them. It does not
//     judge credentials, header fields that HTTP itself defines, or a request that the server refused (4xx).
//     [Contract.WithoutRequests] leaves all of it out.
//   - Messages name types, statuses, media types and property names, and what the contract says. They never repeat a
//     string or a number from a body, so that a token in a body does not reach a log.
//   - A [Contract] is immutable after Load and safe for concurrent use. Check keeps neither the exchange nor its body.
package contract
