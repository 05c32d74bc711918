package vault

// VaultID is the vault's id, 32 hexadecimal characters.
func (tx *Tx) VaultID() string { panic("unwritten") }
