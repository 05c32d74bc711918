package leak

import (
	"bytes"
	"unicode/utf8"
)

// source says what bytes are that are searched for text.
type source int

const (
	fromAnything source = iota
	fromPart            // a part of a file that is made to hold text: a few letters mean something there
	fromPixels          // what is hardly text: only what looks like it is searched
	fromFont            // tables in which letters follow each other for other reasons than words
)

// raw searches bytes of any kind for text in any encoding.
func (s *scan) raw(file, where string, b []byte, depth int) {
	s.rawFrom(fromAnything, file, where, b, depth)
}

func (s *scan) rawFrom(from source, file, where string, b []byte, depth int) {
	few := from == fromPart && len(b) <= 64<<10
	for least, text := range singleBytes(b, few).texts() {
		if from == fromPixels {
			if least == surely { // gradients look like text, and are none
				s.found(s.search(lenient(text), form{least: 6}), file, func(hit) string { return where })
			}
			continue
		}
		for _, t := range readings(text) {
			s.strand(file, where, t, from.least(least), depth)
		}
	}
	beyond := s.words.beyondLatin()
	if from == fromPixels || bytes.Count(b, []byte{0}) < 3 && !beyond {
		return
	}
	for skip := range min(2, len(b)) {
		for _, order := range byteOrders() {
			for least, text := range doubleBytes(b[skip:], order, few, beyond).texts() {
				s.strand(file, where+", in UTF-16", string(text), from.least(least), depth)
			}
		}
	}
}

// least is how many letters a word must have here.
func (from source) least(n int) int {
	if from == fromFont {
		return max(n, 5)
	}
	return n
}

// strand searches text out of bytes; what may be chance is not worth decoding.
func (s *scan) strand(file, where, text string, least, depth int) {
	if least == surely {
		s.text(file, where, text, form{least: least}, depth)
		return
	}
	s.found(s.search(text, form{least: least}), file, func(hit) string { return where })
}

// beyondLatin says whether a secret has letters that UTF-16 writes without zeros.
func (w *words) beyondLatin() bool {
	for _, p := range w.patterns {
		for _, r := range p.tight {
			if r >= utf8.RuneSelf {
				return true
			}
		}
	}
	return false
}
