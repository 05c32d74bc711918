package review

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"subrosa/cmd/subrosa/screen"
	"subrosa/cmd/subrosa/screen/screentest"
	"subrosa/crypto"
	"subrosa/notes"
	"subrosa/notes/document"
	"subrosa/vault"
)

var ctx = context.Background()

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// desk is a record with a couple in it, of whom Chris (A) has asked for access.
type desk struct {
	t       *testing.T
	b       *notes.Book
	file    notes.CaseCode
	request notes.RequestID
	in      []notes.ReviewInput // what was decided
	refuse  error               // of the next decision
	slow    time.Duration
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	dir := t.TempDir()
	at := time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)
	o := vault.Options{Path: filepath.Join(dir, "practice.vault"), State: filepath.Join(dir, "state"), Now: func() time.Time { return at }}
	v := must(vault.Create(ctx, o, crypto.NewKey(), []crypto.Way{must(crypto.NewPassphraseWay("pass", 1))}, func(tx *vault.Tx) error {
		return notes.Initialise(tx, notes.Practice{Therapist: "Anna Vest", Title: "psychotherapist", Language: "en", Profile: "dk-psykoterapeut",
			Places: []notes.Place{{ID: "osterbro", Label: "Østerbro", Address: "Nygade 1"}}})
	}))
	t.Cleanup(func() { v.Close() })
	d := &desk{t: t, b: must(notes.Open(ctx, v)).InZone(must(time.LoadLocation("Europe/Copenhagen")))}
	d.file = must(d.b.OpenCase(ctx, notes.CaseInput{Kind: "couple", Parties: []notes.PartyInput{{Label: "A", Name: "Chris Dahl", Address: "Åboulevard 3"}, {Label: "B", Name: "Joe Winther"}},
		Aliases: []notes.AliasInput{{Token: "boss", Names: []string{"Kevin Brandt"}}, {Token: "søster", Names: []string{"Søren Ærø-Ågård"}}}})).Case
	return d
}

// long is a paragraph that fills a small window more than once.
const long = "They went through the week day by day, from the quarrel on the stairs to the letter that was never sent; each said what the other had not seen, and for once neither spoke of æbler, øl or åer. "

func couple(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t)
	d.write([]string{"A", "B"},
		document.Paragraph{Text: "Both came on time and sat apart. Chris asked whether the session may be recorded."},
		document.Paragraph{Text: "Before Chris came in, Joe spoke of an affair with @boss, who is married.", Whose: "B alone"},
		document.Paragraph{Text: "Distance between them; @søster was named aloud, and Kevin, by both."},
		document.Paragraph{Text: "Joe thinks about what he wants to say."})
	d.write([]string{"B"}, document.Paragraph{Text: "Joe came by himself and wept over the lie."})
	d.write([]string{"A", "B"}, document.Paragraph{Text: strings.Repeat(long, 6)}, document.Paragraph{Text: "Chris rang from 20 30 40 50, the flat in Hellerup is for sale."})
	d.ask(notes.RequestInput{Type: "access", Person: "P-001", Received: "2026-11-23"})
	return d
}

func (d *desk) write(present []string, paragraphs ...document.Paragraph) notes.NoteID {
	d.t.Helper()
	start := time.Date(2026, 11, 9, 14, 0, 0, 0, must(time.LoadLocation("Europe/Copenhagen")))
	doc := document.Document{Start: start.AddDate(0, 0, len(must(d.b.Notes(ctx, "")))), Minutes: 50, Kind: "session", Format: "dap", Layer: "record", Place: "osterbro",
		Present: present, Risk: "none", Sections: []document.Section{{Key: "data", Paragraphs: paragraphs},
			{Key: "assessment"}, {Key: "plan", Paragraphs: []document.Paragraph{{Text: "Listening exercise."}}}}}
	n, _, err := d.b.NewSigned(ctx, notes.NoteInput{Case: d.file, Document: doc}, "late in the test")
	if err != nil {
		d.t.Fatal(err)
	}
	return n.ID
}

func (d *desk) ask(in notes.RequestInput) { d.request = must(d.b.AddRequest(ctx, in)).Request }

