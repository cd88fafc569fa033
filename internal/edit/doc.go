// Package edit writes contracts. It cuts one out of a published document, and edits one without touching its other
// bytes.
package edit
