package openapi

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/seed-97812ecd/supermemory-go/internal/input"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// folders are those whose files a document may refer to, with all links followed. The first is its own.
type folders []string

func newFolders(document string, allowed []string) (folders, error) {
	var all folders
	for i, folder := range slices.Insert(slices.Clone(allowed), 0, filepath.Dir(document)) {
		absolute, err := filepath.Abs(folder)
		if err != nil {
			return nil, err
		}
		real, err := filepath.EvalSymlinks(absolute)
		if err != nil && i == 0 { // reading the document says why
			real = absolute
		} else if err != nil {
			return nil, fmt.Errorf("cannot allow references to a folder: %v", err)
		}
		all = append(all, real)
	}
	return all, nil
}

// read reads a regular file in one of the folders, or below.
func (all folders) read(location string) ([]byte, error) {
	name, err := all.find(location)
	if err != nil {
		return nil, err
	}
	return input.Regular(name, maxSize)
}

// mayHave reports whether there is a file at a location, or may be outside the folders.
func (all folders) mayHave(location string) bool {
	_, err := all.find(location)
	return err == nil || errors.Is(err, errOutside)
}

var errOutside = errors.New("outside the document's folder")

// find is the name of the file at a location. It is an error if there is none, or if that is outside the folders.
func (all folders) find(location string) (name string, err error) {
	name = filepath.FromSlash(location)
	absolute, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	real, missing := followed(absolute)
	if !slices.ContainsFunc(all, func(folder string) bool {
		below, err := filepath.Rel(folder, real)
		return err == nil && filepath.IsLocal(below)
	}) {
		return "", fmt.Errorf("%s is %w: allow references to it with --allow-refs %s",
			text.Line(location, text.MaxName), errOutside, text.Line(filepath.Dir(name), text.MaxName))
	}
	if pathErr, ok := errors.AsType[*fs.PathError](missing); ok {
		missing = pathErr.Err
	}
	if missing != nil {
		return "", &fs.PathError{Op: "read", Path: name, Err: missing}
	}
	return name, nil
}

// followed is a file with all links followed. If it does not exist, that holds for its folder.
func followed(name string) (real string, err error) {
	if real, err = filepath.EvalSymlinks(name); err == nil || filepath.Dir(name) == name {
		return real, err
	}
	folder, _ := followed(filepath.Dir(name))
	return filepath.Join(folder, filepath.Base(name)), err
}
