package field

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"subrosa/cmd/subrosa/screen"
)

// TestAgainstRunes types and erases at random and compares the text with the
// same done to a plain slice of runes; then undoes everything.
func TestAgainstRunes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := New(nil)
		f.Size(rapid.IntRange(8, 40).Draw(t, "width"), 5)
		var model []rune
		at := 0
		t.Repeat(map[string]func(*rapid.T){
			"insert": func(t *rapid.T) {
				s := rapid.StringMatching(`[a-zæøå \n]{1,12}`).Draw(t, "s")
				f.Insert(s)
				model = slices.Insert(model, at, []rune(s)...)
				at += len([]rune(s))
			},
			"left":  func(t *rapid.T) { f.Left(); at = max(0, at-1) },
			"right": func(t *rapid.T) { f.Right(); at = min(len(model), at+1) },
			"backspace": func(t *rapid.T) {
				f.Backspace()
				if at > 0 {
					model = slices.Delete(model, at-1, at)
					at--
				}
			},
			"delete": func(t *rapid.T) {
				f.Delete()
				if at < len(model) {
					model = slices.Delete(model, at, at+1)
				}
			},
			"undo and redo": func(t *rapid.T) {
				if f.Undo() {
					f.Redo()
					at = offset(f) // where the step was made
				}
			},
			"up and down": func(t *rapid.T) {
				f.Up()
				f.Down()
				f.PageDown()
				f.Finish()
				at = len(model)
			},
			"": func(t *rapid.T) {
				if f.Text() != string(model) {
					t.Fatalf("%q, want %q", f.Text(), string(model))
				}
				if got := offset(f); got != at {
					t.Fatalf("cursor at %d, want %d in %q", got, at, string(model))
				}
				check(t, f)
			},
		})
		for f.Undo() {
		}
		if f.Text() != "" {
			t.Fatalf("after undoing everything: %q", f.Text())
		}
	})
}

// offset is how many runes stand before the cursor.
func offset(f *Field) int {
	n := 0
	for _, r := range f.rows[:f.at.Row] {
		n += len([]rune(r.Text)) + 1
	}
	return n + len([]rune(f.rows[f.at.Row].Text[:f.at.Col]))
}

// check holds what is always so: the window is not overfull, no line is wider
// than it, and the cursor is in it once.
func check(t *rapid.T, f *Field) {
	t.Helper()
	lines := f.Draw()
	if len(lines) > f.height {
		t.Fatalf("%d lines in a window of %d", len(lines), f.height)
	}
	cursors := 0
	for _, l := range lines {
		cursors += strings.Count(l, reverse)
		if w := screen.Width(screen.Clean(l)); w > f.width && f.width >= 8 {
			t.Fatalf("a line of %d in a window of %d: %q", w, f.width, l)
		}
	}
	if cursors != 1 {
		t.Fatalf("%d cursors in %q", cursors, lines)
	}
	if f.rows[f.at.Row].Heading {
		t.Fatal("the cursor is in a heading")
	}
	if text := f.rows[f.at.Row].Text; f.at.Col > len(text) || snap(text, f.at.Col) != f.at.Col {
		t.Fatalf("the cursor is inside a grapheme: %d in %q", f.at.Col, text)
	}
}

// TestAnything does everything that can be done, with every kind of text, in
// a text with headings and marks, and undoes each step.
func TestAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := New([]Row{{Text: "Data", Heading: true}, {Text: "Both came.", Whose: "B"}, {},
			{Text: "Assessment", Heading: true}, {Text: "Plan", Heading: true}})
		size := func() {
			f.Size(rapid.IntRange(1, 60).Draw(t, "width"), rapid.IntRange(1, 9).Draw(t, "height"))
		}
		size()
		piece := rapid.OneOf(rapid.SampledFrom([]string{"e\u0301", "\u0301", "👩‍👩‍👧", "漢字", "\t", "\n\n", "שלום", "a\x1b[31mb", "\u200d"}),
			rapid.StringMatching(`[a-zæøå \n@-]{1,20}`))
		change := map[string]func(){
			"insert":    func() { f.Insert(piece.Draw(t, "piece")) },
			"backspace": func() { f.Backspace() },
			"delete":    func() { f.Delete() },
			"word":      func() { f.DeleteWord() },
			"mark":      func() { f.Mark(rapid.SampledFrom([]string{"", "A", "B alone", "A,C"}).Draw(t, "whose")) },
		}
		move := map[string]func(){
			"left": f.Left, "right": f.Right, "up": f.Up, "down": f.Down, "pgup": f.PageUp, "pgdn": f.PageDown,
			"home": f.Home, "end": f.End, "start": f.Start, "finish": f.Finish, "wleft": f.WordLeft, "wright": f.WordRight,
			"next": func() { f.NextSection() }, "previous": func() { f.PreviousSection() }, "size": size,
		}
		names := func(m map[string]func()) []string {
			var out []string
			for k := range m {
				out = append(out, k)
			}
			slices.Sort(out)
			return out
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "moves") {
				move[rapid.SampledFrom(names(move)).Draw(t, "move")]()
			} else {
				f.seal()
				before, changes := f.Rows(), f.Changes()
				change[rapid.SampledFrom(names(change)).Draw(t, "change")]()
				if f.Changes() != changes {
					then := f.Rows()
					f.Undo()
					if !slices.Equal(f.Rows(), before) {
						t.Fatalf("undo gave %v, want %v", f.Rows(), before)
					}
					f.Redo()
					if !slices.Equal(f.Rows(), then) {
						t.Fatalf("redo gave %v, want %v", f.Rows(), then)
					}
				}
			}
			check(t, f)
			headings := 0
			for i, r := range f.Rows() {
				if r.Heading {
					headings++
					if i+1 == len(f.rows) || f.rows[i+1].Heading {
						t.Fatalf("heading %q has no row under it", r.Text)
					}
				}
			}
			if headings != 3 {
				t.Fatalf("%d headings", headings)
			}
		}
	})
}

