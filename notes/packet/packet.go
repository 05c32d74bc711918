// Package packet makes what leaves the practice when a request is answered: a
// ZIP with the records as a PDF and as JSON, the proof that they are what was
// signed, and the means to check both.
//
// A packet is a function of its Records and their proof: the same input gives
// the same bytes, so that a packet can be made again and compared. Nothing is
// cut out of anything: the pages are set from the text that may leave, and a
// place where something was left out holds a mark of a fixed form.
//
// The pages are set by notes/page; notes/letter sets the letter that comes first.
// Set makes everything that can be read, Compose the whole packet, Verify looks
// at one again.
//
// The package knows neither vault nor tables. docs/packet-format.md describes
// every file.
package packet
