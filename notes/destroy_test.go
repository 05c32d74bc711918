package notes

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"subrosa/crypto"
	"subrosa/notes/document"
	"subrosa/vault"
)

// shred is a practice with a couple's case to be destroyed, C-001, and another
// one of one of the two, C-002, that stays. Every word of either is its own.
type shred struct {
	*site
	gone, stays []string // words
	old         crypto.Key
}

func (s *shred) word(list *[]string) string {
	b := make([]byte, 14)
	for i := range b {
		b[i] = "bcdfghjklmnpqrstvwxz"[rand.IntN(20)]
	}
	*list = append(*list, string(b))
	return string(b)
}

func (s *shred) name(list *[]string) string {
	w := s.word(list)
	return strings.ToUpper(w[:1]) + w[1:]
}

// newShred fills both cases, n notes in turn.
func newShred(t testing.TB, n int) *shred {
	t.Helper()
	s := &shred{site: newSite(t)}
	p := practice()
	p.Profile = "dk-autoriseret"
	check(s.SetPractice(ctx, p))
	one := must(s.OpenCase(ctx, CaseInput{Kind: "couple", Service: s.word(&s.gone), Reason: s.word(&s.gone), LegalBasis: s.word(&s.gone),
		Parties: []PartyInput{{Label: "A", Name: s.name(&s.stays)}, {Label: "B", Name: s.name(&s.gone), Names: []string{s.name(&s.gone)},
			Email: s.word(&s.gone) + "@example.org", Address: s.word(&s.gone), Phone: s.word(&s.gone), Role: s.word(&s.gone)}},
		Aliases: []AliasInput{{Token: s.word(&s.gone), Names: []string{s.name(&s.gone)}, Relation: s.word(&s.gone), Of: "B"}}})).Case
	two := must(s.OpenCase(ctx, CaseInput{Kind: "individual", Reason: s.word(&s.stays), Parties: []PartyInput{{Label: "A", Person: "P-001"}}})).Case
	for i := range n {
		for _, c := range []CaseCode{one, two} {
			list, d := &s.gone, session(strings.Repeat("æ word ", 60*(i%7))+s.word(&s.gone), s.word(&s.gone))
			if c == two {
				list, d = &s.stays, session(s.word(&s.stays)+" @"+s.word(&s.stays), strings.Repeat("prose ", 300*(i%3))+s.word(&s.stays))
				d.Present = []string{"A"}
			}
			d.Start = d.Start.Add(-time.Duration(100+rand.IntN(50000)) * time.Hour) // late, so that the reason is kept
			note, _, err := s.NewSigned(ctx, NoteInput{Case: c, Document: d}, s.word(list))
			if err != nil {
				t.Fatal(err)
			}
			switch i % 5 {
			case 1:
				must(s.Amend(ctx, note.ID, "addendum", []document.Paragraph{{Text: s.word(list)}, {Text: s.word(list), Whose: "A"}}))
			case 2:
				check(s.Void(ctx, note.ID, s.word(list)))
			case 3:
				must(s.Mark(ctx, note.ID, MarkInput{Paragraph: 1, Whose: "A", Reason: s.word(list)}))
			}
		}
	}
	draft := must(s.NewNote(ctx, NoteInput{Case: one, Document: session(s.word(&s.gone))}))
	check(s.Discard(ctx, draft.Note))
	return s
}

// answered adds a request of one of the couple about the case that goes, with a
// packet that was delivered, and closes it.
func (s *shred) answered() {
	r := must(s.AddRequest(ctx, RequestInput{Type: "access", Person: "P-002", Cases: []CaseCode{"C-001"}, Received: "2026-11-20",
		Requester: RequesterInput{Name: s.name(&s.gone), Role: s.word(&s.gone), Address: s.word(&s.gone)},
		Authority: AuthorityInput{Kind: "own-right", Reference: s.word(&s.gone)}, Scope: ScopeInput{Text: s.word(&s.gone)},
		Purpose: s.word(&s.gone), Matter: s.word(&s.gone)})).Request
	s.approve(r)
	d := s.deliver(r, Readable)
	must(s.CorrectDisclosure(ctx, d.Disclosure, s.word(&s.gone)))
	must(s.CloseRequest(ctx, r, false))
}

