package notes

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"subrosa/notes/letter"
	"subrosa/vault"
)

// closedCase opens a case of somebody born on a day and closes it on 23 November
// 2026, under the rules of a profile.
func closedCase(t *testing.T, profile, kind string, born ...string) (*Book, *clock, CaseCode) {
	t.Helper()
	b, c := newBook(t)
	p := practice()
	p.Profile = profile
	check(b.SetPractice(ctx, p))
	in := CaseInput{Kind: kind, Opened: "2026-01-01"}
	for i, day := range born {
		in.Parties = append(in.Parties, PartyInput{Label: string(rune('A' + i)), Name: fmt.Sprintf("Somebody Number%d", i), Born: day})
	}
	file := must(b.OpenCase(ctx, in)).Case
	check(b.CloseCase(ctx, file))
	return b, c, file
}

// told is a retention in a line: state, day, and the rules with theirs, those
// that bind marked.
func (r Retention) told() string {
	parts := []string{r.State}
	if r.RetainUntil != nil {
		parts = append(parts, *r.RetainUntil)
	}
	if r.Decide {
		parts = append(parts, "decide")
	}
	for _, rule := range r.Rules {
		if rule.Until == nil {
			continue
		}
		mark := ""
		if rule.Binds {
			mark = "!"
		}
		parts = append(parts, rule.Kind+mark+"="+*rule.Until)
	}
	return strings.Join(parts, " ")
}

// The latest day that binds counts; what is not confirmed is told and binds
// nobody.
func TestRetention(t *testing.T) {
	for _, test := range []struct {
		profile, kind string
		born          []string
		own           string
		want          string
	}{
		{"dk-psykoterapeut", "individual", []string{""}, "", "kept decide term=2031-11-23"},
		{"dk-psykoterapeut", "individual", []string{""}, "2028-01-01", "kept 2028-01-01 term=2031-11-23 own!=2028-01-01"},
		{"dk-autoriseret", "individual", []string{"1980-01-01"}, "", "kept 2036-11-23 term!=2036-11-23"},
		{"dk-autoriseret", "couple", []string{"1980-01-01", ""}, "2040-02-29", "kept 2040-02-29 term!=2036-11-23 own!=2040-02-29"},
		{"us-hipaa", "family", []string{"1980-01-01", "2015-03-01", ""}, "", "kept 2036-03-01 term!=2033-11-23 minors!=2036-03-01"},
		{"us-hipaa", "individual", []string{"2008-11-24"}, "", "kept 2033-11-23 term!=2033-11-23"},
		{"uk", "individual", []string{"2015-03-01"}, "", "kept decide minors=2040-03-01"},
		{"uk", "individual", []string{"1980-03-01"}, "", "kept decide"},
		{"eu", "inquiry", []string{""}, "", "kept 2027-02-21 inquiry=2027-02-21"},
		{"eu", "inquiry", []string{""}, "2026-12-01", "kept 2026-12-01 inquiry=2027-02-21 own!=2026-12-01"},
		{"dk-autoriseret", "inquiry", []string{""}, "", "kept 2027-02-21 inquiry=2027-02-21"},
	} {
		b, _, file := closedCase(t, test.profile, test.kind, test.born...)
		if test.own != "" {
			must(b.KeepCase(ctx, file, test.own, "our policy"))
		}
		list := must(b.Retentions(ctx, ""))
		if got := list[0].told(); got != test.want {
			t.Errorf("%s, %s, born %v, own %q: %s, want %s", test.profile, test.kind, test.born, test.own, got, test.want)
		}
		shown := must(b.Case(ctx, file))
		if fmt.Sprint(shown.RetainUntil == nil) != fmt.Sprint(list[0].RetainUntil == nil) || shown.RetainUntil != nil && *shown.RetainUntil != *list[0].RetainUntil {
			t.Errorf("case show says otherwise: %v", shown.RetainUntil)
		}
		for _, r := range list[0].Rules {
			if lawyer := strings.Contains(r.Text, "check with your lawyer"); r.Binds && lawyer || r.Kind == termRule && r.Until != nil && r.Binds == lawyer {
				t.Errorf("%+v", r)
			}
		}
	}
}

