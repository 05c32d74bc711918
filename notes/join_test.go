package notes

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"subrosa/notes/document"
	"subrosa/vault"
)

// site is a computer with a copy of the vault.
type site struct {
	*Book
	t testing.TB
	*clock
}

func newSite(t testing.TB) *site {
	b, c := newBook(t)
	return &site{b, t, c}
}

// reopen closes the vault, lets fn at the file, and opens it again.
func (s *site) reopen(fn func(path string)) {
	s.t.Helper()
	check(s.vault.Close())
	fn(s.options.Path)
	v, err := vault.Open(ctx, s.options, s.key)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { v.Close() })
	s.Book = must(Open(ctx, v)).InZone(copenhagen())
}

// second takes a copy of the vault to another computer.
func (s *site) second() *site {
	s.t.Helper()
	dir := s.t.(interface{ TempDir() string }).TempDir()
	c := &clock{at: s.at, options: s.options, key: s.key}
	c.options.Path, c.options.State, c.options.Now = filepath.Join(dir, "practice.vault"), filepath.Join(dir, "state"), c.now
	other := &site{nil, s.t, c}
	s.reopen(func(path string) { check(os.WriteFile(c.options.Path, must(os.ReadFile(path)), 0o600)) })
	v := must(vault.Open(ctx, c.options, c.key))
	s.t.Cleanup(func() { v.Close() })
	other.Book = must(Open(ctx, v)).InZone(copenhagen())
	return other
}

// takeFrom joins the copy of another computer.
func (s *site) takeFrom(other *site) (Joined, error) {
	copy, err := vault.OpenCopy(ctx, other.options.Path, other.key)
	if err != nil {
		return Joined{}, err
	}
	defer copy.Close()
	o, err := ReadOther(ctx, copy)
	if err != nil {
		return Joined{}, err
	}
	tried, err := s.Join(ctx, o, true)
	if err != nil {
		return Joined{}, err
	}
	joined, err := s.Join(ctx, o, false)
	if err == nil && fmt.Sprint(tried) != fmt.Sprint(joined) {
		s.t.Errorf("tried: %+v\ndone: %+v", tried, joined)
	}
	return joined, err
}

func (s *site) mustTake(other *site) Joined {
	s.t.Helper()
	j, err := s.takeFrom(other)
	if err != nil {
		s.t.Fatal(err)
	}
	s.sound()
	return j
}

// sound verifies everything.
func (s *site) sound() {
	s.t.Helper()
	report, err := s.vault.Verify(ctx, nil)
	if err != nil || len(report.Problems) > 0 {
		s.t.Fatal(report.Problems, err)
	}
	if _, problems, err := s.Check(ctx, nil); err != nil || len(problems) > 0 {
		s.t.Fatal(problems, err)
	}
}

func (s *site) signed(c CaseCode, text string) NoteID {
	s.t.Helper()
	n, _, err := s.NewSigned(ctx, NoteInput{Case: c, Document: session(text)}, "late")
	if err != nil {
		s.t.Fatal(err)
	}
	return n.ID
}

// text is the first paragraph of a note.
func (s *site) text(n NoteID) string {
	s.t.Helper()
	note, err := s.Note(ctx, n)
	if err != nil {
		s.t.Fatal(err)
	}
	return note.Sections[0].Paragraphs[0].Text
}

// told is what a joining told, in a form to compare.
func (j Joined) told() string {
	var list []string
	for _, t := range j.Taken {
		list = append(list, t.Kind+" "+t.Code)
	}
	for _, r := range j.Renumbered {
		list = append(list, r.There+"="+r.Here)
	}
	for _, d := range j.Differences {
		list = append(list, d.Code+": "+d.What)
	}
	for _, k := range j.Known {
		list = append(list, string(k.Person)+"?"+string(k.Known))
	}
	return strings.Join(list, "\n")
}

