package write

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"

	"subrosa/cmd/subrosa/form"
	"subrosa/cmd/subrosa/screen"
	"subrosa/cmd/subrosa/screen/screentest"
	"subrosa/notes"
	"subrosa/notes/document"
)

// desk is a record that keeps one draft, for the screen to be driven against.
type desk struct {
	mu       sync.Mutex
	saves    []Draft
	fail     error
	refuse   func(document.Document) error
	fork     bool
	findings []notes.Finding
	signed   string // the note signed, with its late reason
}

var start = time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC)

func (d *desk) job() Job {
	dap, _ := document.FindFormat("dap")
	last := notes.Note{Minutes: 50, Place: "osterbro", Present: []notes.Label{"B"}, Format: "dap"}
	return Job{
		Facts: notes.Facts{
			Case: notes.Case{Code: "C-003", Kind: "couple",
				Parties: []notes.Party{{Label: "A", Initials: "CD"}, {Label: "B", Initials: "JW"}},
				Aliases: []notes.Alias{{Token: "boss"}, {Token: "boss-wife"}}},
			Session: 7, LastNote: &last,
			LastPlan: []notes.Paragraph{{Text: "listening exercise twice a week"}},
			Document: document.Document{Start: start, Minutes: 50, Kind: "session", Format: "dap", Layer: "record",
				Place: "osterbro", Present: []string{"A", "B"}, Part: "joint", Sections: dap.Empty("en")},
		},
		Context: document.Context{Language: "en", Parties: []string{"A", "B"}, Places: []string{"osterbro"}, Now: start.Add(63 * time.Minute)},
		Places:  map[string]string{"osterbro": "Østerbro"},
		Save: func(_ context.Context, in Draft) (notes.Saved, error) {
			d.mu.Lock()
			defer d.mu.Unlock()
			if d.fail != nil {
				return notes.Saved{}, d.fail
			}
			if d.refuse != nil {
				if err := d.refuse(in.Document); err != nil {
					return notes.Saved{}, err
				}
			}
			d.saves = append(d.saves, in)
			s := notes.Saved{Note: "N-000123", Revision: len(d.saves)}
			if d.fork {
				s.Note, s.Forked = "N-000124", true
			}
			return s, nil
		},
		Findings: func(context.Context, notes.NoteID) ([]notes.Finding, error) { return d.findings, nil },
		Sign: func(_ context.Context, n notes.NoteID, late string) (notes.Note, error) {
			d.signed = string(n) + late
			return notes.Note{ID: n, Status: "signed"}, nil
		},
	}
}

func (d *desk) set(f func()) { d.mu.Lock(); f(); d.mu.Unlock() }

func (d *desk) saved() int { d.mu.Lock(); defer d.mu.Unlock(); return len(d.saves) }

// last is the last draft that was saved.
func (d *desk) last() document.Document {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.saves) == 0 {
		return document.Document{}
	}
	return d.saves[len(d.saves)-1].Document
}

// text is a saved draft as it would be printed, without the head.
func text(d document.Document) string {
	_, body, _ := strings.Cut(string(document.Print(d)), "---\n## ")
	return "## " + body
}

func sit(t *testing.T, d *desk, columns, rows int) (*screentest.Terminal, func() (Result, error)) {
	return sitFor(context.Background(), t, d, columns, rows)
}

func sitFor(ctx context.Context, t *testing.T, d *desk, columns, rows int) (*screentest.Terminal, func() (Result, error)) {
	t.Helper()
	x := screentest.New(t, columns, rows)
	a := &form.Asker{In: x.TTY, Out: x.TTY, Now: clock()}
	return x, screentest.Result(t, func() (Result, error) { return Note(ctx, a, d.job()) })
}

// clock runs from an hour after the session began.
func clock() func() time.Time {
	from := time.Now()
	return func() time.Time { return start.Add(63 * time.Minute).Add(time.Since(from)) }
}

const (
	f2, f3, f10    = "\x1bOQ", "\x1bOR", "\x1b[21~"
	f4, f9         = "\x1bOS", "\x1b[20~"
	up, down       = "\x1b[A", "\x1b[B"
	undo, redo     = "\x1a", "\x19"
	clearLine      = "\x15"
	ctrlC, esc     = "\x03", "\x1b"
	pasted, endOfP = "\x1b[200~", "\x1b[201~"
)

