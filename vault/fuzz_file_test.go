package vault_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"

	"subrosa/vault"
)

// named are the errors by which a file that is not as it was left is told.
var named = []error{vault.ErrAltered, vault.ErrDamaged, vault.ErrNotAVault, vault.ErrNewerFormat, vault.ErrOlder, vault.ErrDiverged, vault.ErrWrongKey}

func isNamed(err error) bool {
	for _, want := range named {
		if errors.Is(err, want) {
			return true
		}
	}
	return false
}

// patch changes bytes of a file: each six bytes say where, and the fifth which
// bits. A sixth that is odd cuts the file there.
func patch(whole []byte, script []byte) []byte {
	out := bytes.Clone(whole)
	for ; len(script) >= 6 && len(out) > 0; script = script[6:] {
		at := int(binary.BigEndian.Uint32(script)) % len(out)
		if script[5]%2 == 1 {
			out = out[:at]
		} else {
			out[at] ^= script[4]
		}
	}
	return out
}

func patchAt(at int, bits, cut byte) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(at)), bits, cut)
}

// A vault file of which any bytes were changed reads as it was, or is refused
// by name and left as it is.
func FuzzFile(f *testing.F) {
	b := newBench(f)
	v := b.create()
	put(f, v, "note", "words "+strings.Repeat("and more ", 4000))
	want := contents(f, v)
	v.Close()
	whole, err := os.ReadFile(b.o.Path)
	if err != nil {
		f.Fatal(err)
	}
	for at := 0; at < 100; at += 4 {
		f.Add(patchAt(at, 0xff, 0))
	}
	for at := 0; at < len(whole); at += 4096 {
		f.Add(patchAt(at, 1, 0))
		f.Add(patchAt(at+5, 0x80, 0))
		f.Add(patchAt(at, 0, 1))
	}
	b.o.State = ""
	f.Fuzz(func(t *testing.T, script []byte) {
		changed := patch(whole, script)
		if err := os.WriteFile(b.o.Path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		err := readAll(b, want)
		if err != nil && !isNamed(err) {
			t.Errorf("not named: %v", err)
		}
		if after, _ := os.ReadFile(b.o.Path); err != nil && !bytes.Equal(after, changed) {
			t.Errorf("the file was changed: %v", err)
		}
		os.Remove(b.o.Path + "-wal")
		os.Remove(b.o.Path + "-shm")
	})
}

// A write-ahead log of which any bytes were changed is read as far as it is
// whole, or refused by name.
func FuzzLog(f *testing.F) {
	b := newBench(f)
	v := b.create()
	put(f, v, "n", "0")
	v.Close()
	v = b.open()
	for n := 1; n <= 4; n++ {
		put(f, v, "n", strings.Repeat(fmt.Sprint(n), 3000))
	}
	file, err := os.ReadFile(b.o.Path)
	if err != nil {
		f.Fatal(err)
	}
	log, err := os.ReadFile(b.o.Path + "-wal")
	if err != nil || len(log) == 0 {
		f.Fatalf("no log: %v", err)
	}
	v.Close()
	f.Add([]byte{})
	for at := range 32 + 24 {
		f.Add(patchAt(at, 1, 0))
	}
	for at := 32; at < len(log); at += 24 + 4096 {
		f.Add(patchAt(at, 0, 1))
		f.Add(patchAt(at+5, 4, 0))
		f.Add(patchAt(at+1000, 4, 0))
	}
	b.o.State = ""
	f.Fuzz(func(t *testing.T, script []byte) {
		for name, data := range map[string][]byte{"": file, "-wal": patch(log, script)} {
			if err := os.WriteFile(b.o.Path+name, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		os.Remove(b.o.Path + "-shm")
		v, err := vault.Open(ctx, b.o, b.key)
		if err != nil {
			if !isNamed(err) {
				t.Errorf("not named: %v", err)
			}
			return
		}
		defer v.Close()
		got := contents(t, v)["n"]
		if len(got) == 0 || got != "0" && got != strings.Repeat(got[:1], 3000) || got[0] < '0' || got[0] > '4' {
			t.Errorf("%d bytes that nobody wrote", len(got))
		}
		if r, err := v.Verify(ctx, nil); err != nil || len(r.Problems) > 0 {
			t.Errorf("%v %v", err, r.Problems)
		}
	})
}

// readAll opens and verifies a vault and compares what is in it; an error says
// that it was refused.
func readAll(b bench, want map[string]string) error {
	v, err := vault.Open(ctx, b.o, b.key)
	if err != nil {
		return err
	}
	defer v.Close()
	err = v.View(ctx, func(tx *vault.Tx) error {
		got, err := contentsOf(tx)
		if err == nil && !maps.Equal(got, want) {
			b.t.Error("other words than were written")
		}
		return err
	})
	if err != nil {
		return err
	}
	r, err := v.Verify(ctx, nil)
	if err == nil && len(r.Problems) > 0 {
		err = reported(r.Problems[0])
	}
	return err
}

// reported is a problem of a report as the error that it stands for.
func reported(problem string) error {
	for _, kind := range []error{vault.ErrAltered, vault.ErrDamaged} {
		if rest, ok := strings.CutPrefix(problem, kind.Error()+": "); ok {
			return fmt.Errorf("%w: %s", kind, rest)
		}
	}
	return errors.New(problem)
}
