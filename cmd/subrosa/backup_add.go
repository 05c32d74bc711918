package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"subrosa/notes"
	"subrosa/vault"
)

// defaultKeep is how many copies a folder keeps: with one after each working
// day two weeks, with one a week a quarter of a year.
const defaultKeep = 10

type backupAddOptions struct {
	dest string
	keep int
}

// backupResult is what `backup add --json` prints.
type backupResult struct {
	Path       string              `json:"path"`
	Generation uint64              `json:"generation"`
	Bytes      int64               `json:"bytes"`
	SHA256     string              `json:"sha256"`
	CheckedAt  time.Time           `json:"checked_at"`
	ID         notes.BackupCode    `json:"id"`
	Place      notes.CopyPlaceCode `json:"place"`
	SameDisk   bool                `json:"same_disk"`
	Removed    []notes.BackupCode  `json:"removed"`
	Changed    []notes.BackupCode  `json:"changed"` // older copies that are not what was made any more
}

func newBackupAddCmd(a *app) *cobra.Command {
	o := &backupAddOptions{}
	c := &cobra.Command{
		Use:   "add DEST [--keep N]",
		Short: "Copy the vault to a folder or a new file",
		Long: `Copy the vault, sealed as it is, to a folder (under a dated name) or to a new
file, read the copy back whole, records included, and enter it in the register of
backups. You can go on writing in another window meanwhile.

A folder keeps the last ten copies, or as many as --keep says (0: all). Older ones
are removed only after the new one was read back, and only if they are in the
register, unchanged to the byte, and if as many newer ones are good. Nothing else
in the folder is touched, nor a copy that you gave a name yourself.`,
		Args: oneArg("DEST", "a folder or a new file"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			o.dest = args[0]
			return o.run(cmd.Context(), a)
		}),
	}
	c.Flags().IntVar(&o.keep, "keep", defaultKeep, "keep the last `N` copies in the folder; 0 keeps all")
	return c
}

func (o *backupAddOptions) run(ctx context.Context, a *app) error {
	if o.keep < 0 {
		return usage("--keep is a number of copies, or 0 for all")
	}
	vaultPath, err := a.vaultPath()
	if err != nil {
		return err
	}
	path, inFolder, err := backupPath(o.dest, vaultPath, a.now())
	if err != nil {
		return err
	}
	r := backupResult{Path: path, Removed: []notes.BackupCode{}, Changed: []notes.BackupCode{}}
	err = a.withVault(ctx, func(ctx context.Context, v *vault.Vault) error {
		made, err := a.makeBackup(ctx, v, path, &r)
		if err != nil {
			return err
		}
		return onBook(ctx, v, func(ctx context.Context, b *notes.Book) error {
			k, err := b.RegisterBackup(ctx, made, copyPlaceOf(filepath.Dir(path), vaultPath))
			if err != nil {
				a.warn("%s is whole and was read back, but it is not in the register: subrosa backup check enters it", path)
				return err
			}
			r.ID, r.Place = k.ID, k.Place
			if inFolder && o.keep > 0 {
				err = a.keepLast(ctx, b, filepath.Dir(path), o.keep, &r)
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	r.SameDisk = sameDisk(path, vaultPath)
	return a.print(r, func(w io.Writer) { renderBackup(w, r) })
}

// makeBackup copies the vault, and fills in what there is to say of the copy.
func (a *app) makeBackup(ctx context.Context, v *vault.Vault, path string, r *backupResult) (notes.Backup, error) {
	began := a.now()
	tell, end := a.progress("pages read back")
	c, err := v.Backup(vault.Watch(ctx, tell), path, new(rehearsed).look(a, true))
	end()
	if err != nil {
		return notes.Backup{}, fmt.Errorf("%s: %w", path, err)
	}
	r.Generation, r.Bytes, r.SHA256, r.CheckedAt = c.Generation, c.Bytes, c.SHA256, c.CheckedAt.UTC()
	return notes.Backup{
		Path: path, At: began, Generation: c.Generation, Bytes: c.Bytes, SHA256: c.SHA256, CheckedAt: &r.CheckedAt,
	}, nil
}

func renderBackup(w io.Writer, r backupResult) {
	fmt.Fprintf(w, "copied to %s and read back: %d bytes, generation %d\n", r.Path, r.Bytes, r.Generation)
	if len(r.Removed) > 0 {
		fmt.Fprintf(w, "removed the oldest: %s\n", codesOf(r.Removed))
	}
	if len(r.Changed) > 0 {
		fmt.Fprintf(w, "! not the copy that was made any more, and left as it is: %s; subrosa backup list says where\n", codesOf(r.Changed))
	}
	if r.SameDisk {
		fmt.Fprintln(w, "! on the same disk as the vault: it helps against a mistake, not against a lost or broken computer")
	}
}

func codesOf(list []notes.BackupCode) string {
	var codes []string
	for _, id := range list {
		codes = append(codes, string(id))
	}
	return strings.Join(codes, ", ")
}

// backupPath is the file to write: dest itself, or a dated name in the folder
// dest.
func backupPath(dest, vaultPath string, now time.Time) (path string, inFolder bool, err error) {
	if dest, err = realPath(dest); err != nil {
		return "", false, err
	}
	info, err := os.Stat(dest)
	switch {
	case errors.Is(err, os.ErrNotExist):
		folder, err := realPath(filepath.Dir(dest))
		if err != nil {
			return "", false, err
		}
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return "", false, usage("there is no folder " + folder)
		}
		return filepath.Join(folder, filepath.Base(dest)), false, nil
	case err != nil:
		return "", false, err
	case !info.IsDir():
		return "", false, fmt.Errorf("%s: %w", dest, vault.ErrExists)
	}
	name, err := datedName(dest, filepath.Base(vaultPath), now)
	return filepath.Join(dest, name), true, err
}

// datedName is a name in a folder that comes after those of the same day:
// practice-2026-11-23.vault, practice-2026-11-23-2.vault, ...
func datedName(folder, vaultName string, now time.Time) (string, error) {
	ext := filepath.Ext(vaultName)
	stem := strings.TrimSuffix(vaultName, ext) + "-" + now.Format("2006-01-02")
	entries, err := os.ReadDir(folder)
	if err != nil {
		return "", err
	}
	last := 0
	for _, e := range entries {
		if e.Name() == stem+ext {
			last = max(last, 1)
		} else if middle, ok := strings.CutPrefix(strings.TrimSuffix(e.Name(), ext), stem+"-"); ok {
			n, _ := strconv.Atoi(middle)
			last = max(last, n)
		}
	}
	if last == 0 {
		return stem + ext, nil
	}
	return fmt.Sprintf("%s-%d%s", stem, last+1, ext), nil
}
