package vault

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// manyRows fills a table whose rows take a few hundred pages.
func manyRows(t *testing.T, v *Vault) {
	t.Helper()
	err := v.Update(context.Background(), func(tx *Tx) error {
		if err := tx.ExecScript("CREATE TABLE many(id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT"); err != nil {
			return err
		}
		for i := range 1500 {
			if _, err := tx.Exec("INSERT INTO many VALUES (?, ?)", i, fmt.Sprint(i, strings.Repeat(" words", 500))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// readRows reads all rows, or the first of them, and returns how many of the
// pages were foreseen.
func readRows(t *testing.T, v *Vault, query string) (rows, foreseen int, err error) {
	t.Helper()
	v.mu.Lock()
	v.dropInner() // and with it what SQLite remembers
	v.mu.Unlock()
	err = v.View(context.Background(), func(tx *Tx) error {
		open := v.store.ahead.open
		v.store.ahead.open = func(no int) func() ([]byte, error) {
			wait := open(no)
			return func() ([]byte, error) { foreseen++; return wait() }
		}
		bodies, err := All(tx, Value[string], query)
		for i, body := range bodies {
			if !strings.HasPrefix(body, fmt.Sprint(i, " words")) {
				t.Errorf("row %d is another", i)
			}
		}
		rows = len(bodies)
		return err
	})
	return rows, foreseen, err
}

func TestGoingThroughATableOpensPagesAhead(t *testing.T) {
	v := openSample(t)
	manyRows(t, v)
	rows, foreseen, err := readRows(t, v, "SELECT body FROM many ORDER BY id")
	if err != nil || rows != 1500 {
		t.Fatal(rows, err)
	}
	if pages := v.store.root.pages; foreseen < pages*8/10 || foreseen > pages {
		t.Errorf("%d of %d pages were foreseen", foreseen, pages)
	}
	if _, foreseen, err = readRows(t, v, "SELECT body FROM many WHERE id = 0"); err != nil || foreseen > 0 {
		t.Errorf("one row: %d pages foreseen, %v", foreseen, err)
	}
}

// An altered page is an error for whoever reads it, not for whoever stops
// before it.
func TestAlteredPageAheadIsSeenWhenItIsRead(t *testing.T) {
	v := openSample(t)
	manyRows(t, v)
	var leaves []int
	err := v.View(context.Background(), func(tx *Tx) error {
		root, err := One(tx, Value[int], "SELECT rootpage FROM sqlite_schema WHERE name = 'many'")
		if err != nil {
			return err
		}
		page, err := v.store.page(root - 1)
		leaves = childrenOf(root-1, page)
		return err
	})
	if err != nil || len(leaves) < 100 {
		t.Fatal(len(leaves), err)
	}
	db, err := sql.Open("sqlite3", v.place.path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("UPDATE page SET sealed = (SELECT sealed FROM page WHERE no = ?) WHERE no = ?", leaves[0], leaves[12]); err != nil {
		t.Fatal(err)
	}
	if rows, _, err := readRows(t, v, "SELECT body FROM many ORDER BY id LIMIT 40"); err != nil || rows != 40 {
		t.Errorf("before it: %d rows, %v", rows, err)
	}
	if _, _, err := readRows(t, v, "SELECT body FROM many ORDER BY id"); !errors.Is(err, ErrAltered) {
		t.Errorf("through it: %v", err)
	}
}

// Whatever stands on a page, looking for its children stays on it.
func TestChildrenOfAnyPage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		page := make([]byte, pageSize)
		copy(page, rapid.SliceOfN(rapid.Byte(), 0, 400).Draw(t, "begins"))
		copy(page[pageSize-100:], rapid.SliceOfN(rapid.Byte(), 100, 100).Draw(t, "ends"))
		no := rapid.IntRange(0, 1).Draw(t, "no")
		if rapid.Bool().Draw(t, "interior") {
			page[100*(1-no)] = 5
		}
		if n := len(childrenOf(no, page)); n > pageSize/2 {
			t.Fatal(n)
		}
	})
}

func TestReadAheadInCircles(t *testing.T) {
	a := newReadAhead(func(no int) func() ([]byte, error) {
		return func() ([]byte, error) { return make([]byte, pageSize), nil }
	})
	a.next = map[int]int{1: 2, 2: 3, 3: 1, 7: 7}
	for _, no := range []int{1, 2, 3, 1, 2, 3, 7, 7, 7} {
		page, foreseen, _ := a.take(no)
		if page == nil {
			page = make([]byte, pageSize)
		}
		a.read(no, page, foreseen)
		if len(a.ready) > 3 {
			t.Fatalf("%d pages on their way", len(a.ready))
		}
	}
}

func TestInOrder(t *testing.T) {
	boom := errors.New("boom")
	for _, n := range []int{0, 1, 2, 7, 500} {
		sum, next := 0, 0
		err := inOrder(n, func(i int) int { return i * i }, func(i, square int) error {
			if i != next || square != i*i {
				t.Errorf("%d: %d instead of %d", i, square, next*next)
			}
			sum, next = sum+1, next+1
			return nil
		})
		if err != nil || sum != n {
			t.Errorf("%d of %d: %v", sum, n, err)
		}
	}
	used := 0
	err := inOrder(500, func(i int) int { return i }, func(i, _ int) error {
		used++
		if i == 20 {
			return boom
		}
		return nil
	})
	if !errors.Is(err, boom) || used != 21 {
		t.Errorf("%d used, %v", used, err)
	}
	defer func() {
		if recover() != boom {
			t.Error("the panic did not come back")
		}
	}()
	inOrder(500, func(i int) int {
		if i == 30 {
			panic(boom)
		}
		return i
	}, func(int, int) error { return nil })
}
