// Package crypto seals and opens bytes with age, and holds the vault key.
//
// It contains no cryptography of its own: every sealed thing is an age file
// that the stock age program opens.
//
//   - A [Key] is 32 random bytes, written as 64 hexadecimal characters. That
//     text is the age passphrase of every page and root of a vault. It carries
//     256 bits of entropy, so its scrypt work factor is 1: stretching would add
//     time and nothing else.
//   - A [Slot] is that text, sealed for one way in: a passphrase, or the 24
//     recovery words. What a person remembers is stretched; see [Calibrate].
//   - [SealTo] and [SealWithPassphrase] seal what leaves the house to somebody
//     else. Nothing in a vault is ever sealed to a public key, because whoever
//     has that key could forge it.
//
// Whoever opens must first believe that what they open costs what it should:
// [Key.Open] refuses any work factor above 1, and [OpenSlots] any above 20,
// before deriving anything.
//
//	key := crypto.NewKey()
//	slot, err := crypto.NewPassphraseSlot(key, "correct horse", crypto.Calibrate())
//	...
//	key, kind, err := crypto.OpenSlots([]crypto.Slot{slot}, "correct horse")
package crypto
