package screen

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Both came on time.", "Both came on time."},
		{"danish", "æøå ÆØÅ é", "æøå ÆØÅ é"},
		{"line ends", "a\r\nb\rc\u2028d", "a\nb\nc\nd"},
		{"tab stays", "a\tb", "a\tb"},
		{"nul and bell", "a\x00b\x07c\x7f", "abc"},
		{"colour", "\x1b[31mred\x1b[0m", "red"},
		{"title", "a\x1b]0;owned\x07b", "ab"},
		{"title with ST", "a\x1b]52;c;aGk=\x1b\\b", "ab"},
		{"unclosed string loses no more than its mark", "a\x1b]0;text\nb", "a\nb"},
		{"c1", "a\u009bb", "ab"},
		{"bytes", "a\xffb\xc3", "ab"},
		{"turned direction", "a\u202eb", "ab"},
		{"hebrew", "שלום", "שלום"},
		{"emoji with joiner", "👩‍👩‍👧", "👩‍👩‍👧"},
		{"combining", "e\u0301", "e\u0301"},
	} {
		if got := Clean(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCleanIsSafeAndSettled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		once := Clean(s)
		if strings.ContainsAny(once, "\x1b\x00\x07\r\x7f") {
			t.Fatalf("%q became %q", s, once)
		}
		if Clean(once) != once {
			t.Fatalf("%q is not settled: %q", once, Clean(once))
		}
	})
}

func TestBreaks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-zæøå]{1,12}|👩‍👧|漢字|e\x{301}`)
		line := strings.Join(rapid.SliceOfN(word, 0, 30).Draw(t, "words"), " ")
		width := rapid.IntRange(2, 40).Draw(t, "width")
		from, pieces := 0, ""
		for _, to := range Breaks(line, width) {
			piece := line[from:to]
			pieces += piece
			if w := Width(strings.TrimRight(piece, " ")); w > width {
				t.Fatalf("%q is %d wide, not %d", piece, w, width)
			}
			if to <= from && line != "" {
				t.Fatalf("empty piece in %q", line)
			}
			from = to
		}
		if pieces != line {
			t.Fatalf("%q became %q", line, pieces)
		}
	})
}

func TestBreaksAtSpaces(t *testing.T) {
	got := Wrap("They were on time, chairs apart", 12)
	want := "They were on|time, chairs|apart"
	if strings.Join(got, "|") != want {
		t.Errorf("%q", got)
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{{"Østerbro", 20, "Østerbro"}, {"Østerbro", 5, "Øste…"}, {"漢字漢字", 5, "漢字…"}, {"x", 0, ""}} {
		if got := Fit(c.in, c.width); got != c.want {
			t.Errorf("Fit(%q, %d) = %q", c.in, c.width, got)
		}
	}
	if got := Split("left", "right", 12); got != "left   right" {
		t.Errorf("%q", got)
	}
}

func TestHintsAreWhole(t *testing.T) {
	keys := []string{"f10 finish", "", "esc keep", "tab next section", "^z undo"}
	for width, want := range map[int]string{
		80: "f10 finish · esc keep · tab next section · ^z undo", 31: "f10 finish · esc keep · ^z undo", 12: "f10 finish", 8: "esc keep", 3: "",
	} {
		if got := Hints(keys, width); got != want {
			t.Errorf("%d: %q, want %q", width, got, want)
		}
	}
}