func (d *desk) decide(ctx context.Context, in notes.ReviewInput) (notes.ReviewText, error) {
	time.Sleep(d.slow)
	if err := d.refuse; err != nil {
		d.refuse = nil
		return notes.ReviewText{}, err
	}
	d.in = append(d.in, in)
	return d.b.Decide(ctx, d.request, in)
}

func (d *desk) open(columns, rows int) (*screentest.Terminal, func() (End, error)) {
	d.t.Helper()
	x := screentest.New(d.t, columns, rows)
	text := must(d.b.Reviewing(ctx, d.request))
	return x, screentest.Result(d.t, func() (End, error) {
		return Walk(ctx, screen.Terminal{In: x.TTY, Out: x.TTY}, Job{Text: text, Decide: d.decide})
	})
}

func (d *desk) plan() notes.Plan { return must(d.b.Plan(ctx, d.request)) }

const (
	up, down, right, left = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
	enter, esc            = "\r", "\x1b"
)

var sizes = [][2]int{{120, 40}, {80, 24}, {60, 24}, {40, 12}}

// settled waits until so much is open.
func (d *desk) settled(x *screentest.Terminal, open int) {
	d.t.Helper()
	x.Wait(fmt.Sprintf("%d open", open))
}

// The whole way: every open place decided, one let through, and approved.
func TestWalk(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			d := couple(t)
			x, end := d.open(size[0], size[1])
			x.Wait("3 open")
			x.Wait(`"Kevin"`) // the first open place, wherever it stands
			x.Wait(">?")
			x.Keys(enter)
			d.settled(x, 2)
			x.Wait("whose is it?")
			x.Keys("x")
			x.Answer("Why may this leave?", enter)
			x.Wait("! some words are needed")
			x.Keys("sagt, mens Chris sad der: æøå" + enter)
			d.settled(x, 1)
			x.Wait(`"20 30 40 50"`)
			x.Keys("s")
			x.Answer("a number or an", "n") // and back to it
			x.Wait("by its form")
			x.Keys(enter)
			x.Wait("nothing is open any more")
			x.Wait("[withheld 1: contact")
			x.Keys("s")
			x.Wait("To approve this, type R-2026-001")
			x.Keys("R-2026-007" + enter)
			x.Wait("! not approved: type R-2026-001")
			x.Keys("r-2026-001" + enter)
			got, err := end()
			if err != nil || !got.Approved || got.Plan.ApprovedAt == nil {
				t.Fatalf("%+v, %v", got, err)
			}
			p := d.plan()
			if p.ApprovedAt == nil || p.Stale || len(d.in) != 4 || d.in[1].Spans[0].Reason != "sagt, mens Chris sad der: æøå" {
				t.Errorf("%+v", d.in)
			}
			x.Until("the screen is given back", func() bool { return !strings.Contains(x.Screen(), "Chris") })
		})
	}
}

// What stands where: in two columns at the same height, else below.
func TestBesideAndBelow(t *testing.T) {
	d := couple(t)
	for _, c := range []struct {
		size [2]int
		want []string
	}{
		{[2]int{100, 30}, []string{
			"R-2026-001 · access · P-001 as C-001/A · due 23 Dec", "note 1 of 3 · 3 open",
			"leaves, as Chris Dahl will read it             |     stays, and why",
			"50 min · osterbro · present A,B                |",
			"                                               |     stays · PT: other party · marked B alone",
			"                                               |     Before Chris came in, Joe spoke of an affair",
			"named aloud, and Kevin, by both.               |     [third party 1] · TP: third party · alias",
			"                                               | >?  \"Kevin\"",
			"n/p open ones · enter accept · x reject · v select · w withhold · s sum up",
		}},
		{[2]int{75, 30}, []string{
			"  | Before Chris came in, Joe spoke of an affair with @boss, who is",
			"  Distance between them; [third party 1] was named aloud, and Kevin, by",
			">?| \"Kevin\"",
			"  | OPEN · a known name: may it leave?",
		}},
	} {
		x, end := d.open(c.size[0], c.size[1])
		x.Wait("q leave")
		for _, w := range c.want {
			if !strings.Contains(x.Screen(), w) {
				t.Errorf("%v lacks %q:\n%s", c.size, w, x.Screen())
			}
		}
		x.Keys("q")
		end()
	}
}

