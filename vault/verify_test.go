package vault_test

import (
	"errors"
	"testing"

	"subrosa/vault"
)

// Verify speaks of one generation as a whole, also when another process wrote
// while it read.
func TestVerifyBesideAWriter(t *testing.T) {
	b := newBench(t)
	v, other := b.create(), b.open()
	wrote := 0
	r, err := v.Verify(ctx, func(done, total int) {
		if done < 1 || done > total {
			t.Errorf("%d of %d pages", done, total)
		}
		wrote++
		put(t, other, "meanwhile", "a word")
	})
	if err != nil || len(r.Problems) > 0 || wrote == 0 {
		t.Fatalf("%+v, %v, %d writes", r, err, wrote)
	}
	info, err := other.Info(ctx)
	if err != nil || r.Generation != info.Generation || r.Pages != info.Pages {
		t.Errorf("the report is about %+v, the vault is at %+v (%v)", r, info, err)
	}
}

// What was written while the first pages were read is read, too: the last
// transaction does not take for good what was good before.
func TestVerifyReadsWhatWasWrittenMeanwhile(t *testing.T) {
	b := newBench(t)
	v, other := b.create(), b.open()
	done := false
	r, err := v.Verify(ctx, func(int, int) {
		if done {
			return
		}
		done = true
		put(t, other, "meanwhile", "a word")
		attack(t, b.o.Path, "UPDATE page SET sealed = zeroblob(length(sealed))")
	})
	if err == nil && len(r.Problems) == 0 {
		t.Error("pages that were written and spoilt during the check were not looked at")
	}
}

// Try changes nothing, whatever is done in it, and keeps no writer waiting.
func TestTry(t *testing.T) {
	b := newBench(t)
	v, other := b.create(), b.open()
	before, err := v.Info(ctx)
	if err != nil {
		t.Fatal(err)
	}
	err = v.Try(ctx, func(tx *vault.Tx) error {
		if err := putTx(tx, "tried", "x"); err != nil {
			return err
		}
		if n, err := vault.One(tx, vault.Value[int], "SELECT count(*) FROM kv WHERE k = 'tried'"); err != nil || n != 1 {
			t.Errorf("%d rows in the trial, %v", n, err)
		}
		put(t, other, "meanwhile", "a word")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if tried, meanwhile := get(t, v, "tried"), get(t, v, "meanwhile"); tried != "" || meanwhile != "a word" {
		t.Errorf("%q of the trial, %q of the other", tried, meanwhile)
	}
	after, err := v.Info(ctx)
	if err != nil || after.Generation != before.Generation+1 {
		t.Errorf("generation %d after %d, %v", after.Generation, before.Generation, err)
	}
	mine := errors.New("mine")
	if err := v.Try(ctx, func(*vault.Tx) error { return mine }); !errors.Is(err, mine) {
		t.Errorf("%v", err)
	}
	func() {
		defer func() { recover() }()
		v.Try(ctx, func(*vault.Tx) error { panic("in a trial") })
	}()
	put(t, v, "after", "a panic")
}
