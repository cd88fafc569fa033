package drift

// Template is an operation's method and path template, with a base path under which it is matched.
type Template struct{ Method, Path string }
