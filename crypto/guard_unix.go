//go:build unix

package crypto

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// Lock asks the system to keep the key's memory out of the swap area. It is
// best effort: small limits and copies that libraries make escape it.
func (k Key) Lock() error {
	if k.text == "" {
		return nil
	}
	return unix.Mlock(unsafe.Slice(unsafe.StringData(k.text), len(k.text)))
}
