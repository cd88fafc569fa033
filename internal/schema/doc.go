// Package schema judges JSON by the schemas of an OpenAPI document. A [Compiler] makes a [Program] of a schema once;
// a program then judges any number of bodies, each of which it reads once, and yields every [Deviation] with its
// pointer into the body and its place in the contract.
//
// How a body is judged, file by file:
//
//	judge.go       from bytes to deviations; plain.go does so for headers and forms
//	tape.go        the bytes become a tape: one entry for each JSON token, so that any value can be visited again
//	cut.go         the tape is cut from the bytes, and their syntax checked; duplicate.go finds members of one name
//	machine.go     a compiled schema is run on a value of the tape
//	object.go, array.go, string.go, number.go, constant.go   the keywords of each type
//	combine.go, union.go, discriminator.go                   the keywords that apply other schemas to the same value
//	trail.go       what a schema says that may turn out not to apply is kept until that is decided
//	undeclared.go  members that no schema declares
//	deviation.go, message.go, pointer.go                     what is found, in words
//
// and how a schema is compiled:
//
//	compile.go     kin-openapi's model becomes the tables that the machine runs on (program.go)
//	family.go      what all schemas that apply to one value say together
//	link.go        what depends on which schemas lead to which (graph.go); tag.go tells the branches of unions apart
//	lenient.go     where we deliberately accept more than the standards say
//
// OpenAPI 3.0 and 3.1 compile to the same program.
package schema
