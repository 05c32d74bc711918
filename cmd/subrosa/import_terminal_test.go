package main

import (
	"os"
	"path/filepath"
	"testing"
)

// What would be taken stands above the question, and no leaves everything as it is.
func TestImportAsksOnATerminal(t *testing.T) {
	dir, env := lockedVault(t)
	vaultPath, laptop := filepath.Join(dir, "practice.vault"), filepath.Join(dir, "laptop.vault")
	whole, err := os.ReadFile(vaultPath)
	check(t, err)
	check(t, os.WriteFile(laptop, whole, 0o600))
	key := filepath.Join(dir, "key")
	check(t, os.WriteFile(key, []byte(testPassphrase+"\n"), 0o600))
	input := filepath.Join(dir, "case.json")
	check(t, os.WriteFile(input, []byte(`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`), 0o600))
	without(t, env, "case", "open", "--from", input, "--passphrase-file", key)
	elsewhere := append(env, "XDG_STATE_HOME="+filepath.Join(dir, "elsewhere"))
	without(t, elsewhere, "case", "open", "--from", input, "--vault", laptop, "--passphrase-file", key)
	for _, answer := range []struct {
		typed  string
		says   string
		status int
	}{{"", "not confirmed; nothing was done", 8}, {"n", "not confirmed; nothing was done", 8}, {"y", "go on with this vault everywhere", 0}, {"", "", 0}} {
		c := onTerminal(t, env, "import", laptop, "--passphrase-file", key)
		if answer.says == "" {
			c.expect("nothing to take")
		} else {
			c.expect("C-001 of that copy is C-002 here")
			c.expect("P-002 may be the same person as P-001")
			c.expect("Take all of it into this vault? (yes or no) [no]: ")
			c.send(answer.typed + "\n")
			c.expect(answer.says)
		}
		c.exits(answer.status)
	}
}
