package parameter

import "github.com/go-json-experiment/json/jsontext"

func valid(b []byte) bool { return jsontext.Value(b).IsValid(jsontext.AllowDuplicateNames(true)) }
