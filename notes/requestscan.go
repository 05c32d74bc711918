package notes

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"subrosa/notes/leak"
	"subrosa/notes/packet"
	"subrosa/vault"
)

// inspect looks at a packet before it is kept: it must verify as its recipient
// will verify it, and nothing that stays may be found in it, by a reader that
// shares no code with the writer.
func (d *deliberation) inspect(ctx context.Context, tx *vault.Tx, r Request, p packet.Packet) error {
	verified := make(chan error, 1)
	go func() { verified <- d.verify(p) }() // takes as long as the scan does
	found := d.search(ctx, tx, r, p)
	if err := <-verified; err != nil {
		return fmt.Errorf("the packet of %s was not kept: %w", r.ID, err)
	}
	return found
}

func (d *deliberation) verify(p packet.Packet) error {
	report, err := packet.Verify(p.Zip, packet.Options{Head: d.approval.body.Head})
	if err == nil && report.PDF != "same" {
		err = packet.ErrNotVerified
	}
	return err
}

// search looks for what stays, in the notes that leave and in the packet.
func (d *deliberation) search(ctx context.Context, tx *vault.Tx, r Request, p packet.Packet) error {
	if err := d.overlooked(tx, r); err != nil {
		return err
	}
	secrets, err := d.secrets(tx, r)
	if err != nil {
		return err
	}
	found, err := scanPacket(ctx, p, secrets)
	if err != nil || len(found) == 0 {
		return err
	}
	around, err := d.around()
	if err != nil {
		return err
	}
	said, err := scanPacket(ctx, around, secrets)
	if err != nil {
		return err
	}
	for _, at := range found {
		if !slices.ContainsFunc(said, func(s finding) bool { return s.secret == at.secret }) {
			return &Refused{Rule: "leak", What: fmt.Sprintf("%s: %s was found in %s, %s; the packet was not kept", r.ID, secrets[at.secret].Code, at.file, at.where),
				Hint: "withhold the note where it stands, or correct the plan"}
		}
	}
	return nil
}

// finding is where one of the texts that are looked for stands.
type finding struct {
	secret      int
	file, where string
}

func scanPacket(ctx context.Context, p packet.Packet, secrets []leak.Secret) ([]finding, error) {
	numbered := make([]leak.Secret, len(secrets))
	for i, s := range secrets {
		numbered[i] = leak.Secret{Code: strconv.Itoa(i), Text: s.Text, Whole: s.Whole}
	}
	report, err := leak.Scan(ctx, "packet.zip", p.Zip, numbered)
	if err != nil {
		return nil, fmt.Errorf("read the packet back: %w", err)
	}
	var list []finding
	for _, f := range report.Found {
		i, err := strconv.Atoi(f.Code)
		if err != nil {
			return nil, err
		}
		list = append(list, finding{i, f.File, f.Where})
	}
	return list, nil
}

// secrets are the texts that must not be in the packet: every sentence that
// stays, every place that is kept back, every alias with its names. What stands in
// a place that leaves as she decided is none: a month that is also somebody's
// name, say.
func (d *deliberation) secrets(tx *vault.Tx, r Request) ([]leak.Secret, error) {
	texts, err := d.staying(tx)
	if err != nil {
		return nil, err
	}
	names, err := d.lookedFor(tx, r)
	if err != nil {
		return nil, err
	}
	texts = append(texts, names...)
	said := leak.Held(d.leaving(), texts)
	var list []leak.Secret
	for i, s := range texts {
		if !said[i] {
			list = append(list, s)
		}
	}
	return list, nil
}

// staying are the sentences of notes and paragraphs that stay.
func (d *deliberation) staying(tx *vault.Tx) ([]leak.Secret, error) {
	var list []leak.Secret
	add := func(id NoteID, text string) {
		for _, sentence := range sentences(text) {
			list = append(list, leak.Secret{Code: "text of " + string(id), Text: sentence})
		}
	}
	for _, id := range d.withheld {
		items, err := readSigned(tx, id)
		if err != nil {
			return nil, err
		}
		for _, it := range items {
			for _, text := range it.bodies() {
				add(id, text)
			}
		}
	}
	for _, s := range d.plan.Spans {
		if s.whole && s.Decision == accepted {
			add(s.Note, d.textOf(s))
		}
	}
	return list, nil
}

