// Package normal brings the schemas of kin-openapi's model into one form, in which two that say the same are equal:
// references are followed, allOf is merged, the words of OpenAPI 3.0 become those of 3.1, and what says nothing about
// which values are valid is left out. It compares normal forms, and pairs the branches of their unions.
package normal