// For a party of a couple nothing stands where the other's paragraph was; for a
// court a mark does, and a note that stays is a line in a list.
func TestForACourt(t *testing.T) {
	d := couple(t)
	d.ask(notes.RequestInput{Type: "court-order", Person: "P-001", Requester: notes.RequesterInput{Name: "Byretten"}, Scope: notes.ScopeInput{Text: "the record"}})
	x, end := d.open(100, 30)
	x.Wait("leaves, as Byretten will read it")
	x.Keys("g")
	x.Wait("[withheld 1: other party]")
	x.Wait("PT: other party")
	x.Keys(right)
	x.Wait("item 2: only that it was withheld, and why")
	x.Keys("w")
	x.Wait("Why does N-000002 stay as a whole?")
	if strings.Contains(x.Screen(), "your own only") {
		t.Error("a reason without a code is offered, where they are listed")
	}
	x.Keys(esc)
	x.Wait("why it stays")
	x.Keys("q")
	end()
}

// What was approved and is another one since is said so, and can be approved again.
func TestChangedSinceApproved(t *testing.T) {
	d := couple(t)
	must(d.b.Decide(ctx, d.request, notes.ReviewInput{AcceptAll: true, Approve: true}))
	x, end := d.open(100, 30)
	x.Wait("note 1 of 3 · approved")
	x.Keys("s")
	x.Wait("approved   23 Nov 2026")
	if strings.Contains(x.Screen(), "type R-2026-001") {
		t.Error("an approved plan is asked about again")
	}
	x.Keys("qq")
	end()
	must(d.b.Amend(ctx, d.plan().Notes[0].ID, "correction", []document.Paragraph{{Text: "It was Monday."}}))
	x, end = d.open(100, 40)
	x.Wait("CHANGED since approved")
	x.Wait("addendum 1 · correction · 23 Nov 2026")
	x.Keys("s")
	x.Wait("2 notes, with 1 addendum")
	x.Keys("R-2026-001" + enter)
	if got, err := end(); err != nil || !got.Approved {
		t.Errorf("%+v, %v", got, err)
	}
}

// Words are selected by their beginning and their end, with a code of the profile.
func TestSelectByHand(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			d := couple(t)
			x, end := d.open(size[0], size[1])
			x.Wait("3 open")
			x.Keys("p") // the last one
			x.Wait("20 30 40 50")
			x.Keys("v")
			x.Wait("stays: 20")
			x.Keys("\x1b[H") // home
			x.Wait("stays: Chris")
			x.Keys(down + up + left + right + right)
			x.Wait("stays: from")
			x.Keys("\x1b[F" + left + left + left)
			x.Wait("stays: Hellerup")
			x.Keys(enter)
			x.Wait("moves the end")
			x.Keys(right + right + right)
			x.Wait("stays: Hellerup is for sale")
			x.Keys(left + left)
			x.Keys(enter)
			x.Wait("Why does this stay?")
			x.Keys(strings.Repeat(down, 6))
			x.Wait("> ID")
			x.Keys("where they live" + enter)
			x.Wait("live")
			x.Wait("[withheld 2: contact")
			got := d.in[0].Spans[0]
			if got.Reason != "ID: where they live" || got.Start != 41 || got.End != 52 {
				t.Errorf("%+v", got)
			}
			x.Keys("u")
			x.Wait("taken back")
			x.Keys("q")
			if _, err := end(); err != nil {
				t.Fatal(err)
			}
			if p := d.plan(); len(p.Spans) != 5 {
				t.Errorf("%+v", p.Spans)
			}
		})
	}
}

