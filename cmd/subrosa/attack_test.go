package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"subrosa/vault/vaulttest"
)

// TestProgramSeesEveryAttack: the built program names what was done to a vault
// with the exit status of docs/reliability.md, and leaves everything as it is.
func TestProgramSeesEveryAttack(t *testing.T) {
	h := newHouse(t)
	passphrase := h.input(testPassphrase + "\n")
	on := func(path, state string) *house {
		other := *h
		other.env = append(append([]string(nil), h.env...), "SUBROSA_VAULT="+path, "XDG_STATE_HOME="+filepath.Dir(state))
		return &other
	}
	create := func(path, state string) error {
		v := on(path, state)
		name := strings.TrimSuffix(filepath.Base(path), ".vault")
		v.must("", "init", "--passphrase-file", passphrase, "--from", h.input(testPractice), "--recovery-out", h.ordered(name))
		v.must("", "unlock", "--passphrase-file", passphrase, "--for", "1h")
		v.must(`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`, "case", "open", "--from", "-")
		return nil
	}
	write := func(path, state string) error {
		on(path, state).must(killedNote, "note", "new", "C-001", "--from", "-", "--sign")
		return nil
	}
	s, err := vaulttest.Stage(t.TempDir(), create, write)
	check(t, err)
	v := on(s.Vault, s.State)
	v.must("", "verify")
	for _, a := range vaulttest.Attacks() {
		check(t, s.Reset())
		if err := a.Do(s); err != nil {
			t.Errorf("%s: %v", a.Name, err)
			continue
		}
		before, err := s.Files()
		check(t, err)
		for _, args := range [][]string{{"verify"}, {"note", "list", "C-001"}} {
			_, said, status := v.run("", append(args, "--json", "--passphrase-file", passphrase)...)
			if want := a.Class.Exit(); status != want && !(status == 0 && args[0] == "note") {
				t.Errorf("%s: %s: exit status %d, want %d: %s", a.Name, args[0], status, want, said)
			}
			if status != 0 && !codes[a.Class][codeOf(t, said)] {
				t.Errorf("%s: %s: %q", a.Name, args[0], said)
			}
			after, err := s.Files()
			check(t, err)
			if !maps.Equal(before, after) {
				t.Errorf("%s: %s: something was touched", a.Name, args[0])
				break
			}
		}
	}
}

// codes are the error codes by which a class of attack may be told.
var codes = map[vaulttest.Class]map[string]bool{
	vaulttest.Altered:  {"altered": true, "damaged": true},
	vaulttest.OlderOne: {"older": true},
	vaulttest.Diverged: {"diverged": true},
	vaulttest.NotOurs:  {"not_a_vault": true},
	vaulttest.Newer:    {"newer_format": true},
}

// codeOf finds the error's code in what was said on standard error.
func codeOf(t *testing.T, said string) string {
	t.Helper()
	for line := range strings.Lines(said) {
		var e struct{ Error failure }
		if strings.HasPrefix(line, "{") && json.Unmarshal([]byte(line), &e) == nil {
			return e.Error.Code
		}
	}
	return ""
}

// TestPassphraseOfAnAttackedSlot: where the slot that her passphrase opens was
// changed, and no agent has the key, it is not called a wrong passphrase as long
// as anything else can be told; and nothing is derived for hours.
func TestPassphraseOfAnAttackedSlot(t *testing.T) {
	h := newHouse(t)
	passphrase := h.input(testPassphrase + "\n")
	h.must("", "init", "--passphrase-file", passphrase, "--from", h.input(testPractice), "--recovery-out", h.ordered("words"))
	path := h.path("data", "subrosa", "practice.vault")
	whole, err := os.ReadFile(path)
	check(t, err)
	header := func(from, to string) string {
		return "UPDATE slot SET identity = CAST(replace(CAST(identity AS TEXT), '" + from + "', '" + to + "') AS BLOB) WHERE kind = 'passphrase'"
	}
	for _, c := range []struct {
		name, statement string
		exit            int
		code            string
	}{
		{"emptied", "UPDATE slot SET identity = x'' WHERE kind = 'passphrase'", 7, "altered"},
		{"another version", header("age-encryption.org/v1", "age-encryption.org/v2"), 7, "altered"},
		{"a work factor of 30", "UPDATE slot SET identity = (SELECT CAST(substr(identity, 1, 56) || '30' || substr(identity, 59) AS BLOB)) WHERE kind = 'passphrase'", 7, "altered"},
		{"the key of another", "UPDATE slot SET sealed = (SELECT sealed FROM slot WHERE kind = 'recovery') WHERE kind = 'passphrase'", 7, "altered"},
		{"the recovery slot's halves", "UPDATE slot SET identity = (SELECT identity FROM slot WHERE kind = 'recovery') WHERE kind = 'passphrase'", 4, "wrong_passphrase"},
		{"dropped", "DELETE FROM slot WHERE kind = 'passphrase'", 4, "wrong_passphrase"},
	} {
		check(t, vaulttest.Alter(path, c.statement))
		before, err := os.ReadFile(path)
		check(t, err)
		_, said, status := h.run("", "verify", "--json", "--passphrase-file", passphrase)
		if status != c.exit || codeOf(t, said) != c.code {
			t.Errorf("%s: exit status %d, %q", c.name, status, said)
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
			t.Errorf("%s: the file was changed", c.name)
		}
		// The words still come in, and say what was done.
		if _, said, status := h.run("", "verify", "--json", "--recovery-file", h.ordered("words")); status != 7 || codeOf(t, said) != "altered" {
			t.Errorf("%s: with the words: exit status %d, %q", c.name, status, said)
		}
		check(t, os.WriteFile(path, whole, 0o600))
	}
}
