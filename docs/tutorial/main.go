// Command tutorial is the API of docs/tutorial.md: a bookshop that publishes an OpenAPI document and no longer does
// what it says. It serves on localhost:8080, or on the address that its argument names, until it is interrupted.
package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
)

//go:embed openapi.json
var document []byte

// book is what the server answers. The document says that a rating is a number, and knows no language.
type book struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Rating   *float64 `json:"rating"`
	Language string   `json:"language"`
}

var books = map[string]book{
	"1": {"1", "Frankenstein", new(4.5), "en"},
	"2": {"2", "Effi Briest", nil, "de"},
	"3": {"3", "Germinal", new(4.25), "fr"},
	"4": {"4", "Middlemarch", nil, "en"},
	"5": {"5", "Dracula", new(4.0), "en"},
	"6": {"6", "Der Stechlin", nil, "de"},
}

func main() {
	address := "localhost:8080"
	if len(os.Args) > 1 {
		address = os.Args[1]
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("The bookshop is open on http://%s\n", listener.Addr())
	log.Fatal(http.Serve(listener, shop()))
}

// shop serves the document and the books.
func shop() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(document)
	})
	mux.HandleFunc("GET /books/{id}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		found, ok := books[r.PathValue("id")]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			_ = json.NewEncoder(w).Encode(map[string]string{"error": "there is no such book"})
			return
		}
		_ = json.NewEncoder(w).Encode(found)
	})
	return mux
}
