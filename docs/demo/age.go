//go:build ignore

// Makes an age key and opens an age file, for a demonstration on a machine
// without the age program.
//
//	go run docs/demo/age.go keygen KEYFILE            prints the recipient
//	go run docs/demo/age.go decrypt KEYFILE IN OUT
package main

import (
	"fmt"
	"io"
	"os"

	"filippo.io/age"
)

func main() {
	var err error
	switch {
	case len(os.Args) == 3 && os.Args[1] == "keygen":
		err = keygen(os.Args[2])
	case len(os.Args) == 5 && os.Args[1] == "decrypt":
		err = decrypt(os.Args[2], os.Args[3], os.Args[4])
	default:
		err = fmt.Errorf("usage: age.go keygen KEYFILE | decrypt KEYFILE IN OUT")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "age:", err)
		os.Exit(1)
	}
}

func keygen(path string) error {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return err
	}
	fmt.Println(identity.Recipient())
	return os.WriteFile(path, []byte(identity.String()+"\n"), 0o600)
}

func decrypt(keyPath, from, to string) error {
	key, err := os.Open(keyPath)
	if err != nil {
		return err
	}
	defer key.Close()
	identities, err := age.ParseIdentities(key)
	if err != nil {
		return err
	}
	sealed, err := os.Open(from)
	if err != nil {
		return err
	}
	defer sealed.Close()
	r, err := age.Decrypt(sealed, identities...)
	if err != nil {
		return err
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o600)
}