// A request and a disclosure are entries: the years count from them.
func TestRequestsAreEntries(t *testing.T) {
	b, c, file := closedCase(t, "dk-autoriseret", "individual", "")
	c.pass(400 * day)
	r := must(b.AddRequest(ctx, RequestInput{Type: "access", Person: "P-001"})).Request
	c.pass(20 * day)
	must(b.CloseRequest(ctx, r, true))
	want := c.at.AddDate(10, 0, 0).Format(dateForm)
	if list := must(b.Retentions(ctx, want)); len(list) != 1 || *list[0].RetainUntil != want || list[0].Code != file {
		t.Errorf("%+v, want %s", list, want)
	}
	if list := must(b.Retentions(ctx, "2030-01-01")); len(list) != 0 {
		t.Errorf("%+v", list)
	}
}

func TestKeepCaseRefuses(t *testing.T) {
	b, _, file := closedCase(t, "dk-autoriseret", "individual", "")
	must(b.OpenCase(ctx, CaseInput{Kind: "practice"}))
	for _, test := range []struct {
		c             CaseCode
		until, reason string
		want          string
	}{
		{file, "2030-01-01", "x", "refused too_short"}, {file, "", "x", "invalid until"}, {file, "soon", "x", "invalid"},
		{file, "2040-01-01", " ", "invalid reason-from"}, {"C-009", "2040-01-01", "x", "notfound"}, {"C-000", "2040-01-01", "x", "refused practice_case"},
	} {
		if _, err := b.KeepCase(ctx, test.c, test.until, test.reason); !is(err, test.want) {
			t.Errorf("%+v: %v", test, err)
		}
	}
	if list := must(b.Retentions(ctx, "")); len(list) != 1 {
		t.Errorf("%+v", list)
	}
}

// A request of the couple and of another case stays, and loses what it says of
// the one that was destroyed.
func TestARequestOfTwoCasesLosesItsContents(t *testing.T) {
	s := newShred(t, 4)
	r := must(s.AddRequest(ctx, RequestInput{Type: "access", Person: "P-001", Received: "2026-11-20", Purpose: s.word(&s.stays)})).Request
	s.approve(r)
	given := s.deliver(r, Readable)
	must(s.SettleDisclosure(ctx, given.Disclosure))
	must(s.CloseRequest(ctx, r, false))
	alone := must(s.AddRequest(ctx, RequestInput{Type: "erasure", Person: "P-001", Cases: []CaseCode{"C-002"}, Received: "2026-11-20"})).Request
	must(s.CloseRequest(ctx, alone, false))
	done := s.destroyed()
	if done.Requests != 0 || done.Disclosures != 0 || done.Persons != 1 {
		t.Errorf("%+v", done)
	}
	s.sound()
	kept := must(s.Request(ctx, r))
	if len(kept.Cases) != 1 || kept.Cases[0] != "C-002" || len(kept.Packets) != 1 || len(kept.Delivered) != 1 || kept.State != "closed" {
		t.Errorf("%+v", kept)
	}
	if d := must(s.Disclosures(ctx, DisclosureQuery{})); len(d) != 1 || len(d[0].Cases) != 1 || d[0].SHA256Sent != given.SHA256Sent {
		t.Errorf("%+v", d)
	}
	if sent := must(s.Sent(ctx, given.SHA256Packet)); len(sent) != 1 {
		t.Errorf("%+v", sent)
	}
	sizes := must(view(ctx, s.Book, func(tx *vault.Tx) (string, error) {
		return vault.One(tx, vault.Value[string], "SELECT length(zip) || ' ' || length(body) FROM packet p JOIN approval a ON a.id = p.approval")
	}))
	if sizes != "0 0" {
		t.Errorf("packet and approval have %s bytes", sizes)
	}
	must(s.Plan(ctx, r))
	if must(s.Retentions(ctx, ""))[1].State != "open" {
		t.Error("the other case is touched")
	}
	s.reopen(func(path string) {
		for no, p := range pages(t, path, s.key) {
			if w := traceOf(p, s.gone); w != "" {
				t.Errorf("%s in page %d", w, no)
			}
		}
	})
}

