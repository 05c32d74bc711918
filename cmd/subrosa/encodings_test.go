package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"unicode/utf16"
)

// encodings are the forms in which a text may stand in a file without being
// protected. Of each, only the inner part is looked for: what stands at an edge
// depends on the neighbours.
func encodings(s string) map[string][]byte {
	inner := s[3 : len(s)-3]
	forms := map[string][]byte{
		"plain":              []byte(inner),
		"hexadecimal":        []byte(hex.EncodeToString([]byte(inner))),
		"HEXADECIMAL":        []byte(strings.ToUpper(hex.EncodeToString([]byte(inner)))),
		"UTF-16 big-endian":  utf16Bytes(inner, 0),
		"UTF-16 low-endian":  utf16Bytes(inner, 1),
		"quoted bit by bit":  []byte(`\x` + strings.Join(hexPairs(inner), `\x`)),
		"with nulls between": bytes.Join(bytes.Split([]byte(inner), nil), []byte{0, 0, 0}),
	}
	for shift := range 3 {
		for name, alphabet := range map[string]*base64.Encoding{"base64": base64.StdEncoding, "base64url": base64.URLEncoding} {
			encoded := alphabet.EncodeToString([]byte(strings.Repeat("\x00", shift) + s))
			// Four characters tell of a group of three bytes: leave out the first
			// group, with the neighbours' bits, and the last.
			forms[name+" "+string(rune('0'+shift))] = []byte(encoded[4 : len(encoded)/4*4-8])
		}
	}
	return forms
}

func utf16Bytes(s string, low int) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		pair := []byte{byte(u >> 8), byte(u)}
		b = append(b, pair[low], pair[1-low])
	}
	return b
}

func hexPairs(s string) []string {
	var pairs []string
	for _, c := range []byte(s) {
		pairs = append(pairs, hex.EncodeToString([]byte{c}))
	}
	return pairs
}

// A canary that cannot be found says nothing by not being found.
func TestCanariesAreFound(t *testing.T) {
	var c canaries
	s := c.new()
	for _, before := range []string{"", "x", "xy", "xyz"} {
		text := before + s + " and so on"
		for form, b := range map[string][]byte{
			"plain":     []byte(text),
			"upper":     []byte(strings.ToUpper(text)),
			"utf16be":   utf16Bytes(text, 0),
			"utf16le":   utf16Bytes(text, 1),
			"base64":    []byte(base64.StdEncoding.EncodeToString([]byte(text))),
			"base64url": []byte(base64.RawURLEncoding.EncodeToString([]byte(text))),
			"hex":       []byte(hex.EncodeToString([]byte(text))),
			"HEX":       []byte(strings.ToUpper(hex.EncodeToString([]byte(text)))),
		} {
			if c.find(b) == "" {
				t.Errorf("after %q, not found as %s", before, form)
			}
		}
	}
	if where := c.find([]byte("nothing of the kind")); where != "" {
		t.Error(where)
	}
}
