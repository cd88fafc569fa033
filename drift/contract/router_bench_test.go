package contract

import "testing"

// BenchmarkMatch finds the operation of a request, which is a part of Check.
func BenchmarkMatch(b *testing.B) {
	c, err := LoadFile("../../openapi.yaml")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if c.routes.find("DELETE", "/v3/connections/conn_abc123", true).operation == nil {
			b.Fatal("no operation")
		}
	}
}
