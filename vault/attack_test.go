package vault_test

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"
	"time"

	"subrosa/crypto"
	"subrosa/vault"
	"subrosa/vault/vaulttest"
)

// stage makes the scene of the attacks, always the same one but for what is
// random: so that docs/reliability.md can say what is said.
func stage(t *testing.T) (vaulttest.Scene, bench) {
	t.Helper()
	b := newBench(t)
	b.o.Now = func() time.Time { return time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC) }
	n := 0
	create := func(path, state string) error {
		o := b.o
		o.Path, o.State = path, state
		key := b.key
		if strings.Contains(path, vaulttest.Foreign) {
			key = crypto.NewKey()
		}
		v, err := vault.Create(ctx, o, key, waysFor(t), func(tx *vault.Tx) error {
			if err := tx.ExecScript("CREATE TABLE kv(k TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT"); err != nil {
				return err
			}
			for i := range 60 {
				if err := putTx(tx, fmt.Sprintf("note %02d", i), strings.Repeat("words ", 400)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		return v.Close()
	}
	write := func(path, state string) error {
		o := b.o
		o.Path, o.State = path, state
		v, err := vault.Open(ctx, o, b.key)
		if err != nil {
			return err
		}
		n++
		put(t, v, "note 30", strings.Repeat("amended ", 100+n))
		return v.Close()
	}
	s, err := vaulttest.Stage(t.TempDir(), create, write)
	if err != nil {
		t.Fatal(err)
	}
	b.o.Path, b.o.State = s.Vault, s.State
	return s, b
}

func waysFor(t *testing.T) []crypto.Way {
	t.Helper()
	words, err := crypto.NewWords()
	if err != nil {
		t.Fatal(err)
	}
	pass, err := crypto.NewPassphraseWay("open sesame", 1)
	if err != nil {
		t.Fatal(err)
	}
	recovery, err := crypto.NewRecoveryWay(words, 1)
	if err != nil {
		t.Fatal(err)
	}
	return []crypto.Way{pass, recovery}
}

// sight is where an attack was seen, and what was said.
type sight struct {
	by   string // opening, reading, verify; "": not at all
	said error
}

// look opens a vault, reads all its records and verifies it.
func look(b bench) sight {
	v, err := vault.Open(ctx, b.o, b.key)
	if err != nil {
		return sight{"opening", err}
	}
	defer v.Close()
	err = v.View(ctx, func(tx *vault.Tx) error {
		_, err := contentsOf(tx)
		return err
	})
	if err != nil {
		return sight{"reading", err}
	}
	if err := verified(v); err != nil {
		return sight{"verify", err}
	}
	return sight{}
}

// verified is nil, or the first problem of a vault.
func verified(v *vault.Vault) error {
	r, err := v.Verify(ctx, nil)
	if err == nil && len(r.Problems) > 0 {
		err = reported(r.Problems[0])
	}
	return err
}

func classOf(err error) vaulttest.Class {
	for class, of := range map[vaulttest.Class][]error{
		vaulttest.Altered: {vault.ErrAltered, vault.ErrDamaged, vault.ErrWrongKey}, vaulttest.OlderOne: {vault.ErrOlder},
		vaulttest.Diverged: {vault.ErrDiverged}, vaulttest.NotOurs: {vault.ErrNotAVault}, vaulttest.Newer: {vault.ErrNewerFormat},
	} {
		for _, e := range of {
			if errors.Is(err, e) {
				return class
			}
		}
	}
	return ""
}

// TestEveryAttackIsSeen: named, by opening, by reading or by verify at the
// latest, and neither the file nor the log beside it nor this machine's memory
// is touched. The table of it stands in docs/reliability.md.
func TestEveryAttackIsSeen(t *testing.T) {
	t.Parallel()
	s, b := stage(t)
	table := []string{"| attack | what is said | exit | seen by |", "|---|---|---|---|"}
	names := map[string]bool{}
	for _, a := range vaulttest.Attacks() {
		if names[a.Name] {
			t.Errorf("%s: twice", a.Name)
		}
		names[a.Name] = true
		if err := s.Reset(); err != nil {
			t.Fatal(err)
		}
		if seen := look(b); seen.said != nil {
			t.Fatalf("%s: before it %v", a.Name, seen.said)
		}
		if err := a.Do(s); err != nil {
			t.Errorf("%s: %v", a.Name, err)
			continue
		}
		before, err := s.Files()
		if err != nil {
			t.Fatal(err)
		}
		seen := look(b)
		if got := classOf(seen.said); got != a.Class {
			t.Errorf("%s: seen by %q, %v, not as %s", a.Name, seen.by, seen.said, a.Class)
		}
		if after, err := s.Files(); err != nil || !maps.Equal(before, after) {
			t.Errorf("%s: touched: %v, %s", a.Name, err, changes(before, after))
		}
		said := slotID.ReplaceAllString(fmt.Sprint(seen.said), "slot ID")
		table = append(table, fmt.Sprintf("| %s | %s | %d | %s |", a.Name, said, a.Class.Exit(), seen.by))
	}
	if len(names) < 60 {
		t.Errorf("only %d attacks", len(names))
	}
	if !t.Failed() {
		documented(t, "attacks", strings.Join(table, "\n")+"\n")
	}
}

// slotID is what differs from one scene to the next.
var slotID = regexp.MustCompile("slot [0-9a-f]{16}")

func changes(before, after map[string]string) string {
	var list []string
	for name, data := range before {
		if now, ok := after[name]; !ok {
			list = append(list, name+" is gone")
		} else if now != data {
			list = append(list, fmt.Sprintf("%s changed, %d bytes, %d before", name, len(now), len(data)))
		}
	}
	for name := range after {
		if _, ok := before[name]; !ok {
			list = append(list, name+" is new")
		}
	}
	return strings.Join(list, "; ")
}
