package notes

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"subrosa/notes/document"
	"subrosa/notes/packet"
)

// aCouple is the book of the demonstrations: Chris (A) and Joe (B) in C-001, with
// three notes: what was said together, what each said of himself, and a meeting
// of Joe alone.
func aCouple(t *testing.T) *asked {
	t.Helper()
	b, c := newBook(t)
	a := &asked{t: t, b: b, clock: c}
	a.file = must(b.OpenCase(ctx, CaseInput{Kind: "couple", Parties: []PartyInput{
		{Label: "A", Name: "Chris Dahl", Address: "Åboulevard 3"}, {Label: "B", Name: "Joe Winther", Address: "Søvej 1", Safe: []string{"address"}}},
		Aliases: []AliasInput{{Token: "boss", Names: []string{"Kevin Brandt"}}, {Token: "søster", Names: []string{"Søren Ærø-Ågård"}}}})).Case
	a.write([]string{"A", "B"},
		document.Paragraph{Text: "They sat apart and spoke of the winter."},
		document.Paragraph{Text: "While the door was shut Joe owned up to nights with @boss.", Whose: "B alone"},
		document.Paragraph{Text: "Chris feels that nobody wants him.", Whose: "A"},
		document.Paragraph{Text: "Joe cannot sleep for shame.", Whose: "B"},
		document.Paragraph{Text: "The sister, @søster, was named by both."})
	a.write([]string{"B"}, document.Paragraph{Text: "Joe came by himself and wept over the lie."})
	a.write([]string{"A"}, document.Paragraph{Text: "Chris came by himself and asked for a recording."})
	return a
}

// write signs a note of the couple's case.
func (a *asked) write(present []string, paragraphs ...document.Paragraph) NoteID {
	a.t.Helper()
	d := session()
	d.Present = present
	d.Start = d.Start.AddDate(0, 0, len(a.notes)-40)
	d.Sections[0].Paragraphs = paragraphs
	n, _, err := a.b.NewSigned(ctx, NoteInput{Case: a.file, Document: d}, "late in the test")
	if err != nil {
		a.t.Fatal(err)
	}
	a.notes = append(a.notes, n.ID)
	return n.ID
}

// ask enters a request and makes it the one that is worked on.
func (a *asked) ask(in RequestInput) Request {
	a.t.Helper()
	a.request = must(a.b.AddRequest(ctx, in)).Request
	return must(a.b.Request(ctx, a.request))
}

// joesWords are what must not reach Chris, in any form.
var joesWords = []string{"owned up", "nights", "boss", "Kevin", "Brandt", "shame", "sleep", "wept", "the lie", "withheld", "other party", "Søren", "søster"}

// Acceptance 2: the access packet of one party holds nothing of the other's, no
// alias in any form, and no sign that there was anything.
func TestAcceptance2CouplePacketIsSilent(t *testing.T) {
	a := aCouple(t)
	a.ask(access())
	p := must(a.b.Plan(ctx, a.request))
	if len(p.Notes) != 3 || p.Notes[0].Item != 1 || p.Notes[1].Item != 0 || p.Notes[1].Reason != otherParty || p.Notes[2].Item != 2 || len(p.Blockers) != 0 {
		t.Fatalf("%+v", p)
	}
	a.approve()
	built := a.build()
	if built.NoteCount != 2 || built.Redactions != 1 {
		t.Errorf("%+v", built)
	}
	for name, text := range a.texts() {
		for _, never := range joesWords {
			if name != "VERIFY.txt" && strings.Contains(strings.ToLower(text), strings.ToLower(never)) {
				t.Errorf("%s holds %q", name, never)
			}
		}
	}
	text := a.texts()[packet.PDFName]
	for _, want := range []string{"They sat apart", "nobody wants him", "The sister, [third party 1], was named", "asked for a recording"} {
		if !strings.Contains(text, want) {
			t.Errorf("the packet lacks %q", want)
		}
	}
}

