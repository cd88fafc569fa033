package recording

// Size is about how many bytes the record takes before it is decoded.
func (r Record) Size() int {
	if r.interaction != nil {
		return len(r.interaction.Request.Body) + len(r.interaction.Response.Body)
	}
	return len(r.entry)
}