func TestWriteAndSign(t *testing.T) {
	t.Parallel()
	d := &desk{findings: []notes.Finding{{Code: "risk-unanswered", Blocks: true}}}
	x, end := sit(t, d, 80, 24)
	x.Wait("C-003 CD & JW · couple · session 7")
	x.Wait("50 min · Østerbro · BOTH PRESENT")
	x.Wait("last plan: listening exercise")
	x.Keys("Begge kom til tiden; æøå ÆØÅ.\r\rWhile Chris was late, Joe owned up to nights with @bo")
	x.Wait("@boss @boss-wife   tab takes the first")
	x.Keys("\t" + ", in May." + f3 + f3 + f3)
	x.Wait("said by A (CD) while")
	x.Keys(f3)
	x.Wait("B*|")
	x.Until("saved in the pause", func() bool { return d.saved() > 0 })
	x.Wait("saved 15:03")
	x.Keys("\t\tSame time.")
	x.Keys(f10)
	x.Wait("risk is not stated")
	x.Keys("S")
	x.Wait("! first: risk is not stated")
	if d.signed != "" {
		t.Fatal("signed over an open item")
	}
	x.Keys("\r") // none
	x.Wait("(x) none")
	x.Keys("\r") // next appointment
	x.Wait("2026-11-30 14:00 osterbro")
	x.Keys("\r")
	x.Wait("Mon 30 Nov 2026 14:00 Østerbro")
	x.Keys("S")
	r, err := end()
	if err != nil || r.Signed == nil || d.signed != "N-000123" {
		t.Fatalf("%+v, %v, signed %q", r, err, d.signed)
	}
	got := d.last()
	want := "## Data\nBegge kom til tiden; æøå ÆØÅ.\n\n[B alone] While Chris was late, Joe owned up to nights with @boss, in May.\n\n## Plan\nSame time.\n"
	if diff := cmp.Diff(want, text(got)); diff != "" {
		t.Error(diff)
	}
	if got.Risk != "none" || got.Next == nil || !got.Next.Start.Equal(start.AddDate(0, 0, 7)) {
		t.Errorf("risk %q, next %v", got.Risk, got.Next)
	}
	if left := x.Screen(); strings.Contains(left, "affair") {
		t.Errorf("the screen still shows:\n%s", left)
	}
}

func TestPasteAndResize(t *testing.T) {
	t.Parallel()
	d := &desk{}
	x, end := sit(t, d, 80, 24)
	var lines []string
	for i := range 300 {
		lines = append(lines, fmt.Sprintf("line %d with æøå and some words that go on", i))
	}
	x.Wait("Data")
	go x.Keys(pasted + strings.Join(lines, "\r\n") + "\x1b]0;owned\x07\x1b[31m\x00" + endOfP)
	x.Wait("line 299")
	for _, size := range [][2]int{{40, 12}, {20, 5}, {3, 1}, {200, 60}, {80, 24}} {
		x.Size(size[0], size[1])
		time.Sleep(30 * time.Millisecond)
		x.Keys("x")
	}
	x.Wait("line 299 with æøå and some words that go onxxxxx")
	x.Keys(undo + undo)
	x.Until("an empty text", func() bool { return !strings.Contains(x.Screen(), "line") })
	x.Keys(redo)
	x.Wait("line 299")
	x.Keys(esc)
	r, err := end()
	if err != nil || r.Note != "N-000123" || r.Signed != nil {
		t.Fatalf("%+v, %v", r, err)
	}
	if got := d.last().Sections[0].Paragraphs[0].Text; got != strings.Join(lines, "\n") {
		t.Errorf("the pasted text changed: %d bytes, ends in %q", len(got), got[max(0, len(got)-60):])
	}
	if strings.Contains(x.Output(), "owned") {
		t.Error("a control sequence reached the terminal")
	}
}

