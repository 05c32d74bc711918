package leak

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// maxEntries is how many files a ZIP may have.
const maxEntries = 20_000

// endsInZip says whether other data is followed by a ZIP, as in a picture that
// carries one.
func (s *scan) endsInZip(data []byte) bool {
	i := bytes.LastIndex(data, []byte("PK\x05\x06"))
	if i < 0 {
		return false
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	return err == nil && len(z.File) > 0
}

// zip looks into every file that the directory of a ZIP names, and at all bytes
// that belong to none of them: headers with names, comments and extra fields,
// and what lies between the files, before and behind them. There a file may
// stand that the directory does not name; it is read as well.
//
// Nothing is written to disk, so a name like ../../x is only a name, and two
// files of one name are two files.
func (s *scan) zip(path string, data []byte, depth int) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		s.raw(path, "among its bytes", data, depth)
		s.unlisted(path, data, depth)
		s.fail(path, "the ZIP is broken")
		return
	}
	if len(z.File) > maxEntries {
		s.failWith(path, fmt.Errorf("%w (more than %d files)", ErrTooLarge, maxEntries))
		return
	}
	var taken [][2]int
	for i, f := range z.File {
		if s.ended {
			return
		}
		name := s.name(f.Name, fmt.Sprintf("file %d of the ZIP", i+1), path+"/")
		s.rawFrom(fromPart, path, "the comment or an extra field of a file in the ZIP", slices.Concat([]byte(f.Comment), []byte("\x00"), f.Extra), depth)
		if from, err := f.DataOffset(); err == nil && f.CompressedSize64 < uint64(len(data)) {
			taken = append(taken, [2]int{int(from), int(from) + int(f.CompressedSize64)})
		}
		if f.Flags&1 != 0 {
			s.failWith(name, ErrEncrypted)
			continue
		}
		r, err := f.Open()
		if err != nil {
			s.fail(name, "it is broken, or compressed in a way that is not read")
			continue
		}
		b, err := s.unpack(r)
		r.Close()
		s.within(name, b, err, depth)
	}
	s.between(path, data, taken, depth)
}

// between looks at the bytes of a ZIP that no file of its directory takes.
func (s *scan) between(path string, data []byte, taken [][2]int, depth int) {
	slices.SortFunc(taken, func(a, b [2]int) int { return a[0] - b[0] })
	at := 0
	for _, t := range append(taken, [2]int{len(data), len(data)}) {
		if from := min(t[0], len(data)); from > at && !s.ended {
			s.rawFrom(fromPart, path, "between the files of the ZIP, or in their headers", data[at:from], depth)
			s.unlisted(path, data[at:from], depth)
		}
		at = max(at, min(t[1], len(data)))
	}
}

// unlisted looks for files in bytes that the directory of a ZIP says nothing
// about.
func (s *scan) unlisted(path string, b []byte, depth int) {
	for n := 1; !s.ended; n++ {
		i := bytes.Index(b, []byte("PK\x03\x04"))
		if i < 0 {
			return
		}
		b = b[i+4:]
		if len(b) < 26 {
			return
		}
		method := binary.LittleEndian.Uint16(b[4:])
		size := int(binary.LittleEndian.Uint32(b[14:]))
		from := 26 + int(binary.LittleEndian.Uint16(b[22:])) + int(binary.LittleEndian.Uint16(b[24:]))
		if from >= len(b) {
			continue
		}
		body := b[from:]
		name := fmt.Sprintf("%s/(file %d that the ZIP does not list)", path, n)
		switch {
		case binary.LittleEndian.Uint16(b[2:])&1 != 0:
			s.failWith(name, ErrEncrypted)
		case method == 8:
			unpacked, err := s.unpack(flate.NewReader(bytes.NewReader(body)))
			s.within(name, unpacked, err, depth)
		case method == 0 && size <= len(body) && size > 0:
			s.within(name, body[:size], nil, depth)
		case method != 0:
			s.fail(name, "it is compressed in a way that is not read")
		}
	}
}
