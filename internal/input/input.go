// Package input reads files as a whole, within a limit, and only those of a kind that has an end.
package input

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// What Regular and Named refuse. It is the error in an *[fs.PathError].
var (
	ErrNotRegular = errors.New("it is not a regular file")
	ErrNotNamed   = errors.New("it is neither a regular file nor a pipe")
	ErrFolder     = errors.New("it is a folder, not a file")
)

// Regular reads a regular file of at most limit bytes. If it cannot, the error is an *[fs.PathError].
func Regular(name string, limit int64) ([]byte, error) {
	return read(name, limit, ErrNotRegular, func(mode fs.FileMode) bool { return mode.IsRegular() })
}

// Named reads a file that a user named: a regular one, or a pipe, as <(command) in a shell gives. It waits for a pipe
// until the context is done; then it leaves the pipe open. If it cannot read a file, the error is an *[fs.PathError].
func Named(ctx context.Context, name string, limit int64) ([]byte, error) {
	data, err := until(ctx, func() ([]byte, error) {
		return read(name, limit, ErrNotNamed, func(mode fs.FileMode) bool {
			return mode.IsRegular() || mode&fs.ModeNamedPipe != 0
		})
	})
	if err != nil {
		err = &fs.PathError{Op: "read", Path: name, Err: cause(err)}
	}
	return data, err
}

// Stream reads to the end. More than limit bytes are an error. Once the context is done, it leaves the reader to
// itself.
func Stream(ctx context.Context, r io.Reader, limit int64) ([]byte, error) {
	if r == nil {
		return nil, errors.New("there is none")
	}
	return until(ctx, func() ([]byte, error) { return all(r, limit) })
}

// until returns what f returns, or the context's error as soon as it is done. Then f keeps running.
func until(ctx context.Context, f func() ([]byte, error)) ([]byte, error) {
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := f()
		done <- result{data, err}
	}()
	select {
	case r := <-done:
		return r.data, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func read(name string, limit int64, refusal error, isAllowed func(fs.FileMode) bool) ([]byte, error) {
	info, err := os.Stat(name) // before it is opened: to open a pipe is to wait for its writer
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: cause(err)}
	}
	switch {
	case info.IsDir():
		err = ErrFolder
	case !isAllowed(info.Mode()):
		err = refusal
	case info.Mode().IsRegular() && info.Size() > limit:
		err = tooLong(limit)
	}
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: cause(err)}
	}
	defer file.Close()
	data, err := all(file, limit)
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: cause(err)}
	}
	return data, nil
}

// cause is the error in an *[fs.PathError].
func cause(err error) error {
	if inner, ok := errors.AsType[*fs.PathError](err); ok {
		return inner.Err
	}
	return err
}

func all(r io.Reader, limit int64) ([]byte, error) {
	var b bytes.Buffer
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			b.Grow(int(min(info.Size(), limit)) + bytes.MinRead)
		}
	}
	n, err := b.ReadFrom(io.LimitReader(r, limit+1))
	if err == nil && n > limit {
		err = tooLong(limit)
	}
	return b.Bytes(), err
}

func tooLong(limit int64) error { return fmt.Errorf("it is longer than %d MiB", limit>>20) }
