package notes

import (
	"context"
	"slices"
	"strings"
	"time"

	"subrosa/notes/document"
	"subrosa/vault"
)

// NoteInput makes a draft. StartedAt is when the first key was pressed; zero:
// the time of the transaction.
type NoteInput struct {
	Case      CaseCode
	Document  document.Document
	StartedAt time.Time
}

// Saved is what happened to a draft. Forked: somebody else was faster, and the
// text is kept as the draft Note, which is another one than the one saved to.
type Saved struct {
	Note       NoteID
	Revision   int
	Forked     bool
	NewAliases int // unknown @tokens registered without a name

	// Findings are what was signed over, when the note was signed at once.
	Findings []Finding
}

// NewNote keeps a document as a new draft.
func (b *Book) NewNote(ctx context.Context, in NoteInput) (Saved, error) {
	return update(ctx, b, func(tx *vault.Tx) (Saved, error) { return b.newNote(tx, in) })
}

func (b *Book) newNote(tx *vault.Tx, in NoteInput) (Saved, error) {
	file, err := openCaseNumber(tx, in.Case)
	if err != nil {
		return Saved{}, err
	}
	started := in.StartedAt
	if at := now(tx); started.IsZero() || started.After(at) {
		started = at
	}
	saved, err := b.addDraft(tx, file, in.Document, started)
	if err != nil {
		return saved, err
	}
	return saved, record(tx, Event{What: "note-begun", Case: caseCode(file), Note: saved.Note})
}

// openCaseNumber is the number of a case that can take new notes.
func openCaseNumber(tx *vault.Tx, c CaseCode) (int64, error) {
	file, err := liveCase(tx, c)
	if err != nil {
		return 0, err
	}
	closed, err := exists(tx, "SELECT 1 FROM casefile WHERE id = ? AND closed IS NOT NULL", file)
	if err == nil && closed {
		err = &Refused{Rule: "closed", What: string(caseCode(file)) + " is closed",
			Hint: "reopen it, or amend a signed note"}
	}
	return file, err
}

// addDraft writes a new note with its text.
func (b *Book) addDraft(tx *vault.Tx, file int64, d document.Document, started time.Time) (Saved, error) {
	d, err := b.check(tx, file, d)
	if err != nil {
		return Saved{}, err
	}
	p, err := readPractice(tx)
	if err != nil {
		return Saved{}, err
	}
	id, err := nextCode(tx, "note")
	if err != nil {
		return Saved{}, err
	}
	_, err = tx.Exec(`INSERT INTO note
		(id, casefile, kind, layer, format, start, place, present, part, author, language, revision, started_at, text_at, written_in, status)
		VALUES (?, ?, ?, ?, ?, ?, '', '', '', ?, ?, 1, ?, ?, ?, 'draft')`,
		id, file, d.Kind, d.Layer, d.Format, localStamp(d.Start), p.author(), p.Language, stamp(started), stamp(now(tx)), writtenIn(tx))
	if err != nil {
		return Saved{}, err
	}
	if err := writeFacts(tx, id, d); err != nil {
		return Saved{}, err
	}
	added, err := writeText(tx, file, id, d)
	return Saved{Note: noteID(id), Revision: 1, NewAliases: added}, err
}

// SaveDraft keeps a new revision of a draft that began from another one. When
// somebody else kept a revision in between, the text becomes a draft of its
// own. What is kept already is not written again.
func (b *Book) SaveDraft(ctx context.Context, n NoteID, revision int, d document.Document) (Saved, error) {
	return update(ctx, b, func(tx *vault.Tx) (Saved, error) {
		id, head, err := readDraft(tx, n)
		if err != nil {
			return Saved{}, err
		}
		file, _ := head.Case.number()
		if d, err = b.check(tx, file, d); err != nil {
			return Saved{}, err
		}
		if head.Sections, err = readSections(tx, id); err != nil {
			return Saved{}, err
		}
		old := DocumentOf(head)
		sameText := slices.EqualFunc(old.Sections, d.Sections, equalSections)
		if sameText && old.SameFacts(d) {
			return Saved{Note: head.ID, Revision: head.Revision}, nil
		}
		if revision != head.Revision {
			return b.fork(tx, file, head, d)
		}
		saved := Saved{Note: head.ID, Revision: head.Revision + 1}
		if err := writeFacts(tx, id, d); err != nil {
			return saved, err
		}
		_, err = tx.Exec("UPDATE note SET revision = ?, written_in = ? WHERE id = ?", saved.Revision, writtenIn(tx), id)
		if err != nil || sameText && old.SameOwn(d) {
			return saved, err
		}
		if wording(old) != wording(d) {
			if _, err := tx.Exec("UPDATE note SET text_at = ? WHERE id = ?", stamp(now(tx)), id); err != nil {
				return saved, err
			}
		}
		saved.NewAliases, err = writeText(tx, file, id, d)
		return saved, err
	})
}

