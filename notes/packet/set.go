package packet

import "bytes"

// Set makes the files that follow from the records, in the order of a packet:
// 01-records.pdf, 02-certification.pdf and the lists. It answers with the
// records as they go into the packet: with the page numbers and counts that
// only setting them tells. Set again, they stay as they are.
func Set(r Records) (Records, []File, error) {
	r = r.clone()
	r.Format = RecordsFormat
	pdf, layout, err := Render(r)
	if err != nil {
		return Records{}, nil, err
	}
	r.place(layout)
	r.Certification = r.certified(layout.Pages)
	certification, err := renderCertification(r)
	if err != nil {
		return Records{}, nil, err
	}
	return r, append([]File{{PDFName, pdf}, {CertificationName, certification}}, lists(r)...), nil
}

// lists are 03-withheld.csv and 04-redactions.csv, each where there is
// something in it.
func lists(r Records) []File {
	var files []File
	if len(r.slips()) > 0 {
		files = append(files, File{WithheldName, withheldCSV(r)})
	}
	if len(r.redactions()) > 0 {
		files = append(files, File{RedactionsName, redactionsCSV(r)})
	}
	return files
}

// place enters on which page each item begins and each mark stands.
func (r Records) place(l Layout) {
	marks := l.Marks
	for i := range r.Items {
		it := &r.Items[i]
		it.Page = r.Bates.Number(l.First[i])
		for _, s := range it.signed() {
			for _, p := range s.Paragraphs {
				for j := range p.Pieces {
					if p.Pieces[j].Mark != "" {
						p.Pieces[j].Page, marks = r.Bates.Number(marks[0]), marks[1:]
					}
				}
			}
		}
	}
}

// madeAgain says whether the pages and lists of a packet are exactly those
// that its records make, page numbers and counts included. What a stranger
// wrote there may be more than the setting can bear.
func (v *verification) madeAgain() (same, numbered bool) {
	defer func() {
		if recover() != nil {
			same, numbered = false, true
		}
	}()
	again, files, err := Set(v.records)
	if err != nil {
		return false, true
	}
	for _, f := range files {
		if i := v.find(f.Name); i < 0 || !bytes.Equal(f.Data, v.files[i].Data) {
			return false, true
		}
	}
	records, err := again.Marshal()
	return true, err == nil && bytes.Equal(records, v.file(RecordsName).Data)
}
