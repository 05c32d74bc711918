package packet

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"subrosa/notes/page"
)

// RecordsFormat names the format of records.json.
const RecordsFormat = "subrosa/records/v1"

// Records is everything a packet says, and the content of records.json: who
// hands over, to whom, in answer to what, and the records themselves. The PDF
// is a function of it, so whoever holds records.json can make the PDF again
// and compare.
type Records struct {
	Format    string            `json:"format"`
	Language  string            `json:"language"` // en | da: of the letter, the index and the labels
	Paper     page.Paper        `json:"paper"`
	Mode      Mode              `json:"mode"`
	Practice  Practice          `json:"practice"`
	Recipient Recipient         `json:"recipient"`
	Request   Request           `json:"request"`
	Approved  time.Time         `json:"approved"` // date of the packet, with the practice's offset
	Bates     Bates             `json:"bates"`
	Authority string            `json:"supervisory_authority,omitempty"` // where a complaint goes
	Places    map[string]string `json:"places,omitempty"`                // printed names of the place ids
	Items     []Item            `json:"items"`
	Measures  *Measures         `json:"measures,omitempty"` // pages of their own after the records
	Notices   []Notice          `json:"notices,omitempty"`  // pages of their own after the records
	Annex     *Annex            `json:"annex,omitempty"`    // a table on a page of its own, last

	Certification Certification `json:"certification"`
}

// Practice is who hands over.
type Practice struct {
	Therapist     string `json:"therapist"`
	Title         string `json:"title,omitempty"`
	Authorisation string `json:"authorisation,omitempty"`
	Address       string `json:"address,omitempty"`
}

// Recipient is to whom.
type Recipient struct {
	Name    string `json:"name"`
	Role    string `json:"role,omitempty"`
	Address string `json:"address,omitempty"`
}

// Request is what is answered. Person is whose records these are; Own says
// that the recipient is that person.
type Request struct {
	Type     string `json:"type"`
	Received string `json:"received"` // date
	Person   string `json:"person"`
	Own      bool   `json:"own"`
}

// Bates numbers the pages: the prefix and seven digits, From on the first page.
type Bates struct {
	Prefix string `json:"prefix"`
	From   int    `json:"from"`
}

// Number is the Bates number of a page of the packet, counted from 1.
func (b Bates) Number(page int) string { return fmt.Sprintf("%s%07d", b.Prefix, b.From+page-1) }

// Notice is a text that goes with the records: what a recipient may and may
// not do with them, for instance. An empty line in it begins a paragraph.
type Notice struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

// Annex tells what a request for access has to be told beside the copy: on
// whose ground, for how long, where the data came from.
type Annex struct {
	Title string     `json:"title"`
	Rows  []AnnexRow `json:"rows"`
}

// AnnexRow is one of the things told.
type AnnexRow struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// Item is one progress note as it leaves, with the addenda that stand under
// it; or, where Withheld is set, a slip-sheet that stands in its place and
// holds nothing of it. Numbers run 1..n in this packet and have no meaning
// outside it.
type Item struct {
	Number   int       `json:"item"`
	Page     string    `json:"page"` // Bates number of its first page
	Withheld *Withheld `json:"withheld,omitempty"`
	Signed
	Addenda []Signed `json:"addenda,omitempty"`
}

// Signed is one signed thing: its digest, the signed facts that are shown, by
// name and in the bytes that were signed, and its paragraphs in the order in
// which they were signed.
type Signed struct {
	Digest     string            `json:"digest,omitempty"` // all three are left out of a slip-sheet, and only there
	Facts      map[string]string `json:"facts,omitzero"`
	Paragraphs []Paragraph       `json:"paragraphs,omitzero"`
}

// Paragraph is a paragraph or a heading. Withheld says that the whole of it is
// left out: it is one mark, and nothing is shown of what it stands for, not
// even that there was something. Only a marked packet has such paragraphs.
type Paragraph struct {
	Heading  bool    `json:"heading,omitempty"`
	Withheld bool    `json:"withheld,omitempty"`
	Pieces   []Piece `json:"pieces"`
}

// Piece is a stretch of the signed text, or a mark that stands where something
// of it was left out ("[third party 1]"), with the page on which it stands and
// the ground, one of Reasons. Either Text or Mark is empty.
type Piece struct {
	Text   string `json:"text,omitempty"`
	Mark   string `json:"mark,omitempty"`
	Page   string `json:"page,omitempty"` // Bates number
	Reason string `json:"reason,omitempty"`
	Basis  string `json:"basis,omitempty"`
}

// String is the paragraph as it is read.
func (p Paragraph) String() string {
	var b strings.Builder
	for _, r := range p.Pieces {
		b.WriteString(r.Text)
		b.WriteString(r.Mark)
	}
	return b.String()
}

// Marshal writes records.json: indented by two spaces, keys in the order of
// the types and names of facts and places in byte order.
func (r Records) Marshal() ([]byte, error) {
	return marshal(r.clone())
}

// clone copies the items down to the pieces. Lists that are written are []
// and not null when there is nothing in them.
func (r Records) clone() Records {
	items := make([]Item, len(r.Items))
	for i, it := range r.Items {
		if it.Withheld == nil {
			it.Signed = it.Signed.clone()
		}
		it.Addenda = slices.Clone(it.Addenda)
		for a, addendum := range it.Addenda {
			it.Addenda[a] = addendum.clone()
		}
		items[i] = it
	}
	r.Items = items
	if r.Measures != nil && r.Measures.Series == nil {
		r.Measures = &Measures{[]Series{}, r.Measures.LeftOut}
	}
	if r.Annex != nil && r.Annex.Rows == nil {
		r.Annex = &Annex{r.Annex.Title, []AnnexRow{}}
	}
	return r
}

func (s Signed) clone() Signed {
	paragraphs := make([]Paragraph, len(s.Paragraphs))
	for i, p := range s.Paragraphs {
		p.Pieces = append([]Piece{}, p.Pieces...)
		paragraphs[i] = p
	}
	s.Paragraphs = paragraphs
	if s.Facts == nil {
		s.Facts = map[string]string{}
	}
	return s
}

// ParseRecords reads records.json and refuses what Marshal would not have
// written: unknown or doubled keys, another order, another format.
func ParseRecords(b []byte) (Records, error) {
	var r Records
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return Records{}, errors.New("records.json does not read")
	}
	if r.Format != RecordsFormat {
		return Records{}, errors.New("records.json has another format")
	}
	again, err := r.Marshal()
	if err != nil || !bytes.Equal(again, b) {
		return Records{}, errors.New("records.json is not in its canonical form")
	}
	return r, nil
}

func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
