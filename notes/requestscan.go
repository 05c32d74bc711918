package notes

import (
	"fmt"
	"strings"
	"unicode"

	"subrosa/notes/packet"
	"subrosa/vault"
)

// inspect looks at a packet before it is kept: it must verify as its recipient
// will verify it, and nothing that stays may be found in it.
func (d *deliberation) inspect(tx *vault.Tx, r Request, p packet.Packet) error {
	report, err := packet.Verify(p.Zip, packet.Options{Head: d.approval.body.Head})
	if err == nil && report.PDF != "same" {
		err = packet.ErrNotVerified
	}
	if err != nil {
		return fmt.Errorf("the packet of %s was not kept: %w", r.ID, err)
	}
	secrets, err := d.secrets(tx, r)
	if err != nil {
		return err
	}
	found, err := packet.Scan(p.Zip, secrets)
	if err != nil {
		return fmt.Errorf("read the packet back: %w", err)
	}
	if len(found) > 0 {
		return &Refused{Rule: "leak", What: fmt.Sprintf("%s: %s was found in %s; the packet was not kept", r.ID, found[0].Code, found[0].File),
			Hint: "withhold the note where it stands, or correct the plan"}
	}
	return nil
}

// secrets are the texts that must not be in the packet: every sentence of a
// note that stays, and every alias with its names. What the packet says anyway,
// in its own words or in a note that leaves as she decided it, is none: a month
// that is also somebody's name, say.
func (d *deliberation) secrets(tx *vault.Tx, r Request) ([]packet.Secret, error) {
	leaves, err := d.leaving()
	if err != nil {
		return nil, err
	}
	var list []packet.Secret
	add := func(s packet.Secret) {
		for _, text := range leaves {
			if packet.Contains(text, s) {
				return
			}
		}
		list = append(list, s)
	}
	for _, id := range d.withheld {
		items, err := readSigned(tx, id)
		if err != nil {
			return nil, err
		}
		for _, it := range items {
			for _, text := range it.bodies() {
				for _, sentence := range sentences(text) {
					add(packet.Secret{Code: "text of " + string(id), Text: sentence})
				}
			}
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
			list = append(list, packet.Secret{Code: code, Text: "@" + a.Token, Whole: true})
			for _, name := range a.Names {
				add(packet.Secret{Code: code, Text: name, Whole: true})
			}
		}
	}
	return list, nil
}

// leaving are the texts that may stand in the packet: the included paragraphs
// with their marks, and everything around them, which is a packet of the same
// notes without their text.
func (d *deliberation) leaving() ([]string, error) {
	around := d.approval.body.Records
	texts := []string{packet.VerifyText(around.Language)}
	for i, in := range d.included {
		item := packet.Item{Number: i + 1}
		for part, it := range in.parts {
			said, _ := d.show(in.note.ID, part, it)
			for _, p := range said.Paragraphs {
				texts = append(texts, p.String())
			}
			said.Paragraphs = nil
			if part == 0 {
				item.Signed = said
			} else {
				item.Addenda = append(item.Addenda, said)
			}
		}
		around.Items = append(around.Items, item)
	}
	for _, place := range around.Places {
		texts = append(texts, place)
	}
	pdf, _, err := packet.Render(around)
	if err != nil {
		return nil, err
	}
	text, err := packet.Extract(pdf)
	return append(texts, text), err
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
