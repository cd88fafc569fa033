package api

import (
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"
)

// decodeErrorBody returns the properties of an [ErrorResponse]. One that is missing or not a string is "".
func decodeErrorBody(body []byte) (message, details string) {
	var properties struct{ Error, Details json.RawMessage }
	_ = json.Unmarshal(body, &properties) // What does not decode stays empty, here and below.
	_ = json.Unmarshal(properties.Error, &message)
	_ = json.Unmarshal(properties.Details, &details)
	return message, details
}

var title = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title`)

// summary returns the message in an error body that is not an [ErrorResponse]: those in an array of errors or in an
// object, the title of an HTML page, or else the whole body.
func summary(contentType string, body []byte) string {
	var properties struct{ Error, Message json.RawMessage }
	_ = json.Unmarshal(body, &properties) // What does not decode is not what is looked for.
	var message string
	var object struct{ Message string }
	var array []struct {
		Path    []any
		Message string
	}
	switch {
	case json.Unmarshal(properties.Error, &object) == nil && object.Message != "":
		return object.Message
	case json.Unmarshal(properties.Error, &array) == nil && len(array) > 0:
		messages := make([]string, len(array))
		for i, e := range array {
			for _, step := range e.Path {
				messages[i] += fmt.Sprintf("/%v", step)
			}
			messages[i] = strings.TrimPrefix(messages[i]+": "+e.Message, ": ")
		}
		return strings.Join(messages, "; ")
	case json.Unmarshal(properties.Message, &message) == nil && message != "":
		return message
	}
	if strings.Contains(strings.ToLower(contentType), "html") {
		if page := title.FindSubmatch(body); page != nil {
			return html.UnescapeString(string(page[1]))
		}
	}
	return string(body)
}
