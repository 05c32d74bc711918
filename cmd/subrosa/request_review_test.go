package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"subrosa/cmd/subrosa/screen/screentest"
)

const coupleCase = `{"kind": "couple", "parties": [{"label": "A", "name": "Chris Dahl"}, {"label": "B", "name": "Joe Winther"}],
	"aliases": [{"token": "boss", "names": ["Kevin Brandt"]}]}`

const coupleNote = `---
start: yesterday 10:00
minutes: 50
kind: session
format: narrative
place: osterbro
present: [A, B]
risk: none
---
Both came, and Kevin was named.

[B alone] Before that Joe spoke of @boss.

Joe thinks about what to say.

Chris rang from 20 30 40 50, æøå.
`

// newReview is a home in which one of a couple has asked for access, with
// something of every kind to be decided; draft and mention as well.
func newReview(t *testing.T) *asked {
	t.Helper()
	h := newAsked(t)
	h.must("case", "open", "--from", h.file("couple.json", strings.Replace(coupleCase, `"name": "Chris Dahl"`, `"person": "P-001"`, 1)))
	h.must("note", "new", "C-002", "--sign", "--from", h.file("couple.md", coupleNote))
	h.must("case", "open", "--from", h.file("other.json", `{"kind": "individual", "parties": [{"label": "A", "name": "Ulla Bang"}],
		"aliases": [{"token": "ex", "names": ["Chris Dahl"]}]}`))
	h.must("request", "add", "--from", h.file("second.json", `{"type": "access", "person": "P-001", "cases": ["C-002"]}`))
	return h
}

// By line prompts: every kind of thing that is open, what will stand in a place,
// a refusal of the record, words kept back, a decision taken back.
func TestReviewByLines(t *testing.T) {
	h := newReview(t)
	h.must("note", "new", "C-002", "--from", h.file("draft.md", coupleNote))
	status, out, screen := h.conversation([][2]string{
		{"Note 1 of 1: N-000002", ""}, {"as proposed: include", ""}, {"number", "withhold"}, {"Why does N-000002 stay?", "XX: no such code\n."},
		{"! reason XX is none of the profile", ""}, {"Note 1 of 1", ""}, {"number", "withhold"}, {"Why does N-000002 stay?", "SH\n."}, {"Why does it stay out?", enter},
	}, "request", "review", "R-2026-002")
	if status != 0 || !strings.Contains(out, "withhold  SH: ") || !strings.Contains(screen, "N-000003 is a draft in scope") || !strings.Contains(screen, "not approved: ") {
		t.Fatalf("exit status %d\n%s\n%s", status, out, screen)
	}
	h.must("note", "discard", "N-000003", "--confirm", "N-000003")
	status, out, screen = h.conversation([][2]string{
		{"Note 1 of 1", ""}, {"take back", ""}, {"number", "4"},
		{`paragraph 1: "Kevin" stands in clear`, ""}, {"[third party 1] in its place", ""}, {"number", "1"},
		{"Joe thinks about what to say.", ""}, {"names only another party", ""}, {"it stays, and nothing stands in its place", ""}, {"number", "2"}, {"Why may it leave?", "Chris was there\n."},
		{`"20 30 40 50" is a number or an address`, ""}, {"number", "3"},
		{"C-003 speaks of this person", "another record"},
		{"not approved: 1 open", ""},
	}, "request", "review", "R-2026-002")
	if status != 0 || !strings.Contains(out, "not approved") {
		t.Fatalf("exit status %d\n%s\n%s", status, out, screen)
	}
	status, out, screen = h.conversation([][2]string{
		{"Note 1 of 1", ""}, {"number", "words"}, {"Which words of N-000002?", "rang"}, {"Why do they stay?", "TP: nobody's business\n."},
		{"Note 1 of 1", ""}, {"number", "1"}, {`"20 30 40 50"`, ""}, {"[withheld 1: contact data] in its place", ""}, {"number", "2"}, {"Why may it leave?", "his own\n."},
		{"1 note leaves, 0 notes stay. Approve? ", "R-2026-001"}, {"not approved; what was decided is kept", ""},
	}, "request", "review", "R-2026-002")
	if status != 0 || !strings.Contains(out, "not approved") {
		t.Fatalf("a wrong code: exit status %d\n%s\n%s", status, out, screen)
	}
	status, out, screen = h.conversation([][2]string{
		{"Note 1 of 1", ""}, {"number", "1"}, {"Approve? ", "R-2026-002"},
	}, "request", "review", "R-2026-002")
	if status != 0 || !strings.Contains(out, "approved ") || strings.Contains(out, "not approved") {
		t.Fatalf("exit status %d\n%s\n%s", status, out, screen)
	}
}

// On the full screen, with the program as it is run: decided, left, gone on with,
// approved; nothing of it is left on the terminal.
func TestReviewOnTheScreen(t *testing.T) {
	h := newReview(t)
	var ends []func() (int, error)
	start := func(columns, rows int) *screentest.Terminal {
		x := screentest.New(t, columns, rows)
		var out strings.Builder
		a := &app{
			in: x.TTY, out: &out, err: x.TTY, inTerminal: true, errTerminal: true,
			openTTY: func() (*os.File, error) { return nil, os.ErrNotExist },
			now:     time.Now, cost: func() int { return 1 }, env: func(name string) string { return h.env[name] },
		}
		ends = append(ends, screentest.Result(t, func() (int, error) {
			status := run(t.Context(), a, []string{"request", "review", "R-2026-002", "--passphrase-file", filepath.Join(h.dir, "passphrase")})
			return status, stringError(out.String())
		}))
		return x
	}
	finish := func(want int, says string) {
		t.Helper()
		status, out := ends[len(ends)-1]()
		if status != want || !strings.Contains(out.Error(), says) {
			t.Fatalf("exit status %d\n%s", status, out)
		}
	}

	x := start(100, 30)
	x.Wait("leaves, as Chris Dahl will read it")
	x.Answer(`"Kevin"`, "\r")
	x.Wait("3 open")
	x.Keys("q")
	finish(0, "R-2026-002: 3 open; subrosa request review R-2026-002 goes on")
	x.Until("the screen is given back", func() bool { return !strings.Contains(x.Screen(), "Kevin") && !strings.Contains(x.Screen(), "Chris") })

	x = start(40, 12)
	x.Wait("whose is it?")
	x.Keys("\r")
	x.Answer("20 30 40 50", "xhis own\r")
	x.Wait("1 open")
	x.Keys("m\r")
	x.Answer("stay out?", "another record\r")
	x.Answer("stays out: another record", "s")
	x.Keys("\x03")
	finish(130, "")

	x = start(80, 24)
	x.Answer("0 open", "s")
	x.Answer("type R-2026-002", "R-2026-002\r")
	finish(0, "R-2026-002: 1 note leaves, 0 notes stay; approved ")
}

// stringError is text where an error is wanted.
type stringError string

func (s stringError) Error() string { return string(s) }
