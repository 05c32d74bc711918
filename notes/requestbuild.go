package notes

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"subrosa/notes/digest"
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
		if err := d.inspect(tx, r, p); err != nil {
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
	for i, in := range d.included {
		item, shown, err := d.item(tx, i+1, in)
		if err != nil {
			return packet.Packet{}, err
		}
		records.Items = append(records.Items, item)
		for _, id := range []string{in.note.Place, in.nextPlace()} {
			if label, ok := a.Records.Places[id]; ok {
				records.Places[id] = label
			}
		}
		proof.Items = append(proof.Items, shown)
	}
	for _, size := range a.Earlier {
		path, err := tlog.ProveTree(a.Size, size, logHashes(tx))
		if err != nil {
			return packet.Packet{}, err
		}
		proof.Earlier = append(proof.Earlier, packet.ProveEarlier(size, path))
	}
	var err error
	if proof.Key, err = logVerifierKey(tx); err != nil {
		return packet.Packet{}, err
	}
	signer, err := logSigner(tx)
	if err != nil {
		return packet.Packet{}, err
	}
	return packet.Compose(records, func(_ packet.Records, files []packet.File) ([]byte, error) {
		var err error
		if proof.Statement, err = packet.Statement(files, signer); err != nil {
			return nil, err
		}
		return proof.Marshal()
	})
}

// item is a note as it leaves, and its proof.
func (d *deliberation) item(tx *vault.Tx, number int, in includedNote) (packet.Item, packet.ItemProof, error) {
	item := packet.Item{Number: number}
	var shown packet.ItemProof
	for part, it := range in.parts {
		said, sel := d.show(in.note.ID, part, it)
		proof, err := digest.Prove(it.content, it.seal, sel)
		if err != nil {
			return item, shown, err
		}
		path, err := tlog.ProveRecord(d.approval.body.Size, it.leaf, logHashes(tx))
		if err != nil {
			return item, shown, err
		}
		entry, err := packet.Prove(it.kind, it.leaf, path, proof)
		if err != nil {
			return item, shown, err
		}
		if part == 0 {
			item.Signed, shown.SignedProof = said, entry
		} else {
			item.Addenda, shown.Addenda = append(item.Addenda, said), append(shown.Addenda, entry)
		}
	}
	return item, shown, nil
}

// hiddenFields never leave: codes that count what is in the vault, and what
// says how the note is to be handled.
var hiddenFields = map[string]bool{"id": true, "case": true, "marks": true, "extra": true}

// show says what of a signed note or addendum is handed over: the fields but
// for the hidden ones, and the paragraphs with marks in place of spans.
func (d *deliberation) show(id NoteID, part int, it signedItem) (packet.Signed, digest.Selection) {
	said := packet.Signed{Digest: it.digest.String(), Facts: map[string]string{}}
	sel := digest.Selection{Fields: make([]bool, len(it.content.Fields))}
	for i, name := range digest.Fields() {
		value := it.content.Fields[i]
		if value == nil || hiddenFields[name] || name == "late_reason" && d.namesSomebody(string(value)) {
			continue
		}
		said.Facts[name], sel.Fields[i] = string(value), true
	}
	number := 0
	for i, text := range it.texts {
		heading, isHeading := strings.CutPrefix(text, headingMark)
		if isHeading {
			said.Paragraphs = append(said.Paragraphs, packet.Paragraph{Heading: true, Pieces: []packet.Piece{{Text: heading}}})
			sel.Paragraphs = append(sel.Paragraphs, digest.Shown{All: true})
			continue
		}
		number++
		pieces, shown := showParagraph(it.content.Paragraphs[i], d.marksIn(id, part, number))
		said.Paragraphs = append(said.Paragraphs, packet.Paragraph{Pieces: pieces})
		sel.Paragraphs = append(sel.Paragraphs, shown)
	}
	return said, sel
}

// namesSomebody says whether a fact that is text of its own holds an alias or a
// known name. Such a fact stays.
func (d *deliberation) namesSomebody(text string) bool {
	return len(spansOf(text, PlanSpan{}, d.names, nil)) > 0
}

// marksIn are the spans of a paragraph that leave as marks.
func (d *deliberation) marksIn(id NoteID, part, paragraph int) []PlanSpan {
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
	if len(spans) == 0 {
		var b strings.Builder
		for _, t := range tokens {
			b.Write(t)
		}
		return []packet.Piece{{Text: b.String()}}, digest.Shown{All: true}
	}
	shown := digest.Shown{Tokens: make([]bool, len(tokens))}
	var pieces []packet.Piece
	at, next, last := 0, 0, -1 // code points; the next span; the span whose mark was set last
	for i, t := range tokens {
		end := at + len([]rune(string(t)))
		for next < len(spans) && spans[next].End <= at {
			next++
		}
		if next < len(spans) && spans[next].Start < end {
			for ; next < len(spans) && spans[next].Start < end; next++ {
				if last < next {
					pieces, last = append(pieces, packet.Piece{Mark: spans[next].Replacement}), next
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
				pieces = append(pieces, packet.Piece{Text: string(t)})
			}
		}
		at = end
	}
	return pieces, shown
}

// keep enters the packet.
func (d *deliberation) keep(tx *vault.Tx, r Request, p packet.Packet) error {
	redactions := 0
	for _, s := range d.plan.Spans {
		if s.Decision == accepted {
			redactions++
		}
	}
	number := len(r.Packets) + 1
	_, err := tx.Exec(`INSERT INTO packet (id, request, number, approval, at, pages, bates_from, notes, withheld, redactions, sha256, zip)
		VALUES ((SELECT coalesce(max(id), 0) + 1 FROM packet), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.row, number, d.approval.id, stamp(now(tx)), p.Pages, d.approval.body.Records.Bates.From, len(d.included), len(d.withheld),
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
