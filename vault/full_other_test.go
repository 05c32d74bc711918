//go:build !linux

package vault_test

import (
	"errors"

	"subrosa/crypto"
	"subrosa/vault"
)

func childIsLimited(vault.Options, crypto.Key) error { return errors.New("only on Linux") }
