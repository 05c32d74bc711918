package notes

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"subrosa/notes/digest"
	"subrosa/notes/document"
	"subrosa/notes/packet"
	"subrosa/vault"
)

// BuiltPacket is the result of `request build`.
type BuiltPacket struct {
	Packet     string `json:"packet"`
	PlanID     string `json:"plan_id"`
	Pages      int    `json:"pages"`
	BatesFrom  string `json:"bates_from"`
	BatesTo    string `json:"bates_to"`
	NoteCount  int    `json:"note_count"`
	Withheld   int    `json:"withheld"`
	Redactions int    `json:"redactions"`
	SHA256     string `json:"sha256"`
}

func packetCode(r RequestID, number int) string { return fmt.Sprintf("%s/%d", r, number) }

// BuildPacket composes the packet of the approved plan, verifies it as its
// recipient will, looks for everything that must not be in it, and keeps it. An
// approval has one packet: building again answers with the one that is kept.
func (b *Book) BuildPacket(ctx context.Context, id RequestID) (BuiltPacket, error) {
	return update(ctx, b, func(tx *vault.Tx) (BuiltPacket, error) {
		r, err := b.readOpenRequest(tx, id)
		if err != nil {
			return BuiltPacket{}, err
		}
		d, err := b.approvedPlan(tx, r)
		if err != nil {
			return BuiltPacket{}, err
		}
		if built, ok, err := d.kept(tx, r); ok || err != nil {
			return built, err
		}
		p, err := d.compose(tx)
		if err != nil {
			return BuiltPacket{}, err
		}
		if err := d.inspect(ctx, tx, r, p); err != nil {
			return BuiltPacket{}, err
		}
		if err := d.keep(tx, r, p); err != nil {
			return BuiltPacket{}, err
		}
		built, _, err := d.kept(tx, r)
		return built, err
	})
}

// approvedPlan is the plan of a request, approved and not overtaken.
func (b *Book) approvedPlan(tx *vault.Tx, r Request) (*deliberation, error) {
	d, err := b.deliberate(tx, r)
	if err != nil {
		return nil, err
	}
	switch {
	case d.plan.Stale:
		return nil, &Refused{Rule: "stale_plan", What: string(r.ID) + ": the record has changed since the plan was approved",
			Hint: "look at it again: request review " + string(r.ID)}
	case d.plan.ApprovedAt == nil:
		if err := d.settled(); err != nil {
			return nil, err
		}
		return nil, &Refused{Rule: "open_decisions", What: string(r.ID) + ": the plan is not approved",
			Hint: "request review " + string(r.ID)}
	}
	return d, d.settled()
}

// compose makes the packet: a function of the approval and of the notes whose
// digests it fixes.
func (d *deliberation) compose(tx *vault.Tx) (packet.Packet, error) {
	a := d.approval.body
	records := a.Records
	records.Places = map[string]string{}
	proof := packet.Proof{Format: packet.ProofFormat, Head: a.Head}
	var unproved [][]unproved
	err := d.inOrder(func(n PlanNote) {
		records.Items = append(records.Items, d.slip(n))
	}, func(n PlanNote, in includedNote) error {
		item, parts, err := d.item(tx, n.Item, in)
		if err != nil {
			return err
		}
		records.Items, unproved = append(records.Items, item), append(unproved, parts)
		for _, id := range []string{in.note.Place, in.nextPlace()} {
			if label, ok := a.Records.Places[id]; ok {
				records.Places[id] = label
			}
		}
		return nil
	})
	if err != nil {
		return packet.Packet{}, err
	}
	for _, size := range a.Earlier {
		path, err := tlog.ProveTree(a.Size, size, logHashes(tx))
		if err != nil {
			return packet.Packet{}, err
		}
		proof.Earlier = append(proof.Earlier, packet.ProveEarlier(size, path))
	}
	if proof.Key, err = logVerifierKey(tx); err != nil {
		return packet.Packet{}, err
	}
	signer, err := logSigner(tx)
	if err != nil {
		return packet.Packet{}, err
	}
	proved := make(chan error, 1)
	go func() { // while the pages are set
		var err error
		proof.Items, err = prove(unproved)
		proved <- err
	}()
	return packet.Compose(records, func(_ packet.Records, files []packet.File) ([]byte, error) {
		if err := <-proved; err != nil {
			return nil, err
		}
		var err error
		if proof.Statement, err = packet.Statement(files, signer); err != nil {
			return nil, err
		}
		return proof.Marshal()
	})
}

// inOrder goes through what stands in the packet, in its order: the sheets in
// the place of notes that stay, and the notes that leave.
func (d *deliberation) inOrder(slip func(PlanNote), note func(PlanNote, includedNote) error) error {
	included := d.included
	for _, n := range d.plan.Notes {
		if n.Decision == withholdNote {
			if n.Item > 0 {
				slip(n)
			}
			continue
		}
		if err := note(n, included[0]); err != nil {
			return err
		}
		included = included[1:]
	}
	return nil
}

