package notes

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func sum(s string) string { return strings.Repeat(s, 32) }

var stick = CopyPlaceInput{Kind: "stick", Label: "/media/a", Folder: "/media/a"}

func TestBackupsAreRegistered(t *testing.T) {
	b, c := newBook(t)
	first := must(b.RegisterBackup(ctx, Backup{Path: "/media/a/one", Generation: 7, Bytes: 4096, SHA256: sum("ab")}, stick))
	want := Backup{ID: "B-001", Place: "L-001", Path: "/media/a/one", At: at("2026-11-23 16:00").UTC(), Generation: 7, Bytes: 4096, SHA256: sum("ab")}
	if !cmp.Equal(first, want) {
		t.Errorf("%s", cmp.Diff(want, first))
	}
	c.pass(time.Hour)
	second := must(b.RegisterBackup(ctx, Backup{Path: "/media/a/two", SHA256: sum("cd")}, stick))
	if second.ID != "B-002" || second.Place != "L-001" || !second.At.Equal(c.at) {
		t.Errorf("%+v", second)
	}
	c.pass(time.Hour)
	rehearsed := c.at.UTC()
	first.CheckedAt, first.RehearsedAt = &rehearsed, &rehearsed
	if k, found, err := b.RegisterRehearsal(ctx, first, stick); err != nil || found || !cmp.Equal(k, first) {
		t.Errorf("%v %v %s", err, found, cmp.Diff(first, k))
	}
	// the same copy elsewhere, and one that nobody knew
	elsewhere := CopyPlaceInput{Kind: "computer", Label: "/home/ada", Folder: "/home/ada"}
	third, found, err := b.RegisterRehearsal(ctx, Backup{Path: "/home/ada/one", At: first.At, SHA256: first.SHA256}, elsewhere)
	if err != nil || !found || third.ID != "B-003" || third.Place != "L-002" || third.RehearsedAt == nil || !third.At.Equal(first.At) {
		t.Errorf("%+v %v %v", third, found, err)
	}
	if got := must(b.Backups(ctx)); !cmp.Equal(got, []Backup{third, second, first}) {
		t.Errorf("%s", cmp.Diff([]Backup{third, second, first}, got))
	}
	// gone, once
	c.pass(time.Hour)
	if k := must(b.SettleBackup(ctx, "b-2")); k.ID != "B-002" || k.GoneAt == nil || !k.GoneAt.Equal(c.at) {
		t.Errorf("%+v", k)
	}
	_, err = b.SettleBackup(ctx, "B-002")
	refusedBy(t, err, "settled")
	if _, err := b.SettleBackup(ctx, "B-009"); !is(err, "notfound") {
		t.Error(err)
	}
	if _, err := b.SettleBackup(ctx, "L-001"); !is(err, "invalid") {
		t.Error(err)
	}
	// what is gone is rehearsed no more: the file that was found is another entry
	c.pass(time.Hour)
	if k, found, err := b.RegisterRehearsal(ctx, Backup{Path: "/media/a/two", SHA256: sum("cd")}, stick); err != nil || !found || k.ID != "B-004" {
		t.Errorf("%+v %v %v", k, found, err)
	}
	// another copy under the name of one that was removed by hand
	if k := must(b.RegisterBackup(ctx, Backup{Path: "/media/a/two", SHA256: sum("ef")}, stick)); k.ID != "B-005" || must(b.Backups(ctx))[1].GoneAt == nil {
		t.Errorf("%+v", k)
	}
	if got := whats(t, b, ""); got != "practice-begun copy-place-added backup-made backup-made backup-rehearsed copy-place-added backup-found backup-gone backup-found backup-gone backup-made" {
		t.Error(got)
	}
}

func TestCopyPlaces(t *testing.T) {
	b, c := newBook(t)
	p := must(b.AddCopyPlace(ctx, CopyPlaceInput{Kind: "sync-folder", Label: "  Nextcloud at A\u030ase's ", Folder: "/home/ada/sky"}))
	want := CopyPlace{ID: "L-001", Kind: "sync-folder", Label: "Nextcloud at Åse's", Folder: "/home/ada/sky", AddedAt: at("2026-11-23 16:00").UTC()}
	if !cmp.Equal(p, want) {
		t.Error(cmp.Diff(want, p))
	}
	for name, in := range map[string]CopyPlaceInput{
		"no kind":  {Label: "x"},
		"a kind":   {Kind: "shelf", Label: "x"},
		"no label": {Kind: "cloud", Label: " "},
	} {
		if _, err := b.AddCopyPlace(ctx, in); !is(err, "invalid") {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := b.AddCopyPlace(ctx, CopyPlaceInput{Kind: "stick", Label: "x", Folder: "/home/ada/sky"})
	refusedBy(t, err, "exists")
	must(b.AddCopyPlace(ctx, CopyPlaceInput{Kind: "cloud", Label: "x"}))
	must(b.AddCopyPlace(ctx, CopyPlaceInput{Kind: "cloud", Label: "x"})) // places without a folder may be alike

	// backups into its folder belong to it, and are gone with it
	in := CopyPlaceInput{Kind: "stick", Label: "/home/ada/sky", Folder: "/home/ada/sky"}
	k := must(b.RegisterBackup(ctx, Backup{Path: "/home/ada/sky/one", SHA256: sum("ab")}, in))
	must(b.RegisterBackup(ctx, Backup{Path: "/media/a/one", SHA256: sum("cd")}, stick))
	if list := must(b.CopyPlaces(ctx)); k.Place != "L-001" || len(list) != 4 || list[0].Backups != 1 || list[1].Backups != 0 || list[3].Backups != 1 {
		t.Errorf("%+v %+v", k, list)
	}
	c.pass(time.Hour)
	if p := must(b.SettleCopyPlace(ctx, "l-1")); p.SettledAt == nil || !p.SettledAt.Equal(c.at) || p.Backups != 0 {
		t.Errorf("%+v", p)
	}
	if list := must(b.Backups(ctx)); list[0].GoneAt != nil || list[1].GoneAt == nil {
		t.Errorf("%+v", list)
	}
	_, err = b.SettleCopyPlace(ctx, "L-001")
	refusedBy(t, err, "settled")
	if _, err := b.SettleCopyPlace(ctx, "L-009"); !is(err, "notfound") {
		t.Error(err)
	}
	// the folder that was settled is a new place when it is used again
	if k := must(b.RegisterBackup(ctx, Backup{Path: "/home/ada/sky/two", SHA256: sum("ef")}, in)); k.Place != "L-005" {
		t.Errorf("%+v", k)
	}
	events := must(b.History(ctx, ""))
	for _, e := range events {
		if strings.Contains(e.Detail, "sky") || strings.Contains(e.Detail, "Nextcloud") {
			t.Errorf("an event has text: %+v", e)
		}
	}
}