// writtenIn is the generation that a change of a draft belongs to: joining
// another copy of the vault asks whether that copy knows it.
func writtenIn(tx *vault.Tx) int64 { return int64(tx.Generation()) + 1 }

// fork keeps the slower of two texts.
func (b *Book) fork(tx *vault.Tx, file int64, head Note, d document.Document) (Saved, error) {
	saved, err := b.addDraft(tx, file, d, head.StartedAt)
	if err != nil {
		return saved, err
	}
	saved.Forked = true
	return saved, record(tx, Event{What: "note-forked", Case: head.Case, Note: saved.Note, Detail: string(head.ID)})
}

// readDraft reads the head of a draft; anything signed is *Refused.
func readDraft(tx *vault.Tx, n NoteID) (int64, Note, error) {
	id, head, err := readHead(tx, n)
	if err == nil && head.Status != draft {
		err = &Refused{Rule: "signed", What: string(head.ID) + " is signed",
			Hint: "what has to be added or corrected goes into an addendum: note amend " + string(head.ID)}
	}
	return id, head, err
}

// Document is a draft as a document, with its revision.
func (b *Book) Document(ctx context.Context, n NoteID) (document.Document, int, error) {
	head, err := view(ctx, b, func(tx *vault.Tx) (Note, error) {
		id, head, err := readDraft(tx, n)
		if err == nil {
			head.Sections, err = readSections(tx, id)
		}
		return head, err
	})
	d := DocumentOf(head)
	d.Start = d.Start.In(b.zone)
	if d.Next != nil {
		d.Next.Start = d.Next.Start.In(b.zone)
	}
	return d, head.Revision, err
}

// Discard deletes a draft. Its code is not given again.
func (b *Book) Discard(ctx context.Context, n NoteID) error {
	return b.vault.Update(ctx, func(tx *vault.Tx) error {
		id, head, err := readDraft(tx, n)
		if err != nil {
			return err
		}
		for _, table := range []string{"alias WHERE draft", "paragraph WHERE note", "section WHERE note", "note WHERE id"} {
			if _, err := tx.Exec("DELETE FROM "+table+" = ?", id); err != nil {
				return err
			}
		}
		return record(tx, Event{What: "note-discarded", Case: head.Case, Note: head.ID})
	})
}

// writeFacts writes the head of a draft.
func writeFacts(tx *vault.Tx, id int64, d document.Document) error {
	var minutes, risk, next, extra any
	place := ""
	if d.Minutes > 0 {
		minutes = d.Minutes
	}
	if d.Risk != "" {
		risk = d.Risk
	}
	if d.Next != nil {
		next, place = localStamp(d.Next.Start), d.Next.Place
	}
	if text := document.OwnFacts(d.Own).String(); text != "" {
		extra = text
	}
	_, err := tx.Exec(`UPDATE note SET kind = ?, layer = ?, format = ?, start = ?, minutes = ?, place = ?, present = ?, part = ?,
		risk = ?, next = ?, next_place = ?, extra = ? WHERE id = ?`,
		d.Kind, d.Layer, d.Format, localStamp(d.Start), minutes, d.Place, strings.Join(d.Present, ","), d.Part,
		risk, next, place, extra, id)
	return err
}

// writeText writes the sections of a draft and the aliases it uses, in its text
// or in facts of its kind; it returns how many of these are new.
func writeText(tx *vault.Tx, file, id int64, d document.Document) (added int, err error) {
	for _, table := range []string{"paragraph WHERE note", "section WHERE note"} {
		if _, err := tx.Exec("DELETE FROM "+table+" = ?", id); err != nil {
			return 0, err
		}
	}
	position := 0
	for i, s := range d.Sections {
		_, err := tx.Exec("INSERT INTO section (note, position, key, heading) VALUES (?, ?, ?, ?)", id, i+1, s.Key, s.Heading)
		if err != nil {
			return 0, err
		}
		for _, p := range s.Paragraphs {
			position++
			_, err := tx.Exec("INSERT INTO paragraph (note, position, section, text, whose) VALUES (?, ?, ?, ?, ?)",
				id, position, i+1, p.Text, string(p.Whose))
			if err != nil {
				return 0, err
			}
		}
	}
	unseen := document.Section{Paragraphs: []document.Paragraph{{Text: document.OwnFacts(d.Own).Aliases()}}}
	return registerTokens(tx, file, id, append(slices.Clip(d.Sections), unseen))
}

func equalSections(a, b document.Section) bool {
	return a.Key == b.Key && a.Heading == b.Heading && slices.Equal(a.Paragraphs, b.Paragraphs)
}

// wording is the text of a document alone, without whose it is.
func wording(d document.Document) string {
	var b strings.Builder
	for _, s := range d.Sections {
		b.WriteString(s.Key + "\x00")
		for _, p := range s.Paragraphs {
			b.WriteString(p.Text + "\x00")
		}
	}
	return b.String()
}
