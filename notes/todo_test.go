package notes

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"subrosa/notes/document"
	"subrosa/vault"
)

// todos are the items in one line each.
func todos(t *testing.T, b *Book, until string) string {
	t.Helper()
	list, err := b.Todos(ctx, until)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, i := range list {
		line := strings.TrimSpace(strings.Join([]string{i.Kind, i.ID, string(i.Case)}, " "))
		if i.Due != nil {
			line += " " + *i.Due
		}
		if i.Overdue {
			line += "!"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}

func wantTodos(t *testing.T, b *Book, until, want string) {
	t.Helper()
	if got := todos(t, b, until); got != want {
		t.Errorf("until %q:\n%s\nnot\n%s", until, got, want)
	}
}

// wordsTyped says that the recovery words were typed from their sheet.
func wordsTyped(b *Book) {
	check(b.vault.Update(ctx, func(tx *vault.Tx) error { return RecordKeyChange(tx, WordsChecked, "") }))
}

// The words are typed from their sheet on another day, and again when there are
// new ones; looking at them is nothing that a backup should have.
func TestTodoWords(t *testing.T) {
	b, c := newBook(t)
	wantTodos(t, b, "2026-11-29", "")
	wantTodos(t, b, "2026-11-30", "words 2026-11-30")
	c.pass(24 * time.Hour)
	wordsTyped(b)
	wantTodos(t, b, "2036-01-01", "")
	c.pass(24 * time.Hour)
	check(b.vault.Update(ctx, func(tx *vault.Tx) error { return RecordKeyChange(tx, WordsChanged, "") }))
	wantTodos(t, b, "2026-12-02", "words 2026-12-02")
	wordsTyped(b)
	wantTodos(t, b, "2036-01-01", "")
}

// withNext is a session whose note names the next.
func withNext(start, next string) document.Document {
	d := session("Both came on time.")
	d.Start = at(start)
	d.Next = &document.Appointment{Start: at(next), Place: "osterbro"}
	return d
}

func TestTodoSessions(t *testing.T) {
	b, c := newBook(t)
	wordsTyped(b)
	file := withCase(t, b)
	sign := func(d document.Document) NoteID {
		t.Helper()
		n, _, err := b.NewSigned(ctx, NoteInput{Case: file, Document: d}, "")
		if err != nil {
			t.Fatal(err)
		}
		must(b.RegisterBackup(ctx, Backup{Path: "/media/a/one", SHA256: sum("ab")}, stick)) // nothing of that here
		return n.ID
	}
	sign(withNext("2026-11-23 14:00", "2026-11-30 14:00"))
	c.set("2026-11-30 14:59")
	wantTodos(t, b, "", "")
	c.set("2026-11-30 15:00")
	wantTodos(t, b, "", "session N-000001 C-001 2026-12-02")
	c.set("2026-12-03 09:00")
	wantTodos(t, b, "", "session N-000001 C-001 2026-12-02!")
	wantTodos(t, b, "2026-12-01", "")

	// it began a quarter of an hour later than planned
	n := must(b.NewNote(ctx, NoteInput{Case: file, Document: withNext("2026-11-30 14:15", "2026-12-02 14:00")}))
	wantTodos(t, b, "", "draft N-000002 C-001 2026-12-02!; session N-000002 C-001 2026-12-04")
	check(b.Discard(ctx, n.Note))
	wantTodos(t, b, "", "session N-000001 C-001 2026-12-02!")

	// a session of the day before is not that one; a no-show is an answer
	other := withNext("2026-11-29 14:00", "2026-12-30 14:00")
	other.Next = nil
	id := must(b.NewNote(ctx, NoteInput{Case: file, Document: other})).Note
	wantTodos(t, b, "", "draft N-000003 C-001 2026-12-01!; session N-000001 C-001 2026-12-02!")
	check(b.Discard(ctx, id))
	id = must(b.NewNote(ctx, NoteInput{Case: file, Document: document.Document{Start: at("2026-11-30 14:00"), Kind: "no-show", Layer: "record"}})).Note
	wantTodos(t, b, "", "draft "+string(id)+" C-001 2026-12-02!")
	must(b.Sign(ctx, id, "ill"))
	must(b.RegisterBackup(ctx, Backup{Path: "/media/a/one", SHA256: sum("ab")}, stick))
	wantTodos(t, b, "", "")
	check(b.Void(ctx, id, "wrong case"))
	wantTodos(t, b, "", "session N-000001 C-001 2026-12-02!")
}

func TestTodoRequestsAndCopies(t *testing.T) {
	a := withRequest(t, access())
	wordsTyped(a.b)
	a.clock.pass(time.Second)
	must(a.b.RegisterBackup(ctx, Backup{Path: "/media/a/one", SHA256: sum("ab")}, stick))
	wantTodos(t, a.b, "", "request R-2026-001 C-001 2026-12-23")
	wantTodos(t, a.b, "2026-12-22", "rehearsal 2026-12-07")
	wantTodos(t, a.b, "2026-12-23", "rehearsal 2026-12-07; request R-2026-001 C-001 2026-12-23; head 2026-12-23")
	a.approve()
	built := a.build()
	must(a.b.TickCheck(ctx, a.request, CheckInput{Item: "identity"}))
	number := must(a.b.BeginDelivery(ctx, a.request, DeliveryInput{Packet: built.Packet, By: Readable, SHA256Sent: sum("ab")}))
	must(a.b.FinishDelivery(ctx, a.request, number))
	a.clock.set("2026-12-24 09:00")
	must(a.b.RegisterBackup(ctx, Backup{Path: "/media/a/two", SHA256: sum("cd")}, stick))
	must(a.b.LodgeHead(ctx, "a colleague"))
	wantTodos(t, a.b, "", "rehearsal 2026-12-07!; request R-2026-001 C-001; readable-copy D-0001 C-001")
	must(a.b.CloseRequest(ctx, a.request, false))
	if d := must(a.b.SettleDisclosure(ctx, "d-1")); d.SettledAt == nil {
		t.Errorf("%+v", d)
	}
	wantTodos(t, a.b, "", "rehearsal 2026-12-07!")
	_, err := a.b.SettleDisclosure(ctx, "D-0001")
	refusedBy(t, err, "settled")
	if _, err := a.b.SettleDisclosure(ctx, "D-0002"); !is(err, "notfound") {
		t.Error(err)
	}
	if s := must(a.b.Status(ctx)); s.ReadableCopies != 0 {
		t.Errorf("%+v", s)
	}
}

func TestTodoUpkeep(t *testing.T) {
	b, c := newBook(t)
	wordsTyped(b)
	wantTodos(t, b, "2036-01-01", "") // nothing to lose yet
	file := withCase(t, b)
	sign := func() {
		t.Helper()
		d := session("Both came on time.")
		d.Start = c.at.Add(-2 * time.Hour)
		if _, _, err := b.NewSigned(ctx, NoteInput{Case: file, Document: d}, ""); err != nil {
			t.Fatal(err)
		}
	}
	sign()
	wantTodos(t, b, "", "backup 2026-11-23")
	c.set("2026-11-24 16:00")
	wantTodos(t, b, "", "backup 2026-11-23!")
	must(b.RegisterBackup(ctx, Backup{Path: "/media/a/one", SHA256: sum("ab")}, stick))
	wantTodos(t, b, "", "")

	// a rehearsal soon after the first backup, a head a month after the first signing
	wantTodos(t, b, "2026-12-23", "rehearsal 2026-12-08; head 2026-12-23")
	must(b.LodgeHead(ctx, "a colleague"))
	c.pass(time.Second)
	must(b.RegisterBackup(ctx, Backup{Path: "/media/a/one", SHA256: sum("ab")}, stick))
	c.set("2026-12-08 16:00")
	wantTodos(t, b, "", "rehearsal 2026-12-08")
	if _, _, err := b.RegisterRehearsal(ctx, Backup{Path: "/media/a/one", SHA256: sum("ab")}, stick); err != nil {
		t.Fatal(err)
	}

	// nothing was written since: no other backup, no other head, however late
	c.set("2027-01-23 16:00")
	must(b.Case(ctx, file)) // looking is not writing
	wantTodos(t, b, "", "")
	wantTodos(t, b, "2027-03-09", "rehearsal 2027-03-09")
	sign()
	wantTodos(t, b, "", "backup 2026-12-08!; head 2026-12-24!")
	s := must(b.Status(ctx))
	if !s.Backup.Last.Equal(at("2026-11-24 16:00").Add(time.Second)) || s.Backup.Due != "2026-12-08" || !s.Rehearsal.Last.Equal(at("2026-12-08 16:00")) || s.Rehearsal.Due != "2027-03-09" {
		t.Errorf("%+v", s)
	}

	// the draft in hand counts too, of which each save is no event
	must(b.RegisterBackup(ctx, Backup{Path: "/media/a/two", SHA256: sum("cd")}, stick))
	d := session("Written.")
	d.Start = at("2027-01-23 14:00")
	n := must(b.NewNote(ctx, NoteInput{Case: file, Document: d}))
	must(b.RegisterBackup(ctx, Backup{Path: "/media/a/three", SHA256: sum("ef"), At: c.at.Add(time.Second)}, stick))
	wantTodos(t, b, "2027-02-07", "head 2026-12-24!; draft N-000003 C-001 2027-01-25")
	c.pass(time.Minute)
	d.Sections[0].Paragraphs[0].Text = "Written on."
	must(b.SaveDraft(ctx, n.Note, n.Revision, d))
	wantTodos(t, b, "2027-02-07", "head 2026-12-24!; draft N-000003 C-001 2027-01-25; backup 2027-02-06")

	// a backup that is gone is none
	must(b.SettleCopyPlace(ctx, "L-001"))
	if s := must(b.Status(ctx)); s.Backup.Last != nil || s.Backup.Due != "2026-11-23" || s.Rehearsal.Last != nil || s.Rehearsal.Due != "" {
		t.Errorf("%+v", s)
	}
}

func TestTodoRefusesADateThatIsNone(t *testing.T) {
	b, _ := newBook(t)
	if _, err := b.Todos(ctx, "soon"); !is(err, "invalid") {
		t.Error(err)
	}
}

// Looking for sessions without a note goes by an index, and does not grow with
// the years.
func TestMissingSessionsUseTheIndex(t *testing.T) {
	b, _ := newBook(t)
	err := b.vault.View(ctx, func(tx *vault.Tx) error {
		plan, err := vault.All(tx, func(scan vault.Scan) (s string, err error) {
			var a, b, c any
			err = scan(&a, &b, &c, &s)
			return s, err
		}, "EXPLAIN QUERY PLAN "+missingSessions, 0, 0)
		if all := strings.Join(plan, "\n"); !strings.Contains(all, "SEARCH n USING INDEX note_docid") || !strings.Contains(all, "SEARCH m USING INDEX note_casefile_start") {
			t.Error(all)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRehearse(t *testing.T) {
	b, c := newBook(t)
	rehearse := func() (got string) {
		check(b.vault.Try(ctx, func(tx *vault.Tx) error {
			k, records, problems, err := Rehearse(tx, nil)
			got = fmt.Sprint(k.Cases, k.Notes, k.Drafts, k.Requests, records, problems)
			if k.LastEntry != nil {
				got += k.LastEntry.Format(" 15:04")
			}
			return err
		}))
		return got
	}
	if got := rehearse(); got != "0 0 0 0 0 []" {
		t.Error(got)
	}
	note := withSigned(t, b, "Both came on time.")
	c.pass(time.Hour)
	must(b.Amend(ctx, note.ID, "correction", []document.Paragraph{{Text: "Late."}}))
	if got := rehearse(); got != "1 1 0 0 2 [] 16:00" {
		t.Error(got)
	}
	err := b.vault.Update(ctx, func(tx *vault.Tx) error {
		if _, err := tx.Exec("PRAGMA user_version = 99"); err != nil {
			return err
		}
		_, _, _, err := Rehearse(tx, nil)
		return err
	})
	if !strings.Contains(fmt.Sprint(err), vault.ErrNewerFormat.Error()) {
		t.Error(err)
	}
}
