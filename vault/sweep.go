package vault

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync"
)

// sweep reads sealed pages and opens them, on all processors, to see whether
// each of them is whole. It remembers under which digest a page was found good
// and does not read it again while it has that digest: so a vault can be swept
// in several transactions, others writing in between, and the last of them only
// reads what they wrote.
//
// Its memory is 32 bytes for each page of the vault, and a fixed number of pages.
type sweep struct {
	vault   *Vault
	good    []digest
	buffers chan []byte // as many sealed pages as are in memory at a time
}

func newSweep(v *Vault) *sweep {
	s := &sweep{vault: v, buffers: make(chan []byte, 16*runtime.GOMAXPROCS(0))}
	for range cap(s.buffers) {
		s.buffers <- make([]byte, sealedPageSize)
	}
	return s
}

// sealedPage is a page on its way from the file to a processor.
type sealedPage struct {
	no     int
	sealed []byte
	want   digest
}

// pages sweeps pages [from, to) of the running transaction. It returns what is
// wrong with each page that is not good: an ErrAltered. Any other error ends the
// sweep.
func (s *sweep) pages(ctx context.Context, from, to int) (bad map[int]error, err error) {
	if more := s.vault.store.root.pages - len(s.good); more > 0 {
		s.good = append(s.good, make([]digest, more)...)
	}
	bad = map[int]error{}
	var mu sync.Mutex
	var work sync.WaitGroup
	jobs := make(chan sealedPage)
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for p := range jobs {
				_, err := unseal(s.vault.store.key, p.no, p.sealed, p.want)
				s.buffers <- p.sealed
				if err == nil {
					s.good[p.no] = p.want
					continue
				}
				mu.Lock()
				bad[p.no] = err
				mu.Unlock()
			}
		})
	}
	missing := map[int]error{}
	for at := from; at < to && err == nil; at += fanout {
		if err = ctx.Err(); err == nil {
			err = s.node(at, min(at+fanout, to), jobs, missing)
		}
	}
	close(jobs)
	work.Wait()
	for no, wrong := range missing {
		bad[no] = wrong
	}
	for _, wrong := range bad {
		if err == nil && !errors.Is(wrong, ErrAltered) {
			err = wrong
		}
	}
	return bad, err
}

// node sends out those of a run of pages that are not known to be good. Those
// that cannot be, because they or their digests are missing, go into missing.
func (s *sweep) node(from, to int, jobs chan<- sealedPage, missing map[int]error) error {
	want := map[int]digest{}
	for no := from; no < to; no++ {
		switch d, err := s.vault.store.tree.page(no); {
		case err != nil:
			missing[no] = err
		case d != s.good[no]:
			want[no] = d
		}
	}
	if len(want) == 0 {
		return nil
	}
	err := s.vault.outer.eachPage(from, to, func(no int, sealed sql.RawBytes) {
		d, ok := want[no]
		if !ok {
			return
		}
		delete(want, no)
		b := <-s.buffers
		copy(b, sealed)
		jobs <- sealedPage{no, b, d}
	})
	for no := range want {
		missing[no] = fmt.Errorf("%w: page %d is missing", ErrAltered, no)
	}
	return err
}

// eachPage hands on the sealed pages [from, to) that are there and have the
// length of one, each only until do returns.
func (o *outer) eachPage(from, to int, do func(no int, sealed sql.RawBytes)) error {
	rows, err := o.conn.QueryContext(context.Background(),
		"SELECT no, sealed FROM page WHERE no BETWEEN ? AND ? AND length(sealed) = ?", from, to-1, sealedPageSize)
	if err != nil {
		return outerError(err)
	}
	defer rows.Close()
	for rows.Next() {
		var no int
		var sealed sql.RawBytes
		if err := rows.Scan(&no, &sealed); err != nil {
			return err
		}
		do(no, sealed)
	}
	return outerError(rows.Err())
}