// traceOf says which of the words stand in b, in any form. Half of a word is
// enough: what is long goes on in another page, and an index shares beginnings.
func traceOf(b []byte, words []string) string {
	folded := bytes.ToLower(b)
	for _, w := range words {
		var wide []byte
		for _, u := range utf16.Encode([]rune(w)) {
			wide = append(wide, byte(u), byte(u>>8))
		}
		for form, needle := range map[string][]byte{"utf-16": wide, "hex": []byte(hex.EncodeToString([]byte(w))),
			"its beginning": []byte(w[:7]), "its end": []byte(w[7:])} {
			if bytes.Contains(folded, needle) {
				return w + " (" + form + ")"
			}
		}
		for shift := range 3 {
			text := base64.RawStdEncoding.EncodeToString(append(make([]byte, shift), w...))
			if from := (shift*8 + 5) / 6; bytes.Contains(b, []byte(text[from:len(text)-1])) {
				return w + " (base64)"
			}
		}
	}
	return ""
}

// pages opens every page of the vault file with a key.
func pages(t testing.TB, path string, key crypto.Key) [][]byte {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query("SELECT sealed FROM page ORDER BY no")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var list [][]byte
	for rows.Next() {
		var sealed []byte
		if err := rows.Scan(&sealed); err != nil {
			t.Fatal(err)
		}
		plain, err := key.Open(sealed)
		if err != nil {
			return nil
		}
		list = append(list, plain)
	}
	return list
}

// destroyed closes the case, lets its time come, and destroys it.
func (s *shred) destroyed() Destruction {
	s.t.Helper()
	check(s.CloseCase(ctx, "C-001"))
	for _, h := range must(s.Holds(ctx, false)) {
		must(s.LiftHold(ctx, h.ID, "nothing stands against it any more"))
	}
	s.pass(11 * 365 * day)
	s.old = s.key
	done, r, err := s.Destroy(ctx, "C-001")
	if err != nil {
		s.t.Fatal(err)
	}
	if !r.Swept {
		s.t.Error("the log was not swept")
	}
	s.key = r.Key
	return done
}

// Nothing of a destroyed case is left in the vault: not in a page, used or free,
// not in the index, not in the log beside it. What stays, stays.
func TestNothingOfADestroyedCaseIsLeft(t *testing.T) {
	s := newShred(t, 40)
	s.answered()
	before := must(view(ctx, s.Book, logSize))
	done := s.destroyed()
	if done.Notes != 40 || done.Requests != 1 || done.Disclosures != 1 || done.Persons != 1 || done.Holds != 1 || done.Addenda < 20 {
		t.Errorf("%+v", done)
	}
	s.sound()
	for _, w := range []string{"-wal", "-shm", "-journal"} {
		if b, err := os.ReadFile(s.options.Path + w); err == nil && traceOf(b, s.gone) != "" {
			t.Errorf("%s in %s", traceOf(b, s.gone), w)
		}
	}
	s.reopen(func(path string) {
		if leftover := must(filepath.Glob(path + "?*")); len(leftover) > 0 {
			t.Errorf("%v beside the vault", leftover)
		}
		if pages(t, path, s.old) != nil {
			t.Error("a page opens with the key of before")
		}
		all := pages(t, path, s.key)
		if len(all) < 10 {
			t.Fatalf("%d pages", len(all))
		}
		for no, p := range all {
			if w := traceOf(p, s.gone); w != "" {
				t.Errorf("%s in page %d of %d", w, no, len(all))
			}
		}
		whole := bytes.Join(all, nil)
		if w := traceOf(must(os.ReadFile(path)), append(s.gone, s.stays...)); w != "" {
			t.Errorf("%s in the file", w)
		}
		for _, w := range s.stays {
			if traceOf(whole, []string{w}) == "" {
				t.Errorf("%s is not there any more", w)
			}
		}
	})
	if after := must(view(ctx, s.Book, logSize)); after != before {
		t.Errorf("the log has %d leaves, had %d", after, before)
	}
	shown := must(s.Case(ctx, "C-001"))
	if shown.Destroyed == nil || shown.Certificate != "X-001" || shown.Kind != "couple" || shown.Reason != "" || len(shown.Parties) != 0 || shown.Notes != 0 {
		t.Errorf("%+v", shown)
	}
	if p := must(s.Persons(ctx)); len(p) != 1 || p[0].Code != "P-001" {
		t.Errorf("%+v", p)
	}
	if hits := must(s.Search(ctx, Query{Words: []string{s.stays[len(s.stays)-2]}})); hits.Total != 1 {
		t.Errorf("%+v", hits)
	}
	if free := must(view(ctx, s.Book, func(tx *vault.Tx) (int, error) { return vault.One(tx, vault.Value[int], "PRAGMA freelist_count") })); free != 0 {
		t.Errorf("%d free pages", free)
	}
}

