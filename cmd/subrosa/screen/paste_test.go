package screen

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// feed gives text to a cutter in reads of the given size.
func feed(text string, size int) string {
	var out strings.Builder
	var c cutter
	for len(text) > 0 {
		b := make([]byte, size+len(pasteCut))
		n := copy(b[:size], text)
		text = text[n:]
		out.Write(b[:c.cut(b, n)])
	}
	return out.String()
}

func TestLongPasteComesInParts(t *testing.T) {
	text := strings.Repeat("blåbær og fløde, e\u0301\r\n", 20_000)
	got := feed("a"+pasteBegins+text+pasteEnds+"b", 244)
	if strings.ReplaceAll(got, pasteCut, "") != "a"+pasteBegins+text+pasteEnds+"b" {
		t.Fatal("the text changed")
	}
	parts := strings.Split(got, pasteCut)
	if want := len(text) / pastePart; len(parts) < want {
		t.Fatalf("%d parts, not %d", len(parts), want)
	}
	for i, p := range parts {
		if len(p) > pastePart+200 {
			t.Errorf("part %d has %d bytes", i, len(p))
		}
		if i > 0 && !plainLetter(p[0]) {
			t.Errorf("part %d begins with %q", i, p[:1])
		}
	}
}

func TestNothingButALongPasteIsCut(t *testing.T) {
	typed := strings.Repeat("typed ", 20_000)
	if got := feed(typed, 100); got != typed {
		t.Error("typed text was cut")
	}
	after := pasteBegins + "short" + pasteEnds + typed
	if got := feed(after, 100); got != after {
		t.Error("what was typed after a paste was cut")
	}
}

// Whatever comes in whatever pieces, taking the cuts out gives what came.
func TestCutsAreAllThatIsAdded(t *testing.T) {
	piece := rapid.SampledFrom([]string{pasteBegins, pasteEnds, "\x1b", "[20", "1~", "æ", "e\u0301", "\r\n", strings.Repeat("word ", 9000), "x"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, "pieces"), "")
		got := feed(text, rapid.IntRange(1, 244).Draw(t, "size"))
		if strings.ReplaceAll(got, pasteCut, "") != strings.ReplaceAll(text, pasteCut, "") {
			t.Fatal("the text changed")
		}
	})
}
