package vault_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"filippo.io/age"

	"subrosa/crypto"
	"subrosa/vault"
)

// used makes a vault with some hundred pages and a past: notes that were
// changed, made shorter and deleted, so that both databases have free pages.
func used(t testing.TB, b bench) *vault.Vault {
	t.Helper()
	v := b.create()
	for i := range 12 {
		put(t, v, "note"+strconv.Itoa(i), noise(60_000))
	}
	for i := range 12 {
		put(t, v, "note"+strconv.Itoa(i), noise(i*5000))
	}
	err := v.Update(ctx, func(tx *vault.Tx) error {
		_, err := tx.Exec("DELETE FROM kv WHERE k IN ('note3', 'note9', 'note10')")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	put(t, v, "a", "one")
	return v
}

// traces are pieces of everything that is sealed in a vault now: the salt or
// the share of each header, and some of each text.
func traces(t testing.TB, path string) map[string][]byte {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT 'page ' || no, sealed FROM page UNION ALL SELECT 'root', sealed FROM root
		UNION ALL SELECT 'slot ' || id, sealed FROM slot`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	found := map[string][]byte{}
	for rows.Next() {
		var name string
		var sealed []byte
		if err := rows.Scan(&name, &sealed); err != nil {
			t.Fatal(err)
		}
		for _, at := range []int{33, 100, len(sealed) / 2, len(sealed) - 20} { // 33: in the salt or the share
			found[name+" at "+strconv.Itoa(at)] = bytes.Clone(sealed[at : at+20])
		}
	}
	if err := rows.Err(); err != nil || len(found) < 40 {
		t.Fatalf("%d traces: %v", len(found), err)
	}
	return found
}

// left says which traces stand in the bytes of a vault and of its log.
func left(t testing.TB, path string, traces map[string][]byte) (names []string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(path + "-wal")
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	for name, trace := range traces {
		if bytes.Contains(raw, trace) || bytes.Contains(log, trace) {
			names = append(names, name)
		}
	}
	return names
}

// sealedRows are all age files of a vault.
func sealedRows(t testing.TB, path string) (rows [][]byte) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	r, err := db.Query("SELECT sealed FROM page UNION ALL SELECT sealed FROM root UNION ALL SELECT sealed FROM slot UNION ALL SELECT identity FROM slot")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for r.Next() {
		var b []byte
		if err := r.Scan(&b); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, b)
	}
	return rows
}

func rotate(t testing.TB, v *vault.Vault, c vault.Change) crypto.Key {
	t.Helper()
	r, err := v.Rotate(ctx, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Swept {
		t.Error("the old key was not swept out")
	}
	return r.Key
}

func way(t testing.TB, w crypto.Way, err error) crypto.Way {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func passphraseWay(t testing.TB, passphrase string) crypto.Way {
	t.Helper()
	w, err := crypto.NewPassphraseWay(passphrase, 1)
	return way(t, w, err)
}

func keyOf(t testing.TB, path, secret string) (crypto.Key, error) {
	t.Helper()
	head, err := vault.ReadHead(path)
	if err != nil {
		t.Fatal(err)
	}
	key, _, err := crypto.OpenSlots(head.Slots, secret)
	if err == nil && key.ID() != head.KeyID {
		t.Errorf("the slots hold the key %s, the vault has %s", key.ID(), head.KeyID)
	}
	return key, err
}

// After a rotation nothing in the vault file or the log is sealed with the old
// key, and the old key opens no row; while the vault is open and afterwards.
func TestRotationLeavesNothingOfTheOldKey(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := used(t, b)
	for round := range 3 {
		old, before := b.key, traces(t, b.o.Path)
		if len(left(t, b.o.Path, before)) < len(before) {
			t.Fatal("the search does not find what is there")
		}
		b.key = rotate(t, v, vault.Change{})
		if b.key == old {
			t.Fatal("the key is the same")
		}
		if names := left(t, b.o.Path, before); len(names) > 0 {
			t.Errorf("round %d: %d traces are left: %v", round, len(names), names)
		}
		for _, sealed := range sealedRows(t, b.o.Path) {
			if _, err := old.Open(sealed); err == nil {
				t.Error("the old key opens a row")
			}
		}
		put(t, v, "a", "round"+strconv.Itoa(round))
		v.Close()
		if names := left(t, b.o.Path, before); len(names) > 0 {
			t.Errorf("after closing: %v", names)
		}
		v = b.open()
		if got := get(t, v, "a"); got != "round"+strconv.Itoa(round) {
			t.Errorf("got %q", got)
		}
		if r, err := v.Verify(ctx, nil); err != nil || len(r.Problems) > 0 {
			t.Fatalf("%v %v", err, r.Problems)
		}
	}
	if _, err := os.Stat(b.o.Path); err != nil {
		t.Error(err)
	}
}

func TestTheWaysThatStayOpenTheNewKey(t *testing.T) {
	b := newBench(t)
	words, err := crypto.NewWords()
	if err != nil {
		t.Fatal(err)
	}
	paper, err := crypto.NewRecoveryWay(words, 1)
	paper = way(t, paper, err)
	v, err := vault.Create(ctx, b.o, b.key, []crypto.Way{b.way, paper}, func(tx *vault.Tx) error {
		return tx.ExecScript("CREATE TABLE kv(k TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT")
	})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	colleague, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := crypto.NewRecipientWay(colleague.Recipient().String())
	theirs = way(t, theirs, err)
	recorded := 0
	record := func(*vault.Tx) error { recorded++; return nil }
	if err := v.AddWay(ctx, theirs, record); err != nil {
		t.Fatal(err)
	}
	old := filepath.Join(t.TempDir(), "old.vault")
	if _, err := v.Backup(ctx, old, nil); err != nil {
		t.Fatal(err)
	}
	if key, err := keyOf(t, b.o.Path, "open sesame"); err != nil || key != b.key {
		t.Errorf("adding somebody changed the key: %v", err)
	}

	b.key = rotate(t, v, vault.Change{Add: []crypto.Way{passphraseWay(t, "a new passphrase")}, Record: record})
	if recorded != 2 {
		t.Errorf("recorded %d times", recorded)
	}
	for _, secret := range []string{"a new passphrase", words} {
		if key, err := keyOf(t, b.o.Path, secret); err != nil || key != b.key {
			t.Errorf("%.10q: %v", secret, err)
		}
	}
	if _, err := keyOf(t, b.o.Path, "open sesame"); !errors.Is(err, crypto.ErrWrongSecret) {
		t.Errorf("the old passphrase: %v", err)
	}
	ids, err := crypto.ParseIdentities([]byte(colleague.String()), nil, crypto.PluginUI{})
	if err != nil {
		t.Fatal(err)
	}
	head, err := vault.ReadHead(b.o.Path)
	if err != nil {
		t.Fatal(err)
	}
	if key, err := crypto.OpenSlotsWith(head.Slots, ids); err != nil || key != b.key {
		t.Errorf("the colleague: %v", err)
	}

	rotate(t, v, vault.Change{Remove: []string{theirs.ID}})
	if head, err = vault.ReadHead(b.o.Path); err != nil {
		t.Fatal(err)
	}
	if _, err := crypto.OpenSlotsWith(head.Slots, ids); !errors.Is(err, crypto.ErrWrongIdentity) {
		t.Errorf("the colleague who was removed: %v", err)
	}
	// The copy opens as ever, with what opened it then; what it yields helps nowhere else.
	key, err := keyOf(t, old, "open sesame")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := vault.CheckCopy(ctx, old, key, nil); err != nil {
		t.Errorf("the old copy: %v", err)
	}
	oldIdentity := identityOf(t, old, "open sesame")
	for _, sealed := range sealedRows(t, b.o.Path) {
		if _, err := key.Open(sealed); err == nil {
			t.Error("the old key opens a row")
		}
		if _, err := age.Decrypt(bytes.NewReader(sealed), oldIdentity, colleague); err == nil {
			t.Error("an identity of the old copy opens a row")
		}
	}
	ways, since, err := v.Ways(ctx)
	if err != nil || len(ways) != 2 || since.IsZero() {
		t.Errorf("%d ways, since %v: %v", len(ways), since, err)
	}
}

// identityOf opens the first half of the passphrase slot with age alone.
func identityOf(t *testing.T, path, passphrase string) age.Identity {
	t.Helper()
	head, err := vault.ReadHead(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range head.Slots {
		if s.Kind != crypto.Passphrase {
			continue
		}
		id, err := age.NewScryptIdentity(passphrase)
		if err != nil {
			t.Fatal(err)
		}
		r, err := age.Decrypt(bytes.NewReader(s.Identity), id)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		own, err := age.ParseHybridIdentity(string(text))
		if err != nil {
			t.Fatal(err)
		}
		return own
	}
	t.Fatal("no passphrase slot")
	return nil
}

func TestChangesThatAreRefusedChangeNothing(t *testing.T) {
	b := newBench(t)
	v := b.create()
	put(t, v, "a", "one")
	x, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := crypto.NewRecipientWay(x.Recipient().String())
	theirs = way(t, theirs, err)
	if err := v.AddWay(ctx, theirs, nil); err != nil {
		t.Fatal(err)
	}
	again, err := crypto.NewRecipientWay(x.Recipient().String() + "\n")
	again = way(t, again, err)
	info, err := v.Info(ctx)
	if err != nil {
		t.Fatal(err)
	}
	boom := errors.New("boom")
	for name, c := range map[string]struct {
		change vault.Change
		want   error
	}{
		"the last way in":        {vault.Change{Remove: []string{b.way.ID}}, vault.ErrLastWay},
		"every way in":           {vault.Change{Remove: []string{b.way.ID, theirs.ID}}, vault.ErrLastWay},
		"a way that is not":      {vault.Change{Remove: []string{"0000000000000000"}}, vault.ErrNoWay},
		"a way twice":            {vault.Change{Add: []crypto.Way{again}}, vault.ErrWayExists},
		"a record that fails":    {vault.Change{Record: func(*vault.Tx) error { return boom }}, boom},
		"a recipient that is no": {vault.Change{Add: []crypto.Way{{ID: "0011223344556677", Kind: crypto.Recipient, Recipient: "age1x"}}}, crypto.ErrBadRecipient},
	} {
		if _, err := v.Rotate(ctx, c.change, nil); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := v.AddWay(ctx, again, nil); !errors.Is(err, vault.ErrWayExists) {
		t.Errorf("added twice: %v", err)
	}
	if err := v.AddWay(ctx, passphraseWay(t, "another"), nil); err == nil {
		t.Error("a passphrase was added without a rotation")
	}
	if now, err := v.Info(ctx); err != nil || now.Generation != info.Generation {
		t.Errorf("generation %d, not %d: %v", now.Generation, info.Generation, err)
	}
	if key, err := keyOf(t, b.o.Path, "open sesame"); err != nil || key != b.key {
		t.Errorf("%v", err)
	}
	put(t, v, "a", "two")
}

func TestSixtyFourWaysIn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.create()
	colleague := func() crypto.Way {
		x, err := age.GenerateHybridIdentity()
		if err != nil {
			t.Fatal(err)
		}
		w, err := crypto.NewRecipientWay(x.Recipient().String())
		return way(t, w, err)
	}
	var many []crypto.Way
	for range 63 {
		many = append(many, colleague())
	}
	b.key = rotate(t, v, vault.Change{Add: many})
	if err := v.AddWay(ctx, colleague(), nil); !errors.Is(err, vault.ErrTooManyWays) {
		t.Errorf("one more: %v", err)
	}
	old := traces(t, b.o.Path)
	b.key = rotate(t, v, vault.Change{Remove: []string{many[7].ID, many[40].ID}})
	if names := left(t, b.o.Path, old); len(names) > 0 {
		t.Errorf("left: %v", names)
	}
	v.Close()
	v = b.open()
	ways, _, err := v.Ways(ctx)
	if err != nil || len(ways) != 62 {
		t.Errorf("%d ways: %v", len(ways), err)
	}
	if r, err := v.Verify(ctx, nil); err != nil || len(r.Problems) > 0 {
		t.Errorf("%v %v", err, r.Problems)
	}
}

// Whoever has the vault open while its key is changed elsewhere is told so, and
// neither reads something else nor writes anything.
func TestTheKeyIsChangedElsewhere(t *testing.T) {
	b := newBench(t)
	v := used(t, b)
	other := b.open()
	get(t, other, "a")
	b.key = rotate(t, v, vault.Change{})
	for name, err := range map[string]error{
		"read":  other.View(ctx, func(*vault.Tx) error { return nil }),
		"write": other.Update(ctx, func(tx *vault.Tx) error { return putTx(tx, "a", "two") }),
		"rotate": func() error {
			_, err := other.Rotate(ctx, vault.Change{}, nil)
			return err
		}(),
	} {
		if !errors.Is(err, vault.ErrKeyChanged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := other.Backup(ctx, filepath.Join(t.TempDir(), "copy.vault"), nil); !errors.Is(err, vault.ErrKeyChanged) {
		t.Errorf("backup: %v", err)
	}
	other.Close()
	if got := get(t, v, "a"); got != "one" {
		t.Errorf("got %q", got)
	}
	put(t, v, "a", "three")
}

// Who wrote before the key was changed elsewhere closes the vault in peace.
func TestClosingAfterTheKeyWasChangedElsewhere(t *testing.T) {
	b := newBench(t)
	v := used(t, b)
	other := b.open()
	put(t, other, "theirs", "two")
	before := traces(t, b.o.Path)
	b.key = rotate(t, v, vault.Change{})
	put(t, v, "mine", "three")
	if err := other.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
	if got := get(t, v, "theirs") + get(t, v, "mine"); got != "twothree" {
		t.Errorf("got %q", got)
	}
	if err := v.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
	if err := verdict(b); err != nil {
		t.Error(err)
	}
	if names := left(t, b.o.Path, before); len(names) > 0 {
		t.Errorf("left: %v", names)
	}
}

// Another file is put in the vault's place while the key is changed: nothing is
// written over it, and what was saved until then is kept under the key it had.
func TestTheFileIsExchangedWhileTheKeyIsChanged(t *testing.T) {
	b := newBench(t)
	v := used(t, b)
	strange := []byte("another file altogether")
	_, err := v.Rotate(ctx, vault.Change{Add: []crypto.Way{passphraseWay(t, "another")}, Record: func(*vault.Tx) error {
		other := filepath.Join(t.TempDir(), "other")
		if err := os.WriteFile(other, strange, 0o600); err != nil {
			return err
		}
		return os.Rename(other, b.o.Path)
	}}, nil)
	if !errors.Is(err, vault.ErrExchanged) {
		t.Fatalf("%v", err)
	}
	closing := v.Close()
	if now, err := os.ReadFile(b.o.Path); err != nil || !bytes.Equal(now, strange) {
		t.Errorf("the other file was written to: %v", err)
	}
	e, ok := errors.AsType[*vault.Exchanged](closing)
	if !ok || e.Failed != nil {
		t.Fatalf("what was saved is not kept: %v", closing)
	}
	b.o.Path, b.o.State = e.Rescued, ""
	if got := get(t, b.open(), "a"); got != "one" {
		t.Errorf("got %q", got)
	}
	if _, err := keyOf(t, b.o.Path, "open sesame"); err != nil {
		t.Errorf("%v", err)
	}
}

// Whoever can write the file can write the id of the key that stands in clear.
func TestAClearKeyIDIsNotBelieved(t *testing.T) {
	b := newBench(t)
	v := b.create()
	put(t, v, "a", "one")
	attack(t, b.o.Path, "UPDATE root SET key_id = '0011223344556677'")
	if err := v.View(ctx, func(*vault.Tx) error { return nil }); err != nil && !errors.Is(err, vault.ErrAltered) {
		t.Errorf("open already: %v", err)
	}
	v.Close()
	if _, err := vault.Open(ctx, b.o, b.key); !isAltered(err) {
		t.Errorf("opened anew: %v", err)
	}
}

func TestProgressEndsWhereItShould(t *testing.T) {
	b := newBench(t)
	v := used(t, b)
	last, pages := 0, 0
	if _, err := v.Rotate(ctx, vault.Change{}, func(done, total int) {
		if done <= last || done > total {
			t.Errorf("%d after %d of %d", done, last, total)
		}
		last, pages = done, total
	}); err != nil {
		t.Fatal(err)
	}
	if info, err := v.Info(ctx); err != nil || last != info.Pages || pages != info.Pages {
		t.Errorf("%d of %d, the vault has %d: %v", last, pages, info.Pages, err)
	}
}

// A key that does not print is a promise of crypto; that a rotation does not
// print it either is one of this package.
func TestARotationDoesNotPrintItsKey(t *testing.T) {
	b := newBench(t)
	v := b.create()
	r, err := v.Rotate(ctx, vault.Change{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v"} {
		if text := strings.ToLower(fmt.Sprintf(verb, r)); strings.Contains(text, r.Key.Text()) {
			t.Errorf("%s prints the key", verb)
		}
	}
}