// Five megabytes pasted by mistake are taken up to what a note may hold, and
// said; the keys go on working and what was taken is saved.
func TestHugePaste(t *testing.T) {
	t.Parallel()
	d := &desk{}
	x, end := sit(t, d, 80, 24)
	x.Wait("Data")
	x.Keys(pasted + strings.Repeat("blåbær og fløde til alle\r", 200_000) + endOfP)
	x.Wait("not all of it was pasted")
	x.Keys("the end")
	x.Wait("the end")
	x.Keys(esc)
	if _, err := end(); err != nil {
		t.Fatal(err)
	}
	got := text(d.last())
	if !strings.HasSuffix(got, "the end\n") || len(got) < mostText*9/10 || len(got) > mostText+100 {
		t.Errorf("%d bytes, ends in %q", len(got), got[max(0, len(got)-40):])
	}
}

func TestHangUpSaves(t *testing.T) {
	t.Parallel()
	d := &desk{}
	x, end := sit(t, d, 80, 24)
	x.Wait("Data")
	x.Keys("the last words")
	x.Wait("the last words")
	x.User.Close()
	r, err := end()
	if !errors.Is(err, screen.ErrHangUp) || r.Note == "" {
		t.Fatalf("%+v, %v", r, err)
	}
	if got := text(d.last()); !strings.Contains(got, "the last words") {
		t.Errorf("saved %q", got)
	}
}

func TestCancelledContextSaves(t *testing.T) {
	t.Parallel()
	d := &desk{}
	ctx, cancel := context.WithCancel(context.Background())
	x, end := sitFor(ctx, t, d, 80, 24)
	x.Wait("Data")
	x.Keys("the last words")
	x.Wait("the last words")
	cancel()
	if _, err := end(); !errors.Is(err, screen.ErrInterrupted) {
		t.Errorf("%v", err)
	}
	if got := text(d.last()); !strings.Contains(got, "the last words") {
		t.Errorf("saved %q", got)
	}
}

func TestFailureToSaveIsShownAndTriedAgain(t *testing.T) {
	t.Parallel()
	d := &desk{fail: errors.New("the disk is full")}
	x, end := sit(t, d, 80, 24)
	x.Wait("Data")
	x.Keys("some words")
	x.Wait("NOT SAVED")
	x.Wait("trying again: the disk is full")
	x.Keys(ctrlC)
	x.Wait("leaves WITHOUT the last changes")
	x.Keys("!")
	d.set(func() { d.fail = nil })
	x.Wait("saved 15:03")
	x.Keys(ctrlC)
	if r, err := end(); !errors.Is(err, screen.ErrInterrupted) || r.Note != "N-000123" {
		t.Errorf("%+v, %v", r, err)
	}
	if got := text(d.last()); !strings.Contains(got, "some words!") {
		t.Errorf("saved %q", got)
	}
}

func TestLeavingWithoutSavingIsAskedFor(t *testing.T) {
	t.Parallel()
	d := &desk{fail: errors.New("the disk is full")}
	x, end := sit(t, d, 80, 24)
	x.Wait("Data")
	x.Keys("some words" + ctrlC)
	x.Wait("leaves WITHOUT")
	x.Keys(ctrlC)
	if _, err := end(); !errors.Is(err, ErrNotSaved) {
		t.Errorf("%v", err)
	}
}

