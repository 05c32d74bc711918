package vault

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"

	"subrosa/crypto"
)

const (
	pageSize   = 16384
	maxUnsaved = 32 << 20 // bytes of changed pages kept in memory
)

// sealedPageSize is the exact length of a sealed page.
var sealedPageSize = crypto.SealedSize(pageSize)

// store holds the pages of the record database during one transaction: those
// of the root, read and checked when asked for, and over them those that
// changed. The VFS reads and writes here; commit seals what changed.
type store struct {
	outer *outer
	key   crypto.Key

	root   *root
	tree   *tree
	first  []byte     // page 0 in clear, as of the root: every transaction reads it
	ahead  *readAhead // inside View
	writes bool       // inside Update

	pages    int            // of the record database, now
	kept     int            // pages of the root below this number still stand
	dirty    map[int][]byte // changed, in memory
	spilled  map[int]digest // changed, sealed into the open outer transaction
	reserved bool           // SQLite began to write
	joined   uint64         // generation of the copy that this Update joins, 0: none
	active   bool           // inside View or Update
	cause    error          // what really went wrong beneath an I/O error
}

// begin starts a transaction on the pages of r.
func (s *store) begin(writes bool) {
	s.writes, s.active, s.reserved, s.joined, s.cause = writes, true, false, 0, nil
	s.pages, s.kept = s.root.pages, s.root.pages
	s.dirty, s.spilled = map[int][]byte{}, map[int]digest{}
	if !writes {
		s.ahead = newReadAhead(s.openAhead)
	}
}

// end forgets the transaction.
func (s *store) end() {
	s.active, s.writes = false, false
	s.dirty, s.spilled, s.ahead = nil, nil, nil
}

// adopt makes r, with its tree, the root that is read from now on.
func (s *store) adopt(r *root, t *tree) {
	s.root, s.tree, s.first = r, t, nil
}

// page is page no in clear. The caller must not change it.
func (s *store) page(no int) ([]byte, error) {
	if plain, ok := s.dirty[no]; ok {
		return plain, nil
	}
	want, ok := s.spilled[no]
	switch {
	case ok:
	case no >= s.kept: // never written: SQLite makes such holes
		return make([]byte, pageSize), nil
	case no == 0 && s.first != nil:
		return s.first, nil
	default:
		var err error
		if want, err = s.tree.page(no); err != nil {
			return nil, err
		}
	}
	plain, err := s.open(no, want)
	if err == nil && no == 0 && !ok {
		s.first = plain
	}
	return plain, err
}

// open reads, checks and opens one sealed page.
func (s *store) open(no int, want digest) ([]byte, error) {
	if s.ahead == nil {
		return s.openNow(no, want)
	}
	plain, foreseen, err := s.ahead.take(no)
	if !foreseen {
		plain, err = s.openNow(no, want)
	}
	if err == nil {
		s.ahead.read(no, plain, foreseen)
	}
	return plain, err
}

func (s *store) openNow(no int, want digest) ([]byte, error) {
	sealed, err := s.sealed(no)
	if err != nil {
		return nil, err
	}
	return unseal(s.key, no, sealed, want)
}

// openAhead reads a sealed page and begins to open it; the function that it
// returns waits for that. It may be asked for a page that does not exist.
func (s *store) openAhead(no int) func() ([]byte, error) {
	type result struct {
		plain []byte
		err   error
	}
	done := make(chan result, 1)
	if no < 0 || no >= s.pages {
		done <- result{err: fmt.Errorf("%w: page %d is beyond the last", ErrDamaged, no)}
	} else if want, err := s.tree.page(no); err != nil {
		done <- result{err: err}
	} else if sealed, err := s.sealed(no); err != nil {
		done <- result{err: err}
	} else {
		key := s.key // s may have another one by the time this runs
		go func() {
			var r result
			defer func() {
				if p := recover(); p != nil {
					r.err = fmt.Errorf("panic while page %d was opened: %v", no, p)
				}
				done <- r
			}()
			r.plain, r.err = unseal(key, no, sealed, want)
		}()
	}
	return func() ([]byte, error) {
		r := <-done
		return r.plain, r.err
	}
}

// sealed reads one sealed page.
func (s *store) sealed(no int) ([]byte, error) {
	var sealed []byte
	found, err := s.outer.one("SELECT sealed FROM page WHERE no = ? AND length(sealed) = ?", []any{no, sealedPageSize}, &sealed)
	if err == nil && !found {
		err = fmt.Errorf("%w: page %d is missing", ErrAltered, no)
	}
	return sealed, err
}

// unseal opens a sealed page whose digest must be want.
func unseal(key crypto.Key, no int, sealed []byte, want digest) ([]byte, error) {
	if sha256.Sum256(sealed) != want {
		return nil, fmt.Errorf("%w: page %d", ErrAltered, no)
	}
	plain, err := key.Open(sealed)
	if err != nil || len(plain) != pageSize {
		return nil, fmt.Errorf("%w: page %d does not open", ErrAltered, no)
	}
	return plain, nil
}

// write keeps a changed page. Beyond maxUnsaved all of them are sealed into
// the open outer transaction.
func (s *store) write(no int, plain []byte) error {
	if old, ok := s.dirty[no]; ok {
		copy(old, plain)
	} else {
		s.dirty[no] = slices.Clone(plain)
		delete(s.spilled, no)
	}
	s.pages = max(s.pages, no+1)
	if len(s.dirty)*pageSize > maxUnsaved {
		return s.spill()
	}
	return nil
}

// truncate makes n the number of pages.
func (s *store) truncate(n int) {
	s.pages, s.kept = n, min(s.kept, n)
	maps.DeleteFunc(s.dirty, func(no int, _ []byte) bool { return no >= n })
	maps.DeleteFunc(s.spilled, func(no int, _ digest) bool { return no >= n })
}

// spill seals every changed page into the open outer transaction.
func (s *store) spill() error {
	err := sealEach(s.key, s.dirty, s.put)
	clear(s.dirty)
	return err
}

// put writes one sealed page into the open outer transaction.
func (s *store) put(no int, sealed []byte, d digest) error {
	s.spilled[no] = d
	return s.outer.exec("INSERT INTO page VALUES (?, ?) ON CONFLICT (no) DO UPDATE SET sealed = excluded.sealed", no, sealed)
}

// wanted is the digest that the row of page no must have now; none for a page
// that is changed in memory.
func (s *store) wanted(no int) (digest, error) {
	if _, changed := s.dirty[no]; changed {
		return digest{}, nil
	}
	if d, sealed := s.spilled[no]; sealed {
		return d, nil
	}
	return s.tree.page(no)
}

// fill gives every page that SQLite never wrote its zeros.
func (s *store) fill() error {
	zeros := make([]byte, pageSize)
	for no := s.kept; no < s.pages; no++ {
		_, changed := s.dirty[no]
		if _, sealed := s.spilled[no]; changed || sealed {
			continue
		}
		if err := s.write(no, zeros); err != nil {
			return err
		}
	}
	return nil
}
