package recording

import (
	"bytes"
	"encoding/base64"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// harRequest is what an Exchange needs of an entry's request beside its method and URL, still as JSON.
type harRequest struct {
	fields, cookies, postData, bodySize jsontext.Value
	dropped                             jsontext.Value // the entry's _dropped: what the recorder left out of the request
}

// decodeRequest returns what was recorded of the request, nil if that is nothing. What does not have the form of HAR
// 1.2 was not recorded: the response can be judged all the same.
func (e *harEntry) decodeRequest() *drift.Request {
	request := &drift.Request{Header: e.decodeRequestHeader()}
	e.requestDropped(request)
	switch kind := e.request.postData.Kind(); {
	case kind == 0 || kind == 'n': // no body is missing unless the recording says so
		request.BodyUnknown = !isZero(e.request.bodySize)
	default:
		e.decodeRequestBody(request)
	}
	if request.Header == nil && request.BodyUnknown && request.Dropped == nil {
		return nil
	}
	return request
}

// maxFields is the greatest length of header fields that are remembered, in bytes.
const maxFields = 8 << 10

// decodeRequestHeader returns the request's fields, nil if there is none. The cookies stand in for the Cookie field,
// which some exporters leave out of the fields.
func (e *harEntry) decodeRequestHeader() http.Header {
	if len(e.request.fields) <= len(`[]`) {
		return nil
	}
	if !bytes.Equal(e.request.fields, e.lastFields) {
		e.fields = e.fields[:0]
		if e.readFields(&cursor{json: e.request.fields}, "request.headers") != nil {
			return nil
		}
		e.lastHeader, e.lastFields = headerOf(e.fields), e.lastFields[:0]
		if len(e.request.fields) <= maxFields {
			e.lastFields = append(e.lastFields, e.request.fields...)
		}
	}
	if len(e.lastHeader) == 0 {
		return nil
	}
	header := maps.Clone(e.lastHeader)
	if len(e.request.cookies) > len(`[]`) && header["Cookie"] == nil {
		e.addCookies(header)
	}
	return header
}

func (e *harEntry) addCookies(header http.Header) {
	var pairs []string
	c := cursor{json: e.request.cookies}
	err := c.readArray("request.cookies", func() error {
		name, value, err := c.readPair("a cookie")
		if len(name) > 0 {
			pairs = append(pairs, unquote(name)+"="+unquote(value))
		}
		return err
	})
	if err == nil && len(pairs) > 0 {
		header["Cookie"] = []string{strings.Join(pairs, "; ")}
	}
}

// requestDropped reads the names of what the recorder left out.
func (e *harEntry) requestDropped(request *drift.Request) {
	if len(e.request.dropped) == 0 {
		return
	}
	c := cursor{json: e.request.dropped}
	c.readArray("_dropped", func() error {
		if name := unquote(c.readValue()); name != "" {
			request.Dropped = append(request.Dropped, name)
		}
		return nil
	})
}

// postData is an entry's request.postData.
type postData struct {
	mimeType, encoding, text jsontext.Value
	params                   jsontext.Value
}

func (e *harEntry) decodeRequestBody(request *drift.Request) {
	post := e.parsePostData()
	body, known := post.body(request.Header)
	if !known {
		request.BodyUnknown = true
		return
	}
	request.MediaType = unquote(post.mimeType)
	setBody(request, body)
}

func (e *harEntry) parsePostData() (p postData) {
	c := cursor{json: e.request.postData}
	c.readObject("request.postData", func(name []byte) error {
		switch value := c.readValue(); string(name) {
		case `"mimeType"`:
			p.mimeType = value
		case `"encoding"`, `"_encoding"`: // of the response's content in HAR 1.2; Firefox and proxies write it here, too
			p.encoding = value
		case `"text"`:
			p.text = value
		case `"params"`:
			p.params = value
		}
		return nil
	})
	return p
}

// body is the request's body, from the text or else from the parameters of a form. It is false if it has neither.
func (p *postData) body(header http.Header) ([]byte, bool) {
	if p.text.Kind() == '"' && len(p.text) > len(`""`) {
		body, _ := jsontext.AppendUnquote(nil, p.text) // an error means invalid UTF-8, which is replaced
		switch encoding := unquote(p.encoding); {
		case encoding == "":
			return body, true
		case !strings.EqualFold(encoding, "base64"):
			return nil, false
		}
		body, err := base64.StdEncoding.AppendDecode(nil, body)
		return body, err == nil
	}
	params, ok := p.parseParams()
	if !ok {
		return nil, false
	}
	mediaType, parameters, _ := mime.ParseMediaType(unquote(p.mimeType))
	if mediaType == "" || mediaType == multipartType && parameters["boundary"] == "" {
		mediaType, parameters, _ = mime.ParseMediaType(header.Get("Content-Type"))
	}
	switch mediaType {
	case formType:
		return appendForm(nil, params), true
	case multipartType:
		return multipartOf(params, parameters["boundary"])
	}
	return nil, false
}

const multipartType = "multipart/form-data"

// param is a parameter of a form that was posted.
type param struct{ name, value, fileName, contentType string }

func (p *postData) parseParams() (params []param, ok bool) {
	c := cursor{json: p.params}
	err := c.readArray("request.postData.params", func() error {
		var one param
		err := c.readObject("a parameter", func(name []byte) error {
			switch value := c.readValue(); string(name) {
			case `"name"`:
				one.name = unquote(value)
			case `"value"`:
				one.value = fieldValue(value)
			case `"fileName"`:
				one.fileName = unquote(value)
			case `"contentType"`:
				one.contentType = unquote(value)
			}
			return nil
		})
		params = append(params, one)
		return err
	})
	return params, err == nil && len(params) > 0
}

func appendForm(b []byte, params []param) []byte {
	for i, p := range params {
		if i > 0 {
			b = append(b, '&')
		}
		b = append(append(b, url.QueryEscape(unescapeQuery(p.name))...), '=')
		b = append(b, url.QueryEscape(unescapeQuery(p.value))...) // exporters disagree on whether they are escaped
	}
	return b
}

// multipartOf writes parameters as they were sent (RFC 7578).
func multipartOf(params []param, boundary string) ([]byte, bool) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if w.SetBoundary(boundary) != nil {
		return nil, false
	}
	for _, p := range params {
		disposition := multipart.FileContentDisposition(p.name, p.fileName)
		if p.fileName == "" {
			disposition = strings.TrimSuffix(disposition, `; filename=""`)
		}
		header := textproto.MIMEHeader{"Content-Disposition": {disposition}}
		if p.contentType != "" {
			header.Set("Content-Type", p.contentType)
		}
		part, err := w.CreatePart(header)
		if err != nil {
			return nil, false
		}
		part.Write([]byte(p.value)) // to memory
	}
	err := w.Close()
	return b.Bytes(), err == nil
}
