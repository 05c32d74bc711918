package main

import (
	"io"
	"os"
	"strings"

	"filippo.io/age"
	"github.com/rogpeppe/go-internal/testscript"
)

// cmdAgeKey draws a recipient's key, as somebody else would with age-keygen: the
// public key goes into a variable, the secret one into a file.
//
//	agekey x25519|hybrid VARIABLE FILE
func cmdAgeKey(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: agekey x25519|hybrid VARIABLE FILE")
	}
	var public, secret string
	if args[0] == "hybrid" {
		id, err := age.GenerateHybridIdentity()
		ts.Check(err)
		public, secret = id.Recipient().String(), id.String()
	} else {
		id, err := age.GenerateX25519Identity()
		ts.Check(err)
		public, secret = id.Recipient().String(), id.String()
	}
	ts.Setenv(args[1], public)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(secret+"\n"), 0o600))
}

// cmdAgeOpen opens an age file with the library itself, with a secret key or
// with the passphrase in a file.
//
//	ageopen SECRET FILE NEW
func cmdAgeOpen(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: ageopen SECRET FILE NEW")
	}
	secret := strings.TrimSpace(ts.ReadFile(args[0]))
	ids, err := age.ParseIdentities(strings.NewReader(secret))
	if err != nil {
		id, err := age.NewScryptIdentity(secret)
		ts.Check(err)
		ids = []age.Identity{id}
	}
	r, err := age.Decrypt(strings.NewReader(ts.ReadFile(args[1])), ids...)
	ts.Check(err)
	plain, err := io.ReadAll(r)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), plain, 0o600))
}