// slip is the sheet that stands in the place of a note that stays, in a packet
// that marks what it leaves out. Of a note in the wrong file, or of a meeting
// without the person, the date says too much.
func (d *deliberation) slip(n PlanNote) packet.Item {
	w := &packet.Withheld{Type: n.Kind, Words: neutralWords(n.Reason), Reason: reasonCode(n.Reason), Basis: d.approval.body.Grounds[reasonCode(n.Reason)]}
	if w.Reason != "EE" && w.Reason != "OC" {
		w.Date = n.Start.Format(dateForm)
	}
	return packet.Item{Number: n.Item, Withheld: w}
}

// unproved is a signed note or addendum of which something is shown, and where it
// stands in the log.
type unproved struct {
	signedItem
	shown digest.Selection
	path  tlog.RecordProof
}

// item is a note as it leaves, and what has to be proved of it.
func (d *deliberation) item(tx *vault.Tx, number int, in includedNote) (packet.Item, []unproved, error) {
	item := packet.Item{Number: number}
	var parts []unproved
	for part, it := range in.parts {
		if in.gone[part] {
			continue
		}
		said, shown := d.show(in, part)
		path, err := tlog.ProveRecord(d.approval.body.Size, it.leaf, logHashes(tx))
		if err != nil {
			return item, nil, err
		}
		parts = append(parts, unproved{it, shown, path})
		if part == 0 {
			item.Signed = said
		} else {
			item.Addenda = append(item.Addenda, said)
		}
	}
	return item, parts, nil
}

// prove makes the proofs of notes with their addenda.
func prove(notes [][]unproved) ([]packet.ItemProof, error) {
	list := make([]packet.ItemProof, len(notes))
	for i, parts := range notes {
		for part, p := range parts {
			proof, err := digest.Prove(p.content, p.seal, p.shown)
			if err != nil {
				return nil, err
			}
			entry := packet.Prove(p.kind, p.digest, p.leaf, p.path, proof)
			if part == 0 {
				list[i].SignedProof = entry
			} else {
				list[i].Addenda = append(list[i].Addenda, entry)
			}
		}
	}
	return list, nil
}

// hiddenFields never leave: codes that count what is in the vault, and what
// says how the note is to be handled.
var hiddenFields = map[string]bool{"id": true, "case": true, "marks": true}

// show says what of a signed note or addendum is handed over: the fields but
// for the hidden ones, and the paragraphs with marks in place of spans. A
// paragraph that leaves silently is not there, nor is a heading over nothing.
func (d *deliberation) show(in includedNote, part int) (packet.Signed, digest.Selection) {
	it := in.parts[part]
	said := packet.Signed{Digest: it.digest.String(), Facts: map[string]string{}}
	sel := digest.Selection{Fields: make([]bool, len(it.content.Fields))}
	for i, name := range digest.Fields() {
		value := it.content.Fields[i]
		if !d.leavesFact(in.note, name, value) {
			continue
		}
		said.Facts[name], sel.Fields[i] = string(value), true
	}
	number, heading := 0, -1 // the paragraph; the heading that waits for one
	for i, text := range it.texts {
		sel.Paragraphs = append(sel.Paragraphs, digest.Shown{})
		if strings.HasPrefix(text, headingMark) {
			heading = i
			continue
		}
		number++
		spans := d.spansIn(in.note.ID, part, number)
		if d.silently(spans) {
			continue
		}
		if heading >= 0 {
			said.Paragraphs = append(said.Paragraphs, packet.Paragraph{Heading: true,
				Pieces: []packet.Piece{{Text: strings.TrimPrefix(it.texts[heading], headingMark)}}})
			sel.Paragraphs[heading].All, heading = true, -1
		}
		pieces, shown := showParagraph(it.content.Paragraphs[i], spans)
		for j, piece := range pieces {
			pieces[j].Basis = d.approval.body.Grounds[piece.Reason]
		}
		said.Paragraphs = append(said.Paragraphs, packet.Paragraph{Pieces: pieces})
		sel.Paragraphs[i] = shown
	}
	return said, sel
}

// leavesFact says whether a field of a note that leaves, or of its addenda, does.
// The facts of a kind do in a case of one, when no alias is among them: who was
// copied says something of the other.
func (d *deliberation) leavesFact(n Note, name string, value []byte) bool {
	switch {
	case value == nil || hiddenFields[name]:
		return false
	case name == "late_reason":
		return !d.keepsLateReason(n, string(value))
	case name == "risk":
		return d.theirRisk(n)
	case name == "extra": // facts of the kind; of an addendum, which paragraph it speaks of
		return string(value) == n.Facts.String() && n.Facts.Aliases() == "" && !d.shared(n.Case)
	}
	return true
}

