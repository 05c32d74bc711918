package agent

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// secret holds the key in a page of its own, outside the heap: kept from the
// swap where the system allows it, and overwritten when it is forgotten.
type secret struct {
	page []byte
	n    int
}

func newSecret(text string) (*secret, error) {
	page, err := unix.Mmap(-1, 0, unix.Getpagesize(), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return nil, fmt.Errorf("memory for the key: %w", err)
	}
	if len(text) > len(page) {
		unix.Munmap(page)
		return nil, fmt.Errorf("memory for the key: %d bytes is no key", len(text))
	}
	unix.Mlock(page) // refused where the limit is low; the key is held all the same
	keepFromDumps(page)
	return &secret{page: page, n: copy(page, text)}, nil
}

func (s *secret) text() string { return string(s.page[:s.n]) }

func (s *secret) wipe() {
	clear(s.page)
	unix.Munmap(s.page)
	s.page = nil
}

// String and GoString keep the key out of anything that is printed.
func (*secret) String() string   { return redacted }
func (*secret) GoString() string { return redacted }
