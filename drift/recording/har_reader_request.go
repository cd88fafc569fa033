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

// decodeRequest returns what was recorded of the request, nil if that is nothing. What does not have the form of HAR
// 1.2 was not recorded: the response can be judged all the same.
func (e *harEntry) decodeRequest(fields *fieldReader) *drift.Request {
	request := &drift.Request{Header: e.decodeRequestHeader(fields), Dropped: e.decodeDropped()}
	switch kind := e.of(e.request.postData).Kind(); {
	case kind == 0 || kind == 'n': // no body is missing unless the recording says so
		request.BodyUnknown = !isZero(e.of(e.request.bodySize))
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
func (e *harEntry) decodeRequestHeader(fields *fieldReader) http.Header {
	array := e.of(e.request.fields)
	if len(array) <= len(`[]`) {
		return nil
	}
	if !bytes.Equal(array, fields.lastFields) {
		if fields.read("request.headers", array) != nil {
			return nil
		}
		fields.lastHeader, fields.lastFields = fields.header(), fields.lastFields[:0]
		if len(array) <= maxFields {
			fields.lastFields = append(fields.lastFields, array...)
		}
	}
	if len(fields.lastHeader) == 0 {
		return nil
	}
	header := maps.Clone(fields.lastHeader)
	if cookies := e.of(e.request.cookies); len(cookies) > len(`[]`) && header["Cookie"] == nil {
		addCookies(header, cookies)
	}
	return header
}

func addCookies(header http.Header, cookies jsontext.Value) {
	var pairs []string
	c := cursor{json: cookies}
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
	c := cursor{json: e.of(e.request.postData)}
	c.readObject("request.postData", func(name []byte) {
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
		err := c.readObject("a parameter", func(name []byte) {
			switch value := c.readValue(); string(name) {
			case `"name"`:
				one.name = unquote(value)
			case `"value"`:
				one.value = string(appendFieldValue(nil, value))
			case `"fileName"`:
				one.fileName = unquote(value)
			case `"contentType"`:
				one.contentType = unquote(value)
			}
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
