package main

import (
	"bufio"
	"errors"
	"strings"
	"testing"
)

func TestFirstLine(t *testing.T) {
	for text, want := range map[string]string{"": "", "\n": "", "a": "a", "a\nb": "a", "a\r\n": "a\r"} {
		got, err := firstLine(bufio.NewReader(strings.NewReader(text)), 10)
		if string(got) != want || err != nil {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	if _, err := firstLine(bufio.NewReader(strings.NewReader(strings.Repeat("a", 11))), 10); !errors.Is(err, errTooLong) {
		t.Errorf("a long line: %v", err)
	}
}

func TestAsPassphrase(t *testing.T) {
	for text, want := range map[string]string{"pass\r\n": "pass", "pass\r": "pass", "pa\rss": "pa\rss", " pass ": " pass ", "a\u030a": "å"} {
		got, err := asPassphrase([]byte(text))
		if got != want || err != nil {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	if _, err := asPassphrase([]byte("\xff")); err == nil {
		t.Error("bytes that are no text were taken")
	}
}

func TestTypedPath(t *testing.T) {
	t.Setenv("HOME", "/home/ada")
	for typed, want := range map[string]string{" ~/stick ": "/home/ada/stick", "~": "/home/ada", "~else/x": "~else/x", "/media/x": "/media/x", "a ~/b": "a ~/b"} {
		if got := typedPath(typed); got != want {
			t.Errorf("%q: %q, not %q", typed, got, want)
		}
	}
}
