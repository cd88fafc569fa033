package schema

// guessed are the formats that a string is likely to have if it looks like it, most specific first.
var guessed = []string{"date-time", "date", "time", "uuid", "email", "ipv4", "ipv6"}

// FormatsOf are the formats that a string has, of those that no other text has by chance.
func FormatsOf(text []byte) (formats []string) {
	for _, name := range guessed {
		if textFormats[name](text) {
			formats = append(formats, name)
		}
	}
	return formats
}
