// Package openapi is generated from the contract, openapi.yaml in the module's root: types for its parameters and
// bodies, and a client with one method for each operation.
//
// Most programs only need the parent package, api. This one is for what that does not offer, such as setting a
// query parameter by hand or reading the *http.Response. The method Generated of api.Client returns a
// [ClientWithResponses] that has the API key, and the timeout, retries and treatment of redirects of package api.
// One that [NewClientWithResponses] makes has none of these: it sends no key, never times out, and follows
// redirects.
//
// The generated code checks little:
//
//   - An empty ID, "." and ".." call another URL.
//   - A response that the contract does not describe gives neither a value nor an error.
//   - A missing or null property becomes the zero value.
//   - Bodies are read whole, whatever their size.
package openapi
