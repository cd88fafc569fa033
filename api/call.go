package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/seed-97812ecd/supermemory-go/api/openapi"
)

// perform makes one call of an operation: it checks the IDs, lets the generated client build and send the request,
// and decodes the response. It returns an error unless the response confirms the operation.
func perform[T any](
	ctx context.Context, client *Client, op *operation, decode func(value) (*T, error),
	send func(context.Context, *openapi.Client) (*http.Response, error), ids ...string,
) (*T, error) {
	if ctx == nil {
		return nil, fmt.Errorf("supermemory: %s: the context is nil", op.name)
	}
	if err := op.checkIDs(ids...); err != nil {
		return nil, fmt.Errorf("supermemory: %s: %w", op.name, err)
	}
	c := client.config().begin(ctx, op, ids...)
	defer c.cancel()
	resp, err := send(c.ctx, &openapi.Client{Server: c.baseURL, Client: c, RequestEditors: c.editors})
	if err != nil {
		return nil, c.unanswered(err)
	}
	defer resp.Body.Close()
	body, err := readBody(resp)
	if err != nil {
		return nil, c.unconfirmed(resp, body, "the body could not be read: "+c.reason(err), err)
	}
	result, err := confirm(op, resp, body, decode)
	if err != nil {
		return nil, c.unconfirmed(resp, body, err.Error(), nil)
	}
	return result, nil
}

// call is one call of an operation, from the first attempt to the end of the response's body.
type call struct {
	*settings
	op       *operation
	ids      []string
	caller   context.Context
	ctx      context.Context // the caller's, with the timeout
	cancel   context.CancelFunc
	attempts int
	sent     bool          // whether an attempt may have reached the server
	last     int           // the last response's status code, if there was one
	started  time.Time     // when the current attempt began
	wait     time.Duration // before the next attempt

	tracer
}

// begin starts a call and its timeout. The caller must call cancel when the call has ended.
func (s *settings) begin(ctx context.Context, op *operation, ids ...string) *call {
	c := &call{settings: s, op: op, ids: ids, caller: ctx, cancel: func() {}}
	c.ctx = c.trace(ctx)
	if s.timeout > 0 {
		c.ctx, c.cancel = context.WithTimeout(c.ctx, s.timeout)
	}
	return c
}

var errNoClient = errors.New("the client was not made by New")

// Do sends the request, with retries if there are any. The generated client calls it.
func (c *call) Do(req *http.Request) (*http.Response, error) {
	if c.client == nil {
		return nil, errNoClient
	}
	if err := c.ctx.Err(); err != nil {
		return nil, err
	}
	if c.retries > 0 {
		return c.sendRepeatedly(req)
	}
	c.start()
	resp, err := c.client.Do(req)
	c.count(resp, err)
	return resp, err
}

// start begins an attempt.
func (c *call) start() {
	c.started = time.Now()
	c.asked.Store(false)
	c.got.Store(false)
}

// count records how an attempt ended.
func (c *call) count(resp *http.Response, err error) {
	c.attempts++
	c.sent = c.sent || c.mayHaveSent(err)
	if err == nil {
		c.last = resp.StatusCode
	}
	c.log(resp, err)
}
