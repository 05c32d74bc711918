package notes

import (
	"time"

	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"subrosa/notes/digest"
	"subrosa/vault"
)

// This file says what is signed: how a note or an addendum becomes fields and
// paragraphs of a digest.Content. Changing it would make every digest wrong.

// headingMark stands before a heading among the signed paragraphs, so that no
// paragraph can pass for one.
const headingMark = "## "

// noteFields are the signed fields of a note that are present.
func noteFields(n Note, marks string) map[string]string {
	as := SignedAs{n.ID, n.Case}
	if n.SignedAs != nil {
		as = *n.SignedAs
	}
	f := map[string]string{
		"id": string(as.ID), "case": string(as.Case), "kind": n.Kind, "layer": n.Layer, "format": n.Format,
		"start": localStamp(n.Start), "place": n.Place, "present": joinLabels(n.Present), "part": n.Part,
		"author": n.Author, "language": n.Language,
		"started_at": stamp(n.StartedAt), "text_at": stamp(n.TextAt), "marks": marks,
	}
	if n.Minutes > 0 {
		f["minutes"] = strconv.Itoa(n.Minutes)
	}
	if n.Risk != nil {
		f["risk"] = *n.Risk
	}
	if n.Next != nil {
		f["next"] = strings.TrimSpace(localStamp(n.Next.Start) + " " + n.Next.Place)
	}
	f["extra"] = n.Facts.String()
	if n.SignedAt != nil {
		f["signed_at"] = stamp(*n.SignedAt)
	}
	if n.Late != nil {
		f["late_reason"] = n.Late.Reason
	}
	return f
}

// addendumFields are the signed fields of an addendum; amends is the digest of
// the note. A changed mark says in extra which paragraph is whose; its
// paragraph is the reason.
func addendumFields(n Note, amends string, a Addendum, marks string) (map[string]string, error) {
	as := SignedAs{n.ID, n.Case}
	if other := signedUnder(n.ID, n.Case, a.signedAs.note, a.signedAs.file); other != nil {
		as = *other
	}
	f := map[string]string{
		"id": string(as.ID), "case": string(as.Case), "kind": a.Kind, "author": a.Author, "language": a.Language,
		"signed_at": stamp(a.At), "amends": amends, "marks": marks,
	}
	if a.Mark != nil {
		extra, err := json.Marshal(struct {
			Paragraph int    `json:"paragraph"`
			Whose     string `json:"whose"`
		}{a.Mark.Paragraph, a.Mark.Whose})
		if err != nil {
			return nil, err
		}
		f["extra"] = string(extra)
	}
	return f, nil
}

// fieldList puts fields into the order of the digest; what is empty is absent.
func fieldList(f map[string]string) [][]byte {
	names := digest.Fields()
	list := make([][]byte, len(names))
	for i, name := range names {
		if value := f[name]; value != "" {
			list[i] = []byte(value)
		}
	}
	return list
}

// sectionTexts are the signed paragraphs of a note, and its marks: a JSON array
// with an entry for each of them, null for a heading.
func sectionTexts(sections []Section) (texts []string, marks string, err error) {
	var whose []*string
	for _, s := range sections {
		texts, whose = append(texts, headingMark+s.Heading), append(whose, nil)
		for _, p := range s.Paragraphs {
			texts, whose = append(texts, p.Text), append(whose, &p.Whose)
		}
	}
	marks, err = marksOf(whose)
	return texts, marks, err
}

// paragraphTexts are the signed paragraphs of an addendum, and its marks.
func paragraphTexts(list []Paragraph) (texts []string, marks string, err error) {
	var whose []*string
	for _, p := range list {
		texts, whose = append(texts, p.Text), append(whose, &p.Whose)
	}
	marks, err = marksOf(whose)
	return texts, marks, err
}

func marksOf(whose []*string) (string, error) {
	if whose == nil {
		return "", nil
	}
	marks, err := json.Marshal(whose)
	return string(marks), err
}

// tokens cuts texts at the boundaries under which they are signed: the names of
// the case are one token each.
func tokens(texts []string, names *nameIndex) [][][]byte {
	paragraphs := make([][][]byte, len(texts))
	for i, text := range texts {
		for _, token := range digest.Tokenise(text, spanTexts(text, names.find(text))) {
			paragraphs[i] = append(paragraphs[i], []byte(token))
		}
	}
	return paragraphs
}

