package packet

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"subrosa/notes/digest"
)

// headingPrefix stands before the words of a heading in what is signed.
const headingPrefix = "## "

// amendments are the kinds under which an addendum can stand in the log.
var amendments = [...]string{"addendum", "correction", "late-entry", "client-statement", "mark", "void"}

// checkRecords compares every item of records.json, and every addendum, with
// its proof.
func (v *verification) checkRecords() error {
	if len(v.proof.Items) != len(v.records.Items) {
		return fmt.Errorf("proof.json speaks of %d records, records.json of %d", len(v.proof.Items), len(v.records.Items))
	}
	seen := map[string]bool{}
	for i, item := range v.records.Items {
		if err := v.checkItem(i, item, v.proof.Items[i], seen); err != nil {
			return fmt.Errorf("record %d: %w", i+1, err)
		}
	}
	return nil
}

func (v *verification) checkItem(i int, item Item, p ItemProof, seen map[string]bool) error {
	if item.Number != i+1 {
		return errors.New("another number")
	}
	if p.Kind != "note" {
		return errors.New("not a note in the log")
	}
	if err := v.checkSigned(item.Signed, p.SignedProof, seen); err != nil {
		return err
	}
	if len(item.Addenda) != len(p.Addenda) {
		return errors.New("addenda without proof, or proof without addenda")
	}
	for a, addendum := range item.Addenda {
		shown := p.Addenda[a]
		err := v.checkSigned(addendum, shown, seen)
		switch {
		case err != nil:
		case !slices.Contains(amendments[:], shown.Kind) || addendum.Facts["kind"] != shown.Kind:
			err = errors.New("another kind in the log")
		case addendum.Facts["amends"] != item.Digest:
			err = errors.New("it amends something else")
		}
		if err != nil {
			return fmt.Errorf("addendum %d: %w", a+1, err)
		}
	}
	return nil
}

// checkSigned compares one signed thing with its proof, and looks it up in the
// log. No two may be the same.
func (v *verification) checkSigned(s Signed, p SignedProof, seen map[string]bool) error {
	opened, err := p.Shown.Open()
	if err != nil {
		return err
	}
	if d := opened.Digest.String(); d != s.Digest || d != p.Digest {
		return errors.New("what is shown is not what was signed")
	}
	if seen[s.Digest] {
		return errors.New("it stands here twice")
	}
	seen[s.Digest] = true
	leaf := tlog.RecordHash(opened.Digest.LogLeaf(p.Kind))
	if err := tlog.CheckRecord(logHashes(p.Path), v.head.Size, v.head.Root, p.Index, leaf); err != nil {
		return errors.New("it does not stand in the log")
	}
	if !maps.Equal(s.Facts, values(opened.Fields)) {
		return errors.New("the facts are not those that were signed")
	}
	if len(s.Paragraphs) != len(opened.Paragraphs) {
		return errors.New("a paragraph too many or too few")
	}
	for i, paragraph := range s.Paragraphs {
		if err := checkParagraph(paragraph, opened.Paragraphs[i].Runs); err != nil {
			return fmt.Errorf("paragraph %d: %w", i+1, err)
		}
	}
	return nil
}

// values are the fields that are shown to have one.
func values(fields map[string][]byte) map[string]string {
	facts := map[string]string{}
	for name, value := range fields {
		if value != nil {
			facts[name] = string(value)
		}
	}
	return facts
}

// checkParagraph compares the pieces of a paragraph with the runs that its proof
// opens to. Where a run is withheld there stand one or more marks.
func checkParagraph(p Paragraph, runs []digest.Run) error {
	if p.Heading != (len(runs) > 0 && strings.HasPrefix(runs[0].Text, headingPrefix)) {
		return errors.New("a heading that is none, or none where there is one")
	}
	pieces := p.Pieces
	for i, run := range runs {
		text := run.Text
		if p.Heading && i == 0 {
			if text = text[len(headingPrefix):]; text == "" {
				continue
			}
		}
		n := 0
		if run.Withheld {
			for n < len(pieces) && pieces[n].Text == "" && ValidMark(pieces[n].Mark) {
				n++
			}
		} else if len(pieces) > 0 && pieces[0] == (Piece{Text: text}) {
			n = 1
		}
		if n == 0 {
			return errors.New("not the words that were signed, or not a mark where something is left out")
		}
		pieces = pieces[n:]
	}
	if len(pieces) > 0 {
		return errors.New("more than was signed")
	}
	return nil
}
