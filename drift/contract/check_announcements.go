package contract

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
)

// checkAnnouncements reports the headers by which a server says that what it offers will change or end.
func (j *judgement) checkAnnouncements(op *operation) {
	if op == nil {
		return
	}
	if field := strings.TrimSpace(j.exchange.Header.Get("Deprecation")); field != "" && field != "false" &&
		field != "?0" {
		j.report(drift.DeprecationAnnounced, op.place, "", "expected no Deprecation header, saw %s", deprecation(field))
	}
	if field := strings.TrimSpace(j.exchange.Header.Get("Sunset")); field != "" {
		j.report(drift.SunsetAnnounced, op.place, "", "expected no Sunset header, saw %s", sunset(field))
	}
}

// deprecation reads a Deprecation field, a date as in RFC 9651, section 3.3.7: "@1688169599".
func deprecation(field string) string {
	if seconds, ok := strings.CutPrefix(field, "@"); ok {
		if s, err := strconv.ParseInt(seconds, 10, 64); err == nil && s >= 0 && s < 1<<40 {
			return "one since " + time.Unix(s, 0).UTC().Format(time.DateOnly)
		}
	}
	return redact.Quote(field)
}

// sunset reads a Sunset field, an HTTP-date.
func sunset(field string) string {
	if t, err := http.ParseTime(field); err == nil {
		day := t.UTC().Format(time.DateOnly)
		if t.Before(time.Now()) {
			return "one: ended on " + day
		}
		return "one for " + day
	}
	return redact.Quote(field)
}
