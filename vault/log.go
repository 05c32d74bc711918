package vault

import (
	"database/sql"
	"fmt"

	"subrosa/crypto"
)

// logBelongs looks, without writing anything, whether the vault and the log
// beside it make one whole. A log that was left behind by a crash does not
// belong to a file that somebody has put in the vault's place since; the last
// one to close would fold it in and destroy that file. Nor is a log folded in
// of which SQLite reads only a part, because the rest was cut off or changed:
// what there is would be refused as older, and the rest be gone.
func (p place) logBelongs(o Options, key crypto.Key) error {
	out, err := openOuter(p.path, peek, o.wait())
	if err != nil {
		return err
	}
	defer out.close()
	if err := out.checkSchema(); err != nil {
		return err
	}
	h, err := readHead(out)
	if err != nil {
		return err
	}
	v := &Vault{place: p, key: key, id: h.ID, outer: out, store: &store{outer: out, key: key}}
	defer v.dropInner()
	if o.State != "" && !o.AcceptOlder {
		m := newMemory(o.State, v.id)
		v.memory = &m
	}
	remembered, known, err := v.recall()
	if err != nil {
		return err
	}
	return v.reading(func() error {
		if err := v.whole(); err != nil || !known || remembered == v.last {
			return err
		}
		return v.descendsFrom(remembered)
	})
}

// whole says whether every page is the one that the root stands for.
func (v *Vault) whole() error {
	if err := v.refresh(); err != nil {
		return err
	}
	return v.checkDigests(v.store.tree, v.store.root.pages)
}

// descendsFrom says whether what is read is a later state of what is
// remembered, before anything else is done with it.
func (v *Vault) descendsFrom(remembered seen) error {
	v.store.begin(false)
	defer v.store.end()
	var err error
	if v.inner, err = openInner(v.store); err != nil {
		return err
	}
	return v.judge(remembered)
}

// checkDigests compares all sealed pages with their digests in t, without
// opening them.
func (v *Vault) checkDigests(t *tree, pages int) error {
	for from := 0; from < pages; from += fanout {
		to := min(from+fanout, pages)
		found := make([]digest, to-from)
		err := v.outer.eachPage(from, to, func(no int, sealed sql.RawBytes) { found[no-from] = digestOf(sealed) })
		if err != nil {
			return err
		}
		for i, d := range found {
			want, err := t.page(from + i)
			if err != nil {
				return err
			}
			if d != want {
				return fmt.Errorf("%w: page %d, with what waits in the file beside it", ErrAltered, from+i)
			}
		}
	}
	return nil
}
