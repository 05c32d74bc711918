package vault

import (
	"bytes"
	"context"
	"testing"
)

// SQLite may enlarge a file without writing every page; such a page is zeros,
// before the commit and after it.
func TestPagesThatWereNeverWrittenAreZeros(t *testing.T) {
	v := openSample(t)
	zeros := make([]byte, pageSize)
	var hole int
	err := v.Update(context.Background(), func(tx *Tx) error {
		hole = v.store.pages
		if err := v.store.write(hole+2, bytes.Repeat([]byte{7}, pageSize)); err != nil {
			return err
		}
		if p, err := v.store.page(hole); err != nil || !bytes.Equal(p, zeros) {
			t.Errorf("before the commit: %v", err)
		}
		v.store.reserved = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = v.View(context.Background(), func(*Tx) error {
		for no, want := range map[int]byte{hole: 0, hole + 1: 0, hole + 2: 7} {
			if p, err := v.store.page(no); err != nil || !bytes.Equal(p, bytes.Repeat([]byte{want}, pageSize)) {
				t.Errorf("page %d: %v", no, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A page that was cut off does not come back when the file grows again.
func TestPagesThatWereCutOffDoNotComeBack(t *testing.T) {
	v := openSample(t)
	v.store.begin(true)
	defer v.store.end()
	last := v.store.pages - 1
	v.store.truncate(last)
	if err := v.store.write(last+1, make([]byte, pageSize)); err != nil {
		t.Fatal(err)
	}
	if p, err := v.store.page(last); err != nil || !bytes.Equal(p, make([]byte, pageSize)) {
		t.Errorf("it came back: %v", err)
	}
}