// lookedFor are the words of places that are kept back, and every alias of the
// cases with its names.
func (d *deliberation) lookedFor(tx *vault.Tx, r Request) ([]leak.Secret, error) {
	var list []leak.Secret
	for _, s := range d.plan.Spans {
		if text := d.textOf(s); !s.whole && s.Decision == accepted && s.Source != byAlias && tellsSomething(text) {
			list = append(list, leak.Secret{Code: fmt.Sprintf("a place in %s, paragraph %d", s.Note, s.Paragraph), Text: text, Whole: true})
		}
	}
	for _, c := range r.Cases {
		file, err := c.number()
		if err != nil {
			return nil, err
		}
		aliases, err := readAliases(tx, file, true)
		if err != nil {
			return nil, err
		}
		for _, a := range aliases {
			code := "an alias of " + string(c)
			for _, text := range append([]string{"@" + a.Token}, a.Names...) {
				list = append(list, leak.Secret{Code: code, Text: text, Whole: true})
			}
		}
	}
	return list, nil
}

// tellsSomething says whether a text that was kept back at one place is looked
// for at all others: several words, or one that is neither short nor common.
func tellsSomething(text string) bool {
	parts := nameParts(text)
	return len(parts) > 1 || len(parts) == 1 && !isShort(parts[0]) && !commonWords[parts[0]]
}

// overlooked finds what is kept back at one place and stands at another that she
// did not decide about: then nothing is kept.
func (d *deliberation) overlooked(tx *vault.Tx, r Request) error {
	list, err := d.lookedFor(tx, r)
	if err != nil {
		return err
	}
	for _, in := range d.included {
		for part, it := range in.parts {
			for i, text := range it.bodies() {
				rest := d.undecided(text, PlanSpan{Note: in.note.ID, Addendum: part, Paragraph: i + 1})
				if at := slices.Index(leak.Held([]string{rest}, list), true); at >= 0 {
					return &Refused{Rule: "leak", What: fmt.Sprintf("%s: what is kept back as %s stands in %s, paragraph %d, too; the packet was not kept",
						r.ID, list[at].Code, in.note.ID, i+1), Hint: "decide about that place: request review " + string(r.ID)}
				}
			}
		}
	}
	return nil
}

// undecided is a paragraph without the places about which something is decided.
func (d *deliberation) undecided(text string, at PlanSpan) string {
	runes := []rune(text)
	for _, s := range d.plan.Spans {
		if s.paragraph() == at.paragraph() && (!s.whole || s.Decision == accepted) {
			for i := s.Start; i < s.End; i++ {
				runes[i] = ' '
			}
		}
	}
	return string(runes)
}

// leaving are the paragraphs that leave, with their marks.
func (d *deliberation) leaving() []string {
	var texts []string
	for _, in := range d.included {
		for part := range in.parts {
			if in.gone[part] {
				continue
			}
			said, _ := d.show(in, part)
			for _, p := range said.Paragraphs {
				texts = append(texts, p.String())
			}
		}
	}
	return texts
}

// around is what a packet of these notes says around their text: a packet of the
// same notes that has none of it. It holds what every packet does, and what is
// therefore no leak: the words of the letter and of the files' formats, the
// letterhead, the fonts.
func (d *deliberation) around() (packet.Packet, error) {
	a := d.approval.body
	records := a.Records
	err := d.inOrder(func(n PlanNote) {
		records.Items = append(records.Items, d.slip(n))
	}, func(n PlanNote, in includedNote) error {
		item := packet.Item{Number: n.Item}
		for part := range in.parts {
			if in.gone[part] {
				continue
			}
			said, _ := d.show(in, part)
			said.Paragraphs = []packet.Paragraph{{Heading: true, Pieces: []packet.Piece{{Text: "."}, {Mark: packet.ThirdParty(1), Reason: "TP"}}}}
			if part == 0 {
				item.Signed = said
			} else {
				item.Addenda = append(item.Addenda, said)
			}
		}
		records.Items = append(records.Items, item)
		return nil
	})
	if err != nil {
		return packet.Packet{}, err
	}
	form := packet.Proof{Format: packet.ProofFormat, Head: a.Head, Items: []packet.ItemProof{{Addenda: []packet.SignedProof{{}}}}, Earlier: []packet.Earlier{{}}}
	return packet.Compose(records, func(packet.Records, []packet.File) ([]byte, error) { return form.Marshal() })
}

// sentences cuts a text into sentences of three words or more: less than that
// says too little to be looked for.
func sentences(text string) []string {
	var list []string
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".!?;:\n", r) }) {
		if len(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })) >= 3 {
			list = append(list, s)
		}
	}
	return list
}
