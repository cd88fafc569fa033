package redact

import "strings"

// prefix describes the keys of a vendor, as its documentation does: what they begin with, and how much follows.
type prefix struct {
	text     string
	least    int    // how many characters follow at least
	alphabet string // of these: see alphabets; in a "key", so many letters and digits follow each other
}

// prefixes are those of well-known vendors. The longer of two that begin alike stands first.
var prefixes = []prefix{
	{"github_pat_", 22, "word"}, {"ghp_", 16, "alnum"}, {"gho_", 16, "alnum"}, {"ghu_", 16, "alnum"},
	{"ghs_", 16, "alnum"}, {"ghr_", 16, "alnum"}, // GitHub
	{"glpat-", 20, "dotted"}, {"gldt-", 20, "word"}, {"glrt-", 20, "dotted"}, {"glcbt-", 20, "word"},
	{"glptt-", 20, "word"}, {"glft-", 20, "word"}, {"glsoat-", 20, "word"}, {"gloas-", 20, "word"},
	{"glffct-", 20, "word"}, {"glimt-", 20, "word"}, {"glagent-", 50, "word"}, {"GR1348941", 20, "word"}, // GitLab
	{"xoxb-", 10, "word"}, {"xoxp-", 10, "word"}, {"xoxa-", 10, "word"}, {"xoxr-", 10, "word"},
	{"xoxs-", 10, "word"}, {"xoxo-", 10, "word"}, {"xoxe-", 10, "word"}, {"xoxe.", 10, "dotted"},
	{"xapp-", 10, "word"}, {"hooks.slack.com/services/", 20, "base64"},
	{"hooks.slack.com/workflows/", 20, "base64"}, {"hooks.slack.com/triggers/", 20, "base64"}, // Slack
	{"sk_live_", 16, "alnum"}, {"sk_test_", 16, "alnum"}, {"rk_live_", 16, "alnum"}, {"rk_test_", 16, "alnum"},
	{"sk_prod_", 16, "alnum"}, {"rk_prod_", 16, "alnum"}, {"pk_live_", 16, "alnum"}, {"pk_test_", 16, "alnum"},
	{"whsec_", 16, "base64"}, // Stripe
	{"sk-ant-", 20, "word"}, {"sk-proj-", 20, "word"}, {"sk-svcacct-", 20, "word"}, {"sk-admin-", 20, "word"},
	{"sk-or-v1-", 20, "word"}, {"sk-lf-", 32, "word"}, {"nvapi-", 60, "word"}, // Anthropic, OpenAI, OpenRouter, …
	{"AKIA", 16, "upper"}, {"ASIA", 16, "upper"}, {"ABIA", 16, "upper"}, {"ACCA", 16, "upper"}, {"A3T", 17, "upper"},
	{"ABSK", 100, "base64"}, {"bedrock-api-key-", 40, "base64"}, // Amazon
	{"AIza", 35, "word"}, {"GOCSPX-", 20, "word"}, {"ya29.", 20, "dotted"}, {"1//0", 30, "word"}, // Google
	{"SG.", 40, "dotted"}, {"npm_", 36, "alnum"}, {"pypi-AgE", 50, "word"}, {"rubygems_", 48, "hex"},
	{"dop_v1_", 64, "hex"}, {"doo_v1_", 64, "hex"}, {"dor_v1_", 64, "hex"}, // DigitalOcean
	{"shpat_", 32, "hex"}, {"shpca_", 32, "hex"}, {"shppa_", 32, "hex"}, {"shpss_", 32, "hex"}, // Shopify
	{"hf_", 30, "alnum"}, {"api_org_", 30, "alnum"}, {"lin_api_", 32, "alnum"}, {"lin_oauth_", 32, "alnum"},
	{"ntn_", 40, "alnum"}, {"secret_", 40, "alnum"}, // Hugging Face, Linear, Notion
	{"ATATT3", 40, "base64"}, {"ATCTT3", 40, "base64"}, {"dapi", 32, "hex"}, // Atlassian, Databricks
	{"sq0atp-", 22, "word"}, {"sq0csp-", 40, "word"}, {"EAAA", 40, "word"}, {"EAA", 80, "alnum"}, // Square, Facebook
	{"PMAK-", 40, "word"}, {"dp.pt.", 40, "alnum"}, {"dp.ct.", 40, "alnum"}, {"dp.sa.", 40, "alnum"},
	{"dp.st.", 40, "dotted"}, {"glsa_", 32, "word"}, {"glc_", 32, "base64"}, {"NRAK-", 27, "alnum"},
	{"NRII-", 32, "word"}, {"NRJS-", 19, "hex"}, {"hvs.", 24, "word"}, {"hvb.", 24, "word"}, {"sbp_", 40, "hex"},
	{"sb_secret_", 20, "word"}, {"pscale_tkn_", 32, "dotted"}, {"pscale_pw_", 32, "dotted"}, {"tskey-", 20, "word"},
	{"figd_", 40, "word"}, {"r8_", 37, "alnum"}, {"gsk_", 40, "alnum"}, {"pplx-", 40, "alnum"}, {"xai-", 60, "alnum"},
	{"fig_", 40, "word"}, {"pat-na1-", 36, "word"}, {"rnd_", 28, "alnum"}, {"tvly-", 24, "word"}, {"fc-", 32, "hex"},
	{"pscale_oauth_", 32, "dotted"}, {"LTAI", 12, "alnum"}, {"ops_eyJ", 100, "base64"}, {"A3-", 32, "capitals"},
	{"p8e-", 32, "alnum"}, {"AGE-SECRET-KEY-1", 58, "upper"}, {"AKCp", 60, "alnum"}, {"cmVmd", 59, "alnum"},
	{"dnkey-", 70, "word"}, {"dt0c01.", 80, "dotted"}, {"duffel_live_", 40, "word"}, {"duffel_test_", 40, "word"},
	{"EZAK", 54, "alnum"}, {"EZTK", 54, "alnum"}, {"FLWSECK_TEST-", 12, "word"}, {"FLWSECK-", 12, "word"},
	{"fo1_", 40, "word"}, {"fm1a_", 100, "base64"}, {"fm1r_", 100, "base64"}, {"fm2_", 100, "base64"},
	{"fio-u-", 60, "word"}, {"eyJrIjoi", 60, "base64"}, {"pat.", 64, "dotted"}, {"sat.", 64, "dotted"},
	{"HRKU-AA", 58, "word"}, {"ico-", 32, "alnum"}, {"s-s4t2ud-", 64, "hex"}, {"s-s4t2af-", 64, "hex"},
	{"key-", 32, "hex"}, {"pk.eyJ", 60, "dotted"}, {"sk.eyJ", 60, "dotted"}, {"tk.eyJ", 60, "dotted"},
	{"API-", 26, "upper"}, {"sha256~", 43, "word"}, {"pnu_", 36, "alnum"}, {"pul-", 40, "hex"}, {"rdme_", 60, "alnum"},
	{"tk-us-", 48, "word"}, {"xkeysib-", 64, "word"}, {"xsmtpsib-", 64, "word"}, {"sntrys_", 60, "base64"},
	{"sntryu_", 64, "hex"}, {"shippo_live_", 40, "hex"}, {"shippo_test_", 40, "hex"}, {"sgp_", 40, "word"},
	{"squ_", 40, "hex"}, {"sqp_", 40, "hex"}, {"sqa_", 40, "hex"}, {"tfp_", 50, "dotted"}, {"AQVN", 35, "word"},
	{"CLOJARS_", 60, "alnum"}, {"v1.0-", 150, "word"}, {"CFPAT-", 40, "word"}, {"rzp_live_", 14, "alnum"},
	{"rzp_test_", 14, "alnum"}, {"phx_", 40, "alnum"}, {"access-production-", 36, "word"},
	{"access-development-", 36, "word"}, {"access-sandbox-", 36, "word"}, {"discord.com/api/webhooks/", 60, "base64"},
	{"live_", 35, "key"}, {"test_", 35, "key"},
	{"sm_", 8, "key"}, {"sk_", 8, "key"}, {"pk_", 8, "key"}, {"rk_", 8, "key"}, {"sk-", 16, "key"},
	{"rk-", 16, "key"}, // Supermemory, and many others
}

