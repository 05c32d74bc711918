package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"subrosa/crypto"
	"subrosa/notes"
	"subrosa/notes/document"
	"subrosa/vault"
)

// tryOut is the home screen of an invented practice, which is thrown away when she
// leaves it. It is a vault of its own in a folder of its own, so that no invented
// case comes into hers, where it could not be destroyed for years.
func (a *app) tryOut(ctx context.Context) (err error) {
	state, err := a.stateFolder()
	if err != nil {
		return err
	}
	dir := filepath.Join(state, fmt.Sprint(invented, os.Getpid()))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	b := *a
	b.ask, b.flags.vault = nil, filepath.Join(dir, "invented.vault")
	b.env = func(name string) string {
		if name == "XDG_STATE_HOME" {
			return dir
		}
		return a.env(name)
	}
	b.openings = []string{"! an invented practice: all of it is thrown away when you leave", "! its passphrase is: " + tryPassphrase}
	h, err := b.invent(ctx)
	if err != nil {
		return err
	}
	defer func() {
		_, lockErr := (&lockOptions{}).lock(&b)
		err = errors.Join(err, lockErr)
	}()
	if err := h.stayHome(ctx); err != nil {
		return err
	}
	a.say("what was tried is thrown away; subrosa sets up yours")
	return nil
}

// invented begins the name of its folder, which ends with the process.
const invented = "invented-"

// sweep removes what processes left that were killed.
func sweep(state string) {
	old, _ := filepath.Glob(filepath.Join(state, invented+"*"))
	for _, dir := range old {
		pid, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(dir), invented))
		if err == nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			os.RemoveAll(dir) // else another time
		}
	}
}

// tryPassphrase opens nothing but what is thrown away.
const tryPassphrase = "practice makes calm"

// invent makes a vault with a couple in it, who were there twice and come again
// soon.
func (a *app) invent(ctx context.Context) (*held, error) {
	vo, err := a.vaultOptions()
	if err != nil {
		return nil, err
	}
	key := crypto.NewKey()
	way, err := crypto.NewPassphraseWay(tryPassphrase, a.cost())
	if err != nil {
		return nil, err
	}
	practice := notes.Practice{Therapist: "Your Name", Title: "psychotherapist", Language: "en", Profile: "eu",
		Places: []notes.Place{{ID: "practice", Label: "The practice"}}}
	v, err := vault.Create(ctx, vo, key, []crypto.Way{way}, func(tx *vault.Tx) error { return notes.Initialise(tx, practice) })
	if err != nil {
		return nil, err
	}
	err = errors.Join(onBook(ctx, v, a.inventCouple), v.Close())
	if err != nil {
		return nil, err
	}
	head, err := vault.ReadHead(vo.Path)
	return &held{a, vo, head, key}, err
}

func (a *app) inventCouple(ctx context.Context, b *notes.Book) error {
	opened, err := b.OpenCase(ctx, notes.CaseInput{Kind: "couple", Service: "couples therapy", Reason: "They quarrel about the house they are building",
		Parties: []notes.PartyInput{{Label: "A", Name: "Mona Invented"}, {Label: "B", Name: "Karl Invented"}},
		Aliases: []notes.AliasInput{{Token: "builder", Names: []string{"Mr Mortar"}, Relation: "builds their house"}}})
	if err != nil {
		return err
	}
	soon := a.now().Add(20 * time.Minute).Truncate(5 * time.Minute)
	for _, n := range []struct {
		days int
		next time.Time
		text string
	}{
		{-8, soon.AddDate(0, 0, -1), `## Data
Both came. They had not slept, and spoke of @builder for half of the time.

[A] Mona feels that every decision is left to her.

## Assessment
The house stands for something else, and both know it.

## Plan
Each writes down what a good evening at home would be.
`},
		{-1, soon, `## Data
They read out what they had written, and laughed once.

[B alone] Before Mona came in, Karl said that he looks at flats for himself.

## Assessment
Warmer when they speak of evenings than of walls.

## Plan
One such evening before next time, without the telephone.
`},
	} {
		c, err := b.DocumentContext(ctx, opened.Case)
		if err != nil {
			return err
		}
		d, err := document.Parse(fmt.Appendf(nil, "---\nstart: %s\nminutes: 50\nformat: dap\nplace: practice\npresent: [A, B]\nrisk: none\nnext: %s practice\n---\n%s",
			clock(soon.AddDate(0, 0, n.days)), clock(n.next), n.text), c)
		if err != nil {
			return err
		}
		if _, _, err := b.NewSigned(ctx, notes.NoteInput{Case: opened.Case, Document: d}, "written down later"); err != nil {
			return err
		}
	}
	return nil
}
