package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"subrosa/crypto"
)

const (
	maxSecret   = 4 << 10  // of a passphrase file
	maxDocument = 64 << 20 // of a document given with --from
)

// stdin is standard input, buffered; only one flag may read it.
func (a *app) stdin() *bufio.Reader {
	if a.lines == nil {
		a.lines = bufio.NewReader(a.in)
	}
	return a.lines
}

// passphraseFromFile reads the first line of a file (-: standard input)
// without CR and LF, in NFC.
func (a *app) passphraseFromFile(name string) (string, error) {
	text, err := a.readSecretFile(name)
	if err != nil {
		return "", err
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	secret, err := asPassphrase(line)
	if err != nil {
		return "", &inputError{source: sourceName(name), what: err.Error()}
	}
	return secret, nil
}

// wordsFromFile reads the recovery words of a file, forgivingly: in any case
// and spacing, numbered, on several lines. Of standard input it is one line.
func (a *app) wordsFromFile(name string) (string, error) {
	text, err := a.readSecretFile(name)
	if err != nil {
		return "", err
	}
	words, err := crypto.ParseWords(string(text))
	if err != nil {
		return "", fmt.Errorf("%w: %w", crypto.ErrWrongSecret, err)
	}
	return words, nil
}

func (a *app) readSecretFile(name string) ([]byte, error) {
	var text []byte
	var err error
	if name == "-" {
		text, err = firstLine(a.stdin(), maxSecret)
	} else {
		text, err = readFile(name, maxSecret)
	}
	if errors.Is(err, errTooLong) {
		return nil, &inputError{source: sourceName(name), what: "longer than 4 KiB", hint: "the passphrase is the first line"}
	}
	return text, err
}

// asPassphrase is the form in which a passphrase opens slots.
func asPassphrase(line []byte) (string, error) {
	line = bytes.TrimRight(line, "\r\n")
	if !utf8.Valid(line) {
		return "", errors.New("not UTF-8 text")
	}
	return norm.NFC.String(string(line)), nil
}

// document reads what a --from names, whole; - is standard input.
func (a *app) document(name string) ([]byte, error) {
	var text []byte
	var err error
	if name == "-" {
		text, err = readUpTo(a.stdin(), maxDocument)
	} else {
		text, err = readFile(name, maxDocument)
	}
	if errors.Is(err, errTooLong) {
		return nil, &inputError{source: sourceName(name), what: "longer than 64 MiB"}
	}
	return text, err
}

// plainText reads a reason: plain UTF-8 text.
func (a *app) plainText(name string) (string, error) {
	text, err := a.document(name)
	if err != nil {
		return "", err
	}
	if !utf8.Valid(text) {
		return "", &inputError{source: sourceName(name), what: "not UTF-8 text"}
	}
	return strings.TrimSpace(norm.NFC.String(string(text))), nil
}

var errTooLong = errors.New("too long")

func readUpTo(r io.Reader, limit int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	if int64(len(text)) > limit {
		return nil, errTooLong
	}
	return text, nil
}

func readFile(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usage("there is no file " + name).because(err)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	defer f.Close()
	return readUpTo(f, limit)
}

func firstLine(r *bufio.Reader, limit int) ([]byte, error) {
	var line []byte
	for {
		b, err := r.ReadByte()
		if err == io.EOF || err == nil && b == '\n' {
			return line, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errUnreadable, err)
		}
		if line = append(line, b); len(line) > limit {
			return nil, errTooLong
		}
	}
}

func sourceName(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

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
		return fail(at, fmt.Sprintf("key %q stands twice", key))
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		if e, ok := errors.AsType[*json.SyntaxError](err); ok {
			return fail(e.Offset, "not valid JSON")
		}
		if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return fail(e.Offset, fmt.Sprintf("key %q: wants %s", e.Field, jsonKind(e.Type.Kind().String())))
		}
		if key, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
			return fail(keyOffset(text, key), "unknown key "+key)
		}
		return fail(int64(len(text)), "not a whole JSON object")
	}
	if _, err := dec.Token(); err != io.EOF {
		return fail(dec.InputOffset(), "more than one JSON object")
	}
	return nil
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

// fromJSON reads the document that --from names into v.
func (a *app) fromJSON(name string, v any) error {
	text, err := a.document(name)
	if err != nil {
		return err
	}
	return decodeJSON(name, text, v)
}

var errUnreadable = errors.New("cannot be read")
