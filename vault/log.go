package vault

import (
	"fmt"
	"time"

	"subrosa/crypto"
)

// logBelongs looks, without writing anything, whether the vault and the log
// beside it make one whole. A log that was left behind by a crash does not
// belong to a file that somebody has put in the vault's place since; the last
// one to close would fold it in and destroy that file.
func (p place) logBelongs(key crypto.Key, wait time.Duration) error {
	o, err := openOuter(p.path, peek, wait)
	if err != nil {
		return err
	}
	defer o.close()
	if err := o.checkSchema(); err != nil {
		return err
	}
	h, err := readHead(o)
	if err != nil {
		return err
	}
	v := &Vault{place: p, key: key, id: h.ID, outer: o, store: &store{outer: o, key: key}}
	if err := o.exec("BEGIN"); err != nil {
		return err
	}
	if err := v.refresh(); err != nil {
		return err
	}
	return v.checkDigests()
}

// checkDigests compares the digests of all sealed pages, without opening them.
func (v *Vault) checkDigests() error {
	const batch = 64
	for from := 0; from < v.store.root.pages; from += batch {
		sealed := make([][]byte, min(batch, v.store.root.pages-from))
		if err := v.readSealed(from, sealed); err != nil {
			return err
		}
		for i, b := range sealed {
			want, err := v.store.tree.page(from + i)
			if err != nil {
				return err
			}
			if digestOf(b) != want {
				return fmt.Errorf("%w: page %d, with what waits in the file beside it", ErrAltered, from+i)
			}
		}
	}
	return nil
}
