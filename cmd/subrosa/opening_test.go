package main

import (
	"os"
	"path/filepath"
	"testing"
)

// The home screen covers the terminal: what was said of the vault when it was
// opened stands on it, too.
func TestHomeTellsOfTheFirstOpening(t *testing.T) {
	dir, env := lockedVault(t)
	check(t, os.RemoveAll(filepath.Join(dir, ".local", "state")))
	for _, plain := range [][]string{nil, {"--plain"}} {
		c := onTerminal(t, env, plain...)
		c.expect("the 24 words: ")
		c.send(testPassphrase + "\n")
		c.expect("the first opening of this vault on this computer")
		if plain == nil {
			c.expect("\x1b[") // and again on the screen
		}
		c.expect("the first opening of this vault on this computer; its last entry: none")
		if plain == nil {
			c.expect("Write a note")
			c.send("l")
		} else {
			c.expect("number")
			c.send("10\n") // lock
		}
		c.exits(0)
		check(t, os.RemoveAll(filepath.Join(dir, ".local", "state")))
	}
}
