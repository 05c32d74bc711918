// Package vault keeps a SQLite database in one encrypted file.
//
// The file is itself a SQLite database, the outer one. Each row of its table
// page is an age file, and in it lies one page of a second SQLite database,
// the record database, which is never on disk:
//
//	outer database, on disk                   record database, in memory
//	  slot     the key, for each way in
//	  root     what the vault claims to be
//	  digest   the hashes of the pages
//	  page     one row, one age file    -->     one page of 16 KiB
//
// The outer database gives atomic, durable commits and sees only ciphertext.
// The record database gives tables, constraints and full-text search. Between
// them stands a VFS (vfs.go, file.go) that does nothing but move pages.
//
// # Transactions
//
// [Vault.View] and [Vault.Update] own the transaction. Update begins the outer
// transaction, checks the root, runs the caller's function in a transaction of
// the record database, ends that one, and only then seals the pages that
// changed and commits. Nothing is written while the record database commits:
// what SQLite does inside its commit (sync, truncate, write again) must not
// reach the disk half done. Any error or panic rolls the outer transaction
// back and throws the connection of the record database away.
//
// # What is guaranteed
//
// After Update returned nil, the change is on the disk. After an error the
// vault is what it was. A page that was exchanged, moved, dropped, cut or
// forged is noticed when it is read ([ErrAltered]); [Vault.Verify] reads all of
// them. A vault that is older than the one last used on this machine, or that
// went another way, is noticed on opening ([ErrOlder], [ErrDiverged]).
//
// The format is written down, byte for byte, in docs/vault-format.md; how to
// read a vault without this program, in docs/recovery.md.
//
//	v, err := vault.Open(ctx, vault.Options{Path: path, State: dir}, key)
//	...
//	err = v.Update(ctx, func(tx *vault.Tx) error {
//		_, err := tx.Exec("INSERT INTO place VALUES (?)", "online")
//		return err
//	})
package vault
