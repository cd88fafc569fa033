package api

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

const (
	firstBackoff  = 500 * time.Millisecond // the longest wait before the first retry; it doubles with each retry
	maxDoublings  = 4                      // to 8 seconds
	maxRetryAfter = time.Minute
)

// sendRepeatedly sends a request until the result of an attempt is not worth a retry, and returns that result.
func (c *call) sendRepeatedly(req *http.Request) (*http.Response, error) {
	client := retryablehttp.Client{
		HTTPClient:     c.client,
		RetryMax:       c.retries,
		RequestLogHook: func(retryablehttp.Logger, *http.Request, int) { c.start() },
		CheckRetry:     c.checkRetry,
		Backoff:        func(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return c.wait },
		ErrorHandler:   retryablehttp.PassthroughErrorHandler,
	}
	retryable, err := retryablehttp.FromRequest(req)
	if err != nil {
		return nil, err
	}
	return client.Do(retryable)
}

// checkRetry decides after an attempt whether to make another one, and how long to wait before it. It gives up if
// the call would end during the wait: the last response tells the caller more than the timeout.
func (c *call) checkRetry(ctx context.Context, resp *http.Response, err error) (bool, error) {
	c.count(resp, err)
	if !transient(ctx, resp, err) {
		return false, nil
	}
	c.wait = rand.N(firstBackoff << min(c.attempts-1, maxDoublings))
	if resp != nil {
		asked, _ := retryAfter(resp.Header.Get("Retry-After"))
		c.wait = max(c.wait, asked)
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= c.wait {
		return false, nil
	}
	return c.wait <= maxRetryAfter, nil
}

// transient reports whether another attempt may have a better result.
func transient(ctx context.Context, resp *http.Response, err error) bool {
	if err != nil {
		if _, ok := errors.AsType[*redirected](err); ok {
			return false
		}
		// It knows which errors are permanent, such as a bad certificate.
		again, _ := retryablehttp.DefaultRetryPolicy(ctx, nil, err)
		return again
	}
	switch status := resp.StatusCode; status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	case http.StatusNotImplemented:
		return false
	default:
		return status/100 == 5
	}
}

// retryAfter returns the wait that a Retry-After header asks for, in seconds or until a date (RFC 9110, section
// 10.2.3), and whether it is one of the two. go-retryablehttp reads the header for two statuses only, knows one of the
// three forms of a date, and lets the number of seconds overflow.
func retryAfter(header string) (time.Duration, bool) {
	if seconds, err := strconv.ParseUint(header, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(min(seconds, uint64(math.MaxInt64/time.Second))) * time.Second, true
	}
	date, err := http.ParseTime(header)
	if err != nil {
		return 0, false
	}
	return max(0, time.Until(date)), true
}