const maxKey = 160 // how much of a key is looked at before it is taken for one

// byFirst are the prefixes by their first byte.
var byFirst = func() (table [256][]prefix) {
	for _, p := range prefixes {
		table[p.text[0]] = append(table[p.text[0]], p)
	}
	return table
}()

// bySecond tells for each first byte of a prefix which bytes may follow it.
var bySecond = func() (table [256][256]bool) {
	for _, p := range prefixes {
		table[p.text[0]][p.text[1]] = true
	}
	return table
}()

// keyAt returns the length of a vendor's key at the beginning of a text, or 0.
func keyAt(text string) int {
	if len(text) < 2 || !bySecond[text[0]][text[1]] {
		return 0
	}
	for _, p := range byFirst[text[0]] {
		rest, ok := strings.CutPrefix(text, p.text)
		if !ok {
			continue
		}
		if n := p.length(rest); n > 0 {
			return len(p.text) + n
		}
	}
	return 0
}

// length is how much of a text belongs to a key that begins before it, or 0 if none does.
func (p *prefix) length(rest string) int {
	alphabet, most, n := alphabets[p.alphabet], min(len(rest), maxKey), 0
	for n < most && alphabet[rest[n]] {
		n++
	}
	switch {
	case n < p.least:
		return 0
	case p.alphabet == "upper" && n != p.least:
		return 0 // a word of another length
	case n < most && isWord(rest[n]) && p.alphabet != "alnum" && p.alphabet != "base64":
		return 0 // a word of other characters
	case p.alphabet == "key" && !hasRandomRun(rest[:n], p.least):
		return 0
	}
	for n < len(rest) && (isWord(rest[n]) || alphabet[rest[n]]) {
		n++ // whatever is joined to it
	}
	return n
}

// alphabets are the characters of keys, by the names that [prefix] has for them.
var alphabets = func() map[string]*[256]bool {
	all := map[string]*[256]bool{}
	for name, signs := range map[string]string{
		"alnum": "", "word": "_-", "key": "_-", "dotted": "_-.", "base64": "_-+/=",
	} {
		all[name] = alphabetOf("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" + signs)
	}
	all["hex"] = alphabetOf("0123456789abcdefABCDEF")
	all["upper"] = alphabetOf("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	all["capitals"] = alphabetOf("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-")
	return all
}()

var alnum, word, dotted, base64Signs = alphabets["alnum"], alphabets["word"], alphabets["dotted"], alphabets["base64"]

func alphabetOf(characters string) *[256]bool {
	var table [256]bool
	for i := range len(characters) {
		table[characters[i]] = true
	}
	return &table
}

// hasRandomRun reports whether a text has so many letters and digits in a row, a digit among them. Words that are
// joined, such as document_status_v2, do not.
func hasRandomRun(text string, least int) bool {
	run, digits := 0, 0
	for i := range len(text) {
		switch c := text[i]; {
		case '0' <= c && c <= '9':
			run, digits = run+1, digits+1
		case alnum[c]:
			run++
		default:
			run, digits = 0, 0
		}
		if run >= least && digits > 0 {
			return true
		}
	}
	return false
}

func isWord(c byte) bool { return alnum[c] || c == '_' }