func TestForkIsTold(t *testing.T) {
	t.Parallel()
	d := &desk{fork: true}
	x, end := sit(t, d, 80, 24)
	x.Wait("Data")
	x.Keys("words")
	x.Wait("yours goes on as N-000124")
	x.Keys(esc)
	if r, err := end(); err != nil || !r.Forked || r.Note != "N-000124" {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestNothingWrittenIsNothingKept(t *testing.T) {
	t.Parallel()
	d := &desk{}
	x, end := sit(t, d, 80, 24)
	x.Wait("Data")
	x.Keys(esc)
	if r, err := end(); err != nil || r.Note != "" || d.saved() != 0 {
		t.Errorf("%+v, %v, %d saves", r, err, d.saved())
	}
}

func TestChangingTheFacts(t *testing.T) {
	t.Parallel()
	d := &desk{}
	x, end := sit(t, d, 80, 24)
	x.Wait("Data")
	x.Keys("kept" + f2)
	x.Wait("This note")
	x.Keys("\r\r\r") // start, minutes, who
	x.Wait("Where")
	x.Keys("\r\r")
	x.Wait("soap: Subjective")
	x.Keys(up + "\r\r")
	x.Wait("Subjective")
	x.Wait("kept")
	x.Keys(esc)
	if _, err := end(); err != nil {
		t.Fatal(err)
	}
	if got := text(d.last()); got != "## Subjective\nkept\n" || d.last().Format != "soap" {
		t.Errorf("%q", got)
	}
}

// Facts that the record refuses never keep the words from being saved.
func TestRefusedFactsAreTakenBack(t *testing.T) {
	t.Parallel()
	d := &desk{refuse: func(in document.Document) error {
		if in.Start.Hour() == 23 {
			return &notes.Invalid{What: "start is in the future"}
		}
		return nil
	}}
	x, end := sit(t, d, 80, 24)
	x.Wait("Data")
	x.Keys("kept" + f2)
	x.Wait("This note")
	x.Keys(clearLine + "2026-11-23 23:30" + f10)
	x.Wait("the facts are as they were: start is in the future")
	x.Wait("14:00")
	x.Keys(" and more")
	x.Wait("kept and more")
	x.Keys(ctrlC)
	if _, err := end(); !errors.Is(err, screen.ErrInterrupted) {
		t.Fatal(err)
	}
	if got := d.last(); text(got) != "## Data\nkept and more\n" || !got.Start.Equal(start) {
		t.Errorf("%q at %v", text(got), got.Start)
	}
}

func TestFindingIsJumpedTo(t *testing.T) {
	t.Parallel()
	d := &desk{findings: []notes.Finding{{Code: "name-in-clear", Section: "Data", Paragraph: 2, InSection: 2, What: "Kevin", Blocks: true}}}
	x, end := sit(t, d, 40, 12)
	x.Wait("Data")
	x.Keys("One.\r\rTwo and Kevin too." + f10)
	x.Wait(`"Kevin" stands in clear`)
	x.Keys("S")
	x.Wait("! first:")
	x.Keys("\r")
	x.Wait("Two and Kevin")
	x.Keys("@")
	x.Wait("@Kevin")
	x.Keys(ctrlC)
	end()
}

func TestSmallWindows(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{20, 5}, {40, 12}, {1, 1}, {10, 2}, {300, 3}} {
		d := &desk{findings: []notes.Finding{{Code: "late"}, {Code: "name-in-clear", What: "Kevin"}}}
		x, end := sit(t, d, size[0], size[1])
		x.Until("drawn", func() bool { return x.Output() != "" })
		x.Keys("words" + f3 + "\t" + up + down + f10)
		x.Until("saved", func() bool { return d.saved() > 0 })
		x.Keys("\r\r\r" + esc + esc)
		x.Keys(ctrlC)
		if _, err := end(); err != nil && !errors.Is(err, screen.ErrInterrupted) {
			t.Errorf("%v: %v", size, err)
		}
		if !strings.Contains(text(d.last()), "words") {
			t.Errorf("%v: saved %q", size, text(d.last()))
		}
	}
}

func TestTypingWithoutAPauseIsSaved(t *testing.T) {
	t.Parallel()
	d := &desk{}
	x, end := sit(t, d, 80, 24)
	x.Wait("Data")
	from := time.Now()
	for d.saved() == 0 && time.Since(from) < 5*time.Second {
		x.Keys("a")
		time.Sleep(50 * time.Millisecond)
	}
	if took := time.Since(from); took > 3*time.Second {
		t.Errorf("nothing was saved for %v of typing", took)
	}
	x.Keys(esc)
	end()
}

func TestIdleSavesAndLeaves(t *testing.T) {
	t.Parallel()
	d := &desk{}
	x := screentest.New(t, 80, 24)
	a := &form.Asker{In: x.TTY, Out: x.TTY, Now: clock(), Lock: screen.Lock{Idle: time.Second}}
	end := screentest.Result(t, func() (Result, error) { return Note(context.Background(), a, d.job()) })
	x.Wait("Data")
	x.Keys("left lying")
	r, err := end()
	if !errors.Is(err, screen.ErrLocked) || r.Note == "" || !strings.Contains(text(d.last()), "left lying") {
		t.Errorf("%+v, %v, saved %q", r, err, text(d.last()))
	}
	x.Until("the screen is given back", func() bool { return !strings.Contains(x.Screen(), "left lying") })
}

func TestByLines(t *testing.T) {
	t.Parallel()
	d := &desk{findings: []notes.Finding{{Code: "late", Blocks: true}}}
	x := screentest.New(t, 80, 24)
	a := &form.Asker{In: x.TTY, Out: x.TTY, Now: clock(), Plain: true}
	end := screentest.Result(t, func() (Result, error) { return Note(context.Background(), a, d.job()) })
	x.Answer("Change this? (yes or no) [no]:", "\r")
	x.Answer("a line with a single dot ends it", "Kom til tiden, æøå.\r\r[B alone] He said.\r.\r")
	x.Until("the draft is saved after a section", func() bool { return d.saved() == 1 })
	x.Answer("Assessment", ".\r")
	x.Answer("Plan", "Same time.\r.\r")
	x.Answer("number [1]:", "2\r")
	x.Answer("Next appointment:", "30.11.2026 14:00 osterbro\r")
	x.Wait("next appointment: Mon 30 Nov 2026 14:00 Østerbro")
	x.Answer("Sign and lock N-000123? (yes or no) [no]:", "yes\r")
	x.Answer("why?", "forgot\r.\r")
	r, err := end()
	if err != nil || r.Signed == nil || d.signed != "N-000123forgot" {
		t.Fatalf("%+v, %v, %q", r, err, d.signed)
	}
	want := "## Data\nKom til tiden, æøå.\n\n[B alone] He said.\n\n## Plan\nSame time.\n"
	if diff := cmp.Diff(want, text(d.last())); diff != "" || d.last().Risk != "none" {
		t.Errorf("risk %q\n%s", d.last().Risk, diff)
	}
	if strings.Contains(x.Output(), "\x1b") {
		t.Errorf("escape sequences in line prompts: %q", x.Output())
	}
}

func TestByLinesInterrupted(t *testing.T) {
	t.Parallel()
	d := &desk{}
	ctx, cancel := context.WithCancel(context.Background())
	x := screentest.New(t, 80, 24)
	a := &form.Asker{In: x.TTY, Out: x.TTY, Now: clock(), Plain: true}
	end := screentest.Result(t, func() (Result, error) { return Note(ctx, a, d.job()) })
	x.Answer("Change this?", "\r")
	x.Answer("single dot", "half a thought\r")
	time.Sleep(100 * time.Millisecond)
	cancel()
	r, err := end()
	if !errors.Is(err, screen.ErrInterrupted) || r.Note == "" || !strings.Contains(text(d.last()), "half a thought") {
		t.Errorf("%+v, %v, saved %q", r, err, text(d.last()))
	}
}

// TestKeyOnTheWholeScreenIsQuick holds 5 ms for a key with everything around
// the text, in a note of 20,000 characters.
func TestKeyOnTheWholeScreenIsQuick(t *testing.T) {
	m := longNote()
	var took []time.Duration
	for range 51 {
		from := time.Now()
		m.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("ø")})
		m.View()
		took = append(took, time.Since(from))
	}
	slices.Sort(took)
	if median := took[len(took)/2]; median > 5*time.Millisecond {
		t.Errorf("a key took %v", median)
	}
}