func TestUndoGoesByWords(t *testing.T) {
	f := New(nil)
	for _, r := range "Both came on" {
		f.Insert(string(r))
	}
	var seen []string
	for f.Undo() {
		seen = append(seen, f.Text())
	}
	if got := strings.Join(seen, "|"); got != "Both came |Both |" {
		t.Errorf("%q", got)
	}
	for f.Redo() {
	}
	if f.Text() != "Both came on" {
		t.Errorf("%q", f.Text())
	}
}

func TestMarks(t *testing.T) {
	f := New([]Row{{Text: "Data", Heading: true}, {Text: "In the room."}, {}, {Text: "While Chris was late, Joe owned up to nights with @boss, whose own wife is @boss-wife."}, {Text: "More."}})
	f.Size(50, 10)
	f.Go(Pos{4, 0})
	f.Mark("B alone")
	want := `Data                                      20 words
      In the room.

   B| While Chris was late, Joe owned up to
   *| nights with @boss, whose own wife is
   *| @boss-wife.
   *| More.                            said alone`
	if got := plain(f.Draw()); got != want {
		t.Errorf("%s", got)
	}
	for _, r := range f.Rows()[:3] {
		if r.Whose != "" {
			t.Errorf("the mark spread to %q", r.Text)
		}
	}
	f.Finish()
	f.Insert("\n\nAnd more.")
	if f.Whose() != "B alone" {
		t.Errorf("what follows a marked paragraph is %q", f.Whose())
	}
}

func TestJoiningKeepsMarks(t *testing.T) {
	f := New([]Row{{Text: "a"}, {}, {Text: "b", Whose: "B alone"}, {Text: "c", Whose: "A"}})
	f.Go(Pos{3, 0})
	if err := f.Backspace(); err != ErrTwo {
		t.Errorf("A's and B's became one: %v", err)
	}
	f.Go(Pos{2, 0})
	f.Backspace()
	f.Backspace()
	if got := f.Rows()[0]; got.Text != "ab" || got.Whose != "B alone" {
		t.Errorf("%+v", got)
	}
}

func plain(lines []string) string {
	var out []string
	for _, l := range lines {
		out = append(out, strings.TrimRight(screen.Clean(l), " "))
	}
	return strings.Join(out, "\n")
}

func TestHundredsOfPastedLines(t *testing.T) {
	f := New([]Row{{Text: "Data", Heading: true}})
	f.Size(72, 18)
	var lines []string
	for i := range 12000 {
		lines = append(lines, fmt.Sprintf("line %d æøå", i))
	}
	f.Insert(strings.Join(lines, "\r\n"))
	if f.Text() != strings.Join(lines, "\n") {
		t.Error("the pasted lines changed")
	}
	f.Undo()
	if f.Text() != "" {
		t.Error("a paste is more than one step")
	}
}

// long is a note of 20,000 characters: many paragraphs, or a single one.
func long(paragraphs int) *Field {
	words := strings.Fields("både kom til tiden og sad hver for sig Chris would like the session put on a recording @boss")
	r := rand.New(rand.NewPCG(1, 2))
	f := New([]Row{{Text: "Data", Heading: true}})
	f.Size(72, 18)
	var b strings.Builder
	for b.Len() < 20000 {
		b.WriteString(words[r.IntN(len(words))] + " ")
		if paragraphs > 1 && b.Len()%(20000/paragraphs) < 8 {
			b.WriteString("\n\n")
		}
	}
	f.Insert(b.String())
	return f
}

func BenchmarkKey(b *testing.B) {
	for _, paragraphs := range []int{1, 60} {
		b.Run(fmt.Sprintf("characters=20000/paragraphs=%d", paragraphs), func(b *testing.B) {
			f := long(paragraphs)
			f.Go(Pos{1, 300})
			for b.Loop() {
				f.Insert("ø")
				f.Draw()
			}
		})
	}
}

// TestKeyIsQuick holds the promise of 5 ms a key with the median of some, at
// the worst place: the middle of a single paragraph of 20,000 characters.
func TestKeyIsQuick(t *testing.T) {
	f := long(1)
	f.Go(Pos{1, 10000})
	f.Draw()
	var took []time.Duration
	for range 51 {
		start := time.Now()
		f.Insert("ø")
		f.Draw()
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	if m := took[len(took)/2]; m > 5*time.Millisecond {
		t.Errorf("a key took %v", m)
	}
}
