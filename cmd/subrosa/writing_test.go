package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Where risk is present, the note about it opens at once, with the time and the
// persons of the note; left empty, todo names it. A draft of the same day is gone on
// with rather than begun a second time.
func TestRiskThatIsPresentOpensItsNote(t *testing.T) {
	dir, env := lockedVault(t)
	pass := filepath.Join(dir, "passphrase")
	check(t, os.WriteFile(filepath.Join(dir, "case.json"), []byte(`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`), 0o600))
	without(t, env, "case", "open", "--from", filepath.Join(dir, "case.json"), "--passphrase-file", pass)
	without(t, env, "unlock", "--passphrase-file", pass)
	sign := func(words string) *console {
		c := onTerminal(t, env, "note", "new", "C-001", "--start", "today 00:00", "--risk", "present")
		c.expect("Data")
		c.send(words)
		c.expect("saved")
		c.send(f10)
		c.expect("sign and lock")
		c.send("S")
		c.expect("Thoughts and intent")
		c.expect("is signed; risk is present: the note about it")
		return c
	}
	c := sign("spoke of harm")
	c.send("\x1b")
	c.expect("the note about the risk is still to be signed")
	c.exits(0)
	if todo := without(t, env, "todo"); !strings.Contains(todo, "N-000001  risk was present: subrosa note new C-001 --kind risk") {
		t.Errorf("%s", todo)
	}

	c = sign("and again")
	c.send("none today")
	c.expect("saved")
	c.send("\x1b")
	c.exits(0)
	if shown := without(t, env, "note", "show", "N-000003"); !strings.Contains(shown, "none today") || !strings.Contains(shown, "00:00") {
		t.Errorf("%s", shown)
	}
	if todo := without(t, env, "todo"); strings.Contains(todo, "risk was present") {
		t.Errorf("%s", todo)
	}

	c = onTerminal(t, env, "note", "new", "C-001", "--kind", "risk", "--start", "today 01:00")
	c.expect("There is a draft of that day already")
	c.expect("N-000003")
	c.send("\r")
	c.expect("individual · N-000003")
	c.send("\x1b")
	c.exits(0)
}