func BenchmarkKey(b *testing.B) {
	m := longNote()
	for b.Loop() {
		m.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("ø")})
		m.View()
	}
}

// longNote is the screen of a note of 20,000 characters.
func longNote() *model {
	m := newModel(context.Background(), &form.Asker{Now: clock()}, (&desk{}).job())
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	m.text.Insert(strings.Repeat("Både kom til tiden og sad hver for sig, og Chris spurgte @boss igen. ", 300))
	return m
}

// A narrow window says how to leave, and the screen before signing that there is
// more of it.
func TestKeysOfANarrowWindow(t *testing.T) {
	t.Parallel()
	d := &desk{findings: []notes.Finding{{Code: "consent-missing", What: "not entered yet: informed consent"}, {Code: "name-in-clear", What: "Kevin"}, {Code: "late"}}}
	x, end := sit(t, d, 40, 12)
	x.Wait("f10 finish · esc keep · f3 whose")
	x.Keys("words" + f10)
	x.Wait("more below")
	x.Keys("\x1b[H")
	x.Wait("> later: subrosa consent add")
	x.Keys("\r")
	x.Wait("subrosa consent add C-003") // and not back into the text
	x.Keys("\x1b[F\r")
	x.Wait("date, time, place")
	x.Wait("enter takes it · esc")
	x.Keys(ctrlC)
	end()
}

