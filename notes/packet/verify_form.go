package packet

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"

	"subrosa/notes/page"
)

// checkForm checks what records.json may say beside what was signed: in which
// form things are left out, and that its own counts are right.
func (v *verification) checkForm() error {
	r := v.records
	switch {
	case r.Language != "en" && r.Language != "da", r.Paper != page.A4 && r.Paper != page.Letter:
		return errors.New("records.json: a language or paper that packets do not have")
	case r.Mode != Silent && r.Mode != Marked:
		return errors.New("records.json: neither silent nor marked")
	case r.Mode == Silent && (len(r.slips()) > 0 || len(r.Certification.Missing) > 0):
		return errors.New("records.json: silent, and speaks of what is not enclosed")
	}
	for _, it := range r.slips() {
		if err := it.checkSlip(); err != nil {
			return fmt.Errorf("record %d: %w", it.Number, err)
		}
	}
	if err := v.checkMarks(); err != nil {
		return err
	}
	if err := r.checkMeasures(); err != nil {
		return err
	}
	return v.checkCounts()
}

// checkSlip checks that a slip-sheet says nothing but what one can say.
func (it Item) checkSlip() error {
	w := it.Withheld
	_, dated := time.Parse(time.DateOnly, w.Date)
	_, kind := english().kinds[w.Type]
	switch {
	case it.Digest != "" || it.Facts != nil || it.Paragraphs != nil || it.Addenda != nil:
		return errors.New("withheld, and shown all the same")
	case !kind, !slices.Contains(WithheldWords(), w.Words), !slices.Contains(Reasons(), w.Reason), w.Date != "" && dated != nil:
		return errors.New("a slip-sheet that says something else")
	}
	return nil
}

// checkMarks checks grounds and numbers of the marks in the text, and that
// only a marked packet leaves out whole paragraphs.
func (v *verification) checkMarks() error {
	for _, it := range v.records.Items {
		for _, s := range it.signed() {
			for _, p := range s.Paragraphs {
				if !p.Withheld {
					continue
				}
				if v.records.Mode == Silent || p.Heading || len(p.Pieces) != 1 || p.Pieces[0].Text != "" || !ValidMark(p.Pieces[0].Mark) {
					return fmt.Errorf("record %d: a withheld paragraph that is not one mark", it.Number)
				}
			}
		}
	}
	count := 0
	for _, m := range v.records.redactions() {
		n, words := readWithheld(m.Mark)
		if words != "" {
			count++
		}
		switch {
		case !slices.Contains(Reasons(), m.Reason):
			return fmt.Errorf("record %d: a mark on a ground that is none", m.item)
		case words != "" && n != count:
			return fmt.Errorf("record %d: a mark with another number", m.item)
		case v.records.Mode == Silent && (words == otherParty || m.Reason == otherPartyCode):
			return fmt.Errorf("record %d: silent, and marks what the other party said", m.item)
		}
	}
	return nil
}

// checkCounts counts again what 02-certification.pdf states, and makes the
// lists again.
func (v *verification) checkCounts() error {
	stated, err := marshal(v.records.Certification)
	if err != nil {
		return err
	}
	counted, err := marshal(v.records.certified(v.manifest.Pages))
	if err != nil {
		return err
	}
	if !bytes.Equal(stated, counted) {
		return errors.New("records.json: certification counts otherwise than the records are")
	}
	for _, f := range lists(v.records) {
		if i := v.find(f.Name); i < 0 || !bytes.Equal(v.files[i].Data, f.Data) {
			return fmt.Errorf("%s does not follow from records.json", f.Name)
		}
	}
	return nil
}
