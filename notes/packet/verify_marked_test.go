package packet

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestMarkedPacketVerifies(t *testing.T) {
	h := newHandout(t).marked()
	packed := h.pack(nil)
	r, err := Verify(packed, Options{Head: h.lodged["early"]})
	if err != nil {
		t.Fatal(err)
	}
	if r.Records != 4 || r.Withheld != 1 || r.Addenda != 2 || r.Marks != 12 || r.PDF != "same" || r.Lodged.Covers != 3 {
		t.Errorf("%+v", r)
	}
	if !strings.Contains(strings.Join(r.NotProved, "\n"), "1 record that is withheld") {
		t.Errorf("%q", r.NotProved)
	}
	files, err := unpack(packed)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, f := range files {
		texts[f.Name] = string(f.Data)
		if strings.HasSuffix(f.Name, ".pdf") {
			pages, err := Pages(f.Data)
			if err != nil {
				t.Fatal(err)
			}
			texts[f.Name] = strings.Join(strings.Fields(strings.Join(pages, "\n")), " ")
		}
	}
	for name, want := range map[string][]string{
		PDFName: {"an order of the court", "One record is withheld", "2. Record withheld", "9 November 2026", "entered in error", "[withheld 1: other party]",
			"Session, withheld", "Passing it on", "This is for the court alone.", "About the record", "five years"},
		CertificationName: {"Records enclosed 4", "Records withheld 1", "Of these, entered in error 1", "Addendum: 1, Correction: 1", "the paper file of 2019",
			"I declare that this is true.", "Marks in the text 12"},
		WithheldName: {"item,type,words,reason,basis\r\n2,session,entered in error,EE,\"own decision, 9 November\"\r\n"},
		RedactionsName: {"number,bates_page,item,reason,basis\r\n1,REC0000003,1,TP,\"GDPR Art. 15(4), \"\"others\"\"\"\r\n",
			"\r\n3,REC0000003,1,PT,order of 3 November\r\n", "\r\n12,REC0000006,4,TP,"},
	} {
		for _, w := range want {
			if !strings.Contains(texts[name], w) {
				t.Errorf("%s lacks %q:\n%s", name, w, texts[name])
			}
		}
	}
	for name, text := range texts {
		if strings.Contains(text, "Nothing of this") || strings.Contains(text, "boss") {
			t.Errorf("%s holds what is withheld", name)
		}
	}
}

// A silent packet says nothing that depends on what is not in it: nowhere is
// there a word of withholding, of another party, or of a list that is not there.
func TestSilentPacketIsSilent(t *testing.T) {
	for _, language := range []string{"en", "da"} {
		h := newHandout(t)
		h.records.Language = language
		files, err := unpack(h.pack(nil))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			text := string(f.Data)
			if strings.HasSuffix(f.Name, ".pdf") {
				pages, err := Pages(f.Data)
				if err != nil {
					t.Fatal(err)
				}
				text = strings.Join(pages, "\n")
			}
			for _, never := range []string{"withh", "Withh", "tilbagehold", "Tilbagehold", "other party", "anden part", "void", "missing"} {
				if strings.Contains(text, never) {
					t.Errorf("%s %s: %q", language, f.Name, never)
				}
			}
		}
	}
}

