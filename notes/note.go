package notes

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"subrosa/notes/digest"
	"subrosa/notes/document"
	"subrosa/vault"
)

// Note is what `note show --json` prints.
type Note struct {
	ID        NoteID            `json:"id"`
	Case      CaseCode          `json:"case"`
	Kind      string            `json:"kind"`
	Layer     string            `json:"layer"`
	Format    string            `json:"format"`
	Start     time.Time         `json:"start"` // local, with offset
	Minutes   int               `json:"minutes"`
	Place     string            `json:"place"`
	Present   []Label           `json:"present"`
	Part      string            `json:"part"`
	Risk      *string           `json:"risk"`
	Next      *Next             `json:"next"`
	Facts     document.OwnFacts `json:"facts,omitzero"`
	Author    string            `json:"author"`
	Language  string            `json:"language"`
	Status    string            `json:"status"` // draft | signed | void
	Revision  int               `json:"revision"`
	StartedAt time.Time         `json:"started_at"`
	TextAt    time.Time         `json:"text_at"`
	SignedAt  *time.Time        `json:"signed_at"`
	Late      *Late             `json:"late"`
	Void      *Void             `json:"void,omitempty"`
	Digest    *string           `json:"digest"`
	SignedAs  *SignedAs         `json:"signed_as,omitempty"`
	Sections  []Section         `json:"sections,omitzero"` // nil in lists
	Addenda   []Addendum        `json:"addenda,omitzero"`  // nil in lists
}

// Next is the next appointment that a note names.
type Next struct {
	Start time.Time `json:"start"` // local, with offset
	Place string    `json:"place"`
}

// Late says how many hours after the end of the session the text was last
// changed, and why: more than 48.
type Late struct {
	Hours  int    `json:"hours"`
	Reason string `json:"reason"`
}

// Void says that a signed note was entered in error.
type Void struct {
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
	Digest string    `json:"digest,omitempty"` // not in lists
}

// SignedAs are the codes under which a note was signed in a copy of the vault
// that was joined, where they are not those it has here: its digest holds them.
type SignedAs struct {
	ID   NoteID   `json:"id"`
	Case CaseCode `json:"case"`
}

// Section is a heading with its paragraphs.
type Section struct {
	Key        string      `json:"key"` // the heading's name in every language
	Heading    string      `json:"heading"`
	Paragraphs []Paragraph `json:"paragraphs"`
}

// Paragraph is one paragraph and whose it is now: a mark that was changed after
// signing is shown as changed.
type Paragraph struct {
	Text  string `json:"text"`
	Whose string `json:"whose"`
}

// status of a note.
const (
	draft  = "draft"
	signed = "signed"
	void   = "void"
)

// Note shows a note with its text and addenda, and records the opening.
func (b *Book) Note(ctx context.Context, n NoteID) (Note, error) {
	var record bool
	shown, err := view(ctx, b, func(tx *vault.Tx) (Note, error) {
		shown, err := readNote(tx, n)
		if err != nil {
			return shown, err
		}
		file, _ := shown.Case.number()
		record, err = readingIsNew(tx, file)
		return shown, err
	})
	if err == nil && record {
		file, _ := shown.Case.number()
		err = b.recordReading(ctx, file, Event{What: "note-read", Case: shown.Case, Note: shown.ID})
	}
	return shown, err
}

// NoteCase tells which case a note belongs to and its status. It does not open
// the note.
func (b *Book) NoteCase(ctx context.Context, n NoteID) (c CaseCode, status string, err error) {
	head, err := view(ctx, b, func(tx *vault.Tx) (Note, error) {
		_, head, err := readHead(tx, n)
		return head, err
	})
	return head.Case, head.Status, err
}

// Notes lists the notes of a case, or all when no case is given: heads only,
// the newest session first.
func (b *Book) Notes(ctx context.Context, c CaseCode) ([]Note, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]Note, error) {
		if c == "" {
			return vault.All(tx, scanNote, noteColumns+" ORDER BY start_at DESC, id DESC")
		}
		file, err := caseNumber(tx, c)
		if err != nil {
			return nil, err
		}
		return vault.All(tx, scanNote, noteColumns+" WHERE casefile = ? ORDER BY start_at DESC, id DESC", file)
	})
}

const noteColumns = `SELECT id, casefile, kind, layer, format, start, coalesce(minutes, 0), place, present, part, risk, next,
	next_place, extra, author, language, status, revision, started_at, text_at, signed_at, late_hours, late_reason, void_at,
	void_reason, signed_as, signed_case FROM note`

