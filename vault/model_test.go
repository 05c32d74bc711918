package vault_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"subrosa/vault"
)

// TestVaultIsAMap runs random operations on a vault and on a map, and compares.
func TestVaultIsAMap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		b := newBench(t)
		v := b.create()
		model := map[string]string{}
		reopen := func() {
			if err := v.Close(); err != nil {
				rt.Fatal(err)
			}
			v = b.open()
		}
		key := rapid.StringMatching(`[a-h]`)
		size := rapid.IntRange(0, 60_000)
		rt.Repeat(map[string]func(*rapid.T){
			"put": func(rt *rapid.T) {
				next := maps.Clone(model)
				abort := rapid.IntRange(0, 4).Draw(rt, "abort") == 0
				n := rapid.IntRange(1, 5).Draw(rt, "n")
				boom := errors.New("boom")
				err := v.Update(ctx, func(tx *vault.Tx) error {
					for i := range n {
						k, value := key.Draw(rt, "k"), strings.Repeat(fmt.Sprint(i), size.Draw(rt, "size"))
						if err := putTx(tx, k, value); err != nil {
							return err
						}
						next[k] = value
					}
					if abort {
						return boom
					}
					return nil
				})
				if abort != errors.Is(err, boom) {
					rt.Fatal(err)
				}
				if !abort {
					model = next
				}
			},
			"delete and compact": func(rt *rapid.T) {
				k := key.Draw(rt, "k")
				err := v.Update(ctx, func(tx *vault.Tx) error {
					_, err := tx.Exec("DELETE FROM kv WHERE k = ?", k)
					if err == nil && rapid.Bool().Draw(rt, "compact") {
						_, err = vault.All(tx, func(vault.Scan) (int, error) { return 0, nil }, "PRAGMA incremental_vacuum")
					}
					return err
				})
				if err != nil {
					rt.Fatal(err)
				}
				delete(model, k)
			},
			"reopen": func(*rapid.T) { reopen() },
			"": func(rt *rapid.T) {
				if diff := cmp.Diff(model, contents(rt, v)); diff != "" {
					rt.Fatal(diff)
				}
			},
		})
		reopen()
		if r, err := v.Verify(ctx, nil); err != nil || len(r.Problems) > 0 {
			rt.Fatal(err, r.Problems)
		}
		v.Close()
		os.RemoveAll(b.o.Path)
	})
}

func contents(t rapid.TB, v *vault.Vault) map[string]string {
	got := map[string]string{}
	err := v.View(ctx, func(tx *vault.Tx) error {
		_, err := vault.All(tx, func(scan vault.Scan) (struct{}, error) {
			var k, value string
			err := scan(&k, &value)
			got[k] = value
			return struct{}{}, err
		}, "SELECT k, v FROM kv")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}
