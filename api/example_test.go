package api_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"github.com/seed-97812ecd/supermemory-go/api"
)

// A program that takes its settings from the environment. The package itself reads no environment variables.
func Example() {
	server := standIn() // Instead of the real one.
	defer server.Close()
	os.Setenv("SUPERMEMORY_API_KEY", "sm_example")
	os.Setenv("SUPERMEMORY_BASE_URL", server.URL)

	disconnect("conn_abc123")
	disconnect("conn_unknown")
	// Output:
	// deleted conn_abc123, which led to notion
	// there is no connection conn_unknown
}

func disconnect(connectionID string) {
	client, err := api.New(os.Getenv("SUPERMEMORY_API_KEY"),
		api.WithBaseURL(cmp.Or(os.Getenv("SUPERMEMORY_BASE_URL"), api.DefaultBaseURL)))
	if err != nil {
		log.Fatal(err)
	}
	deleted, err := client.DeleteConnection(context.Background(), connectionID, api.KeepDocuments())
	if errors.Is(err, api.ErrNotFound) {
		fmt.Println("there is no connection", connectionID)
	} else if err != nil {
		log.Fatal(err) // deleted only if the server said so; the error says what is known
	} else {
		fmt.Printf("deleted %s, which led to %s\n", deleted.ID, deleted.Provider)
	}
}

func ExampleNew() {
	// A program reads the key itself, such as with os.Getenv("SUPERMEMORY_API_KEY").
	client, err := api.New("sm_example",
		api.WithTimeout(10*time.Second), // For a whole call; 30 seconds without this.
		api.WithRetries(2),              // None without this.
	)
	fmt.Println(client != nil, err)

	_, err = api.New("")
	fmt.Println(err)
	// Output:
	// true <nil>
	// supermemory: the API key is empty
}

func ExampleClient_DeleteConnection() {
	server := standIn() // Instead of the real one.
	defer server.Close()
	client, err := api.New("sm_example", api.WithBaseURL(server.URL))
	if err != nil {
		fmt.Println(err)
		return
	}

	// Without KeepDocuments, all the documents that the connection imported would be deleted, too.
	deleted, err := client.DeleteConnection(context.Background(), "conn_abc123", api.KeepDocuments())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("deleted %s, which led to %s\n", deleted.ID, deleted.Provider)
	// Output: deleted conn_abc123, which led to notion
}

// How to tell errors apart.
func Example_errors() {
	server := standIn()
	defer server.Close()
	for _, call := range []struct{ key, id string }{
		{"sm_example", "conn_unknown"},
		{"sm_revoked", "conn_abc123"},
		{"sm_example", "notion"},
		{"sm_example", "conn_empty"},
		{"sm_example", "conn_busy"},
	} {
		client, err := api.New(call.key, api.WithBaseURL(server.URL))
		if err != nil {
			fmt.Println(err)
			return
		}
		_, err = client.DeleteConnection(context.Background(), call.id)
		switch answered, _ := errors.AsType[*api.Error](err); {
		case errors.Is(err, api.ErrNotFound):
			fmt.Println("There is no such connection.")
		case errors.Is(err, api.ErrUnauthorized):
			fmt.Println("The API key is wrong.")
		case errors.Is(err, api.ErrInvalidID):
			fmt.Println("Not an ID, so no request was made.")
		case errors.Is(err, api.ErrUnexpectedResponse):
			fmt.Println("It may have been deleted. Status:", answered.StatusCode)
		case answered != nil:
			fmt.Println("The server refused, with status", answered.StatusCode, "and the message", answered.Message)
		case err != nil:
			fmt.Println("There was no answer:", err)
		}
	}
	// Output:
	// There is no such connection.
	// The API key is wrong.
	// Not an ID, so no request was made.
	// It may have been deleted. Status: 200
	// The server refused, with status 500 and the message Internal server error
}

// How to test one's own code, here the function disconnect, without the network: against a server that stands in for
// the real one.
func Example_standIn() {
	disconnect := func(client *api.Client, ids ...string) (deleted int) {
		for _, id := range ids {
			if _, err := client.DeleteConnection(context.Background(), id); err == nil {
				deleted++
			}
		}
		return deleted
	}

	server := standIn()
	defer server.Close()
	client, err := api.New("sm_example", api.WithBaseURL(server.URL), api.WithHTTPClient(server.Client()))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("deleted:", disconnect(client, "conn_abc123", "conn_unknown"))
	// Output: deleted: 1
}

// standIn is a server that knows the connections conn_abc123, conn_empty and conn_busy, and the key sm_example.
func standIn() *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("DELETE /v3/connections/{id}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch id := r.PathValue("id"); {
		case r.Header.Get("Authorization") != "Bearer sm_example":
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"error":"Unauthorized"}`)
		case id == "conn_abc123":
			fmt.Fprintf(w, `{"id":%q,"provider":"notion"}`, id)
		case id == "conn_empty":
		case id == "conn_busy":
			w.WriteHeader(http.StatusInternalServerError)
			fmt.Fprint(w, `{"error":"Internal server error"}`)
		default:
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"error":"Connection not found"}`)
		}
	})
	return httptest.NewServer(mux)
}
