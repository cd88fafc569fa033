// Package api is a client for one operation of the Supermemory API, delete connection by ID:
//
//	DELETE /v3/connections/{connectionId}
//
// Start with [New] and [Client.DeleteConnection]. By default, deleting a connection also deletes every document
// that it imported, permanently; [KeepDocuments] keeps them.
//
// DeleteConnection reports a deletion only if the server confirmed it: with status 200, media type
// application/json, and a body of at most 1 MiB that names the connection. Everything else is an error:
//
//   - an [*Error] for any other response. errors.Is finds [ErrUnauthorized], [ErrForbidden],
//     [ErrNotFound], [ErrRateLimited] and [ErrUnexpectedResponse] in it;
//   - [ErrInvalidID] for an ID that would call another URL than the caller meant. No request is made;
//   - any other error for a request that could not be made, or that got no response. errors.Is and errors.As find
//     its cause, such as [context.DeadlineExceeded].
//
// The text of an error says if the connection may have been deleted all the same. It is one line of bounded length, and
// never contains the API key, even if the server or the transport repeats it.
//
// A call takes at most 30 seconds, including its retries and the reading of the body, unless [WithTimeout] says
// otherwise or the caller's context ends first. Nothing is retried unless [WithRetries] says so. Redirects are
// never followed: net/http would follow one from a DELETE with a GET (RFC 9110, section 15.4), whose response says
// nothing about the deletion.
//
// The package reads no environment variables, and logs only what [WithLogger] says. What the contract, openapi.yaml
// in the module's root, generates is in the package openapi below this one; [Client.Generated] gives access to it.
package api