func TestSelectNothing(t *testing.T) {
	d := couple(t)
	x, end := d.open(80, 24)
	x.Wait("3 open")
	x.Keys("g" + down + "v") // Joe's paragraph
	x.Wait("the whole paragraph stays")
	x.Keys(right + "v")
	x.Wait("the whole note stays")
	x.Keys(right + "v")
	x.Wait("moves the start")
	x.Keys(esc)
	x.Wait("n/p open ones")
	x.Keys("va" + enter)
	x.Wait("Why does this stay?")
	x.Keys(down + enter)
	x.Wait("by hand")
	got := d.in[0].Spans[0]
	if got.Start != 0 || got.End != len([]rune(strings.TrimSpace(strings.Repeat(long, 6)))) || got.Reason != "PT" {
		t.Errorf("%+v", got)
	}
	x.Keys("q")
	end()
}

// A note that stays, a note that is let through, and what the record refuses.
func TestWholeNotes(t *testing.T) {
	d := couple(t)
	x, end := d.open(80, 24)
	x.Wait("3 open")
	x.Keys("w")
	x.Answer("Why does N-000001 stay as a whole?", down+down+"he is not well"+enter)
	x.Wait("STAYS")
	x.Wait("not well · as you decided")
	d.settled(x, 1)
	x.Keys("u")
	x.Wait("leaves as item 1")
	d.settled(x, 3)
	x.Keys("u")
	x.Wait("nothing was decided here")
	x.Keys("g" + right + "x")
	x.Answer("Why may N-000002 leave?", "why not"+enter)
	x.Wait("! N-000002 is of a meeting without the person: it is another party's, who did")
	x.Wait("not agree")
	x.Wait("STAYS")
	x.Keys(left + down + "x") // Joe's paragraph in the first
	x.Answer("Why may this leave?", "why not"+enter)
	x.Wait("! N-000001: paragraph 2 is another party's, who did not agree, and no order")
	x.Keys(up + "x")
	x.Wait("nothing stays here")
	x.Keys("q")
	if got, err := end(); err != nil || got.Approved || got.Lock || len(got.Plan.Blockers) != 3 {
		t.Errorf("%+v, %v", got, err)
	}
}

// Left in the middle, and gone on with at the first place that is open.
func TestResumes(t *testing.T) {
	d := couple(t)
	x, end := d.open(40, 12)
	x.Wait(`"Kevin"`)
	x.Keys(enter + "q") // typed ahead: it waits for the decision
	if _, err := end(); err != nil || len(d.plan().Blockers) != 2 {
		t.Fatalf("%v, %+v", err, d.plan().Blockers)
	}
	x, end = d.open(40, 12)
	x.Wait("whose is it?")
	x.Keys("q")
	end()
}

// Nothing is approved while a draft lies in scope, or a case speaks of the person.
func TestOpenBesideTheNotes(t *testing.T) {
	d := couple(t)
	other := must(d.b.OpenCase(ctx, notes.CaseInput{Kind: "individual", Parties: []notes.PartyInput{{Label: "A", Name: "Ulla Bang"}},
		Aliases: []notes.AliasInput{{Token: "ex", Names: []string{"Chris Dahl"}}}})).Case
	must(d.b.Decide(ctx, d.request, notes.ReviewInput{AcceptAll: true}))
	saved := must(d.b.NewNote(ctx, notes.NoteInput{Case: d.file, Document: document.Document{Start: time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC), Minutes: 50,
		Kind: "session", Format: "dap", Layer: "record", Place: "osterbro", Present: []string{"A", "B"}, Sections: []document.Section{{Key: "data"}, {Key: "assessment"}, {Key: "plan"}}}}))
	x, end := d.open(80, 24)
	x.Wait("2 open")
	x.Keys("n") // nothing in the notes
	x.Wait("is a draft in scope")
	x.Keys(enter)
	x.Wait("! not approved: 2 open")
	x.Keys("m")
	x.Wait(string(other) + "  OPEN")
	x.Keys(enter)
	x.Answer("Why does "+string(other)+" stay out?", "another client's record"+enter)
	x.Wait("stays out: another client's record")
	x.Keys("u")
	x.Wait("OPEN")
	x.Keys("xa" + enter)
	d.settled(x, 1)
	x.Keys(esc)
	x.Wait("n/p open ones")
	x.Keys("s")
	x.Wait(string(saved.Note) + " is a draft in scope")
	x.Keys("q")
	x.Wait("n/p open ones")
	x.Keys("q")
	end()
}

