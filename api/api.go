package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
)

// DefaultBaseURL is where the API is served; [WithBaseURL] changes it.
const DefaultBaseURL = "https://api.supermemory.ai"

// New makes a client that authenticates with an API key. It is safe for concurrent use.
func New(apiKey string, opts ...ClientOption) (*ClientWithResponses, error) {
	if strings.TrimSpace(apiKey) == "" {
		return nil, errors.New("supermemory: the API key is empty")
	}
	authorize := WithRequestEditorFn(func(_ context.Context, req *http.Request) error {
		req.Header.Set("Authorization", "Bearer "+apiKey)
		return nil
	})
	return NewClientWithResponses(DefaultBaseURL, append([]ClientOption{authorize}, opts...)...)
}

// DeleteOption changes what DeleteConnection does beside deleting the connection.
type DeleteOption func(*DeleteConnectionByIDParams)

// KeepDocuments keeps the documents that the connection imported.
func KeepDocuments() DeleteOption {
	return func(p *DeleteConnectionByIDParams) { p.DeleteDocuments = new("false") }
}

// DeleteConnection deletes a connection and, unless [KeepDocuments] is given, permanently every document that it imported. It
// returns what was deleted, or an error: an [*Error] for every answer but a confirmed deletion.
func (c *ClientWithResponses) DeleteConnection(ctx context.Context, connectionID string, opts ...DeleteOption) (*DeletedConnection, error) {
	if connectionID == "" {
		return nil, errors.New("delete connection: the ID is empty")
	}
	var params *DeleteConnectionByIDParams
	for _, opt := range opts {
		if params == nil {
			params = &DeleteConnectionByIDParams{}
		}
		opt(params)
	}
	resp, err := c.DeleteConnectionByID(ctx, connectionID, params)
	if err != nil {
		return nil, fmt.Errorf("delete connection: %w", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return nil, fmt.Errorf("delete connection: status %d: %w", resp.StatusCode, err)
	}
	if resp.StatusCode/100 != 2 {
		return nil, failure(resp.StatusCode, body)
	}
	deleted, err := confirmation(resp, body)
	if err != nil {
		return nil, &Error{StatusCode: resp.StatusCode, err: fmt.Errorf("%w: %w", ErrUnexpectedResponse, err)}
	}
	return deleted, nil
}

const maxBody = 1 << 20 // bytes of a response's body

// confirmation is the connection that a response says was deleted.
func confirmation(resp *http.Response, body []byte) (*DeletedConnection, error) {
	mediaType, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch {
	case resp.StatusCode != http.StatusOK:
		return nil, errors.New("a status other than 200")
	case err != nil || mediaType != "application/json":
		return nil, errors.New("not application/json")
	case len(body) > maxBody:
		return nil, errors.New("a body over 1 MiB")
	}
	var received struct{ ID, Provider *string }
	if err := json.Unmarshal(body, &received); err != nil {
		return nil, err
	}
	if received.ID == nil || received.Provider == nil {
		return nil, errors.New("id or provider is missing")
	}
	return &DeletedConnection{ID: *received.ID, Provider: *received.Provider}, nil
}

// failure is the error for a response outside the 200s.
func failure(status int, body []byte) *Error {
	e := &Error{StatusCode: status}
	switch status {
	case http.StatusUnauthorized:
		e.err = ErrUnauthorized
	case http.StatusNotFound:
		e.err = ErrNotFound
	}
	var documented ErrorResponse
	if json.Unmarshal(body, &documented) == nil {
		e.Message = documented.Error
		if documented.Details != nil {
			e.Details = *documented.Details
		}
	}
	return e
}