// The same for Joe: neither has the other's sentences.
func TestTheOtherPartyGetsTheOtherHalf(t *testing.T) {
	a := aCouple(t)
	in := access()
	in.Person = "P-002"
	a.ask(in)
	p := must(a.b.Plan(ctx, a.request))
	if p.Notes[1].Item != 2 || p.Notes[2].Item != 0 {
		t.Fatalf("%+v", p.Notes)
	}
	a.approve()
	a.build()
	text := strings.Join(slices.Sorted(func(yield func(string) bool) {
		for _, s := range a.texts() {
			if !yield(s) {
				return
			}
		}
	}), "\n")
	for _, never := range []string{"nobody wants", "recording", "Kevin"} {
		if strings.Contains(text, never) {
			t.Errorf("Joe's packet holds %q", never)
		}
	}
	if !strings.Contains(text, "owned up to nights with [third party 1].") || !strings.Contains(text, "wept over the lie") {
		t.Error("Joe's packet lacks his own words")
	}
}

// What a packet proves to have grown from are heads that its recipient, or
// somebody whom the practice chose, can have. That Joe was given a packet before is
// no matter of Chris's, nor is how much the log had then.
func TestThePacketOfAnotherIsNoEarlierHead(t *testing.T) {
	a := aCouple(t)
	given := func(person PersonCode) (size int64, earlier []int64) {
		in := access()
		in.Person = person
		a.ask(in)
		a.approve()
		packed := a.build()
		proof := must(packet.ParseProof([]byte(a.texts()["proof.json"])))
		for _, e := range proof.Earlier {
			earlier = append(earlier, e.Size)
		}
		a.deliver(packed.Packet)
		a.write([]string{"A", "B"}, document.Paragraph{Text: "They came again."})
		return must(a.b.CheckHead(ctx, proof.Head)).Size, earlier
	}
	joes, first := given("P-002")
	chris, second := given("P-001")
	_, third := given("P-001")
	lodged := must(a.b.LodgeHead(ctx, "a colleague")).Size
	a.write([]string{"A", "B"}, document.Paragraph{Text: "And once more."})
	_, fourth := given("P-002")
	got, want := [][]int64{first, second, third, fourth}, [][]int64{nil, nil, {chris}, {joes, lodged}}
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("the packets speak of heads of %v entries, want %v", got, want)
	}
}

// Acceptance 3: a name with æ, ø, å, a hyphen, a genitive, over a line break, in
// capitals, in both Unicode forms.
func TestAcceptance3NamesInEveryForm(t *testing.T) {
	a := aCouple(t)
	for _, form := range []string{"Søren Ærø-Ågård", "Sørens", "SØREN ÆRØ-ÅGÅRD", "Søren\nÆrø-Ågård", "So\u0308ren A\u030Aga\u030Ard's", "Ærø-Ågårds", "soren aero-agard"} {
		a.write([]string{"A", "B"}, document.Paragraph{Text: "They met " + form + " at the fair, both of them."})
	}
	a.ask(access())
	p := must(a.b.Plan(ctx, a.request))
	for _, n := range a.notes[3:] {
		if !slices.ContainsFunc(p.Spans, func(s PlanSpan) bool { return s.Note == n && s.Source == byName && s.Decision == open }) {
			t.Errorf("%s: the name is not found", n)
		}
	}
	a.approve()
	a.build()
	for name, text := range a.texts() {
		for _, never := range []string{"Søren", "SØREN", "Ågård", "Ærø", "agard"} {
			if strings.Contains(text, never) {
				t.Errorf("%s holds %q", name, never)
			}
		}
	}
}

