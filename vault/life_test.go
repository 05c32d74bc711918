package vault_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"subrosa/crypto"
	"subrosa/vault"
)

// A life is what a process does with a vault until it is killed: one operation
// after the other, each told before it begins and when it is done, on a pipe.
// Every commit carries a number, one more than the last, in two places.
type life struct {
	o   vault.Options
	key crypto.Key
	v   *vault.Vault
	n   int // the number that the vault has
}

// deed is one operation.
type deed struct {
	name    string
	weight  int  // how often it is done
	commits bool // the vault has the number afterwards
	do      func(*life, int) error
}

// deeds are those that are done at random; large is done by some lives alone.
var (
	deeds = []deed{
		{"put", 30, true, (*life).put},
		{"churn", 20, true, (*life).churn},
		{"reopen", 12, false, (*life).reopen},
		{"backup", 8, false, (*life).backup},
		{"restore", 6, false, (*life).restore},
		{"create", 6, false, (*life).create},
		{"rotate", 10, true, (*life).rotate},
		{"accept", 6, true, (*life).accept},
	}
	large = deed{"large", 1, true, (*life).large}
)

// childLives does deeds at random, or always the one that is named. accept: the
// life before was cut short with an older copy in the vault's place.
func childLives(o vault.Options, key crypto.Key, only string, accept bool) error {
	l := &life{o: o, key: key}
	first := o
	first.AcceptOlder = accept
	if err := l.open(first); err != nil {
		return err
	}
	fmt.Println("open", l.n)
	for {
		d := pickDeed(only)
		arg := l.n + 1
		fmt.Println("begin", d.name, arg)
		if err := d.do(l, arg); err != nil {
			return fmt.Errorf("%s %d: %w", d.name, arg, err)
		}
		if d.commits {
			l.n = arg
		}
		fmt.Println("done", d.name, arg)
	}
}

func pickDeed(only string) (picked deed) {
	if only == large.name {
		return large
	}
	total := 0
	for _, d := range deeds {
		if total += d.weight; rand.IntN(total) < d.weight {
			picked = d
		}
	}
	return picked
}

func (l *life) open(o vault.Options) (err error) {
	if l.v, err = vault.Open(ctx, o, l.key); err != nil {
		return err
	}
	return l.v.View(ctx, func(tx *vault.Tx) error {
		l.n, err = vault.One(tx, vault.Value[int], "SELECT CAST(v AS INTEGER) FROM kv WHERE k = 'n1'")
		return err
	})
}

// number writes the number of a commit, in two places.
func number(tx *vault.Tx, n int) error {
	if err := putTx(tx, "n1", strconv.Itoa(n)); err != nil {
		return err
	}
	return putTx(tx, "n2", strconv.Itoa(n))
}

func (l *life) put(n int) error {
	return l.v.Update(ctx, func(tx *vault.Tx) error {
		if err := putTx(tx, fmt.Sprint("p:", n%20), strings.Repeat("words ", rand.IntN(800))); err != nil {
			return err
		}
		return number(tx, n)
	})
}

// churn adds rows and deletes others, gives the pages back, and keeps count.
func (l *life) churn(n int) error {
	return l.v.Update(ctx, func(tx *vault.Tx) error {
		for i := range 1 + rand.IntN(6) {
			if err := putTx(tx, fmt.Sprintf("r:%d:%d", n, i), strings.Repeat("words ", rand.IntN(5000))); err != nil {
				return err
			}
		}
		if _, err := tx.Exec("DELETE FROM kv WHERE k IN (SELECT k FROM kv WHERE k LIKE 'r:%' ORDER BY random() LIMIT (SELECT count(*) * ? / 10 FROM kv WHERE k LIKE 'r:%'))", rand.IntN(11)); err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT OR REPLACE INTO kv SELECT 'rows', CAST(count(*) AS TEXT) FROM kv WHERE k LIKE 'r:%'"); err != nil {
			return err
		}
		if _, err := vault.All(tx, func(vault.Scan) (int, error) { return 0, nil }, "PRAGMA incremental_vacuum"); err != nil {
			return err
		}
		return number(tx, n)
	})
}

// large is a commit that does not fit into memory and is sealed in pieces.
func (l *life) large(n int) error {
	return l.v.Update(ctx, func(tx *vault.Tx) error {
		for i := range 34 {
			if err := putTx(tx, fmt.Sprint("f:", i), strings.Repeat(fmt.Sprintf("%08d", n), 1<<17)); err != nil {
				return err
			}
		}
		return number(tx, n)
	})
}

func (l *life) reopen(int) error {
	if err := l.v.Close(); err != nil {
		return err
	}
	return l.open(l.o)
}

// beside is a path in the folder of copies.
func (l *life) beside(name string) string {
	return filepath.Join(filepath.Dir(filepath.Dir(l.o.Path)), "copies", name)
}

func (l *life) backup(n int) error {
	_, err := l.v.Backup(ctx, l.beside(fmt.Sprintf("backup-%d-%x.vault", n, rand.Uint64())), nil)
	return err
}

// elsewhere is another machine.
func (l *life) elsewhere(path string) vault.Options {
	return vault.Options{Path: path, State: filepath.Join(filepath.Dir(filepath.Dir(l.o.Path)), "elsewhere")}
}

func (l *life) restore(n int) error {
	from := l.beside(fmt.Sprintf("backup-%d-%x.vault", n, rand.Uint64()))
	if _, err := l.v.Backup(ctx, from, nil); err != nil {
		return err
	}
	_, err := vault.Restore(ctx, from, l.elsewhere(l.beside(fmt.Sprintf("restored-%d-%x.vault", n, rand.Uint64()))), l.key, nil)
	return err
}

func (l *life) create(n int) error {
	w, err := crypto.NewPassphraseWay("x", 1)
	if err != nil {
		return err
	}
	path := l.beside(fmt.Sprintf("new-%d-%x.vault", n, rand.Uint64()))
	v, err := vault.Create(ctx, l.elsewhere(path), l.key, []crypto.Way{w}, func(tx *vault.Tx) error { return tx.ExecScript("CREATE TABLE kv(k, v)") })
	if err != nil {
		return err
	}
	return v.Close()
}

func (l *life) rotate(n int) error {
	w, err := crypto.NewPassphraseWay(passphraseOf(n), 1)
	if err != nil {
		return err
	}
	r, err := l.v.Rotate(ctx, vault.Change{Add: []crypto.Way{w}, Record: func(tx *vault.Tx) error { return number(tx, n) }}, nil)
	l.key = r.Key
	return err
}

func passphraseOf(n int) string { return "passphrase " + strconv.Itoa(n) }

// accept puts an older copy in the vault's place and goes on with it.
func (l *life) accept(n int) error {
	older := l.beside("older")
	if err := l.v.Close(); err != nil {
		return err
	}
	data, err := os.ReadFile(l.o.Path)
	if err != nil {
		return err
	}
	if err := os.WriteFile(older, data, 0o600); err != nil {
		return err
	}
	if err := errors.Join(l.open(l.o), l.put(n), l.v.Close()); err != nil {
		return err
	}
	if err := os.Rename(older, l.o.Path); err != nil {
		return err
	}
	if err := l.open(l.o); !errors.Is(err, vault.ErrOlder) {
		return fmt.Errorf("the older copy: %w", err)
	}
	o := l.o
	o.AcceptOlder = true
	return errors.Join(l.open(o), l.put(n))
}
