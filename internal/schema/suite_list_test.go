package schema

import (
	"os"
	"strings"
	"testing"
)

// suiteDrafts has what we run of the suite.
var suiteDrafts = []suiteDraft{
	{folder: "draft2020-12", version: "3.1.0"},
	{folder: "draft4", version: "3.0.3"},
}

// suiteList is what we do not run of one draft, by name, with the reason; see testdata/suite.txt.
type suiteList struct {
	aside   map[string]string // not about what we judge, by file, file/group or file/group/test
	refused map[string]string // refused with a message, by file/group
}

// readSuiteLists reads testdata/suite.txt.
func readSuiteLists(t *testing.T) map[string]suiteList {
	t.Helper()
	data, err := os.ReadFile("testdata/suite.txt")
	if err != nil {
		t.Fatal(err)
	}
	lists := map[string]suiteList{}
	for _, draft := range suiteDrafts {
		lists[draft.folder] = suiteList{aside: map[string]string{}, refused: map[string]string{}}
	}
	var names map[string]string
	reason := ""
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		if name, ok := strings.CutPrefix(line, "\t"); ok {
			names[name] = reason
			continue
		}
		heading := strings.SplitN(line, " ", 3)
		if line == "" || line[0] == '#' || len(heading) < 3 {
			continue
		}
		list := lists[heading[0]]
		names = map[string]map[string]string{"aside:": list.aside, "refused:": list.refused}[heading[1]]
		if names == nil {
			t.Fatalf("unknown heading in testdata/suite.txt: %q", line)
		}
		reason = heading[2]
	}
	return lists
}
