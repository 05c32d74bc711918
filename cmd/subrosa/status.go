package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"subrosa/notes"
	"subrosa/vault"
)

// statusResult is what `status --json` prints. What only the record knows is
// null while it is locked.
type statusResult struct {
	Version        string     `json:"version"`
	Vault          string     `json:"vault"`
	Exists         bool       `json:"exists"`
	Unlocked       bool       `json:"unlocked"`
	LocksAt        *time.Time `json:"locks_at"`
	Generation     *uint64    `json:"generation"`
	Cases          *int       `json:"cases"`
	Notes          *int       `json:"notes"`
	Drafts         *int       `json:"drafts"`
	RequestsDue    *int       `json:"requests_due"`
	ReadableCopies *int       `json:"readable_copies"`
	LastBackup     *time.Time `json:"last_backup"`
	LastRehearsal  *time.Time `json:"last_rehearsal"`
	BackupDue      *string    `json:"backup_due"`    // a date; null: nothing is due
	RehearsalDue   *string    `json:"rehearsal_due"` // likewise
}

func newStatusCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Say whether the vault is there, unlocked, and what waits in it",
		Long: `Say whether the vault is there, whether it is unlocked and until when, and what
waits in it. It never asks for the passphrase: while the vault is locked, what
only the record knows is left out.`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error { return runStatus(cmd.Context(), a) }),
	}
}

func runStatus(ctx context.Context, a *app) error {
	path, err := a.vaultPath()
	if err != nil {
		return err
	}
	r := statusResult{Version: version, Vault: path, Exists: exists(path)}
	if r.Exists {
		if err := readStatus(ctx, a, &r); err != nil {
			return err
		}
	}
	return a.print(r, func(w io.Writer) { renderStatus(w, r, a.now()) })
}

// readStatus asks the record, if the agent holds its key.
func readStatus(ctx context.Context, a *app, r *statusResult) error {
	head, err := vault.ReadHead(r.Vault)
	if errors.Is(err, vault.ErrNoVault) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", r.Vault, err)
	}
	if r.LocksAt = a.agentLocksAt(head); r.LocksAt == nil {
		return nil
	}
	return a.ifUnlocked(ctx, func(ctx context.Context, v *vault.Vault) error {
		info, err := v.Info(ctx)
		if err != nil {
			return err
		}
		return onBook(ctx, v, func(ctx context.Context, b *notes.Book) error {
			s, err := b.Status(ctx)
			if err != nil {
				return err
			}
			r.Unlocked, r.Generation = true, &info.Generation
			r.Cases, r.Notes, r.Drafts = &s.Cases, &s.Notes, &s.Drafts
			r.RequestsDue, r.ReadableCopies = &s.RequestsDue, &s.ReadableCopies
			r.LastBackup, r.LastRehearsal = s.Backup.Last, s.Rehearsal.Last
			r.BackupDue, r.RehearsalDue = orNull(s.Backup.Due), orNull(s.Rehearsal.Due)
			return nil
		})
	})
}

func renderStatus(w io.Writer, r statusResult, now time.Time) {
	fmt.Fprintln(w, r.Vault)
	switch {
	case !r.Exists:
		fmt.Fprintln(w, "there is no vault yet; subrosa init makes one")
		return
	case !r.Unlocked:
		fmt.Fprintln(w, "locked; subrosa unlock opens it")
		return
	}
	fmt.Fprintf(w, "unlocked, locks %s\n", inWords(r.LocksAt.Sub(now)))
	fmt.Fprintf(w, "%s, %s\n", count(*r.Cases, "case"), count(*r.Notes, "note"))
	if *r.Drafts > 0 {
		fmt.Fprintf(w, "%s not signed\n", count(*r.Drafts, "draft"))
	}
	if *r.RequestsDue > 0 {
		fmt.Fprintf(w, "%s due\n", count(*r.RequestsDue, "request"))
	}
	if *r.ReadableCopies > 0 {
		fmt.Fprintf(w, "%s handed out and not settled yet\n", count(*r.ReadableCopies, "readable copy"))
	}
	fmt.Fprintf(w, "last backup %s, last rehearsal of a restore %s\n", ago(r.LastBackup, now), ago(r.LastRehearsal, now))
	today := now.Format(time.DateOnly)
	if r.BackupDue != nil && *r.BackupDue <= today {
		fmt.Fprintln(w, "! a backup is due: subrosa backup add makes one")
	}
	if r.RehearsalDue != nil && *r.RehearsalDue <= today {
		fmt.Fprintln(w, "! a rehearsal is due: subrosa backup check reads a copy as a restore would")
	}
}

// orNull is nil for an empty text.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// ago is how long ago something was, in words.
func ago(t *time.Time, now time.Time) string {
	switch {
	case t == nil:
		return "never"
	case now.Sub(*t) < time.Hour:
		return "just now"
	case now.Sub(*t) < 24*time.Hour:
		return count(int(now.Sub(*t)/time.Hour), "hour") + " ago"
	}
	return count(int(now.Sub(*t)/(24*time.Hour)), "day") + " ago"
}

// inWords is how far ahead something is, in words.
func inWords(d time.Duration) string {
	if d < time.Minute {
		return "in less than a minute"
	}
	if d > 2*time.Hour {
		return "in " + count(int(d.Round(time.Hour)/time.Hour), "hour")
	}
	return "in " + count(int(d.Round(time.Minute)/time.Minute), "minute")
}
