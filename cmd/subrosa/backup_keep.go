package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"

	"subrosa/notes"
	"subrosa/vault"
)

// keepLast removes the copies of a folder that are older than its keep newest
// good ones, and enters in r which. Good is a copy that is in the register and
// is, byte for byte, what was read back when it was made. One that was changed
// is entered as that and left: it pushes out no other, and is not certainly ours.
func (a *app) keepLast(ctx context.Context, b *notes.Book, folder string, keep int, r *backupResult) error {
	list, err := copiesIn(ctx, b, folder)
	if err != nil || len(list) <= keep {
		return err
	}
	good := 0
	for _, k := range list {
		if err := ctx.Err(); err != nil {
			return err
		}
		if sum, _, err := vault.HashFile(k.Path); err != nil || sum != k.SHA256 {
			r.Changed = append(r.Changed, k.ID)
			continue
		}
		if good++; good <= keep {
			continue
		}
		if err := os.Remove(k.Path); err != nil {
			a.warn("%s (%s) cannot be removed: %s", k.Path, k.ID, explain(err).Message)
			continue
		}
		if _, err := b.SettleBackup(ctx, k.ID); err != nil {
			a.warn("%s was removed, but the register still has it: subrosa backup settle %s", k.Path, k.ID)
			return err
		}
		r.Removed = append(r.Removed, k.ID)
	}
	return nil
}

// dated is a name that backup add gave; a copy that she named herself is hers to
// remove.
var dated = regexp.MustCompile(`-[0-9]{4}-[0-9]{2}-[0-9]{2}(-[0-9]+)?(\.[^.]*)?$`)

// copiesIn are the copies of the register with a dated name whose files are in a
// folder now, the newest first.
func copiesIn(ctx context.Context, b *notes.Book, folder string) ([]notes.Backup, error) {
	all, err := b.Backups(ctx)
	var list []notes.Backup
	for _, k := range all {
		if k.GoneAt != nil || filepath.Dir(k.Path) != folder || !dated.MatchString(k.Path) {
			continue
		}
		if info, err := os.Lstat(k.Path); err == nil && info.Mode().IsRegular() {
			list = append(list, k)
		}
	}
	return list, err
}