// Acceptance 4: a release signed by A alone is refused; A's own access is not.
func TestAcceptance4BothSignForAJointRelease(t *testing.T) {
	a := aCouple(t)
	r := a.ask(RequestInput{Type: "authorisation", Person: "P-001", Requester: RequesterInput{Name: "Nordic Insurance"}, Purpose: "claim"})
	for _, m := range []string{"authority", "consent P-001", "consent P-002"} {
		if !slices.Contains(r.Missing, m) {
			t.Errorf("missing: %v", r.Missing)
		}
	}
	must(a.b.TickCheck(ctx, a.request, CheckInput{Item: "authority"}))
	must(a.b.TickCheck(ctx, a.request, CheckInput{Item: "consent", Of: "P-001", Date: "2026-11-20"}))
	_, err := a.b.Review(ctx, a.request, ReviewInput{AcceptAll: true, Approve: true})
	refusedBy(t, err, "no_authority")
	if !strings.Contains(err.Error(), "consent P-002") {
		t.Errorf("%v", err)
	}
	_, err = a.b.TickCheck(ctx, a.request, CheckInput{Item: "consent", Of: "P-009"})
	if _, ok := errors.AsType[*Invalid](err); !ok {
		t.Errorf("a consent of a stranger: %v", err)
	}
	must(a.b.TickCheck(ctx, a.request, CheckInput{Item: "consent", Of: "P-002", Date: "2026-11-21"}))
	// What Joe said in confidence is asked about: it leaves only when she says that his consent covers it.
	_, err = a.b.Review(ctx, a.request, ReviewInput{Approve: true})
	refusedBy(t, err, "open_decisions")
	must(a.b.Review(ctx, a.request, ReviewInput{Spans: []ReviewSpan{{Note: a.notes[0], Paragraph: 2, End: 58, Decision: "rejected", Reason: "he signed for that too"}}, Approve: true}))
	a.build()
	if text := a.texts()[packet.PDFName]; !strings.Contains(text, "owned up to nights with [third party 1]") || !strings.Contains(text, "shame") || !strings.Contains(text, "wept") {
		t.Errorf("what both signed for is not there: %s", text)
	}
	a.ask(access())
	a.approve()
	a.build()
}

// Acceptance 5: on a lawyer's letter nothing can leave.
func TestAcceptance5LawyersLetter(t *testing.T) {
	a := aCouple(t)
	a.ask(RequestInput{Type: "lawyer-letter", Person: "P-001", Requester: RequesterInput{Name: "Law Firm Berg", Role: "lawyer", Address: "Torvet 1"}})
	_, err := a.b.Review(ctx, a.request, ReviewInput{AcceptAll: true, Approve: true})
	refusedBy(t, err, "no_authority")
	_, err = a.b.BuildPacket(ctx, a.request)
	if err == nil {
		t.Error("a packet was built")
	}
	l := must(a.b.RequestLetter(ctx, a.request, LetterInput{Kind: "neutral"}))
	text := l.Subject + "\n" + strings.Join(l.Paragraphs, "\n") + l.Reference
	for _, never := range []string{"Chris", "Dahl", "Joe", "Winther", "P-001", "C-001", "R-2026"} {
		if strings.Contains(text, never) {
			t.Errorf("the neutral letter holds %q", never)
		}
	}
	if l.Recipient.Name != "Law Firm Berg" {
		t.Errorf("%+v", l.Recipient)
	}
	if r := must(a.b.AnswerRequest(ctx, a.request, NeutralAnswer)); r.State != "answered" || r.Overdue {
		t.Errorf("%+v", r)
	}
	// About somebody who never was a client the same is possible, and nothing else.
	nobody := a.ask(RequestInput{Type: "lawyer-letter", Requester: RequesterInput{Name: "Law Firm Berg"}})
	if len(nobody.Cases) != 0 || nobody.Hold != nil {
		t.Errorf("%+v", nobody)
	}
	_, err = a.b.Review(ctx, a.request, ReviewInput{Approve: true})
	refusedBy(t, err, "no_record")
	must(a.b.RequestLetter(ctx, a.request, LetterInput{Kind: "neutral"}))
}