func scanNote(scan vault.Scan) (n Note, err error) {
	var id, file int64
	var start, present, nextPlace, startedAt, textAt string
	var next, extra, signedAt, lateReason, voidAt, voidReason *string
	var lateHours *int
	var signedAs, signedCase *int64
	err = scan(&id, &file, &n.Kind, &n.Layer, &n.Format, &start, &n.Minutes, &n.Place, &present, &n.Part, &n.Risk, &next,
		&nextPlace, &extra, &n.Author, &n.Language, &n.Status, &n.Revision, &startedAt, &textAt, &signedAt, &lateHours, &lateReason,
		&voidAt, &voidReason, &signedAs, &signedCase)
	if err != nil {
		return n, err
	}
	n.ID, n.Case = noteID(id), caseCode(file)
	n.SignedAs = signedUnder(n.ID, n.Case, signedAs, signedCase)
	n.Present = []Label{}
	for label := range strings.SplitSeq(present, ",") {
		if label != "" {
			n.Present = append(n.Present, Label(label))
		}
	}
	var errs [7]error
	if extra != nil {
		errs[6] = n.Facts.UnmarshalJSON([]byte(*extra))
	}
	n.Start, errs[0] = parseStamp(start)
	n.StartedAt, errs[1] = parseStamp(startedAt)
	n.TextAt, errs[2] = parseStamp(textAt)
	n.SignedAt, errs[3] = parseStampPtr(signedAt)
	if next != nil {
		n.Next = &Next{Place: nextPlace}
		n.Next.Start, errs[4] = parseStamp(*next)
	}
	if lateHours != nil && lateReason != nil {
		n.Late = &Late{*lateHours, *lateReason}
	}
	if voidAt != nil && voidReason != nil {
		n.Void = &Void{Reason: *voidReason}
		n.Void.At, errs[5] = parseStamp(*voidAt)
	}
	return n, errors.Join(errs[:]...)
}

// signedUnder is nil when something was signed under the codes it has here.
func signedUnder(n NoteID, c CaseCode, note, file *int64) *SignedAs {
	as := SignedAs{n, c}
	if note != nil {
		as.ID = noteID(*note)
	}
	if file != nil {
		as.Case = caseCode(*file)
	}
	if as == (SignedAs{n, c}) {
		return nil
	}
	return &as
}

// readHead reads a note without its text.
func readHead(tx *vault.Tx, n NoteID) (int64, Note, error) {
	id, err := n.number()
	if err != nil {
		return 0, Note{}, err
	}
	head, err := vault.One(tx, scanNote, noteColumns+" WHERE id = ?", id)
	if errors.Is(err, vault.ErrNoRows) {
		err = &NotFound{What: string(noteID(id))}
	}
	return id, head, err
}

// readNote reads all of a note, its marks as they are now.
func readNote(tx *vault.Tx, n NoteID) (Note, error) {
	id, note, err := readHead(tx, n)
	if err != nil {
		return note, err
	}
	note.Addenda = []Addendum{}
	if note.Sections, err = readSections(tx, id); err != nil || note.Status == draft {
		return note, err
	}
	sum, err := vault.One(tx, vault.Value[[]byte], "SELECT digest FROM seal WHERE note = ?", id)
	if err != nil {
		return note, err
	}
	text := hexOf(sum)
	note.Digest = &text
	addenda, err := readAddenda(tx, id)
	if err != nil {
		return note, err
	}
	for _, a := range addenda {
		if a.Kind == voidKind {
			if note.Void.Digest == "" {
				note.Void.Digest = a.Digest
				continue
			}
			a.Paragraphs = a.signedParagraphs() // void in two copies that were joined
		}
		note.Addenda = append(note.Addenda, a)
	}
	for _, m := range marksInOrder(addenda) {
		note.setMark(m)
	}
	return note, nil
}

// marksInOrder are the changed marks in the order in which they count: as they
// were signed. Those that came with another copy stand behind, and are sorted in
// by their time.
func marksInOrder(addenda []Addendum) []MarkInput {
	joined := slices.ContainsFunc(addenda, func(a Addendum) bool { return a.joined })
	if joined {
		addenda = slices.Clone(addenda)
		slices.SortStableFunc(addenda, func(a, b Addendum) int { return a.At.Compare(b.At) })
	}
	var marks []MarkInput
	for _, a := range addenda {
		if a.Kind == markKind {
			marks = append(marks, *a.Mark)
		}
	}
	return marks
}

// hexOf writes a digest that the record holds.
func hexOf(sum []byte) string {
	if len(sum) != len(digest.Digest{}) {
		return ""
	}
	return digest.Digest(sum).String()
}

// setMark changes whose a paragraph is; paragraphs count from 1.
func (n *Note) setMark(m MarkInput) {
	i := m.Paragraph - 1
	for _, s := range n.Sections {
		if i < len(s.Paragraphs) {
			s.Paragraphs[i].Whose = m.Whose
			return
		}
		i -= len(s.Paragraphs)
	}
}

// plan is the Plan section of a note.
func (n Note) plan() []Paragraph {
	i := slices.IndexFunc(n.Sections, func(s Section) bool { return s.Key == "plan" })
	if i < 0 {
		return nil
	}
	return n.Sections[i].Paragraphs
}
