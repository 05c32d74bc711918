package notes

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"subrosa/notes/document"
	"subrosa/notes/packet"
	"subrosa/vault"
)

// asked is a book in which Chris has an individual case with two signed notes
// and an addendum, and has asked for access.
type asked struct {
	t       *testing.T
	b       *Book
	clock   *clock
	file    CaseCode
	notes   []NoteID
	request RequestID
}

func individual() CaseInput {
	return CaseInput{Kind: "individual", Parties: []PartyInput{{Label: "A", Name: "Chris Dahl", Address: "Åboulevard 3"}},
		Aliases: []AliasInput{{Token: "boss", Names: []string{"Kevin Brandt"}}, {Token: "boss-wife"}}}
}

func withRequest(t *testing.T, in RequestInput) *asked {
	t.Helper()
	b, c := newBook(t)
	a := &asked{t: t, b: b, clock: c, file: must(b.OpenCase(ctx, individual())).Case}
	a.sign("Chris spoke of @boss and of @boss-wife; @boss laughed.", "A second paragraph.")
	a.sign("The heart of the matter is something secret.", "Blåbærgrød, he said.")
	must(b.Amend(ctx, a.notes[0], "correction", []document.Paragraph{{Text: "It was Monday, and @boss-wife was there."}}))
	a.request = must(b.AddRequest(ctx, in)).Request
	return a
}

func access() RequestInput {
	return RequestInput{Type: "access", Person: "P-001", Received: "2026-11-23"}
}

func (a *asked) sign(paragraphs ...string) NoteID {
	a.t.Helper()
	d := session(paragraphs...)
	d.Present = []string{"A"}
	d.Start = d.Start.Add(time.Duration(len(a.notes)) * time.Minute)
	n, _, err := a.b.NewSigned(ctx, NoteInput{Case: a.file, Document: d}, "")
	if err != nil {
		a.t.Fatal(err)
	}
	a.notes = append(a.notes, n.ID)
	return n.ID
}

func (a *asked) approve() Plan {
	a.t.Helper()
	p, err := a.b.Review(ctx, a.request, ReviewInput{AcceptAll: true, Approve: true})
	if err != nil {
		a.t.Fatal(err)
	}
	return p
}

func (a *asked) build() BuiltPacket {
	a.t.Helper()
	built, err := a.b.BuildPacket(ctx, a.request)
	if err != nil {
		a.t.Fatal(err)
	}
	return built
}

// texts are the files of the built packet, the PDF as text.
func (a *asked) texts() map[string]string {
	a.t.Helper()
	p := must(a.b.Packet(ctx, a.request))
	z := must(zip.NewReader(bytes.NewReader(p.Zip), int64(len(p.Zip))))
	files := map[string]string{}
	for _, f := range z.File {
		body := must(io.ReadAll(must(f.Open())))
		files[f.Name] = string(body)
		if strings.HasSuffix(f.Name, ".pdf") {
			files[f.Name] = strings.Join(strings.Fields(strings.Join(must(packet.Pages(body)), "\n")), " ")
		}
	}
	return files
}

func refusedBy(t *testing.T, err error, rule string) {
	t.Helper()
	if e, ok := errors.AsType[*Refused](err); !ok || e.Rule != rule {
		t.Errorf("got %v, want Refused %s", err, rule)
	}
}

