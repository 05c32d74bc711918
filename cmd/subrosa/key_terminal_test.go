package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/plugin"

	"subrosa/crypto"
	"subrosa/vault"
)

// opens says whether a passphrase or words open the vault of a test.
func opens(t *testing.T, dir, secret string) bool {
	t.Helper()
	head, err := vault.ReadHead(filepath.Join(dir, "practice.vault"))
	check(t, err)
	_, _, err = crypto.OpenSlots(head.Slots, secret)
	return err == nil
}

// without runs a command without a terminal.
func without(t *testing.T, env []string, args ...string) string {
	t.Helper()
	cmd := exec.Command("subrosa", args...)
	cmd.Env = env
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return string(out)
}

// Who comes in by the words is asked for a new passphrase, by whatever command,
// and that command goes on.
func TestWordsLeadToANewPassphrase(t *testing.T) {
	dir, env := lockedVault(t)
	words, err := os.ReadFile(filepath.Join(dir, "words"))
	check(t, err)
	for i, args := range [][]string{{"case", "list"}, {"unlock"}, {"case", "list", "--recovery-file", filepath.Join(dir, "words")}} {
		next := "a new one, number " + string(rune('1'+i))
		c := onTerminal(t, env, args...)
		if len(args) < 4 {
			c.expect("Passphrase, or the 24 words: ")
			c.send(string(words))
		}
		c.expect("You came in by the recovery words.")
		c.expect("New passphrase, or enter: ")
		c.send("short\n")
		c.expect("too few")
		c.expect("New passphrase, or enter: ")
		c.send(next + "\n")
		c.expect("The same again: ")
		c.send(next + "\n")
		c.expect("the passphrase is changed")
		c.expect([]string{"no case yet", "unlocked, locks after 10 minutes", "no case yet"}[i])
		c.exits(0)
		if !opens(t, dir, next) || opens(t, dir, testPassphrase) || !opens(t, dir, string(words)) {
			t.Errorf("%v: what should open does not, or the other way round", args)
		}
		if strings.Contains(c.text(), next) {
			t.Error("the new passphrase was shown")
		}
		if i == 1 { // the agent has the new key
			without(t, env, "case", "list")
			without(t, env, "lock")
		}
	}
}

func TestKeyPassphraseOnTerminal(t *testing.T) {
	dir, env := lockedVault(t)
	c := onTerminal(t, env, "key", "passphrase")
	c.expect("Passphrase, or the 24 words: ")
	c.send(testPassphrase + "\n")
	c.expect("New passphrase: ")
	c.send("blåbær på en mark\n")
	c.expect("The same again: ")
	c.send("blåbær på en mark\n")
	c.expect("the passphrase is changed; copies made before open with the old one")
	c.exits(0)
	if !opens(t, dir, "blåbær på en mark") || opens(t, dir, testPassphrase) {
		t.Error("the passphrase was not changed")
	}
	if strings.Contains(c.text(), "pages sealed anew") {
		t.Error("a small vault tells its progress")
	}

	// left in the middle: nothing is changed
	c = onTerminal(t, env, "key", "passphrase")
	c.expect("Passphrase, or the 24 words: ")
	c.send("blåbær på en mark\n")
	c.expect("New passphrase: ")
	c.send("\x03")
	c.exits(130)
	if !opens(t, dir, "blåbær på en mark") {
		t.Error("leaving changed something")
	}
}

func TestKeyRecoveryOnTerminal(t *testing.T) {
	dir, env := lockedVault(t)
	old, err := os.ReadFile(filepath.Join(dir, "words"))
	check(t, err)
	c := onTerminal(t, env, "key", "recovery", "--plain")
	c.expect("Passphrase, or the 24 words: ")
	c.send(testPassphrase + "\n")
	words := writeDown(c)
	c.expect("the recovery words are changed")
	c.exits(0)
	if !opens(t, dir, words) || opens(t, dir, string(old)) || !opens(t, dir, testPassphrase) {
		t.Error("the words were not changed")
	}

	// not written down: the old ones stay
	c = onTerminal(t, env, "key", "recovery", "--plain", "--passphrase-file", filepath.Join(dir, "passphrase"))
	c.expect("when they are on paper")
	c.send("\x03")
	c.exits(130)
	if !opens(t, dir, words) {
		t.Error("leaving changed something")
	}
}

