package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// decodeJSON reads one JSON object into v: unknown and repeated keys, a second
// object and anything that is not UTF-8 are refused, with the line.
func decodeJSON(source string, text []byte, v any) error {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	fail := func(offset int64, what string) error {
		line := 1 + bytes.Count(text[:min(int(offset), len(text))], []byte("\n"))
		return &inputError{source: sourceName(source), line: line, what: what}
	}
	if !utf8.Valid(text) {
		return fail(0, "not UTF-8 text")
	}
	if key, at := repeatedKey(text); key != "" {
		return fail(at, quotedKey(key)+" stands twice")
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		if e, ok := errors.AsType[*json.SyntaxError](err); ok {
			return fail(e.Offset, "not valid JSON")
		}
		if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			if e.Field == "" {
				return fail(e.Offset, "not a JSON object")
			}
			return fail(e.Offset, fmt.Sprintf("key %q: wants %s", e.Field, jsonKind(e.Type.Kind().String())))
		}
		if key, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
			return fail(keyOffset(text, key), "unknown "+quotedKey(strings.Trim(key, `"`)))
		}
		return fail(int64(len(text)), "not a whole JSON object")
	}
	if _, err := dec.Token(); err != io.EOF {
		return fail(dec.InputOffset(), "more than one JSON object")
	}
	return nil
}

// quotedKey quotes a key that looks like one of ours, so that a slip of the finger
// is seen; what was meant as a value may be a name.
func quotedKey(key string) string {
	if key == "" || strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_") != "" {
		return "key"
	}
	return fmt.Sprintf("key %q", key)
}

// keyOffset is where a key, in its quotes, stands as a key first.
func keyOffset(text []byte, key string) int64 {
	for from := 0; ; {
		i := bytes.Index(text[from:], []byte(key))
		if i < 0 {
			return 0
		}
		from += i + len(key)
		if bytes.HasPrefix(bytes.TrimLeft(text[from:], " \t\r\n"), []byte(":")) {
			return int64(from)
		}
	}
}

// repeatedKey finds a key that stands twice in one object.
func repeatedKey(text []byte) (string, int64) {
	type level struct {
		seen   map[string]bool // nil in an array
		isName bool            // the next string names a member
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	var stack []level
	for {
		tok, err := dec.Token()
		if err != nil {
			return "", 0
		}
		top := len(stack) - 1
		switch t := tok.(type) {
		case json.Delim:
			switch t {
			case '{':
				stack = append(stack, level{seen: map[string]bool{}, isName: true})
				continue
			case '[':
				stack = append(stack, level{})
				continue
			}
			stack = stack[:top]
			top--
		case string:
			if top >= 0 && stack[top].isName {
				if stack[top].seen[t] {
					return t, dec.InputOffset()
				}
				stack[top].seen[t] = true
				stack[top].isName = false
				continue
			}
		}
		if top >= 0 && stack[top].seen != nil {
			stack[top].isName = true
		}
	}
}

func jsonKind(kind string) string {
	switch kind {
	case "string":
		return "a string"
	case "slice", "array":
		return "a list"
	case "struct", "map":
		return "an object"
	case "bool":
		return "true or false"
	}
	return "a number"
}
