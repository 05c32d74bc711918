package main

import (
	"errors"
	"strings"
	"testing"
)

func TestDecodeJSON(t *testing.T) {
	type inner struct {
		Name string   `json:"name"`
		List []string `json:"list"`
		Deep []inner  `json:"deep"`
		Size int      `json:"size"`
	}
	for _, test := range []struct{ text, want string }{
		{`{"name":"a","list":["name","name"],"deep":[{"name":"b"},{"name":"c"}]}`, ""},
		{"\ufeff{}", ""},
		{"{\n\"nam\": 1}", `x: line 2: unknown key "nam"`},
		{"{\"name\": \"nam\",\n\"nam\": 1}", `x: line 2: unknown key "nam"`},
		{"{\"deep\": [\n{\"name\":\"a\",\n\"name\":\"b\"}]}", `x: line 3: key "name" stands twice`},
		{`{"deep":[{"size":"secret"}]}`, `x: line 1: key "deep.size": wants a number`},
		{"{\n\"secret Name\": 1}", "x: line 2: unknown key"},
		{"{\"A. secret\": 1,\n\"A. secret\": 2}", "x: line 2: key stands twice"},
		{`["secret"]`, "x: line 1: not a JSON object"},
		{`{"list":"secret"}`, `x: line 1: key "list": wants a list`},
		{`{"name":["secret"]}`, `x: line 1: key "name": wants a string`},
		{`{"deep":["secret"]}`, `x: line 1: key "deep": wants an object`},
		{`{"name":"a"}{"name":"b"}`, "x: line 1: more than one JSON object"},
		{`{"name":"a"} secret`, "x: line 1: more than one JSON object"},
		{`{"name": secret}`, "x: line 1: not valid JSON"},
		{"{\"name\":\n", "x: line 2: not a whole JSON object"},
		{"", "x: line 1: not a whole JSON object"},
		{"{\"name\":\"\xff\"}", "x: line 1: not UTF-8 text"},
	} {
		var v inner
		got := ""
		if err := decodeJSON("x", []byte(test.text), &v); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
		if strings.Contains(got, "secret") {
			t.Errorf("%q is quoted in %q", test.text, got)
		}
	}
}

func FuzzDecodeJSON(f *testing.F) {
	f.Add([]byte(`{"name":"a","deep":[{"name":"b"}]}`))
	f.Add([]byte("{\n\"a\": [1, {\"a\": null}]}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var v map[string]any
		if err := decodeJSON("x", text, &v); err != nil {
			if _, ok := errors.AsType[*inputError](err); !ok {
				t.Errorf("%T: %v", err, err)
			}
		}
	})
}
