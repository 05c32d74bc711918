package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"subrosa/notes"
	"subrosa/vault"
)

// backupResult is what `backup add --json` prints.
type backupResult struct {
	Path       string    `json:"path"`
	Generation uint64    `json:"generation"`
	Bytes      int64     `json:"bytes"`
	SHA256     string    `json:"sha256"`
	CheckedAt  time.Time `json:"checked_at"`
}

func newBackupAddCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "add DEST",
		Short: "Copy the vault to a folder or a new file",
		Long: `Copy the vault, sealed as it is, to a folder (under a dated name) or to a new
file, read the copy back whole, and enter it in the register of backups.`,
		Args: oneArg("DEST", "a folder or a new file"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error { return runBackupAdd(cmd.Context(), a, args[0]) }),
	}
}

func runBackupAdd(ctx context.Context, a *app, dest string) error {
	vaultPath, err := a.vaultPath()
	if err != nil {
		return err
	}
	path, err := backupPath(dest, vaultPath, a.now())
	if err != nil {
		return err
	}
	var r backupResult
	err = a.withVault(ctx, func(ctx context.Context, v *vault.Vault) error {
		c, err := v.Backup(ctx, path)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		r = backupResult{c.Path, c.Generation, c.Bytes, c.SHA256, c.CheckedAt.UTC()}
		return onBook(ctx, v, func(ctx context.Context, b *notes.Book) error {
			return b.RegisterBackup(ctx, notes.Backup{
				Path: c.Path, At: r.CheckedAt, Generation: c.Generation, Bytes: c.Bytes, SHA256: c.SHA256, CheckedAt: &r.CheckedAt,
			})
		})
	})
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) {
		fmt.Fprintf(w, "copied to %s and read back: %d bytes, generation %d\n", r.Path, r.Bytes, r.Generation)
	})
}

// backupPath is the file to write: dest itself, or a dated name in the folder
// dest.
func backupPath(dest, vaultPath string, now time.Time) (string, error) {
	dest, err := filepath.Abs(dest)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(dest)
	switch {
	case errors.Is(err, os.ErrNotExist):
		if _, err := os.Stat(filepath.Dir(dest)); err != nil {
			return "", usage("there is no folder " + filepath.Dir(dest))
		}
		return dest, nil
	case err != nil:
		return "", err
	case !info.IsDir():
		return "", fmt.Errorf("%s: %w", dest, vault.ErrExists)
	}
	base := filepath.Base(vaultPath)
	ext := filepath.Ext(base)
	stem := filepath.Join(dest, strings.TrimSuffix(base, ext)+"-"+now.Format("2006-01-02"))
	for n := 1; ; n++ {
		path := stem + ext
		if n > 1 {
			path = fmt.Sprintf("%s-%d%s", stem, n, ext)
		}
		if !exists(path) {
			return path, nil
		}
	}
}