// theirRisk says whether the statement about risk is about nobody but those it goes
// to. Of a meeting of several nobody says whose risk it is: it may be what the
// other one answered to a questionnaire, alone.
func (d *deliberation) theirRisk(n Note) bool {
	if !d.shared(n.Case) {
		return true
	}
	for _, l := range n.Present {
		if !d.free(n.Case, l) {
			return false
		}
	}
	return len(n.Present) > 0
}

// keepsLateReason says whether the reason why a note was late stays: when it
// holds an alias or a known name, and in a case of several, where nobody says
// whose it is.
func (d *deliberation) keepsLateReason(n Note, reason string) bool {
	return d.shared(n.Case) || len(document.TokenSpans(reason)) > 0 || len(d.names.find(reason)) > 0
}

// spansIn are the spans of a paragraph that are kept back.
func (d *deliberation) spansIn(id NoteID, part, paragraph int) []PlanSpan {
	var list []PlanSpan
	for _, s := range d.plan.Spans {
		if s.Note == id && s.Addendum == part && s.Paragraph == paragraph && s.Decision == accepted {
			list = append(list, s)
		}
	}
	return list
}

// showParagraph shows the tokens of a paragraph but for those that a span
// touches, each run of which stands as a mark.
func showParagraph(tokens [][]byte, spans []PlanSpan) ([]packet.Piece, digest.Shown) {
	pieces, _, shown := showPieces(tokens, spans)
	return pieces, shown
}

// showPieces is showParagraph; starts says where in the paragraph each piece, or
// what it stands for, begins.
func showPieces(tokens [][]byte, spans []PlanSpan) (pieces []packet.Piece, starts []int, shown digest.Shown) {
	if len(spans) == 0 {
		var b strings.Builder
		for _, t := range tokens {
			b.Write(t)
		}
		return []packet.Piece{{Text: b.String()}}, []int{0}, digest.Shown{All: true}
	}
	shown.Tokens = make([]bool, len(tokens))
	at, next, last := 0, 0, -1 // code points; the next span; the span whose mark was set last
	for i, t := range tokens {
		end := at + len([]rune(string(t)))
		for next < len(spans) && spans[next].End <= at {
			next++
		}
		if next < len(spans) && spans[next].Start < end {
			for ; next < len(spans) && spans[next].Start < end; next++ {
				if last < next {
					piece := packet.Piece{Mark: spans[next].Replacement, Reason: reasonCode(spans[next].Reason)}
					pieces, starts, last = append(pieces, piece), append(starts, spans[next].Start), next
				}
				if spans[next].End > end {
					break
				}
			}
		} else {
			shown.Tokens[i] = true
			if n := len(pieces); n > 0 && pieces[n-1].Mark == "" {
				pieces[n-1].Text += string(t)
			} else {
				pieces, starts = append(pieces, packet.Piece{Text: string(t)}), append(starts, at)
			}
		}
		at = end
	}
	return pieces, starts, shown
}

// keep enters the packet.
func (d *deliberation) keep(tx *vault.Tx, r Request, p packet.Packet) error {
	redactions := 0 // marks that can be seen
	for _, s := range d.plan.Spans {
		if s.Decision == accepted && s.Replacement != "" {
			redactions++
		}
	}
	number := len(r.Packets) + 1
	_, err := tx.Exec(`INSERT INTO packet (id, request, number, approval, at, log_size, pages, bates_from, notes, withheld, redactions, sha256, zip)
		VALUES ((SELECT coalesce(max(id), 0) + 1 FROM packet), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.row, number, d.approval.id, stamp(now(tx)), d.approval.body.Size, p.Pages, d.approval.body.Records.Bates.From, len(d.included), len(d.withheld),
		redactions, p.SHA256, p.Zip)
	if err != nil {
		return err
	}
	return recordForCases(tx, r.Cases, Event{What: "packet-built", Request: r.ID, Detail: packetCode(r.ID, number)})
}

// kept tells about the packet of the approval, if it is built.
func (d *deliberation) kept(tx *vault.Tx, r Request) (built BuiltPacket, ok bool, err error) {
	built, err = vault.One(tx, func(scan vault.Scan) (b BuiltPacket, err error) {
		var number, from int
		err = scan(&number, &b.Pages, &from, &b.NoteCount, &b.Withheld, &b.Redactions, &b.SHA256)
		bates := packet.Bates{Prefix: d.approval.body.Records.Bates.Prefix, From: from}
		b.Packet, b.PlanID = packetCode(r.ID, number), d.approval.planID
		b.BatesFrom, b.BatesTo = bates.Number(1), bates.Number(b.Pages)
		return b, err
	}, "SELECT number, pages, bates_from, notes, withheld, redactions, sha256 FROM packet WHERE approval = ?", d.approval.id)
	if errors.Is(err, vault.ErrNoRows) {
		return built, false, nil
	}
	return built, err == nil, err
}