// Codes of holds and disclosures that went are not given again.
func TestCodesOfWhatWasDestroyedAreNotGivenAgain(t *testing.T) {
	s := newShred(t, 2)
	s.answered()
	s.destroyed()
	hold := must(s.PlaceHold(ctx, HoldInput{Cases: []CaseCode{"C-002"}, Reason: "a complaint"}))
	if hold.ID != "H-002" {
		t.Errorf("%s is given again", hold.ID)
	}
	must(s.LiftHold(ctx, hold.ID, "over"))
	r := must(s.AddRequest(ctx, RequestInput{Type: "access", Person: "P-001"}))
	if r.Request == "R-2026-001" {
		t.Error(r.Request)
	}
	s.approve(r.Request)
	if d := s.deliver(r.Request, Readable); d.Disclosure != "D-0002" {
		t.Errorf("%s is given again", d.Disclosure)
	}
}

// Who asks about a destroyed case with authority is told when it was destroyed;
// who has none is told that there is nothing.
func TestLetterAboutADestroyedCase(t *testing.T) {
	s := newShred(t, 1)
	s.destroyed()
	for _, test := range []struct {
		typ  string
		told bool
	}{{"access", true}, {"court-order", true}, {"lawyer-letter", false}} {
		r := must(s.AddRequest(ctx, RequestInput{Type: test.typ, Cases: []CaseCode{"C-001"}, Requester: RequesterInput{Name: "Who Asks"}})).Request
		must(s.AnswerRequest(ctx, r, NoRecordsAnswer))
		for _, language := range []string{"en", "da"} {
			p := must(s.Practice(ctx))
			p.Language = language
			check(s.SetPractice(ctx, p))
			l := must(s.RequestLetter(ctx, r, LetterInput{Kind: "no-records"}))
			text := strings.Join(l.Paragraphs, "\n")
			if strings.Contains(text, "X-001") != test.told || strings.Contains(text, fmt.Sprint(s.at.Year())) == false {
				t.Errorf("%s: %s", test.typ, text)
			}
			if _, err := letter.Render(l); err != nil {
				t.Error(err)
			}
		}
	}
	if _, err := s.AddRequest(ctx, RequestInput{Type: "access", Cases: []CaseCode{"C-002"}, Requester: RequesterInput{Name: "Who Asks"}}); !is(err, "invalid from") {
		t.Errorf("a case without its person: %v", err)
	}
}

// Places that were there are looked through once for all that was destroyed; one
// that came later is not asked about.
func TestOldCopies(t *testing.T) {
	s := newShred(t, 1)
	add := func(name string) Backup {
		return must(s.RegisterBackup(ctx, Backup{Path: "/media/" + name, SHA256: sum("ab"), Generation: must(s.vault.Info(ctx)).Generation},
			CopyPlaceInput{Kind: "stick", Label: name, Folder: "/media/" + name}))
	}
	add("one")
	s.destroyed()
	s.pass(time.Hour)
	later := add("two")
	wantTodo(t, s.Book, "old-copy B-001", "old-copy L-001")
	if _, err := s.SettleOldCopies(ctx, later.Place); !is(err, "refused settled") {
		t.Errorf("%v", err)
	}
	if p := must(s.SettleOldCopies(ctx, "L-001")); p.LookedAt == nil || p.SettledAt != nil || p.Backups != 0 {
		t.Errorf("%+v", p)
	}
	wantTodo(t, s.Book)
	if _, err := s.SettleOldCopies(ctx, "L-001"); !is(err, "refused settled") {
		t.Errorf("%v", err)
	}
	if d := must(s.Destruction(ctx, "C-001")); fmt.Sprint(d.OldCopies) != "{[] [] [B-001 L-001]}" {
		t.Errorf("%+v", d.OldCopies)
	}
	// The next destruction asks again, and about the later one too.
	check(s.CloseCase(ctx, "C-002"))
	s.pass(11 * 365 * day)
	_, r, err := s.Destroy(ctx, "C-002")
	check(err)
	s.key = r.Key
	wantTodo(t, s.Book, "old-copy B-002", "old-copy L-001", "old-copy L-002")
	if p := must(s.Persons(ctx)); len(p) != 0 {
		t.Errorf("%+v", p)
	}
	s.sound()
}
