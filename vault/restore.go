package vault

import (
	"context"
	"os"
	"path/filepath"

	"subrosa/crypto"
)

// Restored is what Restore made, and what this machine knew before.
type Restored struct {
	Copy
	Remembered uint64 // generation this machine remembered of the vault until now; 0: none
}

// Restore copies a backup to a path where nothing exists, reads what it wrote
// whole, lets look see its records, and sets the memory of generations to the
// copy's. The key opens the backup, which is not changed. On any failure
// nothing is left at the path.
func Restore(ctx context.Context, from string, o Options, key crypto.Key, look func(*Tx) error) (Restored, error) {
	if err := vacant(o.Path); err != nil {
		return Restored{}, err
	}
	source, err := attachCopy(from, key)
	if err != nil {
		return Restored{}, err
	}
	defer source.Close()
	if err := os.MkdirAll(filepath.Dir(o.Path), 0o700); err != nil {
		return Restored{}, fileError(err)
	}
	temp, err := reserveCopy(o.Path, source.id)
	if err != nil {
		return Restored{}, err
	}
	defer discard(temp)
	if err := source.copyTo(ctx, temp); err != nil {
		return Restored{}, err
	}
	c, err := CheckCopy(ctx, temp, key, look)
	if err != nil {
		return Restored{}, err
	}
	r := Restored{Copy: c}
	if o.State != "" {
		before, _, err := newMemory(o.State, source.id).read()
		if err != nil {
			return Restored{}, err
		}
		r.Remembered = before.generation
	}
	made := o
	made.Path = temp
	if err := adoptMemory(made, key); err != nil { // before the vault has its name: it may fail
		return Restored{}, err
	}
	if err := settle(temp, o.Path); err != nil {
		return Restored{}, err
	}
	r.Path, r.CheckedAt = o.Path, o.now()
	return r, nil
}
