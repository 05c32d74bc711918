package doctor

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"subrosa/crypto"
	"subrosa/notes"
	"subrosa/notes/document"
	"subrosa/vault"
)

// cheapFactor is the scrypt work factor of the scratch vault's slots: nobody
// has to be kept out of it.
const cheapFactor = 4

// work is a day's work in a vault of its own.
type work struct {
	options vault.Options
	key     crypto.Key
	now     func() time.Time
	markers []string
	note    string // a marker that stands in the signed note
	open    *vault.Vault
}

func newWork(dir string, now func() time.Time) *work {
	return &work{
		options: vault.Options{Path: filepath.Join(dir, "scratch.vault"), State: filepath.Join(dir, "state"), Now: now},
		key:     crypto.NewKey(), now: now,
	}
}

// marker draws another text that must not be found.
func (w *work) marker() string {
	m := newMarker()
	w.markers = append(w.markers, m)
	return m
}

// name is a marker as a name is written.
func (w *work) name() string {
	m := w.marker()
	return strings.ToUpper(m[:1]) + m[1:]
}

// begin makes the vault, with the ways in that a vault has.
func (w *work) begin(ctx context.Context) error {
	words, err := crypto.NewWords()
	if err != nil {
		return err
	}
	passphrase, err := crypto.NewPassphraseWay(newSecret(), cheapFactor)
	if err != nil {
		return err
	}
	recovery, err := crypto.NewRecoveryWay(words, cheapFactor)
	if err != nil {
		return err
	}
	w.keyIsSecret()
	w.open, err = vault.Create(ctx, w.options, w.key, []crypto.Way{passphrase, recovery}, func(tx *vault.Tx) error {
		return notes.Initialise(tx, notes.Practice{Therapist: w.name(), Title: w.marker(), Address: w.marker(), Language: "en", Profile: "dk-psykoterapeut",
			Places: []notes.Place{{ID: "room", Label: w.name(), Address: w.marker()}}})
	})
	return err
}

// keyIsSecret makes both halves of the key texts that must not be found.
func (w *work) keyIsSecret() { w.markers = append(w.markers, w.key.Text()[:24], w.key.Text()[40:]) }

// newKey changes the passphrase, and with it the key.
func (w *work) newKey(ctx context.Context) error {
	way, err := crypto.NewPassphraseWay(newSecret(), cheapFactor)
	if err != nil {
		return err
	}
	r, err := w.open.Rotate(ctx, vault.Change{Add: []crypto.Way{way}}, nil)
	if err != nil {
		return err
	}
	w.key = r.Key
	w.keyIsSecret()
	return nil
}

// end closes the vault.
func (w *work) end() error {
	if w.open == nil {
		return nil
	}
	v := w.open
	w.open = nil
	return v.Close()
}

// day opens the files of a person and of a couple, writes, saves, signs and
// amends, searches, answers a request up to the packet, and makes a backup.
func (w *work) day(ctx context.Context) error {
	b, err := notes.Open(ctx, w.open)
	if err != nil {
		return err
	}
	alone, err := b.OpenCase(ctx, notes.CaseInput{Kind: "individual", Service: w.marker(), Reason: w.marker(), Parties: []notes.PartyInput{
		{Label: "A", Name: w.name() + " " + w.name(), Born: "1984-05-17", Email: w.marker() + "@example.org", Address: w.marker()}}})
	if err != nil {
		return err
	}
	couple, err := b.OpenCase(ctx, notes.CaseInput{Kind: "couple", Parties: []notes.PartyInput{{Label: "A", Person: string(alone.Parties["A"])}, {Label: "B", Name: w.name()}},
		Aliases: []notes.AliasInput{{Token: "boss", Names: []string{w.name()}, Relation: w.marker(), Of: "B"}}})
	if err != nil {
		return err
	}
	for _, c := range []struct {
		code    notes.CaseCode
		present []string
	}{{alone.Case, []string{"A"}}, {couple.Case, []string{"A", "B"}}} {
		if err := w.write(ctx, b, c.code, c.present); err != nil {
			return err
		}
	}
	if _, err := b.LodgeHead(ctx, w.name()); err != nil {
		return err
	}
	if err := w.answer(ctx, b, alone); err != nil {
		return err
	}
	if err := w.newKey(ctx); err != nil {
		return err
	}
	_, err = w.open.Backup(ctx, filepath.Join(filepath.Dir(w.options.Path), "copy.vault"), func(tx *vault.Tx) error {
		_, problems, err := notes.CheckRecords(tx, nil)
		if err == nil && len(problems) > 0 {
			err = fmt.Errorf("%w: the copy: %s", errBlind, problems[0])
		}
		return err
	})
	return err
}

