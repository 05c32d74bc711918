package crypto

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
)

// ErrNotOpened means that a sealed text is not one that the key sealed: it was
// sealed with another key, forged, or changed.
var ErrNotOpened = errors.New("does not open")

// pageWorkFactor is the scrypt work factor (log2) of everything sealed with a
// Key. The key has 256 bits of entropy; there is nothing to stretch.
const pageWorkFactor = 1

// headerSize is the length of the header of an age file with one scrypt stanza
// whose work factor has one digit: version line, stanza, body, MAC.
const headerSize = 22 + 35 + 44 + 48

// SealedSize is the length of Seal's result for n bytes of plaintext, when n
// is at most 64 KiB: header, 16 bytes of nonce, one chunk with its 16-byte tag.
func SealedSize(n int) int { return headerSize + 16 + n + 16 }

// Seal seals plain with the key. Salt, file key and nonce are fresh each time.
func (k Key) Seal(plain []byte) ([]byte, error) {
	r, err := age.NewScryptRecipient(k.text)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	r.SetWorkFactor(pageWorkFactor)
	out := bytes.NewBuffer(make([]byte, 0, SealedSize(len(plain))+64))
	if err := encrypt(out, plain, r); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return out.Bytes(), nil
}

// Open opens what Seal sealed; ErrNotOpened for anything else. The whole of it
// is authenticated before any of it is returned.
func (k Key) Open(sealed []byte) ([]byte, error) {
	id, err := age.NewScryptIdentity(k.text)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	id.SetMaxWorkFactor(pageWorkFactor)
	// The reader by offset needs half the memory of the one by stream.
	r, size, err := age.DecryptReaderAt(bytes.NewReader(sealed), int64(len(sealed)), id)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotOpened, err)
	}
	plain := make([]byte, size)
	if n, err := r.ReadAt(plain, 0); n < len(plain) {
		return nil, fmt.Errorf("%w: %w", ErrNotOpened, err)
	}
	return plain, nil
}

func encrypt(w io.Writer, plain []byte, to age.Recipient) error {
	enc, err := age.Encrypt(w, to)
	if err != nil {
		return err
	}
	if _, err := enc.Write(plain); err != nil {
		return err
	}
	return enc.Close()
}
