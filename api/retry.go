package api

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

const (
	firstBackoff  = 500 * time.Millisecond // the longest wait before the first retry; it doubles with every other
	maxBackoff    = 8 * time.Second
	maxRetryAfter = time.Minute
)

// sendRepeatedly sends a request until an attempt ends with something that is not worth a retry, and returns that.
func (c *call) sendRepeatedly(req *http.Request) (*http.Response, error) {
	client := retryablehttp.Client{
		HTTPClient:   c.doer.client,
		RetryMax:     c.doer.retries,
		CheckRetry:   c.checkRetry,
		Backoff:      func(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return c.wait },
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	retryable, err := retryablehttp.FromRequest(req)
	if err != nil {
		return nil, err
	}
	return client.Do(retryable)
}

// checkRetry decides after an attempt whether to make another one, and how long to wait before it. A wait that the call will
// not outlive is not begun: the caller has more from the last response than from the timeout.
func (c *call) checkRetry(ctx context.Context, resp *http.Response, err error) (bool, error) {
	c.count(resp, err)
	if !transient(ctx, resp, err) {
		return false, nil
	}
	longest := maxBackoff
	if doubled := firstBackoff << (c.attempts - 1); doubled > 0 && doubled < maxBackoff {
		longest = doubled
	}
	c.wait = rand.N(longest)
	if resp != nil {
		if after, ok := retryAfter(resp.Header.Get("Retry-After")); ok {
			c.wait = after
		}
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= c.wait {
		return false, nil
	}
	return c.wait <= maxRetryAfter, nil
}

// transient reports whether a request may fare better a second time.
func transient(ctx context.Context, resp *http.Response, err error) bool {
	if err != nil {
		if _, ok := errors.AsType[*redirected](err); ok {
			return false
		}
		again, _ := retryablehttp.DefaultRetryPolicy(ctx, nil, err) // It knows the errors that stay, such as a bad certificate.
		return again
	}
	switch status := resp.StatusCode; status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return ctx.Err() == nil
	case http.StatusNotImplemented:
		return false
	default:
		return status/100 == 5 && ctx.Err() == nil
	}
}

// retryAfter is the wait that a Retry-After header asks for, in seconds or until a date (RFC 9110, section 10.2.3). It is
// done here because go-retryablehttp heeds the header for two statuses only, takes one form of date of the three, and lets a
// number of seconds overflow.
func retryAfter(header string) (time.Duration, bool) {
	if seconds, err := strconv.ParseUint(header, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(min(seconds, uint64(2*maxRetryAfter/time.Second))) * time.Second, true
	}
	date, err := http.ParseTime(header)
	return max(0, time.Until(date)), err == nil
}
