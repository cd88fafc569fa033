package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"
)

// WithLogger logs each attempt of a call as one record with the message "supermemory: request": its method, its path
// as a template, such as /v3/connections/{connectionId}, its number in the call, from 1, and its duration until the
// response's header; and either the response's status, or an error that is one of "canceled", "timeout", "no
// connection" and "no response". The level is [slog.LevelInfo] for a status in the 200s, and else [slog.LevelWarn].
// No record contains the API key, an ID, or anything else of the request or the response. The default, or a nil
// logger, logs nothing.
//
// The requests of [Client.Generated] are logged with their method alone, as their paths contain IDs.
func WithLogger(logger *slog.Logger) ClientOption {
	return func(s *settings) error {
		s.logger = logger
		return nil
	}
}

// log writes the record of an attempt that has ended.
func (c *call) log(resp *http.Response, err error) {
	if c.logger == nil {
		return
	}
	attributes := []slog.Attr{slog.String("method", c.op.method)}
	if c.op.name != "" { // Else the path is that of a request, not a template.
		attributes = append(attributes, slog.String("path", c.op.path))
	}
	level, outcome := slog.LevelWarn, slog.Attr{}
	if err != nil {
		outcome = slog.String("error", c.kind(err))
	} else {
		outcome = slog.Int("status", resp.StatusCode)
		if resp.StatusCode/100 == 2 {
			level = slog.LevelInfo
		}
	}
	attributes = append(attributes, outcome,
		slog.Int("attempt", c.attempts), slog.Duration("duration", time.Since(c.started)))
	c.logger.LogAttrs(c.ctx, level, "supermemory: request", attributes...)
}

// kind says how an attempt failed, without the error's text, which may contain anything.
func (c *call) kind(err error) string {
	switch {
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case !c.mayHaveSent(err):
		return "no connection"
	}
	return "no response"
}