func TestNothingInScope(t *testing.T) {
	d := newDesk(t)
	d.ask(notes.RequestInput{Type: "access", Person: "P-001"})
	x, end := d.open(80, 24)
	x.Wait("0 notes")
	x.Keys("R-2026-001" + enter)
	x.Wait("there is no note in its scope")
	x.Keys(esc)
	if _, err := end(); err != nil {
		t.Error(err)
	}
}

// A long paragraph is gone through by the window, and a window can change.
func TestScrollingAndResizing(t *testing.T) {
	d := couple(t)
	x, end := d.open(40, 12)
	x.Wait("3 open")
	x.Keys("G")
	x.Wait("They went through the week")
	for range 30 {
		if strings.Contains(x.Screen(), "Hellerup") {
			break
		}
		x.Keys(down)
		time.Sleep(15 * time.Millisecond)
	}
	x.Wait("Hellerup")
	x.Size(100, 30)
	x.Wait("note 3 of 3")
	x.Wait(" | ")
	for _, size := range [][2]int{{1, 1}, {20, 5}, {3, 40}, {200, 60}, {40, 12}} {
		x.Size(size[0], size[1])
		time.Sleep(20 * time.Millisecond)
		x.Keys("npv")
		time.Sleep(10 * time.Millisecond)
		x.Keys(esc)
		time.Sleep(100 * time.Millisecond)
		x.Keys("ss?mm")
	}
	x.Size(80, 24)
	time.Sleep(50 * time.Millisecond)
	x.Keys("s")
	x.Wait("OPEN")
	x.Keys("s")
	x.Wait("n/p open ones")
	x.Keys("g\x1b[6~\x1b[6~\x1b[5~")
	x.Wait("q leave")
	x.Keys("q")
	if _, err := end(); err != nil {
		t.Error(err)
	}
}

// Keys that mean nothing decide nothing; blank hides everything until a key, which
// does nothing else.
func TestWrongKeysAndBlank(t *testing.T) {
	d := couple(t)
	x, end := d.open(80, 24)
	x.Wait("3 open")
	x.Keys("zZ1åX\x1b[2~\x1bOP")
	x.Wait("that key does nothing here")
	x.Keys("\x1b[200~pasted enter\r\x1b[201~")
	x.Keys("\x1b[20~") // f9
	x.Until("blank", func() bool { return strings.TrimSpace(x.Screen()) == "" })
	x.Keys(enter)
	x.Wait("3 open")
	x.Keys("?")
	x.Answer("the next, the previous open one", "l") // on the page of keys too
	if got, err := end(); err != nil || !got.Lock || len(d.in) > 0 {
		t.Errorf("%+v, %v, %v", got, err, d.in)
	}
}

// A refusal is shown whole, and what was typed ahead of it is not taken for
// anything else.
func TestRefusalStopsWhatWasTypedAhead(t *testing.T) {
	d := couple(t)
	d.refuse, d.slow = errors.New("another subrosa window is saving; tried for 5 seconds (wait for it to end, and do the same thing again here)"), 100*time.Millisecond
	x, end := d.open(40, 12)
	x.Wait("3 open")
	x.Keys(enter + enter + enter)
	x.Wait("! another subrosa window is saving;")
	x.Wait("here)")
	x.Wait(`>?| "Kevin"`)
	if len(d.in) > 0 {
		t.Errorf("%+v", d.in)
	}
	x.Keys("q")
	end()
}

// A terminal that is closed while a decision is saved loses nothing.
func TestClosedTerminal(t *testing.T) {
	d := couple(t)
	d.slow = 200 * time.Millisecond
	x, end := d.open(80, 24)
	x.Wait("3 open")
	x.Keys(enter)
	x.Wait("saving")
	x.User.Close()
	if _, err := end(); !errors.Is(err, screen.ErrHangUp) || len(d.plan().Blockers) != 2 {
		t.Errorf("%v, %+v", err, d.plan().Blockers)
	}
	x, end = d.open(80, 24)
	x.Wait("2 open")
	x.Keys("\x03")
	if _, err := end(); !errors.Is(err, screen.ErrInterrupted) {
		t.Error(err)
	}
}

