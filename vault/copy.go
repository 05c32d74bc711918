package vault

import (
	"context"
	"time"

	"subrosa/crypto"
)

// Verify reads and checks every page, digest, the root, the history, and the
// record database's own integrity and foreign keys.
func (v *Vault) Verify(ctx context.Context, progress func(done, total int)) (Report, error) {
	panic("unwritten")
}

// Report is the outcome of Verify.
type Report struct {
	Pages      int
	Generation uint64
	Problems   []string // empty when all is well; codes and numbers only
}

// Copy is a finished backup.
type Copy struct {
	Path       string
	Generation uint64
	Bytes      int64
	SHA256     string // lower-case hexadecimal
	CheckedAt  time.Time
}

// Backup writes one consistent sealed copy to dest (which must not exist) and
// reads it back whole before it returns.
func (v *Vault) Backup(ctx context.Context, dest string) (Copy, error) { panic("unwritten") }

// Restore copies a verified backup to a path where nothing exists and sets the
// memory of generations to the copy's. The key opens the backup.
func Restore(ctx context.Context, from string, o Options, key crypto.Key) (Info, error) {
	panic("unwritten")
}
