package coding

// DecodeUpTo is Decode with another limit than MaxBody, so that a decompression bomb can be small.
var DecodeUpTo = decodeUpTo