// Acceptance test 8: while it is held, a case is not destroyed, though its time
// has come; afterwards it is, and an old copy neither passes for the vault nor
// brings the case back.
func TestAcceptance8HoldAndDestroy(t *testing.T) {
	s := newShred(t, 4)
	s.answered()
	c := CaseCode("C-001")
	refused := func(rule string) {
		t.Helper()
		if _, _, err := s.Destroy(ctx, c); !is(err, "refused "+rule) {
			t.Errorf("%v, want %s", err, rule)
		}
	}
	refused("open")
	check(s.CloseCase(ctx, c))
	refused("on_hold")
	hold := must(s.Holds(ctx, false))[0]
	must(s.LiftHold(ctx, hold.ID, "answered"))
	refused("not_due")
	shown := must(s.Case(ctx, c))
	s.set(*shown.RetainUntil + " 09:00")
	own := must(s.PlaceHold(ctx, HoldInput{Cases: []CaseCode{c}, Reason: "a complaint"}))
	refused("on_hold")
	if list := must(s.Retentions(ctx, "")); list[0].State != "held" || list[0].Holds[0] != own.ID {
		t.Errorf("%+v", list[0])
	}
	must(s.LiftHold(ctx, own.ID, "the complaint was withdrawn"))
	if list := must(s.Retentions(ctx, "")); list[0].State != "due" {
		t.Errorf("%+v", list[0])
	}
	wantTodo(t, s.Book, "retention C-001")

	backup := must(s.RegisterBackup(ctx, Backup{Path: "/media/stick/old.vault", SHA256: sum("ab"), Generation: 7}, CopyPlaceInput{Kind: "stick", Label: "a stick", Folder: "/media/stick"}))
	old := s.second()
	done, r, err := s.Destroy(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	oldKey := s.key
	s.key = r.Key
	s.sound()
	if done.Until != *shown.RetainUntil || done.Rule != "term" || len(done.OldCopies.Backups) != 1 || len(done.OldCopies.Places) != 1 {
		t.Errorf("%+v", done)
	}
	refused("destroyed")
	tomb := must(s.Case(ctx, c))
	if tomb.Destroyed == nil || tomb.RetainUntil != nil {
		t.Errorf("%+v", tomb)
	}
	if whats := whats(t, s.Book, c); !strings.HasSuffix(whats, "case-destroyed") {
		t.Errorf("history: %s", whats)
	}
	again := must(s.Destruction(ctx, c))
	if fmt.Sprint(again) != fmt.Sprint(done) {
		t.Errorf("%+v\nwas %+v", again, done)
	}

	// Until she says that they are gone, the copies of before are listed.
	wantTodo(t, s.Book, "old-copy B-001", "old-copy L-001")
	must(s.SettleBackup(ctx, backup.ID))
	wantTodo(t, s.Book, "old-copy L-001")
	must(s.SettleOldCopies(ctx, "L-001"))
	wantTodo(t, s.Book)

	// An old copy does not bring it back.
	copy := must(vault.OpenCopy(ctx, old.options.Path, oldKey))
	j := must(s.Join(ctx, must(ReadOther(ctx, copy)), false))
	copy.Close()
	if !j.Nothing || len(j.Differences) != 1 || j.Differences[0].Code != "C-001" {
		t.Errorf("%+v", j)
	}
	if shown := must(s.Case(ctx, c)); shown.Destroyed == nil {
		t.Error("the case is back")
	}
	// In the place of the vault it is seen to be older.
	check(s.vault.Close())
	check(os.WriteFile(s.options.Path, must(os.ReadFile(old.options.Path)), 0o600))
	if _, err := vault.Open(ctx, s.options, oldKey); !errors.Is(err, vault.ErrOlder) {
		t.Errorf("an old copy: %v", err)
	}
}

// wantTodo looks for what waits about destroyed cases and those whose time has
// come.
func wantTodo(t *testing.T, b *Book, want ...string) {
	t.Helper()
	var got []string
	for _, i := range must(b.Todos(ctx, "")) {
		if i.Kind == "retention" || i.Kind == "old-copy" {
			got = append(got, i.Kind+" "+i.ID)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%q, want %q", got, want)
	}
}
