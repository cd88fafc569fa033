// Package edit writes contracts: it cuts a fragment out of a published document.
package edit
