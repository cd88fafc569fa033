package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// maxBody bounds the text of an issue, in bytes. GitHub allows 65,536 characters.
const maxBody = 65_000

// night is what one nightly run found.
type night struct {
	upstream report // of apidrift diff; the zero report if it gave no verdict
	markdown string // the same report, as Markdown
	patch    string // what apidrift propose says; "" for nothing
	compared bool   // whether the published document could be compared
	live     bool   // whether the server has drifted
	run      string // the URL of the run
	files    string // the URL of the repository's files, such as https://github.com/OWNER/NAME/blob/main
}

// report is what the issue needs of a report in JSON: see docs/report.schema.json.
type report struct {
	Facts []fact `json:"facts"`
	More  int    `json:"facts_more"`
	Gone  []fact `json:"gone"`
}

type fact struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	New      bool   `json:"new"`
}

// parseReport reads a report in JSON.
func parseReport(data []byte) (r report, err error) {
	if err = json.Unmarshal(data, &r); err != nil {
		return r, fmt.Errorf("the report is not JSON: %w", err)
	}
	return r, nil
}

// drifted reports whether there is anything to write an issue about.
func (n night) drifted() bool { return n.live || len(n.upstream.Facts) > 0 }

// title names the worst that was found.
func (n night) title() string {
	for _, f := range n.upstream.Facts {
		if f.Severity == "breaking" {
			return "Breaking drift: the API is not what openapi.yaml says"
		}
	}
	if n.live {
		return "Breaking drift: the server does not answer as openapi.yaml says"
	}
	return "Additive drift: the API offers more than openapi.yaml says"
}

// body is the text.
func (n night) body() string {
	var b strings.Builder
	fmt.Fprintf(&b, "What [this run](%s) found. The text is refreshed every night, and the issue is closed when it is "+
		"over. [The drift log](%[2]s/docs/drift-log.md) has what was decided before, [openapi.yaml](%[2]s/openapi.yaml) is "+
		"the contract, [the rules](%[2]s/docs/rules.md) say what each finding means.\n", n.run, n.files)
	if n.live {
		fmt.Fprintf(&b, "\n## The live run\n\nThe server no longer answers as openapi.yaml says: see the log of "+
			"[the run](%s).\n", n.run)
	}
	if !n.compared {
		b.WriteString("\nThe published document could not be compared this time.\n")
		return b.String()
	}
	patch := n.patchSection()
	rest := maxBody - b.Len() - len(patch)
	b.WriteString("\n" + cut(n.markdown, rest, n.run))
	return b.String() + patch
}

// patchSection shows the edit that would make the contract true, unless it is too long.
func (n night) patchSection() string {
	if n.patch == "" {
		return ""
	}
	const title = "\n## The edit that it asks for\n\n"
	if len(n.patch) > maxBody/2 {
		return fmt.Sprintf("%sIt is too long for an issue: see the artifacts of [the run](%s).\n", title, n.run)
	}
	fence := fenceFor(n.patch)
	return title + "By `apidrift propose --upstream`, as far as the published document is right:\n\n" +
		fence + "diff\n" + strings.TrimSuffix(n.patch, "\n") + "\n" + fence + "\n"
}

var backticks = regexp.MustCompile("`+")

// fenceFor returns a fence of more backticks than any in a text.
func fenceFor(text string) string {
	longest := 2
	for _, run := range backticks.FindAllString(text, -1) {
		longest = max(longest, len(run))
	}
	return strings.Repeat("`", longest+1)
}

// cut returns a Markdown text of at most max bytes, whole lines, and says if there was more. It closes the elements
// that a cut leaves open.
func cut(markdown string, max int, run string) string {
	if len(markdown) <= max {
		return markdown
	}
	note := fmt.Sprintf(
		"\n\nThe report is longer than an issue may be: see the summary of [the run](%s) for the rest.\n",
		run,
	)
	const end = "\n</details>\n"
	kept := markdown[:max-len(note)-20*len(end)]
	for !utf8.ValidString(kept) {
		kept = kept[:len(kept)-1]
	}
	kept = kept[:strings.LastIndexByte(kept, '\n')+1]
	open := strings.Count(kept, "<details") - strings.Count(kept, "</details")
	return kept + strings.Repeat(end, min(20, open)) + note
}

// comment says what changed since the last run, and is empty if nothing did.
func (n night) comment() string {
	var b strings.Builder
	list := func(title string, facts []fact) {
		const most = 50
		if len(facts) == 0 {
			return
		}
		fmt.Fprintf(&b, "%s:\n\n", title)
		for i, f := range facts {
			if i == most {
				fmt.Fprintf(&b, "- and %d more\n", len(facts)-most)
				break
			}
			fmt.Fprintf(&b, "- %s, `%s`: %s\n", f.Severity, f.Rule, plain(f.Message))
		}
		b.WriteByte('\n')
	}
	var appeared []fact
	for _, f := range n.upstream.Facts {
		if f.New {
			appeared = append(appeared, f)
		}
	}
	list("New since the last run", appeared)
	list("Gone since the last run", n.upstream.Gone)
	if b.Len() == 0 {
		return ""
	}
	return b.String() + "By [this run](" + n.run + ").\n"
}

// plain shows a message as code, on one line of at most 300 runes, so that nothing in it is markup or a mention.
func plain(message string) string {
	runes := []rune(strings.Join(strings.Fields(message), " "))
	if len(runes) > 300 {
		runes = append(runes[:299], '…')
	}
	text := string(runes)
	fence := fenceFor(text)
	return fence + " " + text + " " + fence
}
