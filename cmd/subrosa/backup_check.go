package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"subrosa/notes"
	"subrosa/vault"
)

// checkResult is what `backup check` prints: a verdict, and what is in the copy.
type checkResult struct {
	verifyResult
	notes.Contents
	Path      string    `json:"path"`
	Vault     string    `json:"vault_id"`
	ThisVault *bool     `json:"this_vault"` // null: there is no vault here to compare with
	OlderKey  bool      `json:"older_key"`  // opens with the passphrase and the words of its time
	Log       bool      `json:"log"`        // made by hand of a vault in use
	Saved     time.Time `json:"saved"`
	Bytes     int64     `json:"bytes"`
	SHA256    string    `json:"sha256"`
	Behind    *int64    `json:"behind"` // generations that the vault is ahead; null when that is locked or another
	ID        string    `json:"id"`     // in the register; "" when not entered
}

func newBackupCheckCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE",
		Short: "Rehearse a restore: read a copy whole, as if it were the vault",
		Long: `Rehearse a restore: open a copy with its passphrase or words, read all of it in
memory, check it, and say what is in it. The copy is not changed, and nothing of
it is written anywhere. When the vault is unlocked, the rehearsal is entered in
the register of backups; a copy that was made by hand is entered too.`,
		Args: oneArg("FILE", "a copy of the vault"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error { return runBackupCheck(cmd.Context(), a, args[0]) }),
	}
}

func runBackupCheck(ctx context.Context, a *app, file string) error {
	file, err := realPath(file)
	if err != nil {
		return err
	}
	if s, err := os.Stat(file); err == nil && s.IsDir() {
		return usage(file + " is a folder").hinting("name the copy in it; subrosa backup list shows where they went")
	}
	vaultPath, err := a.vaultPath()
	if err != nil {
		return err
	}
	if sameFile(file, vaultPath) {
		return usage(file + " is the vault itself, not a copy").hinting("subrosa verify checks the vault")
	}
	r := checkResult{Path: file}
	seen, err := a.rehearse(ctx, &r)
	if err != nil {
		return a.tellUnsound(err)
	}
	if r.OK {
		if err := a.registerRehearsal(ctx, &r, copyPlaceOf(filepath.Dir(file), vaultPath)); err != nil {
			a.warn("the rehearsal is not in the register: %s", explain(err).Message)
		}
	}
	if err := a.print(r, func(w io.Writer) { renderCheck(w, r, a.now()) }); err != nil || r.OK {
		return err
	}
	return &badCopy{file, fmt.Errorf("%w: %s", errUnsound, count(len(seen.problems), "problem"))}
}

// rehearse opens the copy with today's way in, or that of its time, and reads
// all of it.
func (a *app) rehearse(ctx context.Context, r *checkResult) (seen rehearsed, err error) {
	head, log, err := vault.ReadCopyHead(r.Path)
	if err != nil {
		return seen, ofCopy(r.Path, err)
	}
	r.Log = log
	a.tellWhichCopy(r, head)
	key, err := a.key(ctx, head)
	if err != nil {
		return seen, fmt.Errorf("%s: %w", r.Path, err)
	}
	tell, end := a.progress("pages read")
	c, err := vault.CheckCopy(vault.Watch(ctx, tell), r.Path, key, seen.look(a, false))
	end()
	if err != nil {
		return seen, ofCopy(r.Path, err)
	}
	r.Contents, r.Vault, r.Saved, r.Bytes, r.SHA256 = seen.Contents, c.Vault, c.Saved, c.Bytes, c.SHA256
	r.verifyResult = verifyResult{OK: len(seen.problems) == 0, Pages: c.Pages, Generation: c.Generation,
		Records: seen.records, Problems: orNone(seen.problems)}
	return seen, nil
}

// tellWhichCopy says, before the key is asked for, what is not as usual.
func (a *app) tellWhichCopy(r *checkResult, copied vault.Head) {
	if r.Log {
		a.say("this copy was made by hand while the vault was in use: what waits in %s-wal is part of it", filepath.Base(r.Path))
	}
	path, err := a.vaultPath()
	if err != nil {
		return
	}
	here, err := vault.ReadHead(path)
	if err != nil {
		return
	}
	same := here.ID == copied.ID
	r.ThisVault, r.OlderKey = &same, same && here.KeyID != copied.KeyID
	switch {
	case !same:
		a.warn("this is a copy of another vault than %s", path)
	case r.OlderKey:
		a.say("this copy has another key than the vault has today: it opens with the passphrase, or the words, of its time")
	}
}

// registerRehearsal enters in the vault, if it is the same and unlocked, that
// the copy was read whole, and says how far behind the copy is.
func (a *app) registerRehearsal(ctx context.Context, r *checkResult, place notes.CopyPlaceInput) error {
	if r.ThisVault == nil || !*r.ThisVault {
		return nil
	}
	return a.ifUnlocked(ctx, func(ctx context.Context, v *vault.Vault) error {
		info, err := v.Info(ctx)
		if err != nil {
			return err
		}
		behind := int64(info.Generation) - int64(r.Generation)
		r.Behind = &behind
		if r.Log { // a file that changes when it is opened is none to remember by its hash
			return nil
		}
		return onBook(ctx, v, func(ctx context.Context, b *notes.Book) error {
			k, found, err := b.RegisterRehearsal(ctx, notes.Backup{
				Path: r.Path, At: r.Saved, Generation: r.Generation, Bytes: r.Bytes, SHA256: r.SHA256}, place)
			if r.ID = string(k.ID); found && err == nil {
				a.say("this copy was not in the register: entered as %s", k.ID)
			}
			return err
		})
	})
}

func renderCheck(w io.Writer, r checkResult, now time.Time) {
	renderVerify(w, r.verifyResult)
	if !r.OK {
		return
	}
	renderContents(w, r.Contents, r.Saved, now)
	if r.Behind == nil {
		return
	}
	switch n := *r.Behind; {
	case n == 1:
		fmt.Fprintln(w, "the vault was saved once since: as it is when a backup is entered in the register")
	case n > 1:
		fmt.Fprintf(w, "the vault was saved %d times since\n", n)
	case n < 0:
		fmt.Fprintf(w, "this copy is NEWER than the vault here, by %s\n", count(int(-n), "generation"))
	}
}

// renderContents says what is in a copy, in numbers and dates.
func renderContents(w io.Writer, c notes.Contents, saved, now time.Time) {
	entry := "nothing written yet"
	if c.LastEntry != nil {
		entry = "last entry " + clock(*c.LastEntry) + ", " + ago(c.LastEntry, now)
	}
	fmt.Fprintf(w, "%s, %s, %s, %s; %s\n", count(c.Cases, "case"), count(c.Notes, "note"), count(c.Drafts, "draft"),
		count(c.Requests, "request"), entry)
	fmt.Fprintf(w, "saved %s: what was written after that is not in it\n", clock(saved))
}
