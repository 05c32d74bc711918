package packet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
)

// MaxPacket is the size of the largest packet that is read, in bytes.
const MaxPacket = 256 << 20

// unpack takes a ZIP apart. It may hold the files of a packet, in their order,
// stored and not compressed, and nothing else; so there is nothing to unpack
// that is larger than the ZIP, and no name that leads elsewhere. Whether the
// two lists have to be there, records.json tells later.
func unpack(zipped []byte) ([]File, error) {
	if len(zipped) > MaxPacket || !bytes.HasPrefix(zipped, []byte("PK\x03\x04")) {
		return nil, fmt.Errorf("%w: not a packet", ErrUnreadable)
	}
	z, err := zip.NewReader(bytes.NewReader(zipped), int64(len(zipped)))
	if err != nil {
		return nil, fmt.Errorf("%w: the ZIP is damaged", ErrNotVerified)
	}
	named := func(f *zip.File, name string) bool { return f.Name == name }
	expected := slices.DeleteFunc(slices.Clone(order[:]), func(name string) bool {
		return (name == WithheldName || name == RedactionsName) && !slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == name })
	})
	if !slices.EqualFunc(z.File, expected, named) {
		return nil, fmt.Errorf("%w: it does not hold exactly the files of a packet, in their order", ErrNotVerified)
	}
	files := make([]File, len(z.File))
	for i, f := range z.File {
		if f.Method != zip.Store || f.UncompressedSize64 != f.CompressedSize64 || f.CompressedSize64 > uint64(len(zipped)) {
			return nil, fmt.Errorf("%w: %s is not stored as it is", ErrNotVerified, f.Name)
		}
		body, err := read(f)
		if err != nil {
			return nil, fmt.Errorf("%w: %s is damaged", ErrNotVerified, f.Name)
		}
		files[i] = File{f.Name, body}
	}
	return files, nil
}

func read(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b := bytes.NewBuffer(make([]byte, 0, f.UncompressedSize64+bytes.MinRead)) // no more than the ZIP has
	_, err = b.ReadFrom(r)
	return b.Bytes(), err
}
