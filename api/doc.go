// Package api is a client for one operation of the Supermemory API: delete connection by ID,
//
//	DELETE /v3/connections/{connectionId}
//
// Read [New] and [ClientWithResponses.DeleteConnection] first. By default, deleting a connection also deletes every document
// that it imported, permanently; [KeepDocuments] keeps them.
//
// # What a caller relies on
//
// DeleteConnection reports a deletion only when the server confirmed it: with status 200, media type application/json, and a
// body of at most 1 MiB that names the connection. Everything else is an error:
//
//   - an [*Error] for an answer that is not a confirmed deletion. errors.Is finds [ErrUnauthorized], [ErrNotFound] and
//     [ErrUnexpectedResponse] in it;
//   - [ErrInvalidID] for an ID that would call another URL than the caller meant. No request is made;
//   - any other error for a request that could not be made, or that was not answered. Its text says whether the connection may
//     have been deleted, and errors.Is and errors.As find its cause, such as [context.DeadlineExceeded].
//
// The text of an error is one line of bounded length, and never contains the API key, even if the server or the transport
// repeats it.
//
// A call takes at most 30 seconds, the retries and the reading of the body included, unless [WithTimeout] says otherwise or the
// caller's context ends first. Nothing is retried unless [WithRetries] says so. Redirects are never followed: a DELETE that is
// followed as a GET (RFC 9110, section 15.4) would report a success that did not happen.
//
// A client is safe for concurrent use. The package reads no environment variables and writes no log.
//
// # What is generated
//
// The contract, openapi.yaml in the module's root, generates [Client], [ClientInterface], the types of bodies and parameters,
// and the methods called DeleteConnectionByID. Those methods, on a client made by New, have the same key, timeout, retries and
// treatment of redirects, but they check neither the ID nor the answer: an empty ID calls another URL, and a response that the
// contract does not describe gives neither a result nor an error. The functions [NewClient] and [NewClientWithResponses] add
// nothing at all.
package api
