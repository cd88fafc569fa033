package redact

import (
	"strings"
	"testing"
)

// TestSecretNames has names whose values are learned and replaced, and names that look similar.
func TestSecretNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		names         string
		field, member bool
	}{
		{`api_key apiKey API-KEY X-Api-Key X-Goog-Api-Key access_token accessToken refresh_token id_token token
			X-Auth-Token X-Session-Token sessionToken X-Amz-Security-Token Private-Token secret client_secret
			password passwd user_password X-Vault-Token private_key secretAccessKey Ocp-Apim-Subscription-Key
			credentials jwt pwd otp session-id authorization ASP.NET_SessionId JSESSIONID`, true, true},
		{`sig sas SAMLResponse sid ticket assertion session key code Signature X-Amz-Signature X-Hub-Signature-256 DPoP
			X-Jwt-Assertion X-Jwt X-Csrf X-Csrf-Payload X-XSRF-Payload XSRF-COOKIE PHPSESSID connect.sid
			auth bot%5Ftoken`, true, false},
		{`keyword sort_key author authors primary_key key_id monkey codec code_name country_code tab page_token
			nextPageToken continuation_token token_type max_tokens tokens secretary password_reset_at design insight
			resident business idempotency_key Idempotency-Key session_count basket assertions signal keys public_key
			X-Total X-Request-Id authorized oauth provider ` + strings.Repeat("x", maxSecretName) + `token`, false, false},
	} {
		for _, name := range strings.Fields(c.names) {
			if got := isSecretField(name); got != c.field {
				t.Errorf("as a field, %s is a secret's name: %v", name, got)
			}
			if got, _ := isSecretMember(name); got != c.member && name != "bot%5Ftoken" {
				t.Errorf("as a member, %s is a secret's name: %v", name, got)
			}
		}
	}
	if _, short := isSecretMember("Password"); !short {
		t.Error("a short password is none")
	}
	if _, short := isSecretMember("authorization"); short {
		t.Error(`"authorization": "oauth2" is a secret`)
	}
}
