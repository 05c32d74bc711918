package vault

import (
	"encoding/binary"
	"runtime"
)

// readAhead opens the next pages of a table while SQLite works on the present
// one. It is told of every page that is read. An interior page of a table lists
// the pages below it in the order of their rows; once two pages are read in that
// order, somebody is going through the table, and those that follow are opened
// side by side before they are asked for.
type readAhead struct {
	open func(no int) func() ([]byte, error) // begins to open a page; what it returns waits for it

	next  map[int]int                    // page to the one that follows it in its table
	last  int                            // read last
	ready map[int]func() ([]byte, error) // begun, and not asked for yet
	end   int                            // begun last
	far   int                            // how many to begin ahead
}

const maxNext = 1 << 16 // pages whose successor is remembered

func newReadAhead(open func(no int) func() ([]byte, error)) *readAhead {
	return &readAhead{open: open, next: map[int]int{}, ready: map[int]func() ([]byte, error){}}
}

// take waits for page no if it was begun; ok is false when it was not.
func (a *readAhead) take(no int) (page []byte, ok bool, err error) {
	wait, ok := a.ready[no]
	if !ok {
		return nil, false, nil
	}
	delete(a.ready, no)
	page, err = wait()
	return page, true, err
}

// read is told that SQLite read a page, and whether take had it.
func (a *readAhead) read(no int, page []byte, foreseen bool) {
	a.learn(no, page)
	follows := a.next[a.last] == no && no != 0
	a.last = no
	switch {
	case foreseen:
		a.far = min(2*a.far, 8*runtime.GOMAXPROCS(0))
	case follows:
		clear(a.ready)
		a.far, a.end = 2, no
	default:
		return
	}
	for len(a.ready) < a.far {
		following := a.next[a.end]
		if _, begun := a.ready[following]; begun || following == 0 || following == no {
			return // the end of the table, or a guess that goes in circles
		}
		a.ready[following], a.end = a.open(following), following
	}
}

// learn remembers the order of the pages below an interior page of a table.
func (a *readAhead) learn(no int, page []byte) {
	if len(a.next) > maxNext {
		clear(a.next)
	}
	previous := 0
	for _, child := range childrenOf(no, page) {
		if previous != 0 {
			a.next[previous] = child
		}
		previous = child
	}
}

// childrenOf lists the pages below an interior page of a table, and nothing for
// any other page: "Database File Format", 1.6, at sqlite.org. What it returns
// is a guess, since nothing says that a page is one of a b-tree at all.
func childrenOf(no int, page []byte) []int {
	header := page
	if no == 0 {
		header = page[100:]
	}
	if header[0] != 5 {
		return nil
	}
	cells := int(binary.BigEndian.Uint16(header[3:]))
	children := make([]int, 0, cells+1)
	for i := range cells {
		pointer := 12 + 2*i
		if pointer+2 > len(header) {
			return nil
		}
		cell := int(binary.BigEndian.Uint16(header[pointer:]))
		if cell+4 > len(page) {
			return nil
		}
		children = append(children, pageNumber(page[cell:]))
	}
	return append(children, pageNumber(header[8:]))
}

// pageNumber reads the number of a page; SQLite counts from 1.
func pageNumber(b []byte) int { return int(binary.BigEndian.Uint32(b)) - 1 }
