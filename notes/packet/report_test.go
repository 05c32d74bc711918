package packet

import (
	"errors"
	"strings"
	"testing"
)

func TestLodgedHead(t *testing.T) {
	h := newHandout(t)
	packed := h.pack(h.signer)
	later := h.ledger
	later.add([]byte("subrosa/log/v1\nfiller\n"))
	forged := &ledger{t: t, signer: h.signer}
	forged.add([]byte("subrosa/log/v1\nnote\n" + strings.Repeat("0", 64)))
	for range 5 {
		forged.add([]byte("subrosa/log/v1\nfiller\n"))
	}
	early := forged.head() // six leaves, as the early head
	for forged.size < h.size-1 {
		forged.add([]byte("subrosa/log/v1\nfiller\n"))
	}
	for name, c := range map[string]struct {
		head, state string
		covers      int
		err         error
	}{
		"the same":               {h.lodged["same"], "same", 6, nil},
		"as mailed":              {"\r\n" + strings.ReplaceAll(h.lodged["same"], "\n", "\r\n"), "same", 6, nil},
		"grown since":            {h.lodged["early"], "grown", 3, nil},
		"not remembered":         {h.lodged["unknown"], "not-shown", 0, nil},
		"later than the packet":  {later.head(), "not-shown", 0, nil},
		"of a forged log":        {forged.head(), "", 0, ErrNotVerified},
		"of a forged early log":  {early, "", 0, ErrNotVerified},
		"of another practice":    {newHandout(t).lodged["same"], "", 0, ErrNotVerified},
		"altered":                {strings.Replace(h.lodged["same"], "2026", "2025", 1), "", 0, ErrNotVerified},
		"not a head":             {"Dear colleague,\n", "", 0, ErrUnreadable},
		"signed, but not a head": {h.proof.Statement, "", 0, ErrNotVerified},
	} {
		r, err := Verify(packed, Options{Head: c.head})
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
		if err == nil && (r.Lodged.State != c.state || r.Lodged.Covers != c.covers) {
			t.Errorf("%s: %+v, want %s covering %d", name, r.Lodged, c.state, c.covers)
		}
		if said := strings.Contains(strings.Join(r.Proved, "\n"), "unchanged since the lodged head"); said != (c.state == "same" || c.state == "grown") {
			t.Errorf("%s: proved %q", name, r.Proved)
		}
	}
}

// A stranger can make a packet of his own with a key of his own; only a lodged
// head, or the key told in another way, tells the two apart, and the report
// without them says so.
func TestPacketOfAStrangerIsNotTakenForThePractices(t *testing.T) {
	h, stranger := newHandout(t), newHandout(t)
	packed := stranger.pack(stranger.signer)
	if _, err := Verify(packed, Options{Head: h.lodged["same"]}); !errors.Is(err, ErrNotVerified) {
		t.Errorf("with a lodged head: %v", err)
	}
	if r, err := Verify(packed, Options{}); err != nil || !strings.Contains(r.NotProved[0], "who packed it") {
		t.Errorf("without: %v, %v", r, err)
	}
}

func TestReportInWords(t *testing.T) {
	h := newHandout(t)
	r, err := Verify(h.pack(h.signer), Options{Head: h.lodged["early"]})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := r.Print(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"verified\n", "4 records and 2 addenda", "9 marks stand", "3 of the 6 records and addenda are unchanged", "3 of them", "somebody else received it", r.SHA256} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, b.String())
		}
	}
}

func TestPDFThatThePracticeSignedButRecordsDoNotMakeIsReported(t *testing.T) {
	h := newHandout(t)
	files, err := unpack(h.pack(h.signer))
	if err != nil {
		t.Fatal(err)
	}
	v, err := parse(files)
	if err != nil {
		t.Fatal(err)
	}
	files[0].Data = append(files[0].Data, "% another"...)
	if h.proof.Statement, err = Statement(files, h.signer); err != nil {
		t.Fatal(err)
	}
	proof, err := h.proof.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	packed, err := Zip(v.records, v.manifest.Pages, exchanged(files, ProofName, proof))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := Verify(packed, Options{}); err != nil || r.PDF != "signed" || !strings.Contains(strings.Join(r.NotProved, "\n"), PDFName) {
		t.Errorf("%+v, %v", r, err)
	}
}
