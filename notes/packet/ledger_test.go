package packet

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"subrosa/notes/digest"
	"subrosa/notes/head"
)

// ledger is a practice's log as far as a packet needs one.
type ledger struct {
	t      testing.TB
	signer note.Signer
	key    string // for verifying
	hashes []tlog.Hash
	size   int64
}

func newLedger(t testing.TB) *ledger {
	t.Helper()
	private, public, err := note.GenerateKey(rand.Reader, "subrosa-1f0c9a3e")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	return &ledger{t: t, signer: signer, key: public}
}

func (l *ledger) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, i := range indexes {
		hashes = append(hashes, l.hashes[i])
	}
	return hashes, nil
}

func (l *ledger) add(leaf []byte) int64 {
	l.t.Helper()
	hashes, err := tlog.StoredHashes(l.size, leaf, l)
	if err != nil {
		l.t.Fatal(err)
	}
	l.hashes = append(l.hashes, hashes...)
	l.size++
	return l.size - 1
}

func (l *ledger) head() string {
	l.t.Helper()
	root, err := tlog.TreeHash(l.size, l)
	if err != nil {
		l.t.Fatal(err)
	}
	text, err := head.Sign(head.Head{Size: l.size, Root: root, At: time.Date(2026, 11, 24, 9, 0, int(l.size), 0, time.UTC)}, l.signer)
	if err != nil {
		l.t.Fatal(err)
	}
	return text
}

// entry is something signed, as far as it is handed out.
type entry struct {
	kind   string
	digest digest.Digest
	index  int64
	proof  digest.Proof
	signed Signed
}

// enter signs a thing with some filler around it and shows all of it but what
// stands in braces: {@boss} is withheld behind a mark, a paragraph {...} leaves
// none.
func (l *ledger) enter(kind string, fields map[string]string, texts ...string) entry {
	l.t.Helper()
	c, sel := digest.Content{}, digest.Selection{}
	for _, name := range digest.Fields() {
		value, ok := fields[name]
		c.Fields = append(c.Fields, nil)
		if ok {
			c.Fields[len(c.Fields)-1] = []byte(value)
		}
		sel.Fields = append(sel.Fields, name != "id" && name != "case")
	}
	for _, text := range texts {
		shown := digest.Shown{Tokens: []bool{}}
		var tokens [][]byte
		depth := 0
		for _, token := range digest.Tokenise(text, []string{"{", "}"}) {
			switch token {
			case "{":
				depth++
			case "}":
				depth--
			default:
				tokens, shown.Tokens = append(tokens, []byte(token)), append(shown.Tokens, depth == 0)
			}
		}
		if strings.HasPrefix(text, "{{") {
			shown.Tokens = nil
		}
		c.Paragraphs, sel.Paragraphs = append(c.Paragraphs, tokens), append(sel.Paragraphs, shown)
	}
	d, seal, err := digest.Sign(c)
	if err != nil {
		l.t.Fatal(err)
	}
	e := entry{kind: kind, digest: d}
	if e.proof, err = digest.Prove(c, seal, sel); err != nil {
		l.t.Fatal(err)
	}
	l.add([]byte("subrosa/log/v1\nfiller\n"))
	e.index = l.add(d.LogLeaf(kind))
	opened, err := e.proof.Open()
	if err != nil {
		l.t.Fatal(err)
	}
	e.signed = Signed{Digest: d.String(), Facts: values(opened.Fields), Paragraphs: []Paragraph{}}
	for _, p := range opened.Paragraphs {
		e.signed.Paragraphs = append(e.signed.Paragraphs, paragraphOf(p.Runs))
	}
	return e
}

func paragraphOf(runs []digest.Run) Paragraph {
	p := Paragraph{Pieces: []Piece{}}
	for i, r := range runs {
		switch text, heading := strings.CutPrefix(r.Text, "## "); {
		case r.Withheld:
			p.Pieces = append(p.Pieces, Piece{Mark: ThirdParty(1), Reason: "TP", Basis: "GDPR Art. 15(4), \"others\""})
		case heading && i == 0:
			p.Heading = true
			p.Pieces = append(p.Pieces, Piece{Text: text})
		default:
			p.Pieces = append(p.Pieces, Piece{Text: r.Text})
		}
	}
	return p
}

func (l *ledger) prove(e entry) SignedProof {
	l.t.Helper()
	path, err := tlog.ProveRecord(l.size, e.index, l)
	if err != nil {
		l.t.Fatal(err)
	}
	return Prove(e.kind, e.digest, e.index, path, e.proof)
}

