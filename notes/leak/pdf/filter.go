package pdf

import (
	"bytes"
	"compress/flate"
	stdlzw "compress/lzw"
	"encoding/ascii85"
	"errors"
	"io"

	"golang.org/x/image/tiff/lzw"
)

var errDecode = errors.New("a stream that does not decode")

// decode undoes the filters of a stream. What a filter of pictures made (DCT,
// JPX, CCITT, JBIG2) is returned as it is, with picture true. Where a filter
// fails, what it gave until then comes with the error.
func (f *file) decode(d dict, raw []byte) (b []byte, picture bool, err error) {
	filters := f.list(first(d, "Filter", "F"))
	params := f.list(first(d, "DecodeParms", "DP"))
	if len(filters) > 16 {
		return raw, false, errDecode
	}
	if err := f.r.Spend(len(raw)); err != nil { // streams can overlap, and be used again and again
		return nil, false, err
	}
	b = raw
	for i, v := range filters {
		filter, _ := f.resolve(v).(name)
		var p dict
		if i < len(params) {
			p, _ = f.resolve(params[i]).(dict)
		}
		switch filter {
		case "DCTDecode", "DCT", "JPXDecode", "CCITTFaxDecode", "CCF", "JBIG2Decode":
			return b, true, nil
		case "Crypt":
			if n, _ := f.resolve(p["Name"]).(name); n != "" && n != "Identity" {
				return b, false, ErrEncrypted
			}
			continue
		}
		out, bad := f.undo(filter, b, p)
		if spent := f.r.Spend(len(out)); spent != nil {
			return nil, false, spent
		}
		if b = out; bad != nil {
			return b, false, errDecode
		}
	}
	return b, false, nil
}

func first(d dict, keys ...name) any {
	for _, k := range keys {
		if v, ok := d[k]; ok {
			return v
		}
	}
	return nil
}

// list is an array, or one object as a list.
func (f *file) list(v any) array {
	switch v := f.resolve(v).(type) {
	case nil:
		return nil
	case array:
		return v
	default:
		return array{v}
	}
}

func (f *file) undo(filter name, b []byte, p dict) ([]byte, error) {
	switch filter {
	case "FlateDecode", "Fl":
		out, err := inflate(b)
		return f.predicted(out, err, p)
	case "LZWDecode", "LZW":
		var r io.Reader = lzw.NewReader(bytes.NewReader(b), lzw.MSB, 8)
		if f.number(p["EarlyChange"], 1) == 0 {
			r = stdlzw.NewReader(bytes.NewReader(b), stdlzw.MSB, 8)
		}
		out, err := readLimited(r)
		return f.predicted(out, err, p)
	case "ASCII85Decode", "A85":
		return unASCII85(b)
	case "ASCIIHexDecode", "AHx":
		l := lexer{b: append([]byte("<"), b...)}
		return l.hex(), nil
	case "RunLengthDecode", "RL":
		return unRunLength(b)
	}
	return b, errDecode
}

const maxStream = 64 << 20

func readLimited(r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxStream+1))
	return b, err
}

// inflate reads zlib data. A wrong or missing sum at its end is let pass, as
// every reader does; an end that is missing is not.
func inflate(b []byte) ([]byte, error) {
	for len(b) > 0 && isSpace(b[0]) && b[0] != 0 {
		b = b[1:]
	}
	if len(b) < 2 {
		return nil, errDecode
	}
	if b[0]&0x0f == 8 && (int(b[0])<<8|int(b[1]))%31 == 0 {
		out, err := readLimited(flate.NewReader(bytes.NewReader(b[2:])))
		if err == nil || len(out) > 0 {
			return out, err
		}
	}
	return readLimited(flate.NewReader(bytes.NewReader(b)))
}

func unASCII85(b []byte) ([]byte, error) {
	b = bytes.TrimPrefix(bytes.TrimLeft(b, " \r\n\t\f\x00"), []byte("<~"))
	if end := bytes.Index(b, []byte("~")); end >= 0 {
		b = b[:end]
	}
	return io.ReadAll(ascii85.NewDecoder(bytes.NewReader(b)))
}

func unRunLength(b []byte) ([]byte, error) {
	var out []byte
	for i := 0; i < len(b); {
		n := int(b[i])
		i++
		switch {
		case n == 128:
			return out, nil
		case n < 128:
			if i+n+1 > len(b) {
				return append(out, b[i:]...), errDecode
			}
			out = append(out, b[i:i+n+1]...)
			i += n + 1
		default:
			if i >= len(b) {
				return out, errDecode
			}
			out = append(out, bytes.Repeat(b[i:i+1], 257-n)...)
			i++
		}
		if len(out) > maxStream {
			return out, errDecode
		}
	}
	return out, nil
}

// predicted undoes the predictor that makes tables compress better.
func (f *file) predicted(b []byte, err error, p dict) ([]byte, error) {
	kind := int(f.number(p["Predictor"], 1))
	if kind < 2 {
		return b, err
	}
	colors, bits := int(f.number(p["Colors"], 1)), int(f.number(p["BitsPerComponent"], 8))
	columns := int(f.number(p["Columns"], 1))
	if colors < 1 || colors > 64 || bits < 1 || bits > 16 || columns < 1 || columns > 1<<20 {
		return b, errDecode
	}
	pixel := max(colors*bits/8, 1)
	row := (colors*bits*columns + 7) / 8
	if kind == 2 {
		if bits == 8 {
			for from := 0; from+row <= len(b); from += row {
				for i := from + pixel; i < from+row; i++ {
					b[i] += b[i-pixel]
				}
			}
		}
		return b, err
	}
	out := make([]byte, 0, len(b))
	above := make([]byte, row)
	for len(b) > 1 {
		line := make([]byte, row)
		n := copy(line, b[1:])
		unpredict(b[0], line, above, pixel)
		out = append(out, line[:n]...)
		above, b = line, b[1+n:]
	}
	return out, err
}

// unpredict undoes one row of a PNG filter.
func unpredict(kind byte, line, above []byte, pixel int) {
	for i := range line {
		var left, corner byte
		if i >= pixel {
			left, corner = line[i-pixel], above[i-pixel]
		}
		switch kind {
		case 1:
			line[i] += left
		case 2:
			line[i] += above[i]
		case 3:
			line[i] += byte((int(left) + int(above[i])) / 2)
		case 4:
			line[i] += paeth(int(left), int(above[i]), int(corner))
		}
	}
}

func paeth(a, b, c int) byte {
	p := a + b - c
	pa, pb, pc := abs(p-a), abs(p-b), abs(p-c)
	switch {
	case pa <= pb && pa <= pc:
		return byte(a)
	case pb <= pc:
		return byte(b)
	}
	return byte(c)
}

func abs(n int) int { return max(n, -n) }
