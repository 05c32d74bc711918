package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"subrosa/cmd/subrosa/form"
	"subrosa/cmd/subrosa/read"
	"subrosa/cmd/subrosa/screen"
	"subrosa/cmd/subrosa/write"
	"subrosa/crypto"
	"subrosa/notes"
	"subrosa/notes/document"
	"subrosa/vault"
)

// writeNote is `note new` on a terminal: the writing screen.
func (a *app) writeNote(ctx context.Context, args []string, o *noteNewOptions) error {
	h, err := a.hold(ctx)
	if err != nil {
		return err
	}
	var job write.Job
	var drafts []form.Option
	err = h.book(ctx, func(ctx context.Context, b *notes.Book) error {
		code, err := a.caseCode(ctx, b, args)
		if err != nil {
			return err
		}
		if job.Facts, err = b.Facts(ctx, code, o.head.kind); err != nil {
			return fmt.Errorf("new note: %w", err)
		}
		if err := h.surroundings(ctx, b, code, &job, o.head); err != nil {
			return err
		}
		drafts, err = draftsLike(ctx, b, code, job.Facts.Document)
		return err
	})
	if err != nil {
		return err
	}
	if len(drafts) > 0 {
		id, err := a.asker().Pick(ctx, "There is a draft of that day already. Go on with it?", append(drafts, form.Option{Label: "write another note"}))
		if err != nil {
			return err
		}
		if id != "" {
			return a.editNote(ctx, []string{id}, headOptions{})
		}
	}
	job.LateReason, err = a.optionalText(o.reasonFrom)
	if err != nil {
		return err
	}
	return h.writeOn(ctx, job)
}

// draftsLike are the drafts of a case of the same kind and day, to be gone on with.
func draftsLike(ctx context.Context, b *notes.Book, code notes.CaseCode, d document.Document) ([]form.Option, error) {
	list, err := b.Notes(ctx, code)
	var drafts []form.Option
	for _, n := range list {
		if isDraft(n) && n.Kind == d.Kind && day(n.Start) == day(d.Start) {
			drafts = append(drafts, form.Option{Value: string(n.ID), Label: strings.Join(noteRow(n), "  ")})
		}
	}
	return drafts, err
}

// writeOn is write, and then the note of a risk that is present: while she knows it
// best.
func (h *held) writeOn(ctx context.Context, job write.Job) error {
	signed, err := h.write(ctx, job)
	if err != nil || signed == nil || h.app.flags.json || signed.Kind == "risk" || signed.Risk == nil || *signed.Risk != "present" {
		return err
	}
	next := write.Job{Message: fmt.Sprintf("%s is signed; risk is present: the note about it. esc: later", signed.ID)}
	err = h.book(ctx, func(ctx context.Context, b *notes.Book) error {
		if next.Facts, err = b.Facts(ctx, signed.Case, "risk"); err != nil {
			return err
		}
		of := notes.DocumentOf(*signed)
		next.Facts.Document.Start, next.Facts.Document.Present, next.Facts.Document.Part = of.Start, of.Present, of.Part
		return h.surroundings(ctx, b, signed.Case, &next, headOptions{})
	})
	if err != nil {
		return err
	}
	written, err := h.write(ctx, next)
	if err == nil && written == nil {
		h.app.say("the note about the risk is still to be signed; subrosa todo reminds you")
	}
	return err
}

// editNote is `note edit` on a terminal.
func (a *app) editNote(ctx context.Context, args []string, head headOptions) error {
	h, err := a.hold(ctx)
	if err != nil {
		return err
	}
	var job write.Job
	err = h.book(ctx, func(ctx context.Context, b *notes.Book) error {
		id, err := a.noteID(ctx, b, args, isDraft)
		if err != nil {
			return err
		}
		d, revision, err := b.Document(ctx, id)
		if err != nil {
			return fmt.Errorf("edit %s: %w", id, err)
		}
		code, _, err := b.NoteCase(ctx, id)
		if err != nil {
			return err
		}
		if job.Facts, err = b.Facts(ctx, code, ""); err != nil {
			return fmt.Errorf("edit %s: %w", id, err)
		}
		job.Facts.Document, job.Facts.Session = d, 0
		if n := job.Facts.LastNote; n != nil && n.ID == id { // the draft itself
			job.Facts.LastNote, job.Facts.LastPlan = nil, nil
		}
		job.Note, job.Revision = id, revision
		return h.surroundings(ctx, b, code, &job, head)
	})
	if err != nil {
		return err
	}
	return h.writeOn(ctx, job)
}

