package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
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

// fromJSON reads the document that --from names into v.
func (a *app) fromJSON(name string, v any) error {
	text, err := a.document(name)
	if err != nil {
		return err
	}
	return decodeJSON(name, text, v)
}

var errUnreadable = errors.New("cannot be read")

// typedPath is a path typed into a form, where no shell has put the home folder
// in the place of "~".
func typedPath(s string) string {
	s = strings.TrimSpace(s)
	if s == "~" || strings.HasPrefix(s, "~/") {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, s[1:])
		}
	}
	return s
}