func wantTold(t *testing.T, j Joined, want ...string) {
	t.Helper()
	if got := j.told(); got != strings.Join(want, "\n") {
		t.Errorf("told:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
}

func para(text string) []document.Paragraph { return []document.Paragraph{{Text: text}} }

func TestJoinSignedNotes(t *testing.T) {
	a := newSite(t)
	c := withCase(t, a.Book)
	a.signed(c, "before")
	b := a.second()
	a.signed(c, "two, here")
	b.signed(c, "two, there")
	b.signed(c, "three, there")
	three := must(b.Note(ctx, "N-000003"))
	j := a.mustTake(b)
	wantTold(t, j, "note N-000004", "note N-000003", "N-000002=N-000004")
	for id, text := range map[NoteID]string{"N-000001": "before", "N-000002": "two, here", "N-000003": "three, there", "N-000004": "two, there"} {
		if got := a.text(id); got != text {
			t.Errorf("%s is %q, want %q", id, got, text)
		}
	}
	got := must(a.Note(ctx, "N-000003"))
	if *got.Digest != *three.Digest || got.SignedAs != nil || !got.SignedAt.Equal(*three.SignedAt) {
		t.Errorf("%+v", got)
	}
	two := must(a.Note(ctx, "N-000004"))
	if *two.Digest != *must(b.Note(ctx, "N-000002")).Digest || two.SignedAs == nil || *two.SignedAs != (SignedAs{"N-000002", c}) {
		t.Errorf("%+v", two)
	}
	if hits := must(a.Search(ctx, Query{Words: []string{"there"}})); hits.Total != 2 {
		t.Errorf("%d hits", hits.Total)
	}
	if shown := must(a.Case(ctx, c)); shown.Notes != 4 {
		t.Errorf("%d notes", shown.Notes)
	}
	// What is renumbered can be amended, and its addendum joined again elsewhere.
	must(a.Amend(ctx, "N-000004", "correction", para("Corrected here.")))
	b.signed(c, "four, there")
	j = b.mustTake(a)
	wantTold(t, j, "note N-000005", "correction N-000002", "N-000002=N-000005")
	if got := must(b.Note(ctx, "N-000002")); len(got.Addenda) != 1 {
		t.Errorf("%+v", got.Addenda)
	}
	if next := b.signed(c, "next"); next != "N-000006" {
		t.Errorf("%s", next)
	}
}

func TestJoinTakesNothingTwice(t *testing.T) {
	a := newSite(t)
	c := withCase(t, a.Book)
	b := a.second()
	a.signed(c, "here")
	b.signed(c, "there")
	a.mustTake(b)
	before := must(a.vault.Info(ctx)).Generation
	if j := a.mustTake(b); !j.Nothing || j.told() != "" || must(a.vault.Info(ctx)).Generation != before {
		t.Errorf("%+v", j)
	}
	_, err := b.takeFrom(a)
	refusedBy(t, err, "newer")
	if j := a.mustTake(a.second()); !j.Nothing {
		t.Errorf("itself: %+v", j)
	}
	// By way of a third computer.
	third := b.second()
	b.signed(c, "more there")
	third.signed(c, "third")
	third.mustTake(a)
	third.mustTake(b)
	a.signed(c, "more here")
	a.mustTake(third)
	notes := must(a.Notes(ctx, ""))
	if len(notes) != 5 {
		t.Errorf("%d notes", len(notes))
	}
	if _, err := b.takeFrom(a); !is(err, "refused newer") {
		t.Errorf("%v", err)
	}
}

func TestJoinAddendaMarksAndVoids(t *testing.T) {
	a := newSite(t)
	c := withCase(t, a.Book)
	amended, marked, voided, both := a.signed(c, "amended"), a.signed(c, "marked"), a.signed(c, "voided"), a.signed(c, "both")
	b := a.second()
	must(a.Amend(ctx, amended, "correction", para("here")))
	must(b.Amend(ctx, amended, "late-entry", para("there")))
	must(a.Amend(ctx, voided, "addendum", para("here")))
	b.pass(time.Minute)
	must(b.Mark(ctx, marked, MarkInput{1, "B alone", "said alone"}))
	must(a.Mark(ctx, marked, MarkInput{1, "A", "about A"}))
	check(b.Void(ctx, voided, "wrong file there"))
	check(b.Void(ctx, both, "wrong there"))
	check(a.Void(ctx, both, "wrong here"))
	j := a.mustTake(b)
	wantTold(t, j, "late-entry "+string(amended), "mark "+string(marked), "void "+string(voided), "void "+string(both),
		string(marked)+": paragraph 1 is marked in both copies; the later mark counts",
		string(both)+": entered in error; the other copy has a later addendum: void")
	if n := must(a.Note(ctx, amended)); len(n.Addenda) != 2 || n.Addenda[1].Paragraphs[0].Text != "there" {
		t.Errorf("%+v", n.Addenda)
	}
	if n := must(a.Note(ctx, marked)); n.Sections[0].Paragraphs[0].Whose != "B alone" || len(n.Addenda) != 2 {
		t.Errorf("%+v", n)
	}
	if n := must(a.Note(ctx, voided)); n.Status != void || n.Void.Reason != "wrong file there" || len(n.Addenda) != 1 || n.Void.Digest == "" {
		t.Errorf("%+v", n)
	}
	if n := must(a.Note(ctx, both)); n.Void.Reason != "wrong here" || len(n.Addenda) != 1 || n.Addenda[0].Paragraphs[0].Text != "wrong there" {
		t.Errorf("%+v", n)
	}
	// The other way round: a note that is void here has an addendum there.
	b.signed(c, "so that neither is newer")
	a2 := a.second()
	must(a2.Amend(ctx, amended, "addendum", para("there")))
	check(a.Void(ctx, amended, "after all"))
	j = a.mustTake(a2)
	wantTold(t, j, "addendum "+string(amended), string(amended)+": entered in error; the other copy has a later addendum: addendum")
	if _, err := a.Amend(ctx, amended, "addendum", para("more")); !is(err, "refused void") {
		t.Errorf("%v", err)
	}
}

func TestJoinDrafts(t *testing.T) {
	a := newSite(t)
	c := withCase(t, a.Book)
	draftOf := func(s *site, text string) NoteID {
		return must(s.NewNote(ctx, NoteInput{Case: c, Document: session(text)})).Note
	}
	save := func(s *site, n NoteID, text string) {
		_, revision, err := s.Document(ctx, n)
		check(err)
		must(s.SaveDraft(ctx, n, revision, session(text)))
	}
	sign := func(s *site, n NoteID) { must(s.Sign(ctx, n, "")) }
	names := []string{"untouched", "changed here", "changed there", "changed in both", "changed alike", "signed there", "signed there, changed here",
		"signed here", "signed here, changed there", "signed in both", "discarded here", "discarded there", "discarded here, changed there"}
	id := map[string]NoteID{}
	for _, name := range names {
		id[name] = draftOf(a, name)
	}
	b := a.second()
	save(a, id["changed here"], "new @one here")
	save(b, id["changed there"], "new @two there")
	save(a, id["changed in both"], "both here")
	save(b, id["changed in both"], "both @three there")
	save(a, id["changed alike"], "alike")
	save(b, id["changed alike"], "alike")
	sign(b, id["signed there"])
	save(a, id["signed there, changed here"], "changed here since")
	sign(b, id["signed there, changed here"])
	sign(a, id["signed here"])
	sign(a, id["signed here, changed there"])
	save(b, id["signed here, changed there"], "changed there since")
	sign(a, id["signed in both"])
	sign(b, id["signed in both"])
	check(a.Discard(ctx, id["discarded here"]))
	check(b.Discard(ctx, id["discarded there"]))
	check(a.Discard(ctx, id["discarded here, changed there"]))
	save(b, id["discarded here, changed there"], "changed there after all")
	draftOf(a, "new here")
	draftOf(b, "new there")
	check(b.Discard(ctx, draftOf(b, "gone there")))
	a.mustTake(b)
	got := map[string]int{}
	for _, n := range must(a.Notes(ctx, "")) {
		got[n.Status+": "+a.text(n.ID)]++
	}
	for _, want := range []string{"draft: untouched", "draft: new @one here", "draft: new @two there", "draft: both here", "draft: both @three there",
		"draft: alike", "signed: signed there", "signed: signed there, changed here", "draft: changed here since", "signed: signed here",
		"signed: signed here, changed there", "draft: changed there since", "signed: signed in both", "signed: signed in both",
		"draft: discarded here", "draft: discarded there", "draft: changed there after all", "draft: new here", "draft: new there"} {
		if got[want]--; got[want] < 0 {
			t.Errorf("no %q", want)
		}
	}
	for what, n := range got {
		if n != 0 {
			t.Errorf("%d more of %q", n, what)
		}
	}
	for _, name := range []string{"changed there", "signed there", "signed there, changed here", "discarded here", "discarded here, changed there"} {
		if text := a.text(id[name]); !strings.Contains(text, "there") && text != "discarded here" {
			t.Errorf("%s is %q", id[name], text)
		}
	}
	var tokens []string
	for _, x := range must(a.Case(ctx, c)).Aliases {
		tokens = append(tokens, x.Token)
	}
	if !slices.Equal(tokens, []string{"boss", "one", "three", "two"}) {
		t.Errorf("aliases %v", tokens)
	}
	if shown := must(a.Case(ctx, c)); shown.Drafts+shown.Notes != 19 {
		t.Errorf("%+v", shown)
	}
	// Nothing of it comes again, also when the other copy went on.
	b.signed(c, "later there")
	wantTold(t, a.mustTake(b), "note N-000021", "N-000016=N-000021")
}

func TestJoinPersonsAndCases(t *testing.T) {
	a := newSite(t)
	c := withCase(t, a.Book)
	b := a.second()
	open := func(s *site, in CaseInput) OpenedCase { return must(s.OpenCase(ctx, in)) }
	person := func(name string) CaseInput {
		return CaseInput{Kind: "individual", Parties: []PartyInput{{Label: "A", Name: name}}}
	}
	open(a, person("Nina Holm"))
	open(a, CaseInput{Kind: "practice"})
	open(b, person("Ole Lund"))
	open(b, person("nina  holm"))
	open(b, CaseInput{Kind: "practice"})
	n := session("new there")
	n.Present = []string{"A"}
	_, _, err := b.NewSigned(ctx, NoteInput{Case: "C-002", Document: n}, "")
	check(err)
	edit := func(s *site, change func(*CaseInput)) {
		in := must(s.CaseInputOf(ctx, c))
		change(&in)
		check(s.EditCase(ctx, c, in))
	}
	edit(b, func(in *CaseInput) {
		in.Reason, in.Parties[0].Phone, in.Parties[1].Names = "jealousy", "+45 1", []string{"Joseph"}
	})
	check(b.AddAliases(ctx, c, []AliasInput{{Token: "boss", Names: []string{"Kev"}}, {Token: "boss-wife", Names: []string{"Maria"}, Relation: "wife", Of: "B"}}))
	check(b.CloseCase(ctx, c))
	p := must(b.Practice(ctx))
	p.Title, p.Places = "psychologist", append(p.Places, Place{ID: "valby", Label: "Valby"})
	check(b.SetPractice(ctx, p))
	j := a.mustTake(b)
	wantTold(t, j, "person P-005", "person P-004", "case C-004", "case C-003", "note N-000001",
		"P-003=P-005", "C-002=C-004",
		"practice: title", "P-001: phone", "C-001: reason", "C-001: open here, closed there", "P-004?P-003")
	if got := must(a.Person(ctx, "P-002")); !slices.Equal(got.Names, []string{"Joseph"}) {
		t.Errorf("%+v", got)
	}
	if got := must(a.Note(ctx, "N-000001")); got.Case != "C-004" || *got.SignedAs != (SignedAs{"N-000001", "C-002"}) {
		t.Errorf("%+v", got)
	}
	shown := must(a.Case(ctx, c, WithNames))
	if shown.Reason != "diminished sex life" || shown.Closed != nil || len(shown.Aliases) != 2 || !slices.Equal(shown.Aliases[0].Names, []string{"Kevin Brandt", "Kev"}) ||
		shown.Aliases[1].Of != "B" || shown.Aliases[1].Relation != "wife" {
		t.Errorf("%+v", shown)
	}
	if got := must(a.Practice(ctx)); got.Title != "psychotherapist" || len(got.Places) != 2 {
		t.Errorf("%+v", got)
	}
	if got := open(a, person("Somebody")); got.Case != "C-005" || got.Parties["A"] != "P-006" {
		t.Errorf("%+v", got)
	}
}

// A label that was given to two persons would put words into the mouth of the
// wrong one: what was written there comes in a case of its own.
func TestJoinOtherParties(t *testing.T) {
	a := newSite(t)
	family := must(a.OpenCase(ctx, CaseInput{Kind: "family", Parties: []PartyInput{{Label: "A", Name: "Chris Dahl"}, {Label: "B", Name: "Joe Winther"}}})).Case
	old := a.signed(family, "before")
	b := a.second()
	for s, name := range map[*site]string{a: "Nina Dahl", b: "Ole Dahl"} {
		in := must(s.CaseInputOf(ctx, family))
		in.Parties = append(in.Parties, PartyInput{Label: "C", Name: name})
		check(s.EditCase(ctx, family, in))
	}
	d := session("Ole said so.")
	d.Present, d.Sections[0].Paragraphs[0].Whose = []string{"C"}, "C"
	_, _, err := b.NewSigned(ctx, NoteInput{Case: family, Document: d}, "")
	check(err)
	must(b.Amend(ctx, old, "correction", para("there")))
	a.mustTake(b)
	shown := must(a.Case(ctx, "C-002", WithNames))
	if len(shown.Parties) != 3 || shown.Parties[2].Name != "Ole Dahl" || shown.Notes != 1 {
		t.Errorf("%+v", shown)
	}
	if n := must(a.Note(ctx, old)); n.Case != family || len(n.Addenda) != 1 {
		t.Errorf("%+v", n)
	}
	// Once more: it is found again.
	d.Sections[0].Paragraphs[0].Text = "And again."
	_, _, err = b.NewSigned(ctx, NoteInput{Case: family, Document: d}, "")
	check(err)
	a.mustTake(b)
	if shown := must(a.Case(ctx, "C-002")); shown.Notes != 2 || len(must(a.Cases(ctx))) != 2 {
		t.Errorf("%+v", shown)
	}
}

func TestJoinRefusesWhatIsNotSound(t *testing.T) {
	a := newSite(t)
	c := withCase(t, a.Book)
	b := a.second()
	a.signed(c, "here")
	b.signed(c, "there")
	before := must(a.vault.Info(ctx)).Generation
	altered := filepath.Join(t.TempDir(), "altered.vault")
	b.reopen(func(path string) {
		data := must(os.ReadFile(path))
		data[len(data)/2] ^= 1
		check(os.WriteFile(altered, data, 0o600))
	})
	if _, err := vault.OpenCopy(ctx, altered, a.key); !errors.Is(err, vault.ErrAltered) && !errors.Is(err, vault.ErrDamaged) {
		t.Errorf("%v", err)
	}
	// Pages that are sealed well, and a record that is not right.
	check(b.vault.Update(ctx, func(tx *vault.Tx) error {
		_, err := tx.Exec("UPDATE casefile SET notes = notes + 1")
		return err
	}))
	if _, err := a.takeFrom(b); !errors.Is(err, vault.ErrDamaged) {
		t.Errorf("%v", err)
	}
	if after := must(a.vault.Info(ctx)).Generation; after != before {
		t.Errorf("generation %d became %d", before, after)
	}
}

func TestJoinedHeadsAreSound(t *testing.T) {
	a := newSite(t)
	c := withCase(t, a.Book)
	a.signed(c, "before")
	common := must(a.Head(ctx))
	b := a.second()
	a.signed(c, "here")
	b.signed(c, "there")
	ours, theirs := must(a.Head(ctx)), must(b.Head(ctx))
	if got := must(a.CheckHead(ctx, theirs)); got.OK {
		t.Fatalf("%+v", got)
	}
	a.pass(time.Hour)
	a.mustTake(b)
	b.signed(c, "more there")
	later := must(b.Head(ctx))
	third := b.second()
	third.signed(c, "third")
	thirds := must(third.Head(ctx))
	b.signed(c, "and more there")
	b.mustTake(third)
	a.pass(time.Hour)
	a.mustTake(b)
	for name, text := range map[string]string{"common": common, "ours": ours, "now": must(a.Head(ctx))} {
		if got := must(a.CheckHead(ctx, text)); !got.OK || got.Joined != nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for name, want := range map[string]string{theirs: "2026-11-23 17:00", later: "2026-11-23 18:00", thirds: "2026-11-23 18:00", must(b.Head(ctx)): "2026-11-23 18:00"} {
		if got := must(a.CheckHead(ctx, name)); !got.OK || got.Joined == nil || !got.Joined.Equal(at(want)) || got.Size > got.Now {
			t.Errorf("%+v, want joined %s", got, want)
		}
	}
	other := newSite(t)
	withSigned(t, other.Book, "another vault")
	if got := must(a.CheckHead(ctx, must(other.Head(ctx)))); got.OK {
		t.Errorf("%+v", got)
	}
}

// Check looks at what was kept of the joined logs.
func TestCheckFindsAlteredLine(t *testing.T) {
	a := newSite(t)
	c := withCase(t, a.Book)
	b := a.second()
	a.signed(c, "here")
	b.signed(c, "there")
	a.mustTake(b)
	for _, s := range []string{"UPDATE line_leaf SET digest = zeroblob(32) WHERE kind <> 'filler'", "DELETE FROM line_leaf WHERE leaf = (SELECT max(leaf) FROM line_leaf)"} {
		err := a.vault.Try(ctx, func(tx *vault.Tx) error {
			for _, drop := range []string{"line_leaf_not_changed", "line_leaf_not_deleted"} {
				if _, err := tx.Exec("DROP TRIGGER " + drop); err != nil {
					return err
				}
			}
			if _, err := tx.Exec(s); err != nil {
				return err
			}
			if _, problems, err := CheckRecords(tx, nil); err != nil || len(problems) == 0 || !strings.Contains(problems[0], "joined copy") {
				t.Errorf("%s: %v, %v", s, problems, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// What was done there is in the history, with its own times and the codes of here.
func TestJoinedEvents(t *testing.T) {
	a := newSite(t)
	c := withCase(t, a.Book)
	b := a.second()
	a.signed(c, "here")
	b.pass(time.Hour)
	b.signed(c, "there")
	check(b.Discard(ctx, must(b.NewNote(ctx, NoteInput{Case: c, Document: session("gone")})).Note))
	a.mustTake(b)
	var elsewhere []string
	for _, e := range must(a.History(ctx, "")) {
		if e.Elsewhere {
			elsewhere = append(elsewhere, fmt.Sprint(e.What, " ", e.Note, " ", e.At.In(copenhagen()).Format("15:04")))
		}
	}
	want := []string{"note-begun N-000003 17:00", "note-signed N-000003 17:00", "note-begun N-000002 17:00", "note-discarded N-000002 17:00"}
	if !slices.Equal(elsewhere, want) {
		t.Errorf("%q, want %q", elsewhere, want)
	}
}

// Every table of the record is thought of: what is added to the schema has to be
// taken from another copy too, or made again here.
func TestJoiningForgetsNoTable(t *testing.T) {
	known := strings.Fields(`practice place counter person person_name casefile party alias alias_name note section paragraph addendum
		addendum_paragraph log_key log log_hash head_shown seal event backup copy_place head_lodged request request_case request_note request_span request_step hold hold_case disclosure_note
		approval packet delivery disclosure disclosure_case joined template template_removed attachment attachment_piece attachment_void readable_copy readable_copy_gone instrument measure measure_void consent consent_end retention_keep never destruction destroyed_item destroyed_uid place_looked request_destroying line line_leaf line_size line_shown
		search search_data search_idx search_docsize search_config vault_history vault_joined vault_slot vault_key`)
	a := newSite(t)
	tables := must(view(ctx, a.Book, func(tx *vault.Tx) ([]string, error) {
		return vault.All(tx, vault.Value[string], "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
	}))
	slices.Sort(known)
	if !slices.Equal(tables, known) {
		t.Errorf("tables %v, known to joining %v", tables, known)
	}
}

// The registers of copies and of lodged heads are brought together.
func TestJoinRegisters(t *testing.T) {
	a := newSite(t)
	c := withCase(t, a.Book)
	a.signed(c, "before")
	backup := func(s *site, name string) Backup {
		return must(s.RegisterBackup(ctx, Backup{Path: "/media/" + name, SHA256: fmt.Sprintf("%064x", name)}, CopyPlaceInput{Kind: "stick", Label: name, Folder: "/media/" + name}))
	}
	common := backup(a, "common")
	b := a.second()
	a.pass(time.Hour)
	b.pass(2 * time.Hour)
	backup(a, "here")
	there := backup(b, "there")
	must(b.SettleBackup(ctx, common.ID))
	must(b.SettleCopyPlace(ctx, there.Place))
	b.signed(c, "there")
	must(b.LodgeHead(ctx, "the notary"))
	j := a.mustTake(b)
	wantTold(t, j, "note N-000002", "L-002=L-003", "B-002=B-003")
	list := must(a.Backups(ctx))
	if len(list) != 3 || list[0].Path != "/media/there" || list[0].GoneAt == nil || list[0].Place != "L-003" || list[1].GoneAt != nil || list[2].GoneAt == nil {
		t.Errorf("%+v", list)
	}
	places := must(a.CopyPlaces(ctx))
	if len(places) != 3 || places[2].SettledAt == nil || places[1].SettledAt != nil {
		t.Errorf("%+v", places)
	}
	if lodged := must(a.LodgedHeads(ctx)); len(lodged) != 1 || lodged[0].With != "the notary" {
		t.Errorf("%+v", lodged)
	}
	must(a.LodgeHead(ctx, "a colleague"))
	a.sound()
	if next := backup(a, "later"); next.ID != "B-004" || next.Place != "L-004" {
		t.Errorf("%+v", next)
	}
}
