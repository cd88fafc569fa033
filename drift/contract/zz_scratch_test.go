package contract_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

func TestScratchContract(t *testing.T) {
	for _, v := range []string{"3.0.3", "3.1.0"} {
		doc := "openapi: " + v + `
info: {title: t, version: '1'}
paths:
  /h:
    get:
      responses:
        "200":
          description: d
          headers:
            X-Count: {required: true, schema: {type: integer, minimum: 1}}
            X-Ids: {schema: {type: array, items: {type: integer}}}
            X-Pair: {schema: {type: object, properties: {a: {type: integer}, b: {type: string}}}}
            X-Exp: {explode: true, schema: {type: object, properties: {a: {type: integer}, b: {type: string}}}}
            X-Flag: {schema: {type: boolean}}
            X-When: {schema: {type: string, format: date-time}}
            X-Json: {content: {application/json: {schema: {type: object, required: [a]}}}}
            X-Enum: {schema: {type: string, enum: [a, b]}}
  /int:
    get: {responses: {"200": {description: d, content: {text/plain: {schema: {type: integer}}}}}}
  /bool:
    get: {responses: {"200": {description: d, content: {text/plain: {schema: {type: boolean}}}}}}
  /str:
    get: {responses: {"200": {description: d, content: {text/plain: {schema: {type: string, maxLength: 3, enum: [OK, "1", "true"]}}}}}}
  /form:
    get: {responses: {"200": {description: d, content: {application/x-www-form-urlencoded: {schema: {type: object, required: [token], properties: {token: {type: string}, n: {type: integer}, list: {type: array, items: {type: integer}}, f: {type: boolean}, o: {type: object, properties: {k: {type: integer}}}}}}}}}}
`
		c, err := contract.Load([]byte(doc))
		if err != nil {
			t.Fatal(err)
		}
		try := func(path, media, body string, h map[string]string) {
			header := http.Header{}
			for k, v := range h {
				header.Set(k, v)
			}
			if media != "" {
				header.Set("Content-Type", media)
			}
			u := "https://e.com" + path
			r := c.Check(drift.Exchange{Method: "GET", URL: u, Status: 200, Header: header, Body: []byte(body)})
			fmt.Printf("%s %s %q %v\n", v, path, body, h)
			for _, f := range r.Findings {
				fmt.Printf("     %s %s %s:%d %s\n", f.Rule, f.Pointer, f.Place.Pointer, f.Place.Line, f.Message)
			}
		}
		for _, h := range []map[string]string{{}, {"X-Count": "1"}, {"X-Count": "0"}, {"X-Count": "1.0"}, {"X-Count": "1, 2"}, {"X-Count": ""}, {"X-Count": "+1"}, {"X-Count": "007"},
			{"X-Count": "1", "X-Ids": "1, 2,3"}, {"X-Count": "1", "X-Ids": "1, b"}, {"X-Count": "1", "X-Ids": ""}, {"X-Count": "1", "X-Ids": "7"},
			{"X-Count": "1", "X-Pair": "a,1,b,x"}, {"X-Count": "1", "X-Pair": "a,y"}, {"X-Count": "1", "X-Exp": "a=1,b=x"}, {"X-Count": "1", "X-Exp": "a=x"},
			{"X-Count": "1", "X-Flag": "yes"}, {"X-Count": "1", "X-Flag": "True"}, {"X-Count": "1", "X-When": "Wed, 30 Jun 2027 23:59:59 GMT"}, {"X-Count": "1", "X-Json": `{"a":1}`}, {"X-Count": "1", "X-Json": `{}`}, {"X-Count": "1", "X-Json": `x`}, {"X-Count": "1", "X-Enum": `c`}} {
			try("/h", "", "", h)
		}
		for _, b := range []string{"42", "42\n", " 42", "4 2", "", "-0", "1e3", "many", "１"} {
			try("/int", "text/plain; charset=utf-8", b, nil)
		}
		for _, b := range []string{"true", "true\n", "TRUE", "1"} {
			try("/bool", "text/plain", b, nil)
		}
		for _, b := range []string{"OK", "OK\n", "1", "true", "\xff", ""} {
			try("/str", "text/plain", b, nil)
		}
		for _, b := range []string{"token=a&n=1&list=1&list=2&f=true&o=k", "n=x", "token=a&list=a", "token=a%20b+c&z=1", "token=", "token", "token=a&n=", "", "token=a&o[k]=x", "k=1&token=a", "token=%ff"} {
			try("/form", "application/x-www-form-urlencoded", b, nil)
		}
	}
}
