package apitest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/api"
	"github.com/seed-97812ecd/supermemory-go/api/apitest"
	"github.com/seed-97812ecd/supermemory-go/api/internal/exampletest"
)

// disconnect is a function of a program, the one to be tested: it wants a connection to be gone, and the documents to
// stay.
func disconnect(client *api.Client, connectionID string) error {
	_, err := client.DeleteConnection(context.Background(), connectionID, api.KeepDocuments())
	if errors.Is(err, api.ErrNotFound) {
		return nil
	}
	return err
}

func TestDisconnect(t *testing.T) {
	server := apitest.NewServer(t, api.DeletedConnection{ID: "conn_abc123", Provider: "notion"})
	server.Inject(apitest.Fault{LostReply: true}) // It is deleted, the answer is lost, and the retry gets 404.
	if err := disconnect(server.Client(api.WithRetries(1)), "conn_abc123"); err != nil {
		t.Error(err)
	}
	if got := server.Deleted(); len(got) != 1 || !got[0].KeptDocuments {
		t.Errorf("deleted %+v", got)
	}
}

func Example() {
	t := new(exampletest.T) // In a test, this is its *testing.T.
	defer t.End()

	server := apitest.NewServer(t, api.DeletedConnection{ID: "conn_abc123", Provider: "notion"})
	fmt.Println(disconnect(server.Client(), "conn_abc123"))
	fmt.Println(disconnect(server.Client(), "conn_abc123"), "though it was gone")
	for _, deletion := range server.Deleted() {
		fmt.Printf("%s of %s, documents kept: %t\n", deletion.ID, deletion.Provider, deletion.KeptDocuments)
	}

	server.Inject(apitest.Fault{Forbidden: true})
	fmt.Println(disconnect(server.Client(), "conn_abc123"))
	// Output:
	// <nil>
	// <nil> though it was gone
	// conn_abc123 of notion, documents kept: true
	// supermemory: DELETE /v3/connections/conn_abc123: 403 Forbidden: Forbidden
}