// What a practice could try that signs again.
func markedChanges() map[string]struct {
	change func(*handout)
	why    string
} {
	type c = struct {
		change func(*handout)
		why    string
	}
	slip := func(h *handout) *Withheld { return h.records.Items[1].Withheld }
	paragraph := func(h *handout, i int) *Paragraph { return &h.records.Items[0].Paragraphs[i] }
	return map[string]c{
		"silent all at once":          {func(h *handout) { h.records.Mode = Silent }, "silent"},
		"another mode":                {func(h *handout) { h.records.Mode = "loud" }, "silent nor marked"},
		"another language":            {func(h *handout) { h.records.Language = "fr" }, "language"},
		"a slip-sheet that talks":     {func(h *handout) { slip(h).Words = "his mother" }, "slip-sheet"},
		"a kind that is none":         {func(h *handout) { slip(h).Type = "affair" }, "slip-sheet"},
		"a day that is none":          {func(h *handout) { slip(h).Date = "2026-02-30" }, "slip-sheet"},
		"no reason":                   {func(h *handout) { slip(h).Reason = "" }, "slip-sheet"},
		"a slip-sheet with a text":    {func(h *handout) { h.records.Items[1].Paragraphs = []Paragraph{text("x")} }, "shown all the same"},
		"a slip-sheet of a record":    {func(h *handout) { h.records.Items[2].Withheld = slip(h) }, "speaks of"},
		"a slip-sheet made a record":  {func(h *handout) { h.records.Items[1].Withheld = nil }, "speaks of"},
		"another number on a mark":    {func(h *handout) { paragraph(h, 2).Pieces[0].Mark = WithheldMark(2, otherParty) }, "another number"},
		"words that are none":         {func(h *handout) { paragraph(h, 2).Pieces[0].Mark = "[withheld 1: his mother]" }, "not one mark"},
		"a mark without ground":       {func(h *handout) { paragraph(h, 2).Pieces[0].Reason = "" }, "ground"},
		"a withheld text":             {func(h *handout) { *paragraph(h, 2) = Paragraph{Withheld: true, Pieces: []Piece{{Text: "x"}}} }, "not one mark"},
		"a withheld paragraph shown":  {func(h *handout) { paragraph(h, 2).Withheld = false }, "paragraph 3"},
		"a shown paragraph withheld":  {func(h *handout) { paragraph(h, 1).Withheld = true }, "paragraph"},
		"more withheld than there is": {func(h *handout) { h.manyWithheld(70) }, "nothing can have been withheld"},
		"too many at the end":         {func(h *handout) { h.withheldAtEnd(70) }, "at its end"},
	}
}

// A silent packet marks words, if they say nothing of another party; and speaks
// of nothing else that it leaves out.
func silentChanges() map[string]func(*handout) {
	mark := func(h *handout, words, reason string) {
		h.records.Items[0].Paragraphs[1].Pieces[1] = Piece{Mark: WithheldMark(1, words), Reason: reason}
	}
	return map[string]func(*handout){
		"":                        func(h *handout) { mark(h, "contact data", "ID") },
		"silent, the other party": func(h *handout) { mark(h, "other party", "TP") },
		"silent, the reason":      func(h *handout) { mark(h, "third party", "PT") },
		"silent, what is missing": func(h *handout) { h.records.Certification.Missing = []string{"x"} },
		"silent, a paragraph": func(h *handout) {
			gap := Paragraph{Withheld: true, Pieces: []Piece{{Mark: WithheldMark(1, "contact data"), Reason: "ID"}}}
			h.records.Items[0].Paragraphs = slices.Insert(h.records.Items[0].Paragraphs, 2, gap)
		},
		"silent, a slip-sheet": func(h *handout) {
			h.records.Items = append(h.records.Items, Item{Number: 5, Withheld: &Withheld{Type: "session", Words: "supervision", Reason: "SV"}})
		},
	}
}

func TestSilentPacketMarksWordsOnly(t *testing.T) {
	base := newHandout(t)
	base.pack(nil)
	for name, change := range silentChanges() {
		h := base.clone(t)
		change(h)
		if r, err := Verify(h.pack(nil), Options{}); (err == nil) != (name == "") || err == nil && r.Marks != 9 {
			t.Errorf("%q: %+v, %v", name, r, err)
		}
	}
}

// manyWithheld puts withheld paragraphs before the second one of the first item.
func (h *handout) manyWithheld(n int) {
	it := &h.records.Items[0]
	for range n {
		it.Paragraphs = slices.Insert(it.Paragraphs, 2, it.Paragraphs[2])
	}
}