// overGuess puts the flags that a document says in its head over what was
// guessed.
func (h *headOptions) overGuess(d *document.Document, c document.Context) error {
	if h.kind == "" && h.format == "" {
		return nil
	}
	if h.kind != "" {
		*d = d.As(h.kind, "narrative")
	}
	f, ok := c.FindFormat(cmp.Or(h.format, d.Format))
	if !ok {
		return usage("--format is not one of those known").hinting("subrosa template list shows yours")
	}
	*d = d.Under(f, c.Language)
	return nil
}

// held is the key of a vault while a screen is open. The vault itself is opened
// for each action and closed again.
type held struct {
	app     *app
	options vault.Options
	head    vault.Head
	key     crypto.Key
}

// hold asks for the key, before a screen takes the terminal.
func (a *app) hold(ctx context.Context) (*held, error) {
	o, err := a.vaultOptions()
	if err != nil {
		return nil, err
	}
	head, err := vault.ReadHead(o.Path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.Path, err)
	}
	e, err := a.enter(ctx, head)
	if err != nil {
		return nil, err
	}
	h := &held{a, o, head, e.key}
	if e.by != crypto.Recovery {
		return h, nil
	}
	err = a.openVault(ctx, o, e.key, func(ctx context.Context, v *vault.Vault) error {
		h.key, err = a.offerPassphrase(ctx, v, e)
		h.head.KeyID = h.key.ID()
		return err
	})
	return h, err
}

// book runs fn on the record and keeps the agent awake. When another window
// changed the key of the vault, the agent has the new one.
func (h *held) book(ctx context.Context, fn func(context.Context, *notes.Book) error) error {
	began := false
	open := func() error {
		h.app.agentUse(h.head)
		return h.app.openVault(ctx, h.options, h.key, func(ctx context.Context, v *vault.Vault) error {
			began = true
			return onBook(ctx, v, fn)
		})
	}
	err := open()
	if errors.Is(err, vault.ErrKeyChanged) && !began && h.renew() {
		err = open()
	}
	return err
}

// renew takes the present key of the vault from the agent.
func (h *held) renew() bool {
	head, err := vault.ReadHead(h.options.Path)
	if err != nil {
		return false
	}
	key, ok := h.app.agentUse(head)
	if ok {
		h.head, h.key = head, key
	}
	return ok
}

// surroundings fills in what a job needs to know besides the note, and puts
// the flags over its facts.
func (h *held) surroundings(ctx context.Context, b *notes.Book, code notes.CaseCode, job *write.Job, head headOptions) (err error) {
	if job.Context, err = b.DocumentContext(ctx, code); err != nil {
		return err
	}
	if err := head.overGuess(&job.Facts.Document, job.Context); err != nil {
		return err
	}
	if err := head.over(&job.Facts.Document, job.Context); err != nil {
		return err
	}
	if _, err := document.Check(job.Facts.Document, job.Context); err != nil {
		return err
	}
	practice, err := b.Practice(ctx)
	if err != nil {
		return err
	}
	job.Places = map[string]string{}
	for _, p := range practice.Places {
		job.Places[p.ID] = p.Label
	}
	return nil
}

// write shows the writing screen and says what became of the note; nil when it was
// not signed.
func (h *held) write(ctx context.Context, job write.Job) (*notes.Note, error) {
	kept := &aside{key: h.key, vault: h.options.Path, state: h.options.State, opened: h.app.now()}
	h.callbacks(&job, kept)
	idle := h.app.agentIdle(h.head)
	r, err := write.Note(ctx, h.app.asker(), job)
	for errors.Is(err, screen.ErrLocked) && kept.path == "" && h.comeBack(ctx, &job, r, idle) == nil {
		r, err = write.Note(ctx, h.app.asker(), job)
	}
	if kept.path != "" {
		h.reseal(ctx, kept, err)
		h.app.say("what the vault did not take is kept sealed in %s; subrosa note new --from makes a draft of it", kept.path)
	}
	switch {
	case err != nil && r.Note != "":
		h.app.say("what was saved is kept as the draft %s; subrosa note edit %s goes on", r.Note, r.Note)
		return nil, err
	case err != nil:
		return nil, err
	case r.Note == "":
		h.app.say("nothing was written")
		return nil, nil
	}
	changed := noteChanged{Note: r.Note, Status: "draft", Revision: r.Revision, Forked: r.Forked}
	if r.Signed != nil {
		changed.Status = "signed"
	}
	return r.Signed, h.app.print(changed, func(w io.Writer) {
		if r.Signed != nil {
			fmt.Fprintf(w, "signed %s, locked, searchable\n", r.Note)
			return
		}
		fmt.Fprintf(w, "kept as the draft %s; subrosa note edit %s goes on\n", r.Note, r.Note)
	})
}