func TestRequestToDelivery(t *testing.T) {
	a := withRequest(t, access())
	r := must(a.b.Request(ctx, a.request))
	if r.ID != "R-2026-001" || *r.Due != "2026-12-23" || r.State != "open" || r.Requester.Name != "Chris Dahl" || r.Requester.Address != "Åboulevard 3" {
		t.Fatalf("%+v", r)
	}
	p := must(a.b.Plan(ctx, a.request))
	if len(p.Notes) != 2 || len(p.Spans) != 4 || len(p.Blockers) != 0 || p.Stale || p.ApprovedAt != nil {
		t.Fatalf("%+v", p)
	}
	if got := []string{p.Spans[0].Replacement, p.Spans[1].Replacement, p.Spans[2].Replacement, p.Spans[3].Replacement}; strings.Join(got, "") !=
		"[third party 1][third party 2][third party 1][third party 2]" {
		t.Errorf("numbers: %v", got)
	}
	_, err := a.b.BuildPacket(ctx, a.request)
	refusedBy(t, err, "open_decisions")

	approved := a.approve()
	built := a.build()
	if built.Packet != "R-2026-001/1" || built.PlanID != approved.PlanID || built.NoteCount != 2 || built.Redactions != 4 || built.BatesFrom != "REC0000001" {
		t.Errorf("%+v", built)
	}
	a.clock.pass(3 * time.Hour)
	if again := a.build(); again != built {
		t.Errorf("built again: %+v, before %+v", again, built)
	}
	files := a.texts()
	for name, text := range files {
		for _, never := range []string{"@boss", "Kevin", "N-0000", "C-001", "R-2026"} {
			if strings.Contains(text, never) {
				t.Errorf("%s holds %q", name, never)
			}
		}
	}
	for _, want := range []string{"[third party 1] and of [third party 2]; [third party 1] laughed", "It was Monday, and [third party 2] was there.", "Blåbærgrød", "Datatilsynet"} {
		if !strings.Contains(files[packet.PDFName], want) {
			t.Errorf("the PDF lacks %q", want)
		}
	}

	sealed := DeliveryInput{Packet: built.Packet, By: Sealed, Via: "mail", SHA256Sent: strings.Repeat("ab", 32)}
	_, err = a.b.BeginDelivery(ctx, a.request, sealed)
	refusedBy(t, err, "no_identity")
	must(a.b.TickCheck(ctx, a.request, CheckInput{Item: "identity", Date: "2026-11-23", Reference: "known for years"}))
	number := must(a.b.BeginDelivery(ctx, a.request, sealed))
	if r := must(a.b.Request(ctx, a.request)); len(r.Unfinished) != 1 || len(r.Delivered) != 0 {
		t.Errorf("a delivery under way does not show: %+v", r)
	}
	given := must(a.b.FinishDelivery(ctx, a.request, number))
	if given.Disclosure != "D-0001" || given.SHA256Packet != built.SHA256 || given.SHA256Sent != strings.Repeat("ab", 32) {
		t.Errorf("%+v", given)
	}
	list := must(a.b.Disclosures(ctx, DisclosureQuery{Case: a.file, Person: "P-001", Since: "2026-11-23"}))
	if len(list) != 1 || list[0].Recipient != "Chris Dahl" || list[0].Authority != "own-right" || list[0].Purpose != "access" || list[0].Cases[0] != a.file {
		t.Errorf("%+v", list)
	}
	if len(must(a.b.Disclosures(ctx, DisclosureQuery{Since: "2026-11-24"}))) != 0 {
		t.Error("since does not hold")
	}
	if r := must(a.b.CloseRequest(ctx, a.request, false)); r.State != "closed" || r.Overdue {
		t.Errorf("%+v", r)
	}
	_, err = a.b.Review(ctx, a.request, ReviewInput{})
	refusedBy(t, err, "closed")
	if s := must(a.b.Status(ctx)); s.RequestsDue != 0 || s.ReadableCopies != 0 {
		t.Errorf("%+v", s)
	}
}