func joinLabels(list []Label) string {
	var texts []string
	for _, label := range list {
		texts = append(texts, string(label))
	}
	return strings.Join(texts, ",")
}

// signedItem is a signed note or addendum as its digest sees it. content and
// seal make the digest again; leaf is where it stands in the log.
type signedItem struct {
	note     NoteID
	addendum int64     // 0: the note itself
	kind     string    // "note", or that of the addendum
	at       time.Time // of an addendum: when it was signed
	digest   digest.Digest
	leaf     int64
	texts    []string // the signed paragraphs
	marks    string
	content  digest.Content
	seal     digest.Seal
}

// readSigned reads a signed note as it was signed, with its addenda in order,
// void included.
func readSigned(tx *vault.Tx, n NoteID) ([]signedItem, error) {
	id, note, err := readHead(tx, n)
	if err != nil {
		return nil, err
	}
	if note.Status == draft {
		return nil, &Refused{Rule: "not_signed", What: string(note.ID) + " is a draft"}
	}
	if note.Sections, err = readSections(tx, id); err != nil {
		return nil, err
	}
	row, err := readSeal(tx, "note", id)
	if err != nil {
		return nil, err
	}
	item, err := noteItem(note, row)
	if err != nil {
		return nil, err
	}
	items := []signedItem{item}
	addenda, err := readAddenda(tx, id)
	if err != nil {
		return nil, err
	}
	for _, a := range addenda {
		row, err := readSeal(tx, "addendum", a.id)
		if err != nil {
			return nil, err
		}
		item, err := addendumItem(note, items[0].digest.String(), a, row)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}

// noteItem puts a note, with its sections, and its seal together.
func noteItem(note Note, row sealRow) (signedItem, error) {
	texts, marks, err := sectionTexts(note.Sections)
	if err != nil {
		return signedItem{}, err
	}
	item, err := row.item(texts, noteFields(note, marks))
	item.note, item.kind, item.marks = note.ID, "note", marks
	return item, err
}

// addendumItem puts an addendum of a note and its seal together; amends is the
// digest of the note.
func addendumItem(note Note, amends string, a Addendum, row sealRow) (signedItem, error) {
	texts, marks, err := paragraphTexts(a.signedParagraphs())
	if err != nil {
		return signedItem{}, err
	}
	fields, err := addendumFields(note, amends, a, marks)
	if err != nil {
		return signedItem{}, err
	}
	item, err := row.item(texts, fields)
	item.note, item.addendum, item.kind, item.marks, item.at = note.ID, a.id, a.Kind, marks, a.At
	return item, err
}

// sealRow is the seal of an item as it is stored.
type sealRow struct {
	leaf      int64
	sum, seal []byte
}

// readSeal reads the seal in column "note" or "addendum".
func readSeal(tx *vault.Tx, column string, id int64) (sealRow, error) {
	r, err := vault.One(tx, func(scan vault.Scan) (r sealRow, err error) {
		err = scan(&r.leaf, &r.sum, &r.seal)
		return r, err
	}, "SELECT leaf, digest, seal FROM seal WHERE "+column+" = ?", id)
	if err != nil {
		return r, fmt.Errorf("seal of %s %d: %w", column, id, err)
	}
	return r, nil
}

// item cuts the texts at the token boundaries that the seal keeps.
func (r sealRow) item(texts []string, fields map[string]string) (signedItem, error) {
	if len(r.sum) != len(digest.Digest{}) {
		return signedItem{}, fmt.Errorf("seal at leaf %d: %w", r.leaf, vault.ErrDamaged)
	}
	item := signedItem{leaf: r.leaf, digest: digest.Digest(r.sum), texts: texts}
	if err := item.seal.UnmarshalBinary(r.seal); err != nil {
		return item, fmt.Errorf("seal at leaf %d: %w", r.leaf, err)
	}
	paragraphs, err := item.seal.Cut(texts)
	if err != nil {
		return item, fmt.Errorf("seal at leaf %d: %w", r.leaf, err)
	}
	item.content = digest.Content{Fields: fieldList(fields), Paragraphs: paragraphs}
	return item, nil
}

// whole says whether the content still makes the digest.
func (i signedItem) whole() bool {
	d, err := digest.Recompute(i.content, i.seal)
	return err == nil && d == i.digest
}