// comeBack locks, waits for the passphrase, and makes the job go on where it
// stood, with the draft as it is in the vault now.
func (h *held) comeBack(ctx context.Context, job *write.Job, r write.Result, idle time.Duration) error {
	h.key = crypto.Key{}
	var err error
	if h.head, h.key, err = h.app.comeBack(ctx, idle); err != nil || r.Note == "" {
		return err
	}
	return h.book(ctx, func(ctx context.Context, b *notes.Book) error {
		d, revision, err := b.Document(ctx, r.Note)
		if err != nil {
			return err
		}
		job.Facts.Document, job.Note, job.Revision, job.At = d, r.Note, revision, &r.At
		return nil
	})
}

// reseal gives a draft that was kept aside the key that the vault has now, when
// that was changed in another window: the old one opens nothing any more. Where
// the screen ended because nobody is there, nobody is asked.
func (h *held) reseal(ctx context.Context, kept *aside, ended error) {
	head, err := vault.ReadHead(h.options.Path)
	if err != nil || head.KeyID == kept.key.ID() {
		return
	}
	err = errLocked
	if ctx.Err() == nil && !errors.Is(ended, screen.ErrHangUp) && !errors.Is(ended, screen.ErrLocked) {
		var e entry
		if e, err = h.app.enter(ctx, head); err == nil {
			// It must be the key of this vault: whoever can write the file can put slots of their own there.
			err = h.app.openVault(ctx, h.options, e.key, func(context.Context, *vault.Vault) error { return kept.reseal(e.key) })
		}
	}
	if err != nil {
		h.app.warn("what is kept is sealed with the key of before; only a copy of the vault made before opens it: subrosa note new --vault COPY --from FILE")
	}
}

// callbacks are what the screen does to the record. What that does not take is
// kept aside.
func (h *held) callbacks(job *write.Job, kept *aside) {
	code := job.Facts.Case.Code
	job.Save = func(ctx context.Context, in write.Draft) (s notes.Saved, err error) {
		err = h.book(ctx, func(ctx context.Context, b *notes.Book) error {
			if in.Note == "" {
				s, err = b.NewNote(ctx, notes.NoteInput{Case: code, Document: in.Document, StartedAt: in.StartedAt})
			} else {
				s, err = b.SaveDraft(ctx, in.Note, in.Revision, in.Document)
			}
			if in.Note != "" && isGone(err) {
				s, err = b.NewNote(ctx, notes.NoteInput{Case: code, Document: in.Document, StartedAt: in.StartedAt})
				s.Forked = true
			}
			return err
		})
		kept.key = h.key // book may have taken a new one from the agent
		return s, kept.after(err, code, in)
	}
	job.Findings = func(ctx context.Context, n notes.NoteID) (list []notes.Finding, err error) {
		err = h.book(ctx, func(ctx context.Context, b *notes.Book) error {
			list, err = b.Findings(ctx, n)
			return err
		})
		return list, shown(err)
	}
	job.Sign = func(ctx context.Context, n notes.NoteID, late string) (note notes.Note, err error) {
		err = h.book(ctx, func(ctx context.Context, b *notes.Book) error {
			note, err = b.Sign(ctx, n, late)
			return err
		})
		return note, shown(err)
	}
}

// isGone says whether a draft that is being written was signed or discarded in
// another window. What is typed since then becomes a draft of its own.
func isGone(err error) bool {
	if _, discarded := errors.AsType[*notes.NotFound](err); discarded {
		return true
	}
	refused, ok := errors.AsType[*notes.Refused](err)
	return ok && refused.Rule == "signed"
}

// shown makes an error read on a screen as the exit table would tell it.
func shown(err error) error {
	if err == nil {
		return nil
	}
	f := explain(err)
	if f.Hint != "" {
		f.Message += " (" + f.Hint + ")"
	}
	return &told{f.Message, err}
}

// told is an error with the words of the exit table.
type told struct {
	words string
	err   error
}

func (t *told) Error() string { return t.words }
func (t *told) Unwrap() error { return t.err }

// fullScreen says whether results may be shown on the alternate screen.
func (a *app) fullScreen() bool { return a.terminal() && a.outTerminal && !a.plain() }

// readScreen shows pages on the alternate screen.
func (a *app) readScreen(ctx context.Context, title, text string) error {
	return a.readPages(ctx, []read.Page{{Title: title, Text: text}})
}

func (a *app) readPages(ctx context.Context, pages []read.Page) error {
	return read.Show(ctx, a.screenTerminal(), read.Reading{Pages: pages})
}
