package notes

import (
	"strings"
	"testing"
	"time"

	sumnote "golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"subrosa/notes/head"
	"subrosa/vault"
)

func TestHeads(t *testing.T) {
	b, c := newBook(t)
	empty, err := b.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	note := withSigned(t, b, "Both came on time.")
	early, err := b.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	c.pass(time.Hour)
	if err := b.Void(ctx, note.ID, "wrong"); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"empty": empty, "early": early, "mailed": strings.ReplaceAll(early, "\n", "\r\n")} {
		got, err := b.CheckHead(ctx, text)
		if err != nil || !got.OK || got.Size >= got.Now || !got.At.Equal(at("2026-11-23 16:00")) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for name, text := range map[string]string{"nothing": "", "prose": "hello"} {
		if _, err := b.CheckHead(ctx, text); !is(err, "invalid") {
			t.Errorf("%s: %v", name, err)
		}
	}
	other, _ := newBook(t)
	foreign := must(other.Head(ctx))
	for name, text := range map[string]string{"another size": strings.Replace(early, "\n", "\n1", 1), "another vault": foreign} {
		if got, err := b.CheckHead(ctx, text); err != nil || got.OK || got.Why == "" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	sizes, err := view(ctx, b, headsShown)
	if err != nil || len(sizes) != 2 || sizes[0] != 0 {
		t.Errorf("heads shown at %v, %v", sizes, err)
	}
}

// A head of a log that is not this one, though its key signed it.
func TestHeadOfAnotherHistory(t *testing.T) {
	b, _ := newBook(t)
	withSigned(t, b, "Both came on time.")
	sign := func(h head.Head) string {
		signer, err := view(ctx, b, logSigner)
		if err != nil {
			t.Fatal(err)
		}
		text, err := head.Sign(h, signer)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	for name, h := range map[string]head.Head{"other leaves": {Size: 1, Root: tlog.RecordHash([]byte("x"))}, "more leaves": {Size: 1000}} {
		got, err := b.CheckHead(ctx, sign(h))
		if err != nil || got.OK || got.Why == "" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestLogKey(t *testing.T) {
	b, _ := newBook(t)
	key, err := view(ctx, b, logVerifierKey)
	if err != nil {
		t.Fatal(err)
	}
	info, err := b.vault.Info(ctx)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := sumnote.NewVerifier(key)
	if err != nil || verifier.Name() != "subrosa-"+info.ID[:8] {
		t.Errorf("%v, %v", verifier, err)
	}
}

// Every signing adds its own leaf and at most fifteen fillers, and each signed
// item can be proved to stand in the log.
func TestLogProves(t *testing.T) {
	b, c := newBook(t)
	note := withSigned(t, b, "Both came on time.")
	c.pass(time.Hour)
	if err := b.Void(ctx, note.ID, "wrong"); err != nil {
		t.Fatal(err)
	}
	err := b.vault.View(ctx, func(tx *vault.Tx) error {
		size, err := logSize(tx)
		if err != nil {
			return err
		}
		if size < 2 || size > 32 {
			t.Errorf("two signings made %d leaves", size)
		}
		root, err := tlog.TreeHash(size, logHashes(tx))
		if err != nil {
			return err
		}
		items, err := readSigned(tx, note.ID)
		if err != nil || len(items) != 2 {
			t.Fatalf("%d items, %v", len(items), err)
		}
		for i, kind := range []string{"note", "void"} {
			proof, err := tlog.ProveRecord(size, items[i].leaf, logHashes(tx))
			if err != nil {
				return err
			}
			if err := tlog.CheckRecord(proof, size, root, items[i].leaf, tlog.RecordHash(items[i].digest.LogLeaf(kind))); err != nil {
				t.Errorf("%s: %v", kind, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