func (w *work) document(present []string) document.Document {
	text := w.marker()
	w.note = text
	return document.Document{Start: w.now().Add(-2 * time.Hour).Truncate(time.Minute), Minutes: 50, Kind: "session", Format: "dap", Layer: "record",
		Place: "room", Present: present, Risk: "none", Sections: []document.Section{
			{Key: "data", Heading: "Data", Paragraphs: []document.Paragraph{{Text: "listening " + w.marker()}, {Text: text, Whose: "A"}}},
			{Key: "plan", Heading: "Plan", Paragraphs: []document.Paragraph{{Text: w.marker()}}}}}
}

// write keeps a draft twice, signs it, amends it, and leaves another draft.
func (w *work) write(ctx context.Context, b *notes.Book, c notes.CaseCode, present []string) error {
	saved, err := b.NewNote(ctx, notes.NoteInput{Case: c, Document: w.document(present)})
	if err != nil {
		return err
	}
	if saved, err = b.SaveDraft(ctx, saved.Note, saved.Revision, w.document(present)); err != nil {
		return err
	}
	if _, err := b.Sign(ctx, saved.Note, ""); err != nil {
		return err
	}
	if _, err := b.Amend(ctx, saved.Note, "correction", []document.Paragraph{{Text: w.marker()}}); err != nil {
		return err
	}
	kept := w.note // the draft below is no signed note
	if _, err := b.NewNote(ctx, notes.NoteInput{Case: c, Document: w.document(present)}); err != nil {
		return err
	}
	w.note = kept
	_, err = b.Search(ctx, notes.Query{Words: []string{"listening"}})
	return err
}

// answer answers the person's request for access up to the packet. The draft
// that would stand in the way is given up.
func (w *work) answer(ctx context.Context, b *notes.Book, of notes.OpenedCase) error {
	list, err := b.Notes(ctx, of.Case)
	if err != nil {
		return err
	}
	for _, n := range list {
		if n.Status == "draft" {
			if err := b.Discard(ctx, n.ID); err != nil {
				return err
			}
		}
	}
	added, err := b.AddRequest(ctx, notes.RequestInput{Type: "access", Person: of.Parties["A"], Cases: []notes.CaseCode{of.Case},
		Requester: notes.RequesterInput{Name: w.name(), Address: w.marker()}, Purpose: w.marker(), Matter: w.marker()})
	if err != nil {
		return err
	}
	if _, err := b.Review(ctx, added.Request, notes.ReviewInput{AcceptAll: true, Approve: true}); err != nil {
		return err
	}
	_, err = b.BuildPacket(ctx, added.Request)
	return err
}

// reads opens the closed vault with its key and finds the texts in it: they
// were written, and are there.
func (w *work) reads(ctx context.Context) (err error) {
	v, err := vault.Open(ctx, w.options, w.key)
	if err != nil {
		return fmt.Errorf("%w: the vault does not open again: %v", errBlind, err)
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	b, err := notes.Open(ctx, v)
	if err != nil {
		return err
	}
	hits, err := b.Search(ctx, notes.Query{Words: []string{w.note}})
	if err == nil && hits.Total == 0 {
		err = fmt.Errorf("%w: what was written is not in the vault", errBlind)
	}
	return err
}

func base64Of(s string) []byte { return []byte(base64.StdEncoding.EncodeToString([]byte(s))) }
