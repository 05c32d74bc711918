package notes

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"subrosa/notes/packet"
	"subrosa/vault"
)

// askedSite is a computer with an individual case, a signed note, and a request.
func askedSite(t *testing.T) (*site, CaseCode, RequestID) {
	s := newSite(t)
	c := must(s.OpenCase(ctx, individual())).Case
	s.alone(c, "Chris spoke of @boss.")
	in := access()
	in.Matter = "divorce"
	return s, c, must(s.AddRequest(ctx, in)).Request
}

// alone signs a note of a session with one client.
func (s *site) alone(c CaseCode, text string) NoteID {
	d := session(text)
	d.Present = []string{"A"}
	n, _, err := s.NewSigned(ctx, NoteInput{Case: c, Document: d}, "")
	check(err)
	return n.ID
}

func (s *site) approve(r RequestID) {
	must(s.Review(ctx, r, ReviewInput{AcceptAll: true, Approve: true}))
}

// deliver approves, builds and hands over.
func (s *site) deliver(r RequestID, by string) Delivered {
	s.approve(r)
	built := must(s.BuildPacket(ctx, r))
	must(s.TickCheck(ctx, r, CheckInput{Item: "identity"}))
	n := must(s.BeginDelivery(ctx, r, DeliveryInput{Packet: built.Packet, By: by, Via: "mail", SHA256Sent: strings.Repeat("ab", 32)}))
	return must(s.FinishDelivery(ctx, r, n))
}

func TestJoinRequests(t *testing.T) {
	a, c, r := askedSite(t)
	b := a.second()
	b.pass(time.Minute) // else both copies would make the same packet, to the byte
	given := map[*site]Delivered{a: a.deliver(r, Sealed), b: b.deliver(r, Readable)}
	unfinished := must(b.Packet(ctx, r)).Packet
	must(b.BeginDelivery(ctx, r, DeliveryInput{Packet: unfinished, By: Sealed, SHA256Sent: strings.Repeat("cd", 32)}))
	must(a.AddRequest(ctx, access()))
	second := must(b.AddRequest(ctx, access())).Request
	b.alone(c, "Chris spoke of @boss-wife there.")
	b.approve(second)
	j := a.mustTake(b)
	wantTold(t, j, "note N-000002", "request R-2026-003", "approval R-2026-001", "approval R-2026-003", "packet R-2026-001/2", "delivery R-2026-001", "disclosure D-0002",
		"R-2026-002=R-2026-003", "H-002=H-003", "R-2026-001/1=R-2026-001/2", "D-0001=D-0002",
		"R-2026-001/2: bears page numbers that another packet of the same matter bears too; later ones begin after both")
	list := must(a.Disclosures(ctx, DisclosureQuery{Case: c, Person: "P-001"}))
	if len(list) != 2 || list[0].SHA256Packet != given[a].SHA256Packet || list[1].SHA256Packet != given[b].SHA256Packet || list[1].By != Readable || list[1].Request != r {
		t.Errorf("%+v", list)
	}
	if sent := must(a.Sent(ctx, given[b].SHA256Packet)); len(sent) != 1 || sent[0].ID != "D-0002" {
		t.Errorf("%+v", sent)
	}
	got := must(a.Request(ctx, r))
	if !slices.Equal(got.Packets, []string{"R-2026-001/1", "R-2026-001/2"}) || len(got.Delivered) != 2 || len(got.Unfinished) != 1 {
		t.Errorf("%+v", got)
	}
	if s := must(a.Status(ctx)); s.ReadableCopies != 1 {
		t.Errorf("%+v", s)
	}
	delivered := 0
	for _, e := range must(a.History(ctx, c)) {
		if e.Elsewhere && e.What == "delivered" {
			delivered++
			if e.Detail != "D-0002" || e.Request != r {
				t.Errorf("%+v", e)
			}
		}
	}
	if delivered != 1 {
		t.Errorf("%d deliveries there are told", delivered)
	}

	// What was approved there rests on a log that is not this one.
	if p := must(a.Plan(ctx, "R-2026-003")); !p.Stale {
		t.Error("the plan is not stale")
	}
	_, err := a.BuildPacket(ctx, "R-2026-003")
	refusedBy(t, err, "stale_plan")
	a.approve(r)
	built := must(a.BuildPacket(ctx, r))
	first, last := packetPages(a)
	if built.Packet != "R-2026-001/3" || built.NoteCount != 2 || first <= last {
		t.Errorf("%+v from page %d; pages to %d were given before", built, first, last)
	}
	if next := a.deliver(must(a.AddRequest(ctx, access())).Request, Sealed); next.Disclosure != "D-0003" {
		t.Errorf("%+v", next)
	}
}

