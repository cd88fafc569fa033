// Package supermemory has the contract that this module is built from: openapi.yaml, which describes one operation
// of the Supermemory API.
//
// To call the operation, import the package api. To compare HTTP traffic with the contract, pass [OpenAPI] to the
// package drift/contract.
package supermemory

import _ "embed"

//go:generate go tool oapi-codegen -config oapi-codegen.yaml openapi.yaml

// OpenAPI is the contract, openapi.yaml, byte for byte as it was when the program was built: OpenAPI 3.0.3 in YAML.
// Do not modify it.
//
//go:embed openapi.yaml
var OpenAPI []byte
