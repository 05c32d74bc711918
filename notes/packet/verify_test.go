package packet

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
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
	again, err := Zip(v.records, v.manifest.Pages, exchanged(files, ProofName, proof))
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// exchanged are the files that Zip takes, one of them exchanged.
func exchanged(files []File, name string, data []byte) []File {
	var list []File
	for _, f := range files {
		if f.Name == name {
			f.Data = data
		}
		if f.Name != ManifestName && f.Name != SumsName {
			list = append(list, f)
		}
	}
	return list
}

func TestEveryAlteredByteIsFound(t *testing.T) {
	packed := newHandout(t).marked().pack(nil)
	for i := 0; i < len(packed); i += 1 + len(packed)/4000 {
		altered := slices.Clone(packed)
		altered[i] ^= 1 << (i % 8)
		if _, err := Verify(altered, Options{}); !errors.Is(err, ErrNotVerified) && !errors.Is(err, ErrUnreadable) {
			t.Fatalf("byte %d of %d altered: %v", i, len(packed), err)
		}
	}
}

func TestExchangedFilesAreFound(t *testing.T) {
	files, err := unpack(newHandout(t).marked().pack(nil))
	if err != nil {
		t.Fatal(err)
	}
	other := newHandout(t).marked()
	other.records.Practice.Therapist = "Somebody Else"
	other.records.Items[1].Withheld.Type = "contact"
	other.records.Items[0].Paragraphs[2].Pieces[0].Basis = "none"
	others, err := unpack(other.pack(nil))
	if err != nil {
		t.Fatal(err)
	}
	v, err := parse(files)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(order) {
		t.Fatalf("only %d files", len(files))
	}
	for i, name := range order {
		if name == ManifestName || name == SumsName {
			continue
		}
		body := others[i].Data
		if name == VerifyName {
			body = append(slices.Clone(body), '\n')
		}
		if bytes.Equal(body, files[i].Data) {
			t.Errorf("%s is the same in both", name)
		}
		packed, err := Zip(v.records, v.manifest.Pages, exchanged(files, name, body))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Verify(packed, Options{}); !errors.Is(err, ErrNotVerified) {
			t.Errorf("%s exchanged, sums made anew: %v", name, err)
		}
	}
}
