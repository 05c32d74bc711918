package leak

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
)

// picture searches what a picture says about itself: titles, authors, comments,
// EXIF, XMP. Its pixels cannot be read, which the report says.
func (s *scan) picture(path string, data []byte, depth int) {
	s.picturesIn(path, "", data, depth)
}

// picturesIn is the same for a picture that is part of a file.
func (s *scan) picturesIn(path, place string, data []byte, depth int) {
	where, what := "what a picture says about itself", "a picture: words in its pixels cannot be read"
	if place != "" {
		where, what = place+": "+where, place+": "+what
	}
	s.unseen(path, what)
	rest := fromPixels // when the parts that hold text are searched for themselves
	switch {
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		s.chunks(path, where, data[8:], depth)
	case bytes.HasPrefix(data, []byte{0xff, 0xd8}):
		s.segments(path, where, data[2:], depth)
	default:
		rest = fromAnything
	}
	s.rawFrom(rest, path, where, data, depth)
}

// segments searches the parts of a JPEG before its pixels, each for itself: the
// bytes that part them can be taken for letters.
func (s *scan) segments(path, where string, b []byte, depth int) {
	for len(b) >= 4 && b[0] == 0xff && b[1] != 0xda && !s.ended {
		size := int(binary.BigEndian.Uint16(b[2:]))
		if size < 2 || size+2 > len(b) {
			return
		}
		s.rawFrom(fromPart, path, where, b[4:size+2], depth)
		b = b[size+2:]
	}
}

// chunks searches the parts of a PNG, each for itself, and looks into the
// compressed ones (zTXt, iTXt, iCCP, and those that nobody knows).
func (s *scan) chunks(path, where string, b []byte, depth int) {
	for len(b) >= 12 && !s.ended {
		size := binary.BigEndian.Uint32(b)
		if uint64(size)+12 > uint64(len(b)) {
			s.fail(path, "a PNG that is cut short")
			return
		}
		kind, body := string(b[4:8]), b[8:8+size]
		b = b[12+size:]
		if kind == "IDAT" || kind == "fdAT" {
			continue
		}
		s.rawFrom(fromPart, path, where, body, depth)
		for at := range min(len(body), 200) { // the text begins behind a keyword
			if body[at] != 0x78 {
				continue
			}
			z, err := zlib.NewReader(bytes.NewReader(body[at:]))
			if err != nil {
				continue
			}
			text, err := s.unpack(z)
			if len(text) > 0 {
				s.rawFrom(fromPart, path, where, text, depth)
			}
			if err == nil {
				break
			}
		}
	}
}