func TestKeyAddAndRemoveOnTerminal(t *testing.T) {
	dir, env := lockedVault(t)
	x, err := age.GenerateX25519Identity()
	check(t, err)
	without(t, env, "unlock", "--passphrase-file", filepath.Join(dir, "passphrase"))
	c := onTerminal(t, env, "key", "add", "--plain")
	c.expect("Whose key?")
	c.send(x.String() + "\n")
	c.expect("that is a secret key")
	c.send(x.Recipient().String() + "\n")
	c.expect("can read and change everything then. Add it? (yes or no)")
	c.send("yes\n")
	c.expect("is a way in: " + x.Recipient().String())
	c.exits(0)

	c = onTerminal(t, env, "key", "remove", "--plain")
	c.expect("the key " + x.Recipient().String()[:20])
	c.expect("number [1]: ")
	c.send("\x03")
	c.exits(130)
	head, err := vault.ReadHead(filepath.Join(dir, "practice.vault"))
	check(t, err)
	for _, s := range head.Slots {
		if s.Kind != crypto.Recipient {
			continue
		}
		c = onTerminal(t, env, "key", "remove", s.ID, "--plain")
		c.expect("Take away " + s.ID + ", the key age1")
		c.send("no\n")
		c.expect("not confirmed; nothing was done")
		c.exits(8)
		c = onTerminal(t, env, "key", "remove", s.ID, "--plain", "--yes")
		c.expect("is no way in any more")
		c.exits(0)
	}
}

// The plugin of a hardware key asks on the terminal.
func TestPluginAsksOnTerminal(t *testing.T) {
	dir, env := lockedVault(t)
	x, err := age.GenerateX25519Identity()
	check(t, err)
	env = append(env, "PATH="+os.Getenv("PATH"))
	without(t, env, "key", "add", "--passphrase-file", filepath.Join(dir, "passphrase"),
		"--recipient", plugin.EncodeRecipient("probe", []byte(x.Recipient().String())))
	identity := filepath.Join(dir, "identity")
	check(t, os.WriteFile(identity, []byte(plugin.EncodeIdentity("probe", []byte("pin "+x.String()))), 0o600))
	c := onTerminal(t, env, "case", "list", "--identity-file", identity)
	c.expect("age-plugin-probe: PIN of the key: ")
	c.send("1234\n")
	c.expect("no case yet")
	c.exits(0)
	if strings.Contains(c.text(), "1234") {
		t.Error("the PIN was shown")
	}
	c = onTerminal(t, env, "case", "list", "--identity-file", identity)
	c.expect("PIN of the key: ")
	c.send("1111\n")
	c.expect("age-plugin-probe: ")
	c.exits(1)
}

// The same without an agent: the screen says what to do, keeps what is typed,
// and saves it as soon as the vault is unlocked anywhere.
func TestKeyIsChangedWhileANoteIsWrittenWithoutAgent(t *testing.T) {
	dir, env := lockedVault(t)
	pass := filepath.Join(dir, "passphrase")
	check(t, os.WriteFile(filepath.Join(dir, "case.json"), []byte(`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`), 0o600))
	without(t, env, "case", "open", "--from", filepath.Join(dir, "case.json"), "--passphrase-file", pass)
	c := onTerminal(t, env, "note", "new", "C-001", "--passphrase-file", pass)
	c.expect("Data")
	without(t, env, "key", "rotate", "--passphrase-file", pass)
	c.send("calm and rested")
	c.expect("the key was changed meanwhile (subrosa unlock")
	without(t, env, "unlock", "--passphrase-file", pass)
	c.expect("saved")
	c.send("\x1b")
	c.exits(0)
	if shown := without(t, env, "note", "show", "N-000001"); !strings.Contains(shown, "calm and rested") {
		t.Errorf("what was typed is not there:\n%s", shown)
	}
}

