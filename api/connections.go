package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/seed-97812ecd/supermemory-go/api/openapi"
)

var deleteConnection = operation{
	name:   "delete connection",
	method: http.MethodDelete,
	path:   "/v3/connections/{connectionId}",
	siblings: []string{
		"list",
		// DELETE /v3/connections/{provider} deletes by provider.
		"notion", "google-drive", "onedrive", "gmail", "github", "web-crawler", "s3", "granola",
	},
	status:      http.StatusOK,
	success:     "a confirmed deletion",
	unconfirmed: "the connection may have been deleted",
	unanswered:  "it is unknown whether the connection was deleted",
}

// DeletedConnection is a connection that was deleted: its ID and its Provider, such as "notion".
type DeletedConnection = openapi.DeletedConnection

// DeleteOption is an option for [Client.DeleteConnection].
type DeleteOption func(*openapi.DeleteConnectionByIDParams)

// KeepDocuments keeps the documents that the connection imported. It sends deleteDocuments=false.
func KeepDocuments() DeleteOption {
	return func(p *openapi.DeleteConnectionByIDParams) { p.DeleteDocuments = new("false") }
}

// DeleteConnection deletes a connection and, by default, every document that it imported, permanently, over the
// minutes that follow. [KeepDocuments] keeps the documents.
//
// It returns the connection that the server says it deleted; compare its ID if you want to be sure. The response
// must have status 200, media type application/json and a body of at most 1 MiB: a JSON object or an array of
// exactly one, because both were published. Its id and provider must be strings, the id not empty; other properties
// are ignored.
//
// Any other response is an [*Error] with the status and the body: [ErrUnauthorized] for 401, [ErrForbidden] for
// 403, [ErrNotFound] for 404 and [ErrRateLimited] for 429, whatever the body, and [ErrUnexpectedResponse] for one in
// the 200s that does not confirm the deletion, so that the connection may have been deleted.
//
// If there was no response, because the connection failed or time ran out, the error is of another type. Its text
// says whether the connection may have been deleted. After a retry ([Error.Attempts] above 1), a 404 may mean that
// an earlier attempt deleted the connection and its response was lost: if it existed before, it is probably
// deleted.
//
// The ID is sent as one escaped path segment. An ID that cannot be one is refused with [ErrInvalidID], and no
// request is made: the empty ID, "." and ".."; "list", and the names of providers such as "notion" in any letter
// case, which stand for other operations; an ID that has a control character, is not UTF-8, or has more than 1024
// bytes.
func (c *Client) DeleteConnection(ctx context.Context, connectionID string, opts ...DeleteOption) (
	*DeletedConnection, error,
) {
	params, err := deleteParams(opts)
	if err != nil {
		return nil, err
	}
	return perform(ctx, c, &deleteConnection, deletedConnection,
		func(ctx context.Context, generated *openapi.Client) (*http.Response, error) {
			return generated.DeleteConnectionByID(ctx, connectionID, params)
		}, connectionID)
}

// deleteParams returns the query parameters that the options set, and nil without options.
func deleteParams(opts []DeleteOption) (*openapi.DeleteConnectionByIDParams, error) {
	if len(opts) == 0 {
		return nil, nil
	}
	params := &openapi.DeleteConnectionByIDParams{}
	for _, opt := range opts {
		if opt == nil {
			return nil, fmt.Errorf("supermemory: %s: an option is nil", deleteConnection.name)
		}
		opt(params)
	}
	return params, nil
}

// deletedConnection decodes a DeletedConnection, or an array of exactly one, from a valid JSON value. Names are
// compared exactly, each may occur once, and unknown ones are skipped.
func deletedConnection(v value) (*DeletedConnection, error) {
	v, err := v.object()
	if err != nil {
		return nil, err
	}
	var id, provider value
	for name, property := range v.properties() {
		switch {
		case name.is("id"):
			err = property.storeString(&id)
		case name.is("provider"):
			err = property.storeString(&provider)
		}
		if err != nil {
			return nil, fmt.Errorf("%s %w", name, err)
		}
	}
	switch {
	case id == nil:
		return nil, errors.New(`"id" is missing`)
	case provider == nil:
		return nil, errors.New(`"provider" is missing`)
	case id.is(""):
		return nil, errors.New(`"id" is empty`)
	}
	return &DeletedConnection{ID: id.text(), Provider: provider.text()}, nil
}