func TestReadAsAnother(t *testing.T) {
	t.Parallel()
	d := &desk{}
	x, end := sit(t, d, 80, 24)
	x.Wait("Data")
	x.Keys("Both came, @boss called." + "\r\r" + "[B alone] He told of @boss-wife." + "\r\r" + "The end")
	x.Wait("The end")
	x.Keys(f4)
	x.Wait("as A CD would get it on request")
	if s := x.Screen(); !strings.Contains(s, "Both came, [third party 1] called.") || strings.Contains(s, "told") || strings.Contains(s, "wife") || strings.Contains(s, "alone") {
		t.Errorf("A reads\n%s", s)
	}
	x.Keys(f4)
	x.Wait("as B JW would get it")
	x.Wait("He told of [third party 2].")
	x.Keys(f4)
	x.Wait("as a court would get it")
	x.Wait("[B alone] He told of [third party 2].")
	x.Keys("x") // no key writes here
	x.Wait("f10 finish")
	x.Keys("!")
	x.Wait("The end!")
	x.Keys(esc)
	if _, err := end(); err != nil || !strings.Contains(text(d.last()), "The end!") || strings.Contains(text(d.last()), "x") {
		t.Errorf("%v, saved %q", err, text(d.last()))
	}
}

// F9 shows nothing until a key, which does nothing else.
func TestBlank(t *testing.T) {
	t.Parallel()
	d := &desk{}
	x, end := sit(t, d, 80, 24)
	x.Wait("Data")
	x.Keys("somebody stands behind me")
	x.Wait("behind me")
	x.Keys(f9)
	x.Until("blank", func() bool { return strings.TrimSpace(x.Screen()) == "" })
	x.Keys("z")
	x.Wait("behind me")
	x.Keys("." + esc)
	if _, err := end(); err != nil || strings.Contains(text(d.last()), "z") || !strings.Contains(text(d.last()), "behind me.") {
		t.Errorf("%v, saved %q", err, text(d.last()))
	}
}

// A name in clear keeps a note from being signed until she made it an alias or
// left it on purpose.
func TestANameInClearIsDecidedUpon(t *testing.T) {
	t.Parallel()
	d := &desk{findings: []notes.Finding{{Code: "name-in-clear", Section: "Data", Paragraph: 1, InSection: 1, What: "Kevin"}}}
	x, end := sit(t, d, 80, 24)
	x.Wait("Data")
	x.Keys("Kevin called.")
	x.Wait("Kevin called.")
	x.Keys(f10)
	x.Wait("stands in clear")
	x.Keys("S")
	x.Wait("! first:")
	x.Keys(down + "\r")
	x.Wait("(x) left in clear")
	x.Keys("S")
	x.Wait("! first: risk is not stated")
	x.Keys("\r")
	x.Wait("(x) none")
	x.Keys("S")
	if r, err := end(); err != nil || r.Signed == nil {
		t.Errorf("%+v, %v", r, err)
	}
}

// Of one who was there alone f3 proposes first what they said alone, with initials; a
// draft is gone on with behind its last word, before the empty sections.
func TestWhoWasThereAlone(t *testing.T) {
	for _, facts := range []func(*document.Document){
		func(d *document.Document) { d.Present, d.Part = []string{"B"}, "B" },
		func(d *document.Document) {
			*d = d.As("contact", "")
			d.Own = document.OwnFacts{{Key: "with", List: true, Values: []string{"B"}}}
		},
	} {
		x := screentest.New(t, 80, 24)
		d := &desk{}
		job := d.job()
		job.Note, job.Revision = "N-000123", 1
		facts(&job.Facts.Document)
		job.Facts.Document.Sections[0].Paragraphs = []document.Paragraph{{Text: "It is over"}}
		end := screentest.Result(t, func() (Result, error) {
			return Note(context.Background(), &form.Asker{In: x.TTY, Out: x.TTY, Now: clock()}, job)
		})
		x.Wait("It is over")
		x.Keys(" now." + f3)
		x.Wait("said by B (JW) while the others were not there")
		x.Keys("\x1b")
		if _, err := end(); err != nil || !strings.Contains(text(d.last()), "[B alone] It is over now.") {
			t.Errorf("%v, %q", err, text(d.last()))
		}
	}
}
