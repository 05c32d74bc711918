package screen

// bubbletea looks for the end of a paste from its beginning again whenever a
// few bytes more have come, so that one of megabytes would keep the keys
// waiting for minutes. A long paste therefore reaches it as several.
const pastePart = 32 << 10

const (
	pasteBegins = "\x1b[200~"
	pasteEnds   = "\x1b[201~"
	pasteCut    = pasteEnds + pasteBegins
)

// cutter follows what comes from a terminal and cuts long pastes.
type cutter struct {
	last     [len(pasteEnds)]byte // the last bytes that came
	inside   bool                 // a paste
	part     int                  // bytes of this part of it
	sinceEsc int                  // bytes since an escape
}

// cut puts a cut into b[:n] if it is time for one, and returns the new length.
// b needs room for len(pasteCut) bytes more.
func (c *cutter) cut(b []byte, n int) int {
	for i := 0; i < n; i++ {
		if c.inside && c.part >= pastePart && c.sinceEsc > len(pasteEnds) && plainLetter(b[i]) {
			copy(b[i+len(pasteCut):], b[i:n])
			copy(b[i:], pasteCut)
			n, i, c.part = n+len(pasteCut), i+len(pasteCut), 0
		}
		c.follow(b[i])
	}
	return n
}

func (c *cutter) follow(b byte) {
	copy(c.last[:], c.last[1:])
	c.last[len(c.last)-1] = b
	c.part++
	c.sinceEsc++
	if b == '\x1b' {
		c.sinceEsc = 0
	}
	switch string(c.last[:]) {
	case pasteBegins:
		c.inside, c.part = true, 0
	case pasteEnds:
		c.inside = false
	}
}

// plainLetter says whether a paste may be cut before a byte: it begins a
// character, a line ending is not torn, and no accent is parted from its letter.
func plainLetter(b byte) bool {
	return b == ' ' || b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z'
}
