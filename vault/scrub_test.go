package vault

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"subrosa/crypto"
)

// marked are texts that stand nowhere else.
func marked(mark string, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("%s-%016x", mark, rand.Uint64())
	}
	return list
}

// What was deleted is in no page after a rotation: SQLite leaves copies of rows
// in the gaps of pages that it split, beyond the reach of secure_delete.
func TestRotationLeavesNothingInGaps(t *testing.T) {
	v := openSample(t)
	gone, stays := marked("gone", 400), marked("stays", 400)
	change := func(n int, rows func(tx *Tx, i int) error) {
		t.Helper()
		for i := range n { // a commit each: pages are split, and written, in the middle
			if err := v.Update(t.Context(), func(tx *Tx) error { return rows(tx, i) }); err != nil {
				t.Fatal(err)
			}
		}
	}
	insert := func(tx *Tx, words ...string) error {
		for _, w := range words {
			_, err := tx.Exec("INSERT INTO text VALUES (?, ?, ?)", rand.Int64N(1<<40), w, w+strings.Repeat(".", rand.IntN(3000)))
			if err != nil {
				return err
			}
		}
		return nil
	}
	change(1, func(tx *Tx, _ int) error {
		return tx.ExecScript("CREATE TABLE text (id INTEGER PRIMARY KEY, word TEXT, body TEXT); CREATE INDEX text_word ON text (word)")
	})
	change(len(gone), func(tx *Tx, i int) error { return insert(tx, gone[i], stays[i]) })
	r, err := v.Rotate(t.Context(), Change{Record: func(tx *Tx) error {
		_, err := tx.Exec("DELETE FROM text WHERE word LIKE 'gone-%'")
		return err
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	found := func(words []string) (n int) {
		all := bytes.Join(everyPage(t, v, r.Key), nil)
		for _, w := range words {
			if bytes.Contains(all, []byte(w)) {
				n++
			}
		}
		return n
	}
	if n := found(gone); n > 0 {
		t.Errorf("%d of %d deleted words are left", n, len(gone))
	}
	if n := found(stays); n != len(stays) {
		t.Errorf("%d of %d words stayed", n, len(stays))
	}
	// SQLite goes on with the scrubbed pages, not with those it had.
	change(50, func(tx *Tx, _ int) error { return insert(tx, marked("later", 1)...) })
	if n := found(gone); n > 0 {
		t.Errorf("%d deleted words are back", n)
	}
	report, err := v.Verify(t.Context(), nil)
	if err != nil || len(report.Problems) > 0 {
		t.Fatal(report.Problems, err)
	}
	err = v.View(t.Context(), func(tx *Tx) error {
		said, err := One(tx, Value[string], "PRAGMA integrity_check")
		if said != "ok" {
			t.Error(said)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// everyPage is every page of the record database, in clear.
func everyPage(t *testing.T, v *Vault, key crypto.Key) [][]byte {
	t.Helper()
	var list [][]byte
	rows, err := v.outer.conn.QueryContext(t.Context(), "SELECT sealed FROM page ORDER BY no")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var sealed []byte
		if err := rows.Scan(&sealed); err != nil {
			t.Fatal(err)
		}
		plain, err := key.Open(sealed)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, plain)
	}
	return list
}

// Only the gap is touched, and only of pages of a b-tree.
func TestScrub(t *testing.T) {
	page := func(fill byte, set map[int]byte) []byte {
		p := bytes.Repeat([]byte{fill}, pageSize)
		for i, b := range set {
			p[i] = b
		}
		return p
	}
	leaf := map[int]byte{0: leafTable, 3: 0, 4: 2, 5: 0x3f, 6: 0xf0} // two cells from 0x3ff0 on
	for _, test := range []struct {
		name     string
		no       int
		page     []byte
		from, to int
	}{
		{"a leaf", 2, page(0xaa, leaf), 8 + 4, 0x3ff0},
		{"a pointer map", 1, page(0xaa, leaf), 0, 0},
		{"the second pointer map", 1 + pagesPerMap, page(0xaa, leaf), 0, 0},
		{"an overflow page", 3, page(0xaa, map[int]byte{0: 0, 1: 0, 2: 0, 3: 9}), 0, 0},
		{"an interior page", 4, page(0xaa, map[int]byte{0: interiorIndex, 3: 0, 4: 1, 5: 0x30, 6: 0}), 12 + 2, 0x3000},
		{"the first page", 0, page(0xaa, map[int]byte{100: leafTable, 103: 0, 104: 0, 105: 0x40, 106: 0}), 108, pageSize},
		{"cells beyond the page", 5, page(0xaa, map[int]byte{0: leafTable, 3: 0, 4: 0, 5: 0xff, 6: 0xff}), 0, 0},
		{"more pointers than room", 5, page(0xaa, map[int]byte{0: leafTable, 3: 0xff, 4: 0xff, 5: 0x3f, 6: 0}), 0, 0},
	} {
		want := bytes.Clone(test.page)
		clear(want[test.from:test.to])
		if scrub(test.no, 10000, test.page); !bytes.Equal(test.page, want) {
			t.Errorf("%s: not [%d, %d) alone", test.name, test.from, test.to)
		}
	}
}
