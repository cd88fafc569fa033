package recording

// Size is about how many bytes the record takes before it is decoded.
func (r Record) Size() int {
	if r.interaction == nil {
		return len(r.entry.json)
	}
	size := len(r.interaction.Response.Body)
	if body := r.interaction.Request.Body; body != nil {
		size += len(*body)
	}
	return size
}
