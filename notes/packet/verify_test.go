package packet

import (
	"archive/zip"
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"subrosa/notes/digest"
)

func TestPacketVerifies(t *testing.T) {
	h := newHandout(t)
	packed := h.pack(h.signer)
	r, err := Verify(packed, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Records != 4 || r.Addenda != 2 || r.Marks != 9 || r.PDF != "same" || r.Key != h.key || r.Head.Size != h.size ||
		r.SHA256 != sha256hex(packed) || r.Lodged != nil {
		t.Errorf("%+v", r)
	}
	for _, word := range []string{"boss", "Nothing", "N-000042", "C-001"} {
		if bytes.Contains(packed, []byte(word)) {
			t.Errorf("the packet holds %q", word)
		}
	}
}

func TestPacketWithoutRecordsVerifies(t *testing.T) {
	h := newHandout(t)
	h.records.Items, h.proof.Items = nil, nil
	if r, err := Verify(h.pack(h.signer), Options{}); err != nil || r.Records != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

// Whoever holds a packet can change it and write all sums anew, but not sign.
// The practice can sign too; then only what was signed before holds it.
func TestAlteredPacketIsFound(t *testing.T) {
	base, stranger := newHandout(t), newHandout(t)
	base.pack(base.signer)
	paragraph := func(h *handout, i int) *Paragraph { return &h.records.Items[0].Paragraphs[i] }
	for name, c := range map[string]struct {
		change func(*handout)
		why    string // when the practice signed again
	}{
		"a word":                {func(h *handout) { paragraph(h, 1).Pieces[0].Text = "She spoke of " }, "not the words"},
		"a heading":             {func(h *handout) { paragraph(h, 0).Pieces[0].Text = "Assessment" }, "not the words"},
		"a heading made text":   {func(h *handout) { *paragraph(h, 0) = text("## Data") }, "a heading"},
		"a text made heading":   {func(h *handout) { paragraph(h, 5).Heading = true }, "a heading"},
		"a mark dropped":        {func(h *handout) { p := paragraph(h, 1); p.Pieces = slices.Delete(p.Pieces, 1, 2) }, "not the words"},
		"a mark that talks":     {func(h *handout) { paragraph(h, 1).Pieces[1].Mark = "[his mother]" }, "not the words"},
		"a mark made text":      {func(h *handout) { paragraph(h, 1).Pieces[1] = Piece{Text: "nobody"} }, "not the words"},
		"a text made mark":      {func(h *handout) { paragraph(h, 5).Pieces[0] = Piece{Mark: ThirdParty(1)} }, "not the words"},
		"a word more":           {func(h *handout) { p := paragraph(h, 1); p.Pieces = append(p.Pieces, Piece{Text: " Not so."}) }, "more than was signed"},
		"a text split":          {func(h *handout) { paragraph(h, 5).Pieces = []Piece{{Text: "Sleep "}, {Text: "more."}} }, "not the words"},
		"an empty paragraph":    {func(h *handout) { *paragraph(h, 3) = text("New.") }, "more than was signed"},
		"a paragraph dropped":   {func(h *handout) { i := &h.records.Items[0]; i.Paragraphs = i.Paragraphs[:5] }, "too few"},
		"a paragraph put in":    {func(h *handout) { i := &h.records.Items[0]; i.Paragraphs = append(i.Paragraphs, text("x")) }, "too many"},
		"paragraphs exchanged":  {func(h *handout) { p := h.records.Items[0].Paragraphs; p[1], p[5] = p[5], p[1] }, "paragraph 2"},
		"a fact":                {func(h *handout) { h.records.Items[1].Facts["minutes"] = "90" }, "facts"},
		"a fact dropped":        {func(h *handout) { delete(h.records.Items[1].Facts, "minutes") }, "facts"},
		"a fact put in":         {func(h *handout) { h.records.Items[1].Facts["risk"] = "none" }, "facts"},
		"a digest":              {func(h *handout) { h.records.Items[1].Digest = strings.Repeat("0", 64) }, "not what was signed"},
		"a proof exchanged":     {func(h *handout) { h.proof.Items[1].Shown = h.proof.Items[2].Shown }, "not what was signed"},
		"proof of a digest":     {func(h *handout) { h.proof.Items[1].Digest = strings.Repeat("0", 64) }, "not what was signed"},
		"another place in log":  {func(h *handout) { h.proof.Items[1].Index-- }, "in the log"},
		"beyond the log":        {func(h *handout) { h.proof.Items[1].Index = h.size }, "in the log"},
		"a negative place":      {func(h *handout) { h.proof.Items[1].Index = -1 }, "in the log"},
		"a path cut":            {func(h *handout) { p := &h.proof.Items[1]; p.Path = p.Path[1:] }, "in the log"},
		"a path altered":        {func(h *handout) { h.proof.Items[1].Path[0][0] ^= 1 }, "in the log"},
		"an addendum as a note": {func(h *handout) { h.proof.Items[0].Addenda[0].Kind = "note" }, "in the log"},
		"a note as an addendum": {func(h *handout) { h.proof.Items[1].Kind = "addendum" }, "not a note"},
		"a record twice": {func(h *handout) {
			i := h.records.Items[2]
			i.Number = 5
			h.records.Items, h.proof.Items = append(h.records.Items, i), append(h.proof.Items, h.proof.Items[2])
		}, "twice"},
		"an addendum moved": {func(h *handout) {
			r, p := h.records.Items, h.proof.Items
			r[1].Addenda, r[0].Addenda = r[0].Addenda, nil
			p[1].Addenda, p[0].Addenda = p[0].Addenda, nil
		}, "amends something else"},
		"an addendum without proof": {func(h *handout) { h.proof.Items[0].Addenda = h.proof.Items[0].Addenda[:1] }, "without proof"},
		"another number":            {func(h *handout) { h.records.Items[1].Number = 7 }, "number"},
		"a record without proof":    {func(h *handout) { h.proof.Items = h.proof.Items[:2] }, "speaks of 2"},
		"a head of another log":     {func(h *handout) { h.proof.Head = stranger.proof.Head }, "head"},
		"a head with a line more":   {func(h *handout) { h.proof.Head += "\n" }, "head"},
		"an earlier head":           {func(h *handout) { h.proof.Head = h.lodged["early"] }, "in the log"},
		"another key":               {func(h *handout) { h.proof.Key = stranger.key }, "head"},
		"no key":                    {func(h *handout) { h.proof.Key = "" }, "key"},
		// What the practice can take back by signing again:
		"a record dropped": {func(h *handout) { h.records.Items, h.proof.Items = h.records.Items[:2], h.proof.Items[:2] }, ""},
		"records exchanged": {func(h *handout) {
			r, p := h.records.Items, h.proof.Items
			r[1], r[2], p[1], p[2] = r[2], r[1], p[2], p[1]
			r[1].Number, r[2].Number = 2, 3
		}, ""},
		"an addendum dropped": {func(h *handout) {
			h.records.Items[0].Addenda, h.proof.Items[0].Addenda = h.records.Items[0].Addenda[:1], h.proof.Items[0].Addenda[:1]
		}, ""},
		"a recipient": {func(h *handout) { h.records.Recipient.Name = "Somebody Else" }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := base.clone(t)
			c.change(h)
			signed := h.pack(h.signer)
			if _, err := Verify(signed, Options{}); c.why == "" && err != nil ||
				c.why != "" && (!errors.Is(err, ErrNotVerified) || !strings.Contains(err.Error(), c.why)) {
				t.Errorf("signed again: %v, want %q", err, c.why)
			}
			for who, statement := range map[string]string{"nobody": base.proof.Statement, "a stranger": statementOf(t, signed, stranger.signer)} {
				if _, err := Verify(withStatement(t, signed, statement), Options{}); !errors.Is(err, ErrNotVerified) {
					t.Errorf("signed by %s: %v", who, err)
				}
			}
		})
	}
}

// clone is a copy that can be changed by itself.
func (h *handout) clone(t *testing.T) *handout {
	t.Helper()
	records, err := h.records.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	proof, err := h.proof.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	c := &handout{ledger: h.ledger, lodged: h.lodged}
	if c.records, err = ParseRecords(records); err != nil {
		t.Fatal(err)
	}
	if c.proof, err = ParseProof(proof); err != nil {
		t.Fatal(err)
	}
	return c
}

// statementOf is what somebody would sign for a packet.
func statementOf(t *testing.T, packed []byte, signer note.Signer) string {
	t.Helper()
	files, err := unpack(packed)
	if err != nil {
		t.Fatal(err)
	}
	statement, err := Statement(files, signer)
	if err != nil {
		t.Fatal(err)
	}
	return statement
}

// withStatement puts another statement into a packet and makes all else agree.
func withStatement(t *testing.T, packed []byte, statement string) []byte {
	t.Helper()
	files, err := unpack(packed)
	if err != nil {
		t.Fatal(err)
	}
	v, err := parse(files)
	if err != nil {
		t.Fatal(err)
	}
	v.proof.Statement = statement
	proof, err := v.proof.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Zip(v.records, v.manifest.Pages, []File{files[0], files[1], {ProofName, proof}, files[5]})
	if err != nil {
		t.Fatal(err)
	}
	return again
}

func TestEveryAlteredByteIsFound(t *testing.T) {
	h := newHandout(t)
	packed := h.pack(h.signer)
	for i := 0; i < len(packed); i += 1 + len(packed)/4000 {
		altered := slices.Clone(packed)
		altered[i] ^= 1 << (i % 8)
		if _, err := Verify(altered, Options{}); !errors.Is(err, ErrNotVerified) && !errors.Is(err, ErrUnreadable) {
			t.Fatalf("byte %d of %d altered: %v", i, len(packed), err)
		}
	}
}

func TestExchangedFilesAreFound(t *testing.T) {
	h := newHandout(t)
	files, err := unpack(h.pack(h.signer))
	if err != nil {
		t.Fatal(err)
	}
	other := newHandout(t)
	other.records.Practice.Therapist = "Somebody Else"
	others, err := unpack(other.pack(other.signer))
	if err != nil {
		t.Fatal(err)
	}
	v, err := parse(files)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range order {
		if name == ManifestName || name == SumsName {
			continue
		}
		exchanged := slices.Clone(files)
		exchanged[i] = File{name, append(slices.Clone(others[i].Data), '\n')}
		if name != VerifyName {
			exchanged[i].Data = others[i].Data
		}
		packed, err := Zip(v.records, v.manifest.Pages, []File{exchanged[0], exchanged[1], exchanged[2], exchanged[5]})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Verify(packed, Options{}); !errors.Is(err, ErrNotVerified) {
			t.Errorf("%s exchanged, sums made anew: %v", name, err)
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
	packed, err := Zip(v.records, v.manifest.Pages, []File{files[0], files[1], {ProofName, proof}, files[5]})
	if err != nil {
		t.Fatal(err)
	}
	if r, err := Verify(packed, Options{}); err != nil || r.PDF != "signed" || !strings.Contains(strings.Join(r.NotProved, "\n"), PDFName) {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestStrangeArchivesAreRefused(t *testing.T) {
	h := newHandout(t)
	packed := h.pack(h.signer)
	files, err := unpack(packed)
	if err != nil {
		t.Fatal(err)
	}
	rezipped := func(change func([]File) []File) []byte {
		b, err := archive(change(slices.Clone(files)), h.records.Approved)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	var squeezed bytes.Buffer
	z := zip.NewWriter(&squeezed)
	for _, f := range files {
		w, err := z.Create(f.Name) // deflated
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == PDFName {
			f.Data = make([]byte, 64<<20)
		}
		if _, err := w.Write(f.Data); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		zipped []byte
		want   error
	}{
		"nothing":         {nil, ErrUnreadable},
		"a text":          {[]byte("age-encryption.org/v1\n"), ErrUnreadable},
		"cut in half":     {packed[:len(packed)/2], ErrNotVerified},
		"trailing data":   {append(slices.Clone(packed), 0), ErrNotVerified},
		"leading data":    {append(slices.Clone(packed[:30]), packed...), ErrNotVerified},
		"a bomb":          {squeezed.Bytes(), ErrNotVerified},
		"an unknown file": {rezipped(func(f []File) []File { return append(f, File{"../x", nil}) }), ErrNotVerified},
		"a file dropped":  {rezipped(func(f []File) []File { return f[:5] }), ErrNotVerified},
		"a file twice":    {rezipped(func(f []File) []File { return append(f, f[5]) }), ErrNotVerified},
		"another order":   {rezipped(func(f []File) []File { f[0], f[1] = f[1], f[0]; return f }), ErrNotVerified},
		"a path":          {rezipped(func(f []File) []File { f[0].Name = "/" + f[0].Name; return f }), ErrNotVerified},
		"sums of others":  {rezipped(func(f []File) []File { f[4].Data = nil; return f }), ErrNotVerified},
		"manifest of others": {rezipped(func(f []File) []File {
			f[3].Data = bytes.Replace(f[3].Data, []byte(`"pages": `), []byte(`"pages": 1`), 1)
			return f
		}), ErrNotVerified},
		"no manifest": {rezipped(func(f []File) []File { f[3].Data = []byte("{}"); return f }), ErrNotVerified},
	} {
		if _, err := Verify(c.zipped, Options{}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

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
	for _, want := range []string{"verified\n", "4 records and 2 addenda", "9 marks stand", "3 of the 6 records and addenda are unchanged", "3 of them", "left the house, not before", r.SHA256} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, b.String())
		}
	}
}

func TestProofOfANoteThatIsNone(t *testing.T) {
	if _, err := Prove("note", 0, nil, digest.Proof{}); err == nil {
		t.Error("an empty proof was taken")
	}
}