// In a small window the page of keys still has them all.
func TestKeysInASmallWindow(t *testing.T) {
	d := couple(t)
	x, end := d.open(40, 12)
	x.Wait("3 open")
	x.Keys("?")
	for _, k := range []string{"n/p", "v select", "w withhold", "u take back", "s sum up", "f9", "l lock", "q leave"} {
		x.Wait(k)
	}
	x.Keys("?q")
	end()
}

func TestIdle(t *testing.T) {
	d := couple(t)
	x := screentest.New(t, 80, 24)
	text := must(d.b.Reviewing(ctx, d.request))
	if _, err := Walk(ctx, screen.Terminal{In: x.TTY, Out: x.TTY, Lock: screen.Lock{Idle: 400 * time.Millisecond}}, Job{Text: text, Decide: d.decide}); !errors.Is(err, screen.ErrLocked) {
		t.Error(err)
	}
}

// Whatever the window: nothing is wider or higher than it, and the place she is at
// is on it.
func TestEverySize(t *testing.T) {
	d := couple(t)
	m := newModel(ctx, Job{Text: must(d.b.Reviewing(ctx, d.request)), Decide: d.decide})
	for width := 1; width < 140; width += 3 {
		for height := 1; height < 50; height += 2 {
			m.Update(tea.WindowSizeMsg{Width: width, Height: height})
			for _, keys := range []string{"", "n", "v", "\x1b", "w", "\x1b", "s", "\x1b", "?", "z", "p"} {
				for _, r := range keys {
					k := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}
					if r == '\x1b' {
						k = tea.KeyMsg{Type: tea.KeyEsc}
					}
					m.Update(k)
				}
				lines := strings.Split(m.View(), "\n")
				if len(lines) > height {
					t.Fatalf("%dx%d after %q: %d lines", width, height, keys, len(lines))
				}
				seen := false
				for _, l := range lines {
					shown := screen.Clean(l)
					if screen.Width(shown) > width && width > 20 {
						t.Fatalf("%dx%d after %q: %q", width, height, keys, shown)
					}
					seen = seen || strings.Contains(shown, ">")
				}
				if (keys == "n" || keys == "p") && !seen && height >= 8 && width > 20 {
					t.Fatalf("%dx%d after %q: the place is not on the screen:\n%s", width, height, keys, strings.Join(lines, "\n"))
				}
			}
		}
	}
}

// Lines put together are the text, and each begins where it says.
func TestWrapStarts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"word", "æøå", " ", "\n", "👩‍👩‍👧", "e\u0301", "\t", "\x1b[31m", "long-long-long"}), 0, 20).Draw(t, "words")
		cut := rapid.IntRange(0, len(words)).Draw(t, "cut")
		runs := []run{{text: strings.Join(words[:cut], "")}, {strings.Join(words[cut:], ""), under}}
		text := []rune(runs[0].text + runs[1].text)
		lines, starts := wrapStarts(runs, rapid.IntRange(1, 30).Draw(t, "width"))
		for i, from := range starts {
			to := len(text)
			if i+1 < len(starts) {
				to = starts[i+1]
			}
			want := strings.TrimRight(strings.TrimRight(clean(string(text[from:to])), "\n"), " ")
			if got := screen.Clean(lines[i].text); got != want {
				t.Fatalf("line %d: %q, want %q", i, got, want)
			}
		}
	})
}

func TestWordsOf(t *testing.T) {
	var got []string
	text := "Chris’ mor, @boss-wife (Åse), sagde: «nej» 👩‍👩‍👧 – 20 30."
	for _, w := range wordsOf(text) {
		got = append(got, cutRunes(text, w[0], w[1]))
	}
	if s := strings.Join(got, "|"); s != "Chris’|mor|@boss-wife|Åse|sagde|nej|👩‍👩‍👧|20|30" {
		t.Error(s)
	}
}