func TestWhatChangesAfterApprovalMakesThePlanStale(t *testing.T) {
	for name, change := range map[string]func(a *asked){
		"an addendum": func(a *asked) {
			must(a.b.Amend(ctx, a.notes[1], "addendum", []document.Paragraph{{Text: "More."}}))
		},
		"a mark": func(a *asked) {
			must(a.b.Mark(ctx, a.notes[1], MarkInput{Paragraph: 1, Whose: "A", Reason: "his"}))
		},
		"a void":     func(a *asked) { check(a.b.Void(ctx, a.notes[1], "wrong file")) },
		"a new note": func(a *asked) { a.sign("New.") },
		"a decision": func(a *asked) {
			must(a.b.Review(ctx, a.request, ReviewInput{Notes: []ReviewNote{{ID: a.notes[1], Decision: "withhold", Reason: "harm"}}}))
		},
		"a new name in the record": func(a *asked) {
			must(a.b.OpenCase(ctx, CaseInput{Kind: "individual", Parties: []PartyInput{{Label: "A", Name: "Heart Matter"}}}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := withRequest(t, access())
			a.approve()
			a.build()
			change(a)
			if p := must(a.b.Plan(ctx, a.request)); !p.Stale || p.ApprovedAt != nil {
				t.Errorf("%+v", p)
			}
			_, err := a.b.BuildPacket(ctx, a.request)
			refusedBy(t, err, "stale_plan")
			_, err = a.b.Packet(ctx, a.request)
			refusedBy(t, err, "stale_plan")
		})
	}
}

// deliver hands the built packet over.
func (a *asked) deliver(packet string) {
	a.t.Helper()
	must(a.b.TickCheck(ctx, a.request, CheckInput{Item: "identity"}))
	n := must(a.b.BeginDelivery(ctx, a.request, DeliveryInput{Packet: packet, By: Sealed, SHA256Sent: strings.Repeat("ab", 32)}))
	must(a.b.FinishDelivery(ctx, a.request, n))
}

// Only what was handed over uses page numbers up.
func TestASecondPacketGoesOnNumbering(t *testing.T) {
	a := withRequest(t, access())
	for _, delivered := range []bool{false, true, true} {
		before := BuiltPacket{BatesFrom: "REC0000001"}
		if r := must(a.b.Request(ctx, a.request)); len(r.Packets) > 0 {
			before = a.build()
		}
		if delivered {
			a.deliver(before.Packet)
			before.BatesFrom = (packet.Bates{Prefix: "REC", From: 1}).Number(pageNumberOf(t, before.BatesTo) + 1)
		}
		must(a.b.Amend(ctx, a.notes[1], "addendum", []document.Paragraph{{Text: "More."}}))
		a.approve()
		if built := a.build(); built.BatesFrom != before.BatesFrom {
			t.Errorf("delivered %t: %+v, want it to begin at %s", delivered, built, before.BatesFrom)
		}
	}
}

func pageNumberOf(t *testing.T, bates string) (n int) {
	t.Helper()
	if _, err := fmt.Sscanf(bates, "REC%d", &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// Two orders of one matter were approved before either was handed over: no page
// number is given twice. The numbers of a packet that says nothing of others are
// its request's own.
func TestPageNumbersOfAMatterAreGivenOnce(t *testing.T) {
	in := RequestInput{Type: "court-order", Person: "P-001", Matter: "BS-1/2026", Requester: RequesterInput{Name: "Københavns Byret"}}
	a := withRequest(t, in)
	first := a.request
	second := must(a.b.AddRequest(ctx, in)).Request
	for _, r := range []RequestID{first, second} {
		for _, item := range []string{"authority", "judge-signature", "objection", "identity"} {
			must(a.b.TickCheck(ctx, r, CheckInput{Item: item}))
		}
	}
	a.approve()
	built := a.build()
	a.request = second
	a.approve()
	if also := a.build(); also.BatesFrom != built.BatesFrom {
		t.Errorf("%s before anything was handed over", also.BatesFrom)
	}
	a.request = first
	a.deliver(built.Packet)
	a.request = second
	if p := must(a.b.Plan(ctx, second)); !p.Stale {
		t.Error("the plan is not stale")
	}
	_, err := a.b.BuildPacket(ctx, second)
	refusedBy(t, err, "stale_plan")
	a.approve()
	later := a.build()
	if later.BatesFrom <= built.BatesTo {
		t.Errorf("%s after %s", later.BatesFrom, built.BatesTo)
	}
	a.request = first
	if again := a.build(); again != built {
		t.Errorf("built again: %+v", again)
	}
	own := access()
	own.Matter = in.Matter
	a.request = must(a.b.AddRequest(ctx, own)).Request
	a.approve()
	if silent := a.build(); silent.BatesFrom != "REC0000001" {
		t.Errorf("%+v", silent)
	}
}

func TestDraftsAndNamesBlock(t *testing.T) {
	a := withRequest(t, access())
	d := session("Not ready.")
	d.Present = []string{"A"}
	draft := must(a.b.NewNote(ctx, NoteInput{Case: a.file, Document: d})).Note
	p := must(a.b.Plan(ctx, a.request))
	if len(p.Blockers) != 1 || p.Blockers[0].Kind != "draft" || p.Blockers[0].Note != draft {
		t.Errorf("%+v", p.Blockers)
	}
	_, err := a.b.Review(ctx, a.request, ReviewInput{AcceptAll: true, Approve: true})
	refusedBy(t, err, "open_decisions")
	check(a.b.Discard(ctx, draft))

	clear := a.sign("Chris Dahl met Kevin Brandt at work, and Kevin's wife.")
	p = must(a.b.Plan(ctx, a.request))
	if len(p.Blockers) != 2 || p.Blockers[0].Kind != "name" || p.Blockers[0].Note != clear || p.Blockers[0].Paragraph != 1 {
		t.Fatalf("%+v", p.Blockers)
	}
	_, err = a.b.Review(ctx, a.request, ReviewInput{Approve: true})
	refusedBy(t, err, "open_decisions")

	// One is put behind a mark, the other let through; or the whole note stays.
	must(a.b.Review(ctx, a.request, ReviewInput{Spans: []ReviewSpan{{Note: clear, Find: "Kevin Brandt"}, {Note: clear, Find: "Kevin", Decision: "accepted"}}, Approve: true}))
	if built := a.build(); built.Redactions != 6 {
		t.Errorf("%+v", built)
	}
	if text := a.texts()[packet.PDFName]; !strings.Contains(text, "Chris Dahl met [third party 1] at work, and [third party 1]'s wife") {
		t.Errorf("the mark does not stand: %s", text[len(text)/2:])
	}
	must(a.b.Review(ctx, a.request, ReviewInput{Notes: []ReviewNote{{ID: clear, Decision: "withhold", Reason: "names a third party"}}, Approve: true}))
	if built := a.build(); built.NoteCount != 2 || built.Withheld != 1 {
		t.Errorf("%+v", built)
	}
}

func TestWithheldNotesLeaveNothing(t *testing.T) {
	a := withRequest(t, access())
	must(a.b.Review(ctx, a.request, ReviewInput{Notes: []ReviewNote{{ID: a.notes[1], Decision: "withhold", Reason: "serious harm"}}, Approve: true}))
	a.build()
	for name, text := range a.texts() {
		if strings.Contains(text, "secret") || strings.Contains(text, "Blåbær") || strings.Contains(text, "harm") {
			t.Errorf("%s tells of the note that stays", name)
		}
	}
}

func TestALeakIsNotKept(t *testing.T) {
	a := withRequest(t, access())
	must(a.b.Review(ctx, a.request, ReviewInput{Notes: []ReviewNote{{ID: a.notes[1], Decision: "withhold", Reason: "harm"}}, Approve: true}))
	err := a.b.vault.Update(ctx, func(tx *vault.Tx) error {
		r := must(a.b.readRequest(tx, a.request))
		d := must(a.b.approvedPlan(tx, r))
		for name, tamper := range map[string]func(){
			"a sentence of a withheld note": func() {
				d.approval.body.Records.Practice.Title = "psychotherapist"
				d.approval.body.Records.Recipient.Address = "the heart of the matter\nis something SECRET"
			},
			"the name behind an alias": func() { d.approval.body.Records.Places["osterbro"] = "Kevin Brandt" },
		} {
			t.Run(name, func(t *testing.T) {
				p := must(d.compose(tx))
				if err := d.inspect(ctx, tx, r, p); err != nil {
					t.Fatalf("before: %v", err)
				}
				secrets := must(d.secrets(tx, r))
				before := must(scanPacket(ctx, p, secrets))
				tamper()
				p = must(d.compose(tx))
				if found := must(scanPacket(ctx, p, secrets)); len(found) < len(before)+2 {
					t.Errorf("found only %v, and %v before", found, before)
				}
			})
		}
		return nil
	})
	check(err)
}

func TestRequestInput(t *testing.T) {
	a := withRequest(t, access())
	for name, change := range map[string]func(in *RequestInput){
		"no type":                func(in *RequestInput) { in.Type = "letter" },
		"nobody":                 func(in *RequestInput) { in.Person = "" },
		"tomorrow":               func(in *RequestInput) { in.Received = "2026-11-24" },
		"no date":                func(in *RequestInput) { in.Received = "2026-02-30" },
		"unknown authority":      func(in *RequestInput) { in.Authority.Kind = "friendship" },
		"scope the wrong way":    func(in *RequestInput) { in.Scope = ScopeInput{From: "2026-02-01", To: "2026-01-01"} },
		"unknown kind":           func(in *RequestInput) { in.Scope.Kinds = []string{"poem"} },
		"nobody asks for him":    func(in *RequestInput) { in.Authority.Kind = "power-of-attorney" },
		"a case that is not his": func(in *RequestInput) { in.Cases = []CaseCode{"C-000"} },
	} {
		in := access()
		change(&in)
		_, err := a.b.AddRequest(ctx, in)
		if _, ok := errors.AsType[*Invalid](err); !ok {
			if _, ok := errors.AsType[*NotFound](err); !ok {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	in := access()
	in.Cases = []CaseCode{"c-1"}
	if added := must(a.b.AddRequest(ctx, in)); added.Request != "R-2026-002" {
		t.Errorf("%+v", added)
	}
}

func TestTheSamePlanGivesTheSameBytes(t *testing.T) {
	a := withRequest(t, access())
	p := practice()
	p.Places = append(p.Places, Place{ID: "valby", Label: "Valby clinic"})
	check(a.b.SetPractice(ctx, p))
	a.approve()
	a.build()
	kept := must(a.b.Packet(ctx, a.request))
	// Neither the practice of today nor the clock comes into it.
	p.Therapist, p.Language = "Somebody Else", "da"
	check(a.b.SetPractice(ctx, p))
	a.clock.pass(48 * time.Hour)
	again := must(Open(ctx, a.b.vault)).InZone(time.UTC)
	composed := must(view(ctx, again, func(tx *vault.Tx) (packet.Packet, error) {
		return must(again.approvedPlan(tx, must(again.readRequest(tx, a.request)))).compose(tx)
	}))
	if !bytes.Equal(composed.Zip, kept.Zip) {
		t.Error("the same plan gave another packet")
	}
	if text := a.texts(); strings.Contains(text[packet.RecordsName], "Valby") || !strings.Contains(text[packet.RecordsName], "Østerbro") {
		t.Error("places: those of the records and no others")
	}
}

func TestTheLetterSpeaksToWhomeverItGoes(t *testing.T) {
	for name, want := range map[string]string{"": "your request", "chris dahl": "your request", "Lise Lund": "the record that I keep about Chris Dahl"} {
		in := access()
		in.Requester = RequesterInput{Name: name, Role: "client"}
		a := withRequest(t, in)
		a.approve()
		a.build()
		text := a.texts()[packet.PDFName]
		if !strings.Contains(text, want) || strings.Contains(text, "client") != (name == "Lise Lund") {
			t.Errorf("%q: %s", name, text[:600])
		}
	}
}

func TestShowParagraph(t *testing.T) {
	span := func(start, end, n int) PlanSpan {
		return PlanSpan{Start: start, End: end, Replacement: packet.ThirdParty(n)}
	}
	for name, tt := range map[string]struct {
		tokens []string
		spans  []PlanSpan
		want   string
		hidden string // which tokens do not leave
	}{
		"no span":                     {[]string{"æ", " ", "b"}, nil, "æ b", "..."},
		"one token":                   {[]string{"Åse", " ", "ler"}, []PlanSpan{span(0, 3, 1)}, "<1> ler", "x.."},
		"a name of several tokens":    {[]string{"so ", "Kevin", " ", "Brandt", "."}, []PlanSpan{span(3, 15, 1)}, "so <1>.", ".xxx."},
		"a part of a token":           {[]string{"Kevin's", " hat"}, []PlanSpan{span(0, 5, 1)}, "<1> hat", "x."},
		"two in one token":            {[]string{"a@b/@c", "d"}, []PlanSpan{span(1, 3, 1), span(4, 6, 2)}, "<1><2>d", "x."},
		"side by side":                {[]string{"@a", "@b", "c"}, []PlanSpan{span(0, 2, 1), span(2, 4, 2)}, "<1><2>c", "xx."},
		"at the end":                  {[]string{"with ", "@a"}, []PlanSpan{span(5, 7, 1)}, "with <1>", ".x"},
		"nothing else":                {[]string{"@a"}, []PlanSpan{span(0, 2, 3)}, "<3>", "x"},
		"the same twice":              {[]string{"@a", " ", "@a"}, []PlanSpan{span(0, 2, 1), span(3, 5, 1)}, "<1> <1>", "x.x"},
		"across a token that it cuts": {[]string{"ab", "cd", "ef"}, []PlanSpan{span(1, 5, 1)}, "<1>", "xxx"},
	} {
		var tokens [][]byte
		for _, s := range tt.tokens {
			tokens = append(tokens, []byte(s))
		}
		pieces, shown := showParagraph(tokens, tt.spans)
		got, hidden := "", ""
		for _, p := range pieces {
			got += p.Text + strings.NewReplacer("[third party ", "<", "]", ">").Replace(p.Mark)
		}
		for i := range tokens {
			if shown.All || shown.Tokens[i] {
				hidden += "."
			} else {
				hidden += "x"
			}
		}
		if got != tt.want || hidden != tt.hidden {
			t.Errorf("%s: %q %s, want %q %s", name, got, hidden, tt.want, tt.hidden)
		}
	}
}

func TestANameThatThePacketSaysAnywayIsNoLeak(t *testing.T) {
	a := withRequest(t, access())
	must(struct{}{}, a.b.AddAliases(ctx, a.file, []AliasInput{{Token: "x", Names: []string{"Mark", "November", "Page", "Session", "Anna"}}}))
	a.approve()
	a.build()
}

func TestAScopeThatSelectsNothing(t *testing.T) {
	in := access()
	in.Scope = ScopeInput{To: "2026-11-22"}
	a := withRequest(t, in)
	if p := must(a.b.Plan(ctx, a.request)); len(p.Notes) != 0 {
		t.Errorf("%+v", p.Notes)
	}
	_, err := a.b.Review(ctx, a.request, ReviewInput{AcceptAll: true, Approve: true})
	refusedBy(t, err, "empty_scope")
}

func TestProcessNotesFollowTheProfile(t *testing.T) {
	for name, decision := range map[string]string{"eu": "include", "us-hipaa": "withhold"} {
		a := withRequest(t, access())
		p := practice()
		p.Profile = name
		check(a.b.SetPractice(ctx, p))
		a.request = must(a.b.AddRequest(ctx, access())).Request // the one before keeps its rules
		d := session("A thought of mine about the case.")
		d.Present, d.Layer = []string{"A"}, "process"
		n, _, err := a.b.NewSigned(ctx, NoteInput{Case: a.file, Document: d}, "")
		check(err)
		got, _ := must(a.b.Plan(ctx, a.request)).find(n.ID)
		if got.Decision != decision || got.Source != "rule" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestDisclosuresAndDeliveriesStay(t *testing.T) {
	a := withRequest(t, access())
	a.approve()
	built := a.build()
	must(a.b.TickCheck(ctx, a.request, CheckInput{Item: "identity"}))
	in := DeliveryInput{Packet: built.Packet, By: Readable, SHA256Sent: strings.Repeat("0", 64)}
	failed := must(a.b.BeginDelivery(ctx, a.request, in))
	check(a.b.FailDelivery(ctx, a.request, failed))
	if _, err := a.b.FinishDelivery(ctx, a.request, failed); err == nil {
		t.Error("a delivery that failed was finished")
	}
	must(a.b.FinishDelivery(ctx, a.request, must(a.b.BeginDelivery(ctx, a.request, in))))
	if s := must(a.b.Status(ctx)); s.ReadableCopies != 1 || s.RequestsDue != 1 {
		t.Errorf("%+v", s)
	}
	for _, forbidden := range []string{
		"DELETE FROM disclosure", "UPDATE disclosure SET recipient = 'x'", "DELETE FROM disclosure_case", "DELETE FROM delivery",
		"UPDATE delivery SET outcome = 'done'", "DELETE FROM packet", "UPDATE packet SET zip = x'00'", "UPDATE approval SET basis = basis",
		"DELETE FROM approval", "DELETE FROM request", "UPDATE request SET name = 'x'",
		"INSERT OR REPLACE INTO disclosure SELECT * FROM disclosure", "INSERT OR REPLACE INTO packet SELECT * FROM packet",
		"INSERT OR REPLACE INTO request SELECT * FROM request",
	} {
		err := a.b.vault.Update(ctx, func(tx *vault.Tx) error { _, err := tx.Exec(forbidden); return err })
		if err == nil {
			t.Errorf("%s: done", forbidden)
		}
	}
	in.Via = "pigeon"
	if _, err := a.b.BeginDelivery(ctx, a.request, in); err == nil {
		t.Error("an unknown way was taken")
	}
}
