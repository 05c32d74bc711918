package main

import (
	"os"
	"path/filepath"
	"runtime"

	"subrosa/vault"
)

// vaultPath is where the vault is: --vault, $SUBROSA_VAULT, or the data folder
// of the user.
func (a *app) vaultPath() (string, error) {
	for _, p := range []string{a.flags.vault, a.env("SUBROSA_VAULT")} {
		if p != "" {
			return filepath.Abs(p)
		}
	}
	dir, err := a.folder("XDG_DATA_HOME", ".local/share", "Library/Application Support")
	return filepath.Join(dir, "practice.vault"), err
}

// stateFolder holds the memory of generations, nothing confidential.
func (a *app) stateFolder() (string, error) {
	return a.folder("XDG_STATE_HOME", ".local/state", "Library/Application Support")
}

// folder is one of the user's folders for this program, as the XDG base
// directory specification or macOS has it.
func (a *app) folder(variable, underHome, onMac string) (string, error) {
	if dir := a.env(variable); filepath.IsAbs(dir) {
		return filepath.Join(dir, "subrosa"), nil
	}
	home := a.env("HOME")
	if !filepath.IsAbs(home) {
		return "", usage("there is no home folder").hinting("give --vault, and set HOME")
	}
	if runtime.GOOS == "darwin" {
		underHome = onMac
	}
	return filepath.Join(home, underHome, "subrosa"), nil
}

// vaultOptions are the circumstances in which the vault is opened.
func (a *app) vaultOptions() (vault.Options, error) {
	path, err := a.vaultPath()
	if err != nil {
		return vault.Options{}, err
	}
	state, err := a.stateFolder()
	if err != nil {
		return vault.Options{}, err
	}
	return vault.Options{Path: path, State: state, AcceptOlder: a.flags.acceptOlder, Now: a.now}, nil
}

// exists says whether anything stands at a path, a dangling link included.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
