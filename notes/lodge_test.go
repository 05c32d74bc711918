package notes

import (
	"slices"
	"strings"
	"testing"
	"time"

	"subrosa/notes/head"
	"subrosa/vault"
)

func TestLodge(t *testing.T) {
	b, c := newBook(t)
	if _, err := b.LodgeHead(ctx, "x"); !is(err, "refused not_yet") {
		t.Errorf("nothing signed: %v", err)
	}
	withSigned(t, b, "Both came on time.")
	for _, with := range []string{"", " \n "} {
		if _, err := b.LodgeHead(ctx, with); !is(err, "invalid --with-from") {
			t.Errorf("with nobody: %v", err)
		}
	}
	if at, err := b.LastLodged(ctx); err != nil || at != nil {
		t.Errorf("lodged at %v, %v", at, err)
	}
	first := must(b.LodgeHead(ctx, "Karen Østergård,\r\ncolleague  \n"))
	if first.With != "Karen Østergård,\ncolleague" || first.Size == 0 {
		t.Errorf("%+v", first)
	}
	c.pass(time.Hour)
	withSigned(t, b, "Chris came alone.")
	second := must(b.LodgeHead(ctx, "the notary"))
	if at, err := b.LastLodged(ctx); err != nil || at == nil || !at.Equal(second.At) || !second.At.After(first.At) {
		t.Errorf("lodged at %v, %v", at, err)
	}
	list := must(b.LodgedHeads(ctx))
	if len(list) != 2 || list[0].Head != second.Head || list[1].With != first.With {
		t.Errorf("%+v", list)
	}
	for _, l := range list { // what was handed over is a head that the log has grown from
		if got, err := b.CheckHead(ctx, l.Head); err != nil || !got.OK || got.Size != l.Size {
			t.Errorf("%+v, %v", got, err)
		}
	}
	events := must(b.History(ctx, ""))
	if last := events[len(events)-1]; last.What != "head-lodged" || strings.Contains(last.Detail, "notary") {
		t.Errorf("%+v", last)
	}
	if _, problems, err := b.Check(ctx, nil); err != nil || len(problems) > 0 {
		t.Errorf("%q, %v", problems, err)
	}
}

// A log that was written anew, as a whole and with its own key, is consistent in
// itself, and shows against a head that was lodged before.
func TestCheckFindsALogThatWasRewritten(t *testing.T) {
	const dropped = "DROP TRIGGER head_lodged_not_changed; "
	for name, test := range map[string]struct{ statement, want string }{
		"rewritten":          {rewriteLog, "is not one that the log has grown from: the log was rewritten"},
		"shorter":            {"DELETE FROM seal; DELETE FROM log; DELETE FROM log_hash", "the log has only 0 entries"},
		"shorter than shown": {"DELETE FROM seal; DELETE FROM log; DELETE FROM log_hash", "fewer than a head that left the house"},
		"another size":       {dropped + "UPDATE head_lodged SET size = size + 1", "what is noted of it is not what it says"},
		"another day":        {dropped + "UPDATE head_lodged SET at = '2026-01-01T00:00:00Z'", "what is noted of it is not what it says"},
		"another root":       {dropped + "UPDATE head_lodged SET root = zeroblob(32)", "what is noted of it is not what it says"},
		"another text":       {dropped + "UPDATE head_lodged SET head = replace(head, '2026', '2025')", "its signature does not fit"},
		"no head":            {dropped + "UPDATE head_lodged SET head = 'x'", "not the head of a log"},
		"another key":        {"DROP TRIGGER log_key_not_changed; UPDATE log_key SET verifier = 'x'", "the key of the log is not one"},
	} {
		t.Run(name, func(t *testing.T) {
			b, _ := newBook(t)
			withSigned(t, b, "Both came on time.")
			must(b.LodgeHead(ctx, "the notary"))
			err := b.vault.Update(ctx, func(tx *vault.Tx) error {
				if err := tx.ExecScript("DROP TRIGGER log_not_changed; DROP TRIGGER log_not_deleted; DROP TRIGGER log_hash_not_deleted; DROP TRIGGER seal_not_deleted"); err != nil {
					return err
				}
				if test.statement == rewriteLog {
					return rewrite(tx)
				}
				return tx.ExecScript(test.statement)
			})
			if err != nil {
				t.Fatal(err)
			}
			_, problems, err := b.Check(ctx, nil)
			if err != nil || !slices.ContainsFunc(problems, func(p string) bool { return strings.Contains(p, test.want) }) {
				t.Errorf("%q lacks %q (%v)", problems, test.want, err)
			}
			for _, p := range problems {
				if strings.Contains(p, "notary") {
					t.Errorf("a problem tells with whom: %s", p)
				}
			}
		})
	}
}

const rewriteLog = "rewrite"

// rewrite exchanges the first leaf and makes every hash of the log again: what
// somebody does who has the vault and its key.
func rewrite(tx *vault.Tx) error {
	type leaf struct {
		kind   string
		digest []byte
	}
	leaves, err := vault.All(tx, func(scan vault.Scan) (l leaf, err error) {
		err = scan(&l.kind, &l.digest)
		return l, err
	}, "SELECT kind, digest FROM log ORDER BY leaf")
	if err != nil {
		return err
	}
	if err := tx.ExecScript("PRAGMA defer_foreign_keys = ON; DELETE FROM log; DELETE FROM log_hash"); err != nil {
		return err
	}
	for i, l := range leaves {
		if i == 0 {
			l.digest[0] ^= 1
		}
		if _, err := addLeaf(tx, l.kind, [32]byte(l.digest)); err != nil {
			return err
		}
	}
	return nil
}

// Every lodged head is a text that head.Open reads.
func TestLodgedHeadIsSigned(t *testing.T) {
	b, _ := newBook(t)
	withSigned(t, b, "Both came on time.")
	l := must(b.LodgeHead(ctx, "x"))
	if !strings.HasPrefix(l.Head, head.KeyName(must(b.vault.Info(ctx)).ID)+"\n") {
		t.Errorf("%q", l.Head)
	}
}
