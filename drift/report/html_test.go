package report

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// TestHTMLInBrowser opens the page in Chromium, without JavaScript, and looks at what a person would see.
func TestHTMLInBrowser(t *testing.T) {
	browser := newBrowser(t)
	html := written(t, HTML, everything(t))
	for _, view := range views {
		t.Run(view.name, func(t *testing.T) {
			seen := browser.open(t, html, view)
			for _, complaint := range seen.complaints() {
				t.Error(complaint)
			}
			if seen.Texts < 100 || seen.Anchors < 20 {
				t.Errorf("looked at %d texts and %d links, want most of the page", seen.Texts, seen.Anchors)
			}
			if seen.Heading != "Breaking drift" {
				t.Errorf("the heading is %q", seen.Heading)
			}
			want := []string{
				`{◂ "id" is missing`, `2.5`, `◂ the body ends here`, `\xe9`, `◂ the body is empty`, `"id":"2"`, `null`,
				`<html>`, `"name":"n"`,
			}
			if !slices.Equal(seen.Marks, want) {
				t.Errorf("marked:\n%q\nwant:\n%q", seen.Marks, want)
			}
			if !strings.Contains(seen.Text, `<script>alert(1)</script>\x1b[31m I am a teapot\x00</html>`) {
				t.Error("the HTML of a body is not shown as text, with its control characters")
			}
			if !strings.Contains(seen.Text, "\\xff\\u202e\\u009b31m\\x00") {
				t.Error("the odd characters of a message are not shown")
			}
		})
	}
}

// TestHTMLInBrowserOfOtherReports looks at the pages that have less to show, and at one of 500 operations.
func TestHTMLInBrowserOfOtherReports(t *testing.T) {
	browser := newBrowser(t)
	for heading, r := range map[string]*Report{
		"No drift":             reportOf(t, "clean"),
		"Nothing was compared": reportOf(t, "unmatched"),
		"Breaking drift":       largeReport(t),
	} {
		for _, view := range views {
			t.Run(heading+" "+view.name, func(t *testing.T) {
				seen := browser.open(t, written(t, HTML, r), view)
				for _, complaint := range seen.complaints() {
					t.Error(complaint)
				}
				if seen.Heading != heading {
					t.Errorf("the heading is %q, want %q", seen.Heading, heading)
				}
			})
		}
	}
}

// TestBrowserComplains is the control: the same look at a page that has every fault there is.
func TestBrowserComplains(t *testing.T) {
	browser := newBrowser(t)
	const bad = `<!doctype html><title>t</title><link rel="icon" href="data:,"><img src="/pixel.png"><h1>Bad</h1>
		<p style="color:#999;background:#fff">pale</p><p style="width:3000px">wide</p><a href="#nowhere">away</a>
		<p id="x">a</p><p id="x">b</p><mark style="background:transparent">unmarked</mark><mark></mark>
		<script>document.querySelector("h1").textContent = "ran"</script>`
	for _, view := range views {
		seen := browser.open(t, []byte(bad), view)
		if seen.Heading != "Bad" {
			t.Error("a script ran")
		}
		complaints := strings.Join(seen.complaints(), "\n")
		for _, want := range []string{
			"pale", "scrolls sideways", "#nowhere", `"x" twice`, `mark "unmarked"`, `mark ""`, "/pixel.png", "console",
		} {
			if !strings.Contains(complaints, want) {
				t.Errorf("%s: no complaint about %s in:\n%s", view.name, want, complaints)
			}
		}
	}
}

type view struct {
	name, media, scheme string
	width               int64
}

var views = []view{
	{"light", "screen", "light", 1280}, {"dark", "screen", "dark", 1280}, {"light phone", "screen", "light", 390},
	{"dark phone", "screen", "dark", 390},
	{"print", "print", "light", 794}, // A4
}

type browser struct{ ctx context.Context }

func newBrowser(t *testing.T) *browser {
	t.Helper()
	if testing.Short() {
		t.Skip("opens a browser")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium: nobody has looked at the page. On Debian: apt-get install chromium")
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.NoFirstRun, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true))
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("cannot start %s: %v", path, err)
	}
	return &browser{ctx}
}

// seen is what one look at a page found.
type seen struct {
	Heading         string
	Text            string
	Texts           int      // pieces of text whose contrast was computed
	Faint           []string // those of them with a contrast below 4.5 (WCAG 2.2, 1.4.3)
	ScrollWidth     int
	InnerWidth      int
	Anchors         int
	Dangling        []string // links within the page that lead nowhere
	Repeated        []string // identifiers that are there twice
	Marks           []string
	Unseen          []string // marks without a size or a colour
	Background      []int    // of the page
	requests, noise []string

	view view
}

