package packet

import (
	"archive/zip"
	"bytes"
	"errors"
	"slices"
	"testing"
)

func TestStrangeArchivesAreRefused(t *testing.T) {
	h := newHandout(t)
	packed := h.pack(h.signer)
	files, err := unpack(packed)
	if err != nil {
		t.Fatal(err)
	}
	rezipped := func(change func([]File) []File) []byte {
		b, err := archive(change(slices.Clone(files)), h.records.Approved)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	var squeezed bytes.Buffer
	z := zip.NewWriter(&squeezed)
	for _, f := range files {
		w, err := z.Create(f.Name) // deflated
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == PDFName {
			f.Data = make([]byte, 64<<20)
		}
		if _, err := w.Write(f.Data); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		zipped []byte
		want   error
	}{
		"nothing":         {nil, ErrUnreadable},
		"a text":          {[]byte("age-encryption.org/v1\n"), ErrUnreadable},
		"cut in half":     {packed[:len(packed)/2], ErrNotVerified},
		"trailing data":   {append(slices.Clone(packed), 0), ErrNotVerified},
		"leading data":    {append(slices.Clone(packed[:30]), packed...), ErrNotVerified},
		"a bomb":          {squeezed.Bytes(), ErrNotVerified},
		"an unknown file": {rezipped(func(f []File) []File { return append(f, File{"../x", nil}) }), ErrNotVerified},
		"a file dropped":  {rezipped(func(f []File) []File { return f[:len(f)-1] }), ErrNotVerified},
		"a file twice":    {rezipped(func(f []File) []File { return append(f, f[len(f)-1]) }), ErrNotVerified},
		"another order":   {rezipped(func(f []File) []File { f[0], f[1] = f[1], f[0]; return f }), ErrNotVerified},
		"a path":          {rezipped(func(f []File) []File { f[0].Name = "/" + f[0].Name; return f }), ErrNotVerified},
		"sums of others":  {rezipped(func(f []File) []File { f[len(f)-2].Data = nil; return f }), ErrNotVerified},
		"manifest of others": {rezipped(func(f []File) []File {
			m := &f[len(f)-3]
			m.Data = bytes.Replace(m.Data, []byte(`"pages": `), []byte(`"pages": 1`), 1)
			return f
		}), ErrNotVerified},
		"no manifest": {rezipped(func(f []File) []File { f[len(f)-3].Data = []byte("{}"); return f }), ErrNotVerified},
	} {
		if _, err := Verify(c.zipped, Options{}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