// handout is a packet in the making: four notes, the first with two addenda, the last
// without text.
type handout struct {
	*ledger
	records Records
	proof   Proof
	lodged  map[string]string // heads that left the house, by name
}

func newHandout(t testing.TB) *handout {
	t.Helper()
	h := &handout{ledger: newLedger(t), lodged: map[string]string{}}
	h.records = sample(0)
	h.records.Items = []Item{}
	var entries [][]entry
	for i := range 3 {
		start := fmt.Sprintf("2026-11-%02dT16:00:00+01:00", 2+7*i)
		n := h.enter("note", map[string]string{"id": "N-000042", "case": "C-001", "kind": "session", "format": "dap", "start": start, "minutes": "50"},
			"## Data", "He spoke of {@boss} and {@boss-wife}, <again>.", "{{Nothing of this.}}", "## Plan", "", "{@boss}", "Sleep more.")
		entries = append(entries, []entry{n})
		if i == 0 {
			for _, kind := range []string{"correction", "addendum"} {
				a := h.enter(kind, map[string]string{"kind": kind, "amends": n.signed.Digest}, "It was a Monday.")
				entries[i] = append(entries[i], a)
			}
			h.lodged["early"] = h.head()
		}
	}
	entries = append(entries, []entry{h.enter("note", map[string]string{"kind": "no-show"})})
	early := int64(6)
	h.lodged["unknown"] = h.head()
	h.add([]byte("subrosa/log/v1\nfiller\nlast"))
	h.lodged["same"] = h.head()
	for i, es := range entries {
		item, proof := Item{Number: i + 1, Signed: es[0].signed}, ItemProof{SignedProof: h.prove(es[0])}
		for _, a := range es[1:] {
			item.Addenda, proof.Addenda = append(item.Addenda, a.signed), append(proof.Addenda, h.prove(a))
		}
		h.records.Items, h.proof.Items = append(h.records.Items, item), append(h.proof.Items, proof)
	}
	grown, err := tlog.ProveTree(h.size, early, h)
	if err != nil {
		t.Fatal(err)
	}
	h.proof.Format, h.proof.Key, h.proof.Head = ProofFormat, h.key, h.head()
	h.proof.Earlier = []Earlier{ProveEarlier(early, grown)}
	return h
}

// marked makes the same packet as for a court: the second record is withheld
// behind a slip-sheet, and where a paragraph is withheld there stands a mark.
func (h *handout) marked() *handout {
	h.records.Mode, h.records.Request.Type = Marked, "court-order"
	slip := Item{Number: 2, Withheld: &Withheld{Type: "session", Date: "2026-11-09", Words: "entered in error", Reason: "EE", Basis: "own decision, 9 November"}}
	h.records.Items = slices.Insert(h.records.Items, 1, slip)
	h.records.Items[2].Paragraphs = slices.Clone(h.records.Items[2].Paragraphs)
	n := 0
	for i := range h.records.Items {
		it := &h.records.Items[i]
		it.Number = i + 1
		if len(it.Paragraphs) > 2 {
			n++
			mark := Piece{Mark: WithheldMark(n, "other party"), Reason: "PT", Basis: "order of 3 November"}
			it.Paragraphs = slices.Insert(it.Paragraphs, 2, Paragraph{Withheld: true, Pieces: []Piece{mark}})
		}
	}
	h.records.Notices = []Notice{{"Passing it on", "This is for the court alone.\n\nIt is confidential."}}
	h.records.Annex = &Annex{"About the record", []AnnexRow{{"Purpose", "treatment"}, {"Kept for", "five years"}}}
	h.records.Certification.Missing = []string{"the paper file of 2019, lost in a flood"}
	h.records.Certification.Declaration = "I declare that this is true."
	return h
}

// pack composes the packet and signs for it, with its own key for nil.
func (h *handout) pack(signer note.Signer) []byte {
	h.t.Helper()
	if signer == nil {
		signer = h.signer
	}
	p, err := Compose(h.records, func(_ Records, files []File) ([]byte, error) {
		var err error
		if h.proof.Statement, err = Statement(files, signer); err != nil {
			return nil, err
		}
		return h.proof.Marshal()
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return p.Zip
}

// parse reads what a test wants to change of a packet.
func parse(files []File) (*verification, error) {
	v := &verification{files: files}
	records, err := ParseRecords(v.file(RecordsName).Data)
	if err != nil {
		return nil, err
	}
	v.records = records
	return v, v.read()
}
