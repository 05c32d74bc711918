// Package crypto seals and opens bytes with age, and holds the vault key.
//
// It contains no cryptography of its own: every sealed thing is an age file
// that the stock age program opens.
//
//   - A [Key] is 32 random bytes, written as 64 hexadecimal characters. That
//     text is the age passphrase of every page and root of a vault. It carries
//     256 bits of entropy, so its scrypt work factor is 1: stretching would add
//     time and nothing else.
//   - A [Way] is one way into a vault: a passphrase, the 24 recovery words, or
//     the age key of somebody else. What a person remembers is stretched; see
//     [Calibrate]. A [Slot] is the vault key sealed for one way. Opening it
//     takes two steps: the secret opens an age identity of the way's own, and
//     that identity the key. So a rotation, which seals a new key to the
//     recipients of all ways, needs no secret of any of them.
//   - [SealTo] and [SealWithPassphrase] seal what leaves the house to somebody
//     else.
//
// Slots are the only thing in a vault that is sealed to a public key, which
// anybody who has it could forge. What a forged slot yields is a key that
// opens no root.
//
// Whoever opens must first believe that what they open costs what it should:
// [Key.Open] refuses any work factor above 1, and [OpenSlots] any above 20,
// before deriving anything.
//
//	way, err := crypto.NewPassphraseWay("correct horse", crypto.Calibrate())
//	slot, err := way.Seal(crypto.NewKey())
//	...
//	key, kind, err := crypto.OpenSlots([]crypto.Slot{slot}, "correct horse")
package crypto
