package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"subrosa/cmd/subrosa/form"
	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
)

// asker asks on the terminal; use it only after a.terminal() said yes.
func (a *app) asker() *form.Asker {
	if a.ask == nil {
		in, _ := a.in.(*os.File)
		out, _ := a.err.(*os.File)
		a.ask = form.New(in, out, a.plain())
		a.ask.Now = a.now
	}
	a.ask.Lock = a.screenLock()
	return a.ask
}

// screenTerminal is where full-screen parts run.
func (a *app) screenTerminal() screen.Terminal {
	in, _ := a.in.(*os.File)
	out, _ := a.err.(*os.File)
	return screen.Terminal{In: in, Out: out, Lock: a.screenLock()}
}

// confirm asks on a terminal whether to go on with what can not be taken back;
// --yes has answered already. A script has said what it wants.
func (a *app) confirm(ctx context.Context, question string) error {
	if a.flags.yes || !a.terminal() {
		return nil
	}
	yes, err := a.asker().Confirm(ctx, screen.Line(question))
	if err == nil && !yes {
		err = errDeclined
	}
	return err
}

// confirmCode wants the code of what is about to be deleted, released or
// delivered: from --confirm, or typed. --yes does not answer it.
func (a *app) confirmCode(ctx context.Context, what, code, given string) error {
	switch {
	case strings.EqualFold(given, code):
		return nil
	case given != "":
		return usage("--confirm names another code than " + code)
	case !a.terminal():
		return usage(what + ": this wants to be confirmed").hinting("give --confirm " + code)
	}
	err := a.asker().ConfirmCode(ctx, screen.Line(what), code)
	if errors.Is(err, form.ErrNotConfirmed) {
		return errDeclined
	}
	return err
}

// errDeclined: she was asked, and said no.
var errDeclined = &notes.Refused{Rule: "declined", What: "not confirmed; nothing was done"}

// caseCode reads the code of a case from the arguments, or lets one be picked.
func (a *app) caseCode(ctx context.Context, b *notes.Book, args []string) (notes.CaseCode, error) {
	if len(args) > 0 {
		return notes.ParseCaseCode(args[0])
	}
	if !a.terminal() {
		return "", usage("the code of a case is missing").hinting("subrosa case list shows them")
	}
	cases, err := b.Cases(ctx)
	if err != nil {
		return "", err
	}
	options := caseOptions(cases, a.now())
	if len(options) == 0 {
		return "", &notes.NotFound{What: "case yet"}
	}
	picked, err := a.asker().Pick(ctx, "Which case?", options)
	return notes.CaseCode(picked), err
}

// noteID reads the id of a note from the arguments, or lets one be picked of
// those that fit.
func (a *app) noteID(ctx context.Context, b *notes.Book, args []string, fits func(notes.Note) bool) (notes.NoteID, error) {
	if len(args) > 0 {
		return notes.ParseNoteID(args[0])
	}
	if !a.terminal() {
		return "", usage("the id of a note is missing").hinting("subrosa note list shows them")
	}
	list, err := b.Notes(ctx, "")
	if err != nil {
		return "", err
	}
	var options []form.Option
	for _, n := range list {
		if fits(n) {
			options = append(options, form.Option{Value: string(n.ID), Label: strings.Join(noteRow(n), "  ")})
		}
	}
	if len(options) == 0 {
		return "", &notes.NotFound{What: "note for this"}
	}
	picked, err := a.asker().Pick(ctx, "Which note?", options)
	return notes.NoteID(picked), err
}

func isDraft(n notes.Note) bool  { return n.Status == "draft" }
func isSigned(n notes.Note) bool { return n.Status == "signed" }
func anyNote(notes.Note) bool    { return true }

// needCode refuses early, before the vault is opened, what lacks its code and
// has nobody to pick one.
func (a *app) needCode(args []string, what, list string) error {
	if len(args) == 0 && !a.terminal() {
		return usage(what + " is missing").hinting(list + " shows them")
	}
	return nil
}

// personCode reads the code of a person from the arguments, or lets one be
// picked by code and cases.
func (a *app) personCode(ctx context.Context, b *notes.Book, args []string) (notes.PersonCode, error) {
	if len(args) > 0 {
		return notes.ParsePersonCode(args[0])
	}
	options, err := personOptions(ctx, b)
	if err != nil {
		return "", err
	}
	if len(options) == 0 {
		return "", &notes.NotFound{What: "person yet"}
	}
	picked, err := a.asker().Pick(ctx, "Which person?", options)
	return notes.PersonCode(picked), err
}

// personOptions are the persons known, by codes and initials.
func personOptions(ctx context.Context, b *notes.Book) ([]form.Option, error) {
	list, err := b.Persons(ctx)
	if err != nil {
		return nil, err
	}
	cases, err := b.Cases(ctx)
	if err != nil {
		return nil, err
	}
	initials := map[notes.PersonCode]string{}
	for _, c := range cases {
		for _, p := range c.Parties {
			initials[p.Person] = p.Initials
		}
	}
	var options []form.Option
	for _, p := range list {
		label := strings.Join([]string{string(p.Code), initials[p.Code], partiesOf(p.Cases)}, "  ")
		options = append(options, form.Option{Value: string(p.Code), Label: label})
	}
	return options, nil
}