// Acceptance 6: process notes never leave on a subpoena; PN is no reason in the
// European Union.
func TestAcceptance6ProcessNotes(t *testing.T) {
	a := aCouple(t)
	d := session("A thought of mine about the two.")
	d.Present, d.Layer = []string{"A", "B"}, "process"
	n, _, err := a.b.NewSigned(ctx, NoteInput{Case: a.file, Document: d}, "")
	check(err)
	a.ask(access())
	_, err = a.b.Review(ctx, a.request, ReviewInput{Notes: []ReviewNote{{ID: n.ID, Decision: "withhold", Reason: "PN"}}})
	refusedBy(t, err, "reason")

	p := practice()
	p.Profile = "us-hipaa"
	check(a.b.SetPractice(ctx, p))
	a.ask(RequestInput{Type: "subpoena", Person: "P-001", Requester: RequesterInput{Name: "Superior Court"}, Scope: ScopeInput{Text: "all records"}})
	for _, c := range []CheckInput{{Item: "authority"}, {Item: "notice", Of: "P-001"}, {Item: "notice", Of: "P-002"}, {Item: "objection"}} {
		must(a.b.TickCheck(ctx, a.request, c))
	}
	got, _ := must(a.b.Plan(ctx, a.request)).find(n.ID)
	if got.Decision != withholdNote || got.Reason != processNote {
		t.Errorf("%+v", got)
	}
	_, err = a.b.Review(ctx, a.request, ReviewInput{Notes: []ReviewNote{{ID: n.ID, Decision: "include", Reason: "all"}}})
	refusedBy(t, err, "process_note")
}

// A paragraph of everybody's that names only the other party is asked about.
func TestAnUnmarkedParagraphOfTheOther(t *testing.T) {
	a := aCouple(t)
	n := a.write([]string{"A", "B"}, document.Paragraph{Text: "Joe thinks about what he wants to say."},
		document.Paragraph{Text: "Joe and Chris try the exercise."}, document.Paragraph{Text: "Agreed on a break."})
	a.ask(access())
	p := must(a.b.Plan(ctx, a.request))
	if len(p.Blockers) != 1 || p.Blockers[0].Kind != "party" || p.Blockers[0].Note != n || p.Blockers[0].Paragraph != 1 {
		t.Fatalf("%+v", p.Blockers)
	}
	_, err := a.b.Review(ctx, a.request, ReviewInput{Approve: true})
	refusedBy(t, err, "open_decisions")
	s := ReviewSpan{Note: n, Find: "Joe thinks about what he wants to say.", Decision: "rejected", Reason: "said with Chris there"}
	must(a.b.Review(ctx, a.request, ReviewInput{Spans: []ReviewSpan{s}, Approve: true}))
	a.build()
	if !strings.Contains(a.texts()[packet.PDFName], "Joe thinks about") {
		t.Error("what she let through is not there")
	}
	s.Decision, s.Reason = "accepted", "it is his"
	must(a.b.Review(ctx, a.request, ReviewInput{Spans: []ReviewSpan{s}, Approve: true}))
	a.build()
	text := a.texts()[packet.PDFName]
	if strings.Contains(text, "Joe thinks") || strings.Contains(text, "withheld") || !strings.Contains(text, "Agreed on a break.") {
		t.Error("the paragraph leaves, or leaves a mark")
	}
}

// A changed mark counts; a marked paragraph of the other cannot be let through
// without consent.
func TestMarksDecide(t *testing.T) {
	a := aCouple(t)
	a.ask(access())
	_, err := a.b.Review(ctx, a.request, ReviewInput{Spans: []ReviewSpan{{Note: a.notes[0], Find: "Joe cannot sleep for shame.", Decision: "rejected", Reason: "why not"}}})
	refusedBy(t, err, "no_authority")
	_, err = a.b.Review(ctx, a.request, ReviewInput{Notes: []ReviewNote{{ID: a.notes[1], Decision: "include", Reason: "why not"}}})
	refusedBy(t, err, "no_authority")
	must(a.b.Mark(ctx, a.notes[0], MarkInput{Paragraph: 1, Whose: "B", Reason: "it was his winter"}))
	must(a.b.Amend(ctx, a.notes[0], "addendum", []document.Paragraph{{Text: "Joe wrote later that he regrets it.", Whose: "B"}}))
	a.approve()
	a.build()
	text := a.texts()[packet.PDFName]
	if strings.Contains(text, "winter") || strings.Contains(text, "regrets") || strings.Contains(text, "Addendum") {
		t.Errorf("what is Joe's now leaves: %s", text)
	}
}