// And when she leaves before that: what was kept aside gets the new key, which
// she is asked for, since the old one opens nothing any more.
func TestADraftKeptAsideGetsTheNewKey(t *testing.T) {
	dir, env := lockedVault(t)
	pass := filepath.Join(dir, "passphrase")
	check(t, os.WriteFile(filepath.Join(dir, "case.json"), []byte(`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`), 0o600))
	without(t, env, "case", "open", "--from", filepath.Join(dir, "case.json"), "--passphrase-file", pass)
	c := onTerminal(t, env, "note", "new", "C-001")
	c.expect("Passphrase, or the 24 words: ")
	c.send(testPassphrase + "\n")
	c.expect("Data")
	without(t, env, "key", "rotate", "--passphrase-file", pass)
	c.send("calm and rested")
	c.expect("the key was changed meanwhile (subrosa unlock")
	c.send("\x1b")
	c.expect("the same key again leaves")
	c.send("\x1b")
	c.expect("Passphrase, or the 24 words: ")
	c.send(testPassphrase + "\n")
	c.expect("what the vault did not take is kept sealed in ")
	c.exits(1)
	kept, err := filepath.Glob(filepath.Join(dir, "practice-draft-*.age"))
	check(t, err)
	if len(kept) != 1 {
		t.Fatalf("kept: %v", kept)
	}
	without(t, env, "note", "new", "--from", kept[0], "--passphrase-file", pass)
	if shown := without(t, env, "note", "show", "N-000001", "--passphrase-file", pass); !strings.Contains(shown, "calm and rested") {
		t.Errorf("what was typed is not there:\n%s", shown)
	}
}

// While a note is written, the key is changed in another window: what is typed
// is saved all the same when the agent has the new key.
func TestKeyIsChangedWhileANoteIsWritten(t *testing.T) {
	dir, env := lockedVault(t)
	without(t, env, "unlock", "--passphrase-file", filepath.Join(dir, "passphrase"))
	check(t, os.WriteFile(filepath.Join(dir, "case.json"), []byte(`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`), 0o600))
	without(t, env, "case", "open", "--from", filepath.Join(dir, "case.json"))
	c := onTerminal(t, env, "note", "new", "C-001")
	c.expect("Data")
	without(t, env, "key", "rotate")
	c.send("calm and rested")
	c.expect("saved")
	without(t, env, "key", "rotate")
	c.send(" again")
	c.send("\x1b")
	c.send("\x1b")
	c.exits(0)
	if shown := without(t, env, "note", "show", "N-000001"); !strings.Contains(shown, "calm and rested again") {
		t.Errorf("what was typed is not there:\n%s", shown)
	}
}

// Nobody is there for a while: what was typed is saved and not on the screen any
// more, the key is forgotten, and the passphrase goes on where the cursor stood.
func TestAScreenThatLockedGoesOnWhereItWas(t *testing.T) {
	dir, env := lockedVault(t)
	pass := filepath.Join(dir, "passphrase")
	check(t, os.WriteFile(filepath.Join(dir, "case.json"), []byte(`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`), 0o600))
	without(t, env, "case", "open", "--from", filepath.Join(dir, "case.json"), "--passphrase-file", pass)
	without(t, env, "unlock", "--passphrase-file", pass, "--for", "2s")
	c := onTerminal(t, env, "note", "new", "C-001")
	c.expect("Data")
	c.send("calm and rested")
	c.expect("saved")
	for range len("rested") {
		c.send("\x1b[D")
	}
	c.expect("\x1b[?1049l") // the screen is given back
	c.expect("The passphrase goes on where you were")
	c.expect("Passphrase, or the 24 words: ")
	show := exec.Command("subrosa", "note", "show", "N-000001")
	show.Env = env
	if show.Run(); show.ProcessState.ExitCode() != 10 {
		t.Error("not locked:", show.ProcessState)
	}
	c.send(testPassphrase + "\n")
	c.expect("calm and")
	c.send("well ")
	c.expect("saved")
	c.send("\x1b")
	c.exits(0)
	if shown := without(t, env, "note", "show", "N-000001", "--passphrase-file", pass); !strings.Contains(shown, "calm and well rested") {
		t.Errorf("it went on elsewhere:\n%s", shown)
	}
}
