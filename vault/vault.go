package vault

import (
	"context"
	"time"

	"subrosa/crypto"
)

// Options say which vault and under which circumstances.
type Options struct {
	Path        string
	State       string           // folder of the memory of generations
	AcceptOlder bool             // go on with an older or diverged copy, deliberately
	Now         func() time.Time // nil: time.Now
}

// Head is what can be read of a vault without its key.
type Head struct {
	ID    string // vault id, 32 hexadecimal characters
	KeyID string // changes when the key is rotated
	Slots []crypto.Slot
}

// ReadHead reads a vault's head. Errors: ErrNoVault, ErrNotAVault,
// ErrNewerFormat, ErrDamaged.
func ReadHead(path string) (Head, error) { panic("unwritten") }

// Create makes a new vault and runs initialise as its first Update. An
// existing file at the path is ErrExists; on any failure nothing is left.
func Create(ctx context.Context, o Options, key crypto.Key, slots []crypto.Slot, initialise func(*Tx) error) (*Vault, error) {
	panic("unwritten")
}

// Open opens a vault with its key and checks root and memory of generations.
func Open(ctx context.Context, o Options, key crypto.Key) (*Vault, error) { panic("unwritten") }

// Vault is an open vault.
type Vault struct{}

// Info describes an open vault.
type Info struct {
	ID           string
	Generation   uint64
	Pages        int
	Bytes        int64 // length of the file
	FirstOpening bool  // this machine had no memory of this vault
	ReadOnly     bool
}

func (v *Vault) Info(ctx context.Context) (Info, error) { panic("unwritten") }

// View runs fn on a consistent snapshot. Update runs fn and commits what it
// changed, durably, before it returns nil; any error or panic of fn leaves the
// vault as it was. fn must not keep the Tx.
func (v *Vault) View(ctx context.Context, fn func(*Tx) error) error   { panic("unwritten") }
func (v *Vault) Update(ctx context.Context, fn func(*Tx) error) error { panic("unwritten") }

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

// Close removes the write-ahead log, so that the vault is one file.
func (v *Vault) Close() error { panic("unwritten") }
