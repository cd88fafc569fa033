package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

const tutorial = "../../docs/tutorial.md"

var (
	// shown is a block of the tutorial: a file, whose first line names it, or commands and what they print.
	shown   = regexp.MustCompile("(?s)```(console|go|yaml)\n(.*?)```\n")
	naming  = regexp.MustCompile(`^(?://|#) (\S+\.(?:go|yaml))\n`)
	command = regexp.MustCompile(`(?m)^\$ (.*)\n`)
	// ofModules is what the go command says of the modules that it gets: what is new, and in which versions.
	ofModules = regexp.MustCompile(`(?m)^go: (?:added|upgraded|found|downloading) .*\n`)
)

// TestTutorial does what docs/tutorial.md says, from its beginning to its end, and compares what is printed. The
// bookshop and the proxy have ports of their own.
func TestTutorial(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"bash", "curl"} {
		if _, err := exec.LookPath(tool); err != nil || runtime.GOOS == "windows" {
			t.Skipf("%s is needed", tool)
		}
	}
	folder, programs := bookModule(t), t.TempDir()
	// Building the generator, too, and what it generates for, and listing the modules gets what the commands need without
	// a network.
	const generator = "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
	for _, arguments := range [][]string{
		{"build", "-o", programs, ".", "../../docs/tutorial", generator, "github.com/oapi-codegen/runtime"},
		{"mod", "graph"},
	} {
		if out, err := exec.Command("go", arguments...).CombinedOutput(); err != nil {
			t.Fatalf("go %v: %v: %s", arguments, err, out)
		}
	}
	shop := openBookshop(t, filepath.Join(programs, "tutorial"))
	proxy := freePort(t)
	today, later := time.Now().UTC(), time.Now().UTC().AddDate(0, 4, 0).Format(time.DateOnly)
	real := strings.NewReplacer("localhost:8080", shop, "localhost:4040", proxy, "2027-03-31", later,
		"apidrift proxy", "apidrift proxy --listen "+proxy)
	shownAs := strings.NewReplacer(shop, "localhost:8080", proxy, "localhost:4040", folder+"/", "", later, "2027-03-31",
		"# "+today.Format(time.DateOnly), "# 2026-11-24") // the day of what the proxy records

	text := readText(t, tutorial)
	var script strings.Builder
	script.WriteString("exec 2>&1\n")
	for i, block := range shown.FindAllStringSubmatch(text, -1) {
		if block[1] != "console" {
			if name := naming.FindStringSubmatch(block[2]); name != nil {
				fmt.Fprintf(&script, "cat > %s <<'END OF FILE'\n%sEND OF FILE\n", name[1], block[2])
			}
			continue
		}
		fmt.Fprintf(&script, "printf '\\000%d\\n'\n", i)
		for _, c := range command.FindAllStringSubmatch(block[2], -1) {
			fmt.Fprintf(&script, "printf '$ %%s\\n' %s\n%s\n", quoted(c[1]), real.Replace(c[1]))
		}
	}
	bash := exec.Command("bash", "-c", script.String())
	bash.Dir = folder
	bash.Env = append(os.Environ(), "PATH="+programs+string(os.PathListSeparator)+os.Getenv("PATH"),
		"GOFLAGS=", "GOPROXY=off", "GOSUMDB=off", "GOWORK=off", "SOURCE_DATE_EPOCH=1795478400", "COLUMNS=100")
	out, err := bash.Output()
	if err != nil {
		t.Logf("the last command ended with %v", err)
	}
	blocks := map[string]string{}
	for _, printed := range strings.Split(string(out), "\x00")[1:] {
		number, printed, _ := strings.Cut(printed, "\n")
		blocks[number] = shownAs.Replace(ofModules.ReplaceAllString(printed, ""))
	}
	number := -1
	got := shown.ReplaceAllStringFunc(text, func(block string) string {
		number++
		if printed, ok := blocks[fmt.Sprint(number)]; ok {
			return "```console\n" + printed + "```\n"
		}
		return block
	})
	compareText(t, tutorial, got, text)
}

// quoted is a word for bash.
func quoted(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }

// compareText compares a text with what a file has, or writes it there if UPDATE is set.
func compareText(t *testing.T, name, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s is not what its commands print; UPDATE=1 go test writes it. Printed:\n%s", name, got)
}

// bookModule makes a module without what the tutorial says to get: it has this one's other dependencies, in the same
// versions, so that getting the rest needs no network.
func bookModule(t *testing.T) (folder string) {
	t.Helper()
	const module = "github.com/seed-97812ecd/supermemory-go"
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	folder = t.TempDir()
	own := regexp.MustCompile(`(?m)^.*oapi-codegen/.*\n`).ReplaceAllString(readText(t, "../../go.mod"), "")
	own = strings.Replace(own, "module "+module, "module example.com/books", 1)
	for name, text := range map[string]string{
		"go.mod": own + "\nreplace " + module + " => \"" + filepath.ToSlash(root) + "\"\n",
		"go.sum": readText(t, "../../go.sum"),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// openBookshop starts the tutorial's server and returns its address.
func openBookshop(t *testing.T, program string) string {
	t.Helper()
	shop := exec.Command(program, "127.0.0.1:0")
	out, err := shop.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := shop.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = shop.Process.Kill()
		_ = shop.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	_, address, ok := strings.Cut(strings.TrimSpace(line), "http://")
	if err != nil || !ok {
		t.Fatalf("the bookshop says %q, %v", line, err)
	}
	return address
}

// freePort returns an address of loopback on which nothing listens.
func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