func TestSelectedByHand(t *testing.T) {
	a := aCouple(t)
	n := a.write([]string{"A", "B"}, document.Paragraph{Text: "The flat in Hellerup, bought from @boss, is for sale 👩‍👩‍👧 now. Hellerup again."})
	a.ask(access())
	for name, tt := range map[string]struct {
		span ReviewSpan
		bad  bool
	}{
		"nothing there":     {ReviewSpan{Note: n, Find: "Vejle", Reason: "ID"}, true},
		"cuts a character":  {ReviewSpan{Note: n, Paragraph: 1, Start: 54, End: 57, Reason: "TP"}, true},
		"reversed":          {ReviewSpan{Note: n, Paragraph: 1, Start: 9, End: 3, Reason: "TP"}, true},
		"beyond the end":    {ReviewSpan{Note: n, Paragraph: 1, Start: 0, End: 900, Reason: "TP"}, true},
		"a mark that tells": {ReviewSpan{Note: n, Find: "flat", Reason: "PT"}, true},
		"around an alias":   {ReviewSpan{Note: n, Find: "bought from @boss", Reason: "TP: the seller"}, false},
		"everywhere":        {ReviewSpan{Note: n, Find: "Hellerup", Reason: "ID"}, false},
	} {
		_, err := a.b.Review(ctx, a.request, ReviewInput{Spans: []ReviewSpan{tt.span}})
		if _, invalid := errors.AsType[*Invalid](err); invalid != tt.bad || !tt.bad && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := a.b.Review(ctx, a.request, ReviewInput{Spans: []ReviewSpan{{Note: n, Find: "from @boss, is", Reason: "TP"}}})
	if _, ok := errors.AsType[*Invalid](err); !ok || !strings.Contains(err.Error(), "overlaps") {
		t.Errorf("a place that overlaps another: %v", err)
	}
	a.approve()
	a.build()
	text := a.texts()[packet.RecordsName]
	if strings.Contains(text, "Hellerup") || strings.Contains(text, "bought") || !strings.Contains(text, "is for sale") {
		t.Errorf("%s", text)
	}
}

// What is found by its form: proposed, and her own not.
func TestPatterns(t *testing.T) {
	for text, want := range map[string]string{
		"Call 20 30 40 50 or 20304050.":                   "20 30 40 50|20304050",
		"CPR 010190-1234, mail joe@example.org.":          "010190-1234|joe@example.org",
		"She lives in Søndergade 12 B, 2100 København Ø.": "Søndergade 12 B, 2100 København Ø",
		"+45 20 30 40 50 and +44 20 7946 0958":            "+45 20 30 40 50|+44 20 7946 0958",
		"(212) 555-0142, 221 Baker Street":                "(212) 555-0142|221 Baker Street",
		"In 2026 they met 12 times, 50 minutes each.":     "",
		"score 12 of 27, on 2026-11-20 at 16:00":          "",
	} {
		var got []string
		for _, p := range findPatterns(text) {
			got = append(got, string([]rune(text)[p.start:p.end]))
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q: %q, want %q", text, strings.Join(got, "|"), want)
		}
	}
}

// Cases that only mention the person are listed by code, and stay out.
func TestMentions(t *testing.T) {
	a := aCouple(t)
	other := must(a.b.OpenCase(ctx, CaseInput{Kind: "individual", Parties: []PartyInput{{Label: "A", Name: "Ulla Bang"}},
		Aliases: []AliasInput{{Token: "ex", Names: []string{"Chris Dahl"}}}})).Case
	a.ask(access())
	p := must(a.b.Plan(ctx, a.request))
	if len(p.Mentions) != 1 || p.Mentions[0].Case != other || len(p.Blockers) != 1 || p.Blockers[0].Kind != "mention" {
		t.Fatalf("%+v %+v", p.Mentions, p.Blockers)
	}
	_, err := a.b.Review(ctx, a.request, ReviewInput{Mentions: []ReviewMention{{Case: "C-009", Reason: "x"}}})
	if _, ok := errors.AsType[*Invalid](err); !ok {
		t.Errorf("%v", err)
	}
	must(a.b.Review(ctx, a.request, ReviewInput{Mentions: []ReviewMention{{Case: other, Reason: "another client's record"}}, Approve: true}))
}

// ordered is an order of a court about Chris, with its checklist done.
func (a *asked) ordered() {
	a.t.Helper()
	a.ask(RequestInput{Type: "court-order", Person: "P-001", Matter: "BS-1/2026", Requester: RequesterInput{Name: "Københavns Byret"},
		Scope: ScopeInput{Text: "the record of the couple's therapy"}})
	for _, item := range []string{"authority", "judge-signature", "objection", "identity"} {
		must(a.b.TickCheck(ctx, a.request, CheckInput{Item: item}))
	}
}

// Acceptance 11, and what a court gets: everything that is left out is marked and
// listed, the note in the wrong file and the withheld one among it, and the counts
// are those of the lists.
func TestAcceptance11CertificationCountsWhatItSpeaksOf(t *testing.T) {
	a := aCouple(t)
	wrong := a.write([]string{"A", "B"}, document.Paragraph{Text: "This belongs into another file altogether."})
	check(a.b.Void(ctx, wrong, "wrong file"))
	a.ordered()
	must(a.b.Review(ctx, a.request, ReviewInput{Notes: []ReviewNote{{ID: a.notes[2], Decision: "withhold", Reason: "SH"}}}))
	p := must(a.b.Plan(ctx, a.request))
	if len(p.Notes) != 4 || p.Notes[3].Item != 4 || p.Notes[1].Decision != withholdNote {
		t.Fatalf("%+v", p.Notes)
	}
	a.approve()
	built := a.build()
	if built.NoteCount != 1 || built.Withheld != 3 || built.Redactions != 3 {
		t.Errorf("%+v", built)
	}
	files := a.texts()
	for name, want := range map[string][]string{
		"03-withheld.csv":      {"2,session,other party,PT,", "3,session,health of the person,SH,", "4,session,entered in error,EE,"},
		"04-redactions.csv":    {",1,PT,", ",1,TP,"},
		packet.RecordsName:     {`"mode": "marked"`, "[withheld 1: other party]", "[withheld 2: other party]", "[third party 1]", `"withheld": 3`, `"void": 1`},
		"02-certification.pdf": {"3"},
	} {
		for _, s := range want {
			if !strings.Contains(files[name], s) {
				t.Errorf("%s lacks %q: %s", name, s, files[name])
			}
		}
	}
	if n := strings.Count(files["04-redactions.csv"], "\r\n"); n != built.Redactions+1 {
		t.Errorf("%d rows for %d marks", n-1, built.Redactions)
	}
	for name, text := range files {
		for _, never := range []string{"owned up", "shame", "wept", "recording", "another file", "Kevin", "wrong file"} {
			if strings.Contains(text, never) && name != packet.VerifyName {
				t.Errorf("%s holds %q", name, never)
			}
		}
	}
	// In a packet for a party the same has no row and no count.
	a.ask(access())
	a.approve()
	a.build()
	silent := a.texts()
	if _, there := silent["03-withheld.csv"]; there || strings.Contains(silent[packet.RecordsName], `"void"`) || strings.Contains(silent[packet.RecordsName], "withheld") {
		t.Error("a silent packet tells what it leaves out")
	}
}

// What is kept back at one place and stands at another stops the packet.
func TestWhatIsKeptBackOnceIsLookedForEverywhere(t *testing.T) {
	a := aCouple(t)
	n := a.write([]string{"A", "B"}, document.Paragraph{Text: "They bought in Hellerup, both of them."}, document.Paragraph{Text: "Both like HELLERUP."})
	a.ask(access())
	first := ReviewSpan{Note: n, Paragraph: 1, Start: 15, End: 23, Reason: "ID"}
	must(a.b.Review(ctx, a.request, ReviewInput{Spans: []ReviewSpan{first}, AcceptAll: true, Approve: true}))
	_, err := a.b.BuildPacket(ctx, a.request)
	refusedBy(t, err, "leak")
	if err == nil || strings.Contains(strings.ToLower(err.Error()), "hellerup") {
		t.Errorf("%v", err)
	}
	must(a.b.Review(ctx, a.request, ReviewInput{Spans: []ReviewSpan{{Note: n, Find: "HELLERUP", Reason: "ID"}}, Approve: true}))
	a.build()
}
