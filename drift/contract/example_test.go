package contract_test

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"

	supermemory "github.com/seed-97812ecd/supermemory-go"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
)

// A test of recordings in a folder, as a program has it for an API that it uses. In a test, a finding is an error.
func Example() {
	c, err := contract.LoadFile("../../openapi.yaml")
	if err != nil {
		log.Fatal(err)
	}
	files, err := recording.Files("../../contract_test/testdata")
	if err != nil {
		log.Fatal(err)
	}
	exchanges := 0
	for _, file := range files {
		for exchange, err := range recording.Read(file) {
			if err != nil {
				log.Fatal(err)
			}
			exchanges++
			for _, finding := range c.Check(exchange).Findings {
				fmt.Printf("%s %s: %s\n", exchange.Method, exchange.URL, finding)
			}
		}
	}
	fmt.Println(exchanges > 0, "and nothing else was found")
	// Output: true and nothing else was found
}

// The form that the vendor's document has claimed for a 200 since 2026-08-14.
func ExampleContract_Check() {
	c, err := contract.Load(supermemory.OpenAPI)
	if err != nil {
		log.Fatal(err)
	}
	for _, finding := range c.Check(drift.Exchange{
		Method: "DELETE",
		URL:    "https://api.supermemory.ai/v3/connections/conn_abc123",
		Status: 200,
		Header: http.Header{"Content-Type": {"application/json"}},
		Body:   []byte(`[{"id":"conn_abc123","provider":"notion"}]`),
	}).Findings {
		fmt.Println(finding)
	}
	// Output: breaking value-type: deleteConnectionByID 200: expected an object, saw an array
}

// An integration test that fails when the server it talks to has drifted.
func ExampleTransport() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"id":"conn_abc123","deleted":true}`)
	}))
	defer server.Close()

	c, err := contract.Load(supermemory.OpenAPI)
	if err != nil {
		log.Fatal(err)
	}
	client := &http.Client{Transport: contract.Transport(nil, c, func(_ drift.Exchange, result drift.Result) {
		for _, finding := range result.Findings {
			fmt.Println(finding.Rule, finding.Pointer)
		}
	})}

	req, err := http.NewRequest("DELETE", server.URL+"/v3/connections/conn_abc123", nil)
	if err != nil {
		log.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("the program got", string(body))
	// Output:
	// property-missing /provider
	// property-undeclared /deleted
	// the program got {"id":"conn_abc123","deleted":true}
}
