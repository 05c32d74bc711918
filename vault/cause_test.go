package vault

import (
	"bytes"
	"context"
	"errors"
	"testing"
)

// A full disk can end the outer transaction by itself. Whatever SQLite writes
// then, to take its own changes back, must not reach the file: it would be
// committed statement by statement, without digests and without a root.
func TestNothingIsWrittenAfterTheDiskWasFull(t *testing.T) {
	v := openSample(t)
	f, junk := recordFile{v.store}, bytes.Repeat([]byte{7}, pageSize)
	fill := func() error { // more than is kept in memory
		for no := range maxUnsaved/pageSize + 2 {
			if _, err := f.WriteAt(junk, int64(no)*pageSize); err != nil {
				return err
			}
		}
		return nil
	}
	err := v.Update(context.Background(), func(*Tx) error {
		if err := v.outer.exec("PRAGMA max_page_count=1"); err != nil { // no less than there are
			return err
		}
		if err := fill(); err == nil {
			t.Error("the disk was not full")
		}
		if err := v.outer.exec("PRAGMA max_page_count=1000000"); err != nil { // room again
			return err
		}
		if err := fill(); err == nil {
			t.Error("written after an error")
		}
		return nil
	})
	if !errors.Is(err, ErrDiskFull) {
		t.Errorf("got %v", err)
	}
	if x, err := readX(v); err != nil || x != "one" {
		t.Errorf("afterwards: %q, %v", x, err)
	}
	if report, err := v.Verify(context.Background(), nil); err != nil || len(report.Problems) > 0 {
		t.Errorf("afterwards: %v, %v", report.Problems, err)
	}
}
