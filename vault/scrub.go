package vault

import "encoding/binary"

// SQLite overwrites what it deletes with zeros (secure_delete). But when it
// spreads the cells of a full page over two, the first keeps what it gave away
// in its gap: between the pointers to its cells and the cells, where nothing
// reads, and nothing that is deleted later reaches. So a new key seals pages
// whose gaps are zeros: scrub.

const (
	// pagesPerMap is the distance of the pointer-map pages, of which the first is
	// page 1; they exist because the record database is auto_vacuum.
	pagesPerMap = pageSize/5 + 1

	// maxScrubbed is the number of pages below which the first byte tells a page of
	// a b-tree from all others: those begin with the number of a page.
	maxScrubbed = 2 << 24

	databaseHeader = 100 // before the header of page 0
)

// Types of b-tree pages.
const (
	interiorIndex = 2
	interiorTable = 5
	leafIndex     = 10
	leafTable     = 13
)

// scrub zeroes the gap of page no, if that is one of a b-tree.
func scrub(no, pages int, page []byte) {
	if pages > maxScrubbed || no%pagesPerMap == 1 {
		return
	}
	header := page
	if no == 0 {
		header = page[databaseHeader:]
	}
	size := 8
	switch header[0] {
	case interiorIndex, interiorTable:
		size = 12
	case leafIndex, leafTable:
	default:
		return
	}
	from := len(page) - len(header) + size + 2*int(binary.BigEndian.Uint16(header[3:]))
	to := int(binary.BigEndian.Uint16(header[5:]))
	if from < to && to <= len(page) {
		clear(page[from:to])
	}
}
