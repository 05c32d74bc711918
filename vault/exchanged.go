package vault

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Exchanged means that another file was put in the vault's place while it was
// open, or other content into it: by a sync client, say. It is ErrExchanged.
// Nothing was written over that file.
type Exchanged struct {
	Rescued string // a vault of its own with everything that was there, the change in hand included
	Failed  error  // why there is none
	Cause   error  // how it was noticed
}

func (e *Exchanged) Error() string {
	if e.Failed != nil {
		return fmt.Sprintf("%v, and what was saved could not be kept elsewhere: %v", ErrExchanged, e.Failed)
	}
	return fmt.Sprintf("%v; everything until now is kept sealed in %s", ErrExchanged, e.Rescued)
}

func (e *Exchanged) Unwrap() []error { return []error{ErrExchanged, e.Cause} }

// unexchanged makes sure, before a commit, that it goes into the vault that was
// opened, of which t describes the pages. When somebody wrote into the file, it
// was another process that folded its log in, or it was a stranger; then every
// page is looked at.
func (v *Vault) unexchanged(t *tree, pages int) error {
	if err := v.place.same(); err != nil {
		return err
	}
	now := v.place.stamp()
	if v.place.untouched() {
		return nil
	}
	if err := v.outer.exec("PRAGMA shrink_memory"); err != nil { // what is kept in memory says nothing about the file
		return err
	}
	err := v.checkDigests(t, pages)
	switch {
	case err == nil:
		v.place.last = now
	case errors.Is(err, ErrAltered), errors.Is(err, ErrDamaged):
		err = fmt.Errorf("%w: %w", ErrExchanged, err)
	}
	return err
}

// rescue keeps what the outer connection sees, an open transaction included, as
// a vault of its own beside the vault, or in the state folder where that cannot
// be. The files that were opened can still be read when they are gone.
func (v *Vault) rescue(cause error) error {
	if !errors.Is(cause, ErrExchanged) {
		return cause
	}
	e := &Exchanged{Cause: cause}
	for _, dir := range []string{filepath.Dir(v.place.path), v.o.State} {
		if dir == "" {
			continue
		}
		if e.Rescued, e.Failed = v.rescueTo(dir); e.Failed == nil {
			v.rescued = true
			break
		}
	}
	return e
}

func (v *Vault) rescueTo(dir string) (string, error) {
	base := filepath.Base(v.place.path)
	temp, err := reserve(filepath.Join(dir, base))
	if err != nil {
		return "", err
	}
	defer discard(temp)
	if err := v.outer.copyRows(temp); err != nil {
		return "", err
	}
	if _, err := CheckCopy(context.Background(), temp, v.key, nil); err != nil {
		return "", err
	}
	ext := filepath.Ext(base)
	name := strings.TrimSuffix(base, ext) + "-rescued-" + v.o.now().Local().Format("2006-01-02-1504")
	for n := 1; ; n++ {
		path := filepath.Join(dir, name+ext)
		if n > 1 {
			path = filepath.Join(dir, fmt.Sprintf("%s-%d%s", name, n, ext))
		}
		if err := settle(temp, path); !errors.Is(err, ErrExists) {
			return path, err
		}
	}
}

// copyRows copies every row into the empty file at path and makes it whole.
func (o *outer) copyRows(path string) error {
	to, err := openOuter(path, create, headWait)
	if err != nil {
		return err
	}
	err = to.exec("BEGIN IMMEDIATE")
	if err == nil {
		err = to.createSchema()
	}
	for _, table := range []string{"root", "slot", "digest", "page"} {
		if err == nil {
			err = o.copyTable(to, table)
		}
	}
	if err == nil {
		err = to.exec("COMMIT")
	}
	if e := to.close(); err == nil {
		err = outerError(e)
	}
	if err == nil {
		err = syncPath(path)
	}
	return err
}

func (o *outer) copyTable(to *outer, table string) error {
	rows, err := o.conn.QueryContext(context.Background(), "SELECT * FROM "+table)
	if err != nil {
		return outerError(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	insert := "INSERT INTO " + table + " VALUES (?" + strings.Repeat(", ?", len(columns)-1) + ")"
	row, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range row {
		into[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := to.exec(insert, row...); err != nil {
			return err
		}
	}
	return outerError(rows.Err())
}

// letGo closes the outer database at the end. If another file lies in the
// vault's place, SQLite leaves that and the log alone; what stands in the log
// and in no file is rescued.
func (v *Vault) letGo() error {
	if v.place.log == nil {
		return v.outer.close()
	}
	if err := v.place.same(); err != nil {
		err = v.leaveGone(err)
		return errors.Join(err, v.outer.close())
	}
	if !v.place.untouched() && (v.wrote || v.place.hasLog()) {
		switch err := v.leaveTouched(); {
		case errors.Is(err, ErrKeyChanged):
			if v.place.hasLog() {
				return nil // left open: whether the log belongs here can be told by those who have the new key
			}
		case err != nil:
			return err // left open: closing would fold the log into what is not ours
		}
	}
	return v.outer.close()
}

// leaveGone is about a vault that no longer lies where it was opened.
func (v *Vault) leaveGone(cause error) error {
	if now, err := os.Stat(v.place.path); err == nil && os.SameFile(now, v.place.file) {
		return nil // only the log has lost its name: closing folds it in all the same
	}
	own := v.place.ownLog()
	if !v.wrote && !(own && v.place.hasLog()) {
		return nil
	}
	var err error
	if !v.rescued {
		err = v.reading(func() error { return v.rescue(cause) })
	}
	if own && v.rescued {
		v.place.dropLog()
	}
	return err
}

// leaveTouched is about a vault into which somebody wrote: another process, as
// it may, or a stranger.
func (v *Vault) leaveTouched() error {
	return v.reading(func() error {
		err := v.refresh()
		switch {
		case err == nil:
			err = v.unexchanged(v.store.tree, v.store.root.pages)
		case errors.Is(err, ErrKeyChanged): // by another process; the pages say nothing to this one
			err = v.outer.sound()
		}
		if v.rescued {
			return err
		}
		if errors.Is(err, ErrAltered) || errors.Is(err, ErrDamaged) {
			err = v.rescue(fmt.Errorf("%w: %w", ErrExchanged, err))
		}
		return err
	})
}

// reading runs fn in a transaction of the outer database.
func (v *Vault) reading(fn func() error) error {
	if err := v.outer.exec("BEGIN"); err != nil {
		return err
	}
	defer v.outer.exec("ROLLBACK")
	return fn()
}

// sound says whether the outer database hangs together.
func (o *outer) sound() error {
	if err := o.exec("PRAGMA shrink_memory"); err != nil {
		return err
	}
	var said string
	if _, err := o.one("PRAGMA quick_check(1)", nil, &said); err != nil {
		return err
	}
	if said != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, said)
	}
	return nil
}