func (s seen) complaints() (all []string) {
	complain := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	if s.ScrollWidth > s.InnerWidth || s.InnerWidth != int(s.view.width) {
		complain("the page scrolls sideways: it is %d pixels wide in a window of %d", s.ScrollWidth, s.InnerWidth)
	}
	for _, f := range s.Faint {
		complain("too little contrast: %s", f)
	}
	for _, d := range s.Dangling {
		complain("the link %s leads nowhere", d)
	}
	for _, r := range s.Repeated {
		complain("the page has the identifier %q twice", r)
	}
	for _, m := range s.Unseen {
		complain("nobody sees the mark %q", m)
	}
	for _, r := range s.requests {
		complain("the page asked the network for %s", r)
	}
	for _, n := range s.noise {
		complain("on the console: %s", n)
	}
	if dark := len(s.Background) == 3 && s.Background[0] < 128; dark != (s.view.scheme == "dark") {
		complain("the background %v does not follow the scheme %s", s.Background, s.view.scheme)
	}
	return all
}

func (b *browser) open(t *testing.T, html []byte, v view) seen {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(html)
	}))
	defer server.Close()
	ctx, cancel := chromedp.NewContext(b.ctx)
	defer cancel()

	var lock sync.Mutex
	var requests, noise []string
	err := chromedp.Listen(ctx, func(event any) {
		lock.Lock()
		defer lock.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			requests = append(requests, e.Request.URL)
		case *runtime.EventConsoleAPICalled:
			noise = append(noise, string(e.Type))
		case *runtime.EventExceptionThrown:
			noise = append(noise, e.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			noise = append(noise, e.Entry.Text)
		}
	})
	check := func(what string, err error) {
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	check("listen", err)
	_, err = chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media:    v.media,
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: v.scheme}},
	})
	check("choose the colour scheme", err)
	_, err = chromedp.Call(ctx, emulation.SetScriptExecutionDisabled,
		emulation.SetScriptExecutionDisabledParams{Value: true})
	check("switch scripts off", err)
	check("open", chromedp.Do(ctx, chromedp.EmulateViewport(v.width, 844), chromedp.Navigate(server.URL+"/")))
	s, err := chromedp.Run(ctx, chromedp.Evaluate[seen](look))
	check("look", err)

	lock.Lock()
	defer lock.Unlock()
	if !slices.Contains(requests, server.URL+"/") {
		t.Fatalf("the page itself is not among the requests that were seen: %q", requests)
	}
	s.requests = slices.DeleteFunc(requests,
		func(url string) bool { return url == server.URL+"/" || strings.HasPrefix(url, "data:") })
	s.noise, s.view = noise, v
	return s
}

// look runs in the page and returns what there is to see, as [seen].
const look = `(() => {
	for (const details of document.querySelectorAll("details")) details.open = true
	const parse = (c) => { const n = c.match(/[\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n }
	const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3])).concat(1)
	const behind = (e) => {
		const layers = []
		for (; e; e = e.parentElement) {
			const c = parse(getComputedStyle(e).backgroundColor)
			if (c[3] > 0) layers.push(c)
			if (c[3] === 1) break
		}
		const paper = matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18, 1] : [255, 255, 255, 1]
		return layers.reduceRight((below, layer) => over(layer, below), paper)
	}
	const luminance = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
		const v = c[i] / 255
		return sum + weight * (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
	}, 0)
	const contrast = (a, b) => {
		const [x, y] = [luminance(a), luminance(b)].sort((x, y) => y - x)
		return (x + 0.05) / (y + 0.05)
	}

	let texts = 0
	const faint = []
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
	for (let node; (node = walker.nextNode());) {
		const range = document.createRange()
		range.selectNodeContents(node)
		if (!node.data.trim() || range.getClientRects().length === 0) continue
		texts++
		const background = behind(node.parentElement)
		const ratio = contrast(over(parse(getComputedStyle(node.parentElement).color), background), background)
		if (ratio < 4.5) faint.push(node.data.trim() + " (" + ratio.toFixed(2) + ")")
	}
	const links = [...document.querySelectorAll("a[href]")]
	const ids = [...document.querySelectorAll("[id]")].map((e) => e.id)
	const marks = [...document.querySelectorAll("mark")]
	const heading = document.querySelector("h1")
	return {
		Heading: document.querySelector("h1 .sign") ? heading.lastChild.data.trim() : heading.textContent,
		Text: document.body.textContent,
		Texts: texts,
		Faint: faint,
		ScrollWidth: document.documentElement.scrollWidth,
		InnerWidth: innerWidth,
		Anchors: links.length,
		Dangling: links.map((a) => a.getAttribute("href"))
			.filter((h) => h[0] !== "#" || !document.getElementById(h.slice(1))),
		Repeated: ids.filter((id, i) => ids.indexOf(id) !== i),
		Marks: marks.map((m) => m.textContent),
		Unseen: marks.filter((m) => {
			const box = m.getBoundingClientRect()
			return box.width === 0 || box.height === 0 || parse(getComputedStyle(m).backgroundColor)[3] === 0
		}).map((m) => m.textContent),
		Background: behind(document.body).slice(0, 3).map(Math.round),
	}
})()`
