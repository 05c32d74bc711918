package notes

import "subrosa/vault"

// KeyChange is a change of the ways into the vault, as the history tells it.
type KeyChange string

const (
	PassphraseChanged KeyChange = "passphrase-changed"
	WordsChanged      KeyChange = "recovery-words-changed"
	WordsChecked      KeyChange = "recovery-words-checked" // typed from the sheet: they open the vault
	WayAdded          KeyChange = "way-in-added"
	WayRemoved        KeyChange = "way-in-removed"
	KeyRotated        KeyChange = "key-rotated"
)

// RecordKeyChange enters a change of the ways in, in the transaction that makes
// it; way is the id of the one that is new or gone, "" when there is none.
func RecordKeyChange(tx *vault.Tx, change KeyChange, way string) error {
	return record(tx, Event{What: string(change), Detail: way})
}
