package api_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"os"
	"time"

	"github.com/seed-97812ecd/supermemory-go/api"
	"github.com/seed-97812ecd/supermemory-go/api/apitest"
	"github.com/seed-97812ecd/supermemory-go/api/internal/exampletest"
)

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
	server, end := standIn() // Instead of the real one.
	defer end()
	client, err := api.New(server.Key, api.WithBaseURL(server.URL))
	if err != nil {
		log.Fatal(err)
	}

	// Without KeepDocuments, all the documents that the connection imported would be deleted, too.
	deleted, err := client.DeleteConnection(context.Background(), "conn_abc123", api.KeepDocuments())
	if err != nil {
		log.Fatal(err) // Deleted only if the server said so; the error says what is known.
	}
	fmt.Printf("deleted %s, which led to %s\n", deleted.ID, deleted.Provider)
	// Output: deleted conn_abc123, which led to notion
}

// How to tell errors apart.
func Example_errors() {
	server, end := standIn()
	defer end()
	client := server.Client()
	server.Inject(
		apitest.Fault{Forbidden: true},
		apitest.Fault{RateLimited: true, RetryAfter: 30 * time.Second},
		apitest.Fault{BadGateway: true},
		apitest.Fault{}, // None: the server does not know this connection.
		apitest.Fault{EmptyBody: true},
		apitest.Fault{LostReply: true},
	)
	for _, id := range []string{"conn_1", "conn_1", "conn_1", "conn_2", "conn_abc123", "conn_1", "notion"} {
		_, err := client.DeleteConnection(context.Background(), id)
		switch answered, _ := errors.AsType[*api.Error](err); {
		case errors.Is(err, api.ErrUnauthorized), errors.Is(err, api.ErrForbidden):
			fmt.Println("The API key is wrong, or may not do this.")
		case errors.Is(err, api.ErrRateLimited):
			wait, _ := answered.RetryAfter()
			fmt.Println("Too many requests. Try again in", wait)
		case errors.Is(err, api.ErrNotFound):
			fmt.Println("There is no such connection.")
		case errors.Is(err, api.ErrUnexpectedResponse):
			fmt.Println("It may have been deleted. Status:", answered.StatusCode)
		case errors.Is(err, api.ErrInvalidID):
			fmt.Println("Not an ID, so no request was made.")
		case answered != nil:
			fmt.Println("No confirmation. Status:", answered.StatusCode)
		case err != nil:
			fmt.Println("No answer:", err)
		}
	}
	// Output:
	// The API key is wrong, or may not do this.
	// Too many requests. Try again in 30s
	// No confirmation. Status: 502
	// There is no such connection.
	// It may have been deleted. Status: 200
	// No answer: supermemory: DELETE /v3/connections/conn_1: EOF; it is unknown whether the connection was deleted
	// Not an ID, so no request was made.
}

// How to test one's own code, here the function disconnect, without the network.
func Example_standIn() {
	disconnect := func(client *api.Client, ids ...string) (deleted int) {
		for _, id := range ids {
			if _, err := client.DeleteConnection(context.Background(), id); err == nil {
				deleted++
			}
		}
		return deleted
	}

	t := new(exampletest.T) // In a test, this is its *testing.T.
	defer t.End()
	server := apitest.NewServer(t, api.DeletedConnection{ID: "conn_abc123", Provider: "notion"})
	fmt.Println("deleted:", disconnect(server.Client(), "conn_abc123", "conn_unknown"))
	// Output: deleted: 1
}

func ExampleWithLogger() {
	// Without the time and the duration, which differ each time.
	withoutTimes := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "duration" {
			return slog.Attr{}
		}
		return a
	}
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: withoutTimes}))

	server, end := standIn()
	defer end()
	server.Inject(apitest.Fault{InternalError: true})
	client := server.Client(api.WithLogger(logger), api.WithRetries(1))
	if _, err := client.DeleteConnection(context.Background(), "conn_abc123"); err != nil {
		log.Fatal(err)
	}
	// Output:
	// level=WARN msg="supermemory: request" method=DELETE path=/v3/connections/{connectionId} status=500 attempt=1
	// level=INFO msg="supermemory: request" method=DELETE path=/v3/connections/{connectionId} status=200 attempt=2
}

// standIn returns a server that has the connections conn_abc123 and conn_1, and what ends it.
func standIn() (server *apitest.Server, end func()) {
	t := new(exampletest.T)
	return apitest.NewServer(t,
		api.DeletedConnection{ID: "conn_abc123", Provider: "notion"},
		api.DeletedConnection{ID: "conn_1", Provider: "google-drive"}), t.End
}
