// Command nightly writes the issue about drift: it reads what the steps of .github/workflows/drift.yml left in a
// folder, and writes title.txt, body.md and, if something changed since the last run, comment.md beside it.
//
//	go run ./internal/nightly -live=0 -run URL -files URL FOLDER
//
// The folder has upstream.json and upstream.md, unless the published document could not be compared, and perhaps
// propose.patch. If nothing has drifted, no file is written. Files of an earlier run are removed.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

func main() {
	live := flag.Bool("live", false, "the server has drifted")
	run := flag.String("run", "", "the URL of the run")
	files := flag.String("files", "", "the URL of the repository's files")
	flag.Parse()
	if err := write(night{live: *live, run: *run, files: *files}, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "nightly:", err)
		os.Exit(2)
	}
}

// write reads the reports in a folder and writes the files into it.
func write(n night, folder string) error {
	if folder == "" {
		return errors.New("name the folder of the reports")
	}
	var reading error
	read := func(name string) (text []byte, ok bool) {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			reading = errors.Join(reading, err)
		}
		return text, err == nil
	}
	data, compared := read("upstream.json")
	if compared {
		var err error
		if n.upstream, err = parseReport(data); err != nil {
			return err
		}
	}
	markdown, _ := read("upstream.md")
	patch, _ := read("propose.patch")
	n.compared, n.markdown, n.patch = compared, string(markdown), string(patch)
	if reading != nil {
		return reading
	}
	texts := map[string]string{"title.txt": "", "body.md": "", "comment.md": ""}
	if n.drifted() {
		texts["title.txt"], texts["body.md"], texts["comment.md"] = n.title(), n.body(), n.comment()
	}
	for name, text := range texts {
		path := filepath.Join(folder, name)
		if text == "" {
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			continue
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}