// packetPages is where the newest packet begins, and the last page
// before it.
func packetPages(s *site) (first, last int) {
	rows := must(view(ctx, s.Book, rawPackets))
	newest := rows[len(rows)-1]
	for _, p := range rows[:len(rows)-1] {
		last = max(last, p[0]+p[1]-1)
	}
	return newest[0], last
}

// A note that got another code here leaves with evidence that holds, for our own
// check and for another's.
func TestRenumberedNotesAreProved(t *testing.T) {
	a, c, r := askedSite(t)
	b := a.second()
	a.alone(c, "Here, of @boss.")
	n := b.alone(c, "There, of @boss-wife.")
	must(b.Amend(ctx, n, "correction", para("There, corrected.")))
	a.mustTake(b)
	must(a.Amend(ctx, "N-000003", "late-entry", para("Here, on what came.")))
	lodged := must(a.Head(ctx))
	a.approve(r)
	built := must(a.BuildPacket(ctx, r))
	if built.NoteCount != 3 {
		t.Errorf("%+v", built)
	}
	p := must(a.Packet(ctx, r))
	report, err := packet.Verify(p.Zip, packet.Options{Head: lodged})
	if err != nil || report.PDF != "same" {
		t.Errorf("%+v, %v", report, err)
	}
	if out := checkedByPython(t, p.Zip, lodged); !strings.Contains(out, "is the head of this packet's log") && !strings.Contains(out, "only grown since the lodged head") {
		t.Error(out)
	}
	// And once more elsewhere, under a third code.
	third := b.second()
	for i := range 3 {
		third.alone(c, fmt.Sprint("third ", i))
	}
	third.mustTake(a)
	found := 0
	for _, note := range must(third.Notes(ctx, c)) {
		if shown := must(third.Note(ctx, note.ID)); len(shown.Addenda) == 2 {
			found++
		}
	}
	if found != 1 {
		t.Errorf("%d notes with both addenda", found)
	}
}

// Decisions of a review are about the same places after the addenda changed
// their order.
func TestJoinDecisions(t *testing.T) {
	a, c, r := askedSite(t)
	a.alone(c, "A second note.")
	b := a.second()
	must(a.Amend(ctx, "N-000001", "correction", para("Here.")))
	must(b.Amend(ctx, "N-000001", "correction", para("There was Kevin Brandt.")))
	must(b.Review(ctx, r, ReviewInput{Notes: []ReviewNote{{ID: "N-000002", Decision: "withhold", Reason: "harm"}},
		Spans: []ReviewSpan{{Note: "N-000001", Find: "Kevin Brandt", Addendum: 1}}}))
	a.mustTake(b)
	p := must(a.Plan(ctx, r))
	if len(p.Blockers) != 0 || p.Notes[1].Decision != "withhold" || p.Spans[len(p.Spans)-1].Addendum != 2 || p.Spans[len(p.Spans)-1].Decision != accepted {
		t.Errorf("%+v", p)
	}
}

// A request that was closed in one copy, and a delivery that ended in one.
func TestJoinEndsWhatEndedThere(t *testing.T) {
	a, _, r := askedSite(t)
	a.approve(r)
	built := must(a.BuildPacket(ctx, r))
	must(a.TickCheck(ctx, r, CheckInput{Item: "identity"}))
	begin := func(s *site) int64 {
		return must(s.BeginDelivery(ctx, r, DeliveryInput{Packet: built.Packet, By: Sealed, SHA256Sent: strings.Repeat("ab", 32)}))
	}
	failed, done := begin(a), begin(a)
	b := a.second()
	check(b.FailDelivery(ctx, r, failed))
	must(b.FinishDelivery(ctx, r, done))
	must(b.CloseRequest(ctx, r, false))
	must(a.AddRequest(ctx, access()))
	wantTold(t, a.mustTake(b), "disclosure D-0001", "R-2026-001: closed there; it is closed here too")
	got := must(a.Request(ctx, r))
	if got.State != "closed" || len(got.Unfinished) != 0 || len(got.Delivered) != 1 {
		t.Errorf("%+v", got)
	}
	if _, err := b.takeFrom(a); err != nil && !is(err, "refused newer") {
		t.Error(err)
	}
}

// rawPackets are first page and number of pages of every packet.
func rawPackets(tx *vault.Tx) ([][2]int, error) {
	return vault.All(tx, func(scan vault.Scan) (p [2]int, err error) {
		err = scan(&p[0], &p[1])
		return p, err
	}, "SELECT bates_from, pages FROM packet ORDER BY id")
}