func (h *handout) withheldAtEnd(n int) {
	it := &h.records.Items[0]
	for range n {
		it.Paragraphs = append(it.Paragraphs, it.Paragraphs[2])
	}
}

func TestAlteredMarkedPacketIsFound(t *testing.T) {
	base := newHandout(t).marked()
	base.pack(nil)
	for name, c := range markedChanges() {
		t.Run(name, func(t *testing.T) {
			h := base.clone(t)
			c.change(h)
			if _, err := Verify(h.pack(nil), Options{}); !errors.Is(err, ErrNotVerified) || !strings.Contains(err.Error(), c.why) {
				t.Errorf("%v, want %q", err, c.why)
			}
		})
	}
}

// Set fills in counts and page numbers, so here they are changed behind its back.
func TestCountsAndPageNumbersAreChecked(t *testing.T) {
	base := newHandout(t).marked()
	files, err := unpack(base.pack(nil))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := parse(files)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*Records)
		why    string
	}{
		"as it is":              {func(*Records) {}, ""},
		"records":               {func(r *Records) { r.Certification.Records++ }, "counts"},
		"late":                  {func(r *Records) { r.Certification.Late++ }, "counts"},
		"addenda":               {func(r *Records) { r.Certification.Addenda["addendum"]++ }, "counts"},
		"marks":                 {func(r *Records) { r.Certification.Marks-- }, "counts"},
		"withheld":              {func(r *Records) { *r.Certification.Withheld-- }, "counts"},
		"withheld not told":     {func(r *Records) { r.Certification.Withheld = nil }, "counts"},
		"void":                  {func(r *Records) { *r.Certification.Void-- }, "counts"},
		"pages":                 {func(r *Records) { r.Certification.Pages++ }, "counts"},
		"last page":             {func(r *Records) { r.Certification.BatesTo = r.Certification.BatesFrom }, "counts"},
		"the page of a record":  {func(r *Records) { r.Items[1].Page = r.Items[0].Page }, "page number"},
		"the page of a mark":    {func(r *Records) { r.Items[3].Paragraphs[1].Pieces[1].Page = r.Items[0].Page }, "04-redactions.csv"},
		"what is missing":       {func(r *Records) { r.Certification.Missing = nil }, "same"},
		"the mark of no ground": {func(r *Records) { r.Items[0].Paragraphs[2].Pieces[0].Basis = "none" }, "04-redactions.csv"},
	} {
		t.Run(name, func(t *testing.T) {
			h := base.clone(t)
			if h.records, err = ParseRecords(whole.file(RecordsName).Data); err != nil {
				t.Fatal(err)
			}
			c.change(&h.records)
			r, err := Verify(h.resign(files), Options{})
			switch c.why {
			case "":
				if err != nil || r.PDF != "same" {
					t.Errorf("%+v, %v", r, err)
				}
			case "same": // the statement itself is the practice's word; but the page was made of other data
				if err != nil || r.PDF != "signed" {
					t.Errorf("%+v, %v", r, err)
				}
			default:
				if !errors.Is(err, ErrNotVerified) || !strings.Contains(err.Error(), c.why) {
					t.Errorf("%v, want %q", err, c.why)
				}
			}
		})
	}
}

// resign puts the records into a packet, signed anew, with all else as it was.
func (h *handout) resign(files []File) []byte {
	h.t.Helper()
	records, err := h.records.Marshal()
	if err != nil {
		h.t.Fatal(err)
	}
	files = exchanged(files, RecordsName, records)
	if h.proof.Statement, err = Statement(files, h.signer); err != nil {
		h.t.Fatal(err)
	}
	proof, err := h.proof.Marshal()
	if err != nil {
		h.t.Fatal(err)
	}
	packed, err := Zip(h.records, h.records.Certification.Pages, exchanged(files, ProofName, proof))
	if err != nil {
		h.t.Fatal(err)
	}
	return packed
}
