package notes

import (
	"fmt"
	"io"

	"subrosa/notes/document"
	"subrosa/notes/media"
	"subrosa/vault"
)

// cases writes a folder for each case.
func (x *exporter) cases() error {
	files, err := vault.All(x.tx, vault.Value[int64], "SELECT id FROM casefile ORDER BY id")
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := x.caseFolder(file, "cases/"+string(caseCode(file))+"/"); err != nil {
			return err
		}
		x.Cases++
	}
	return nil
}

func (x *exporter) caseFolder(file int64, folder string) error {
	c, err := x.b.readCase(x.tx, caseCode(file), true)
	if err != nil {
		return err
	}
	if err := x.json(folder+"case.json", c); err != nil {
		return err
	}
	if c.Destroyed != nil {
		d, err := readDestruction(x.tx, file)
		if err != nil {
			return err
		}
		return x.json(folder+"destruction.json", d)
	}
	if err := x.notes(file, folder+"notes/"); err != nil {
		return err
	}
	consents, err := x.b.readConsents(x.tx, "WHERE c.casefile = ?", file)
	if err := ifAny(x, folder+"consents.json", consents, err); err != nil {
		return err
	}
	measures, err := readMeasures(x.tx, "WHERE m.casefile = ?", file)
	if err := ifAny(x, folder+"measures.json", measures, err); err != nil {
		return err
	}
	return x.attachments(file, folder)
}

// notes writes each note twice: as a document, and whole, with what stands beside
// it.
func (x *exporter) notes(file int64, folder string) error {
	ids, err := vault.All(x.tx, vault.Value[int64], "SELECT id FROM note WHERE casefile = ? ORDER BY id", file)
	if err != nil {
		return err
	}
	for _, id := range ids {
		n, err := readNote(x.tx, noteID(id))
		if err != nil {
			return err
		}
		if err := x.text(folder+string(n.ID)+".md", string(document.Print(DocumentOf(n)))); err != nil {
			return err
		}
		n.Present, n.Sections, n.Addenda = orEmpty(n.Present), orEmpty(n.Sections), orEmpty(n.Addenda)
		for i := range n.Sections {
			n.Sections[i].Paragraphs = orEmpty(n.Sections[i].Paragraphs)
		}
		if err := x.json(folder+string(n.ID)+".json", n); err != nil {
			return err
		}
		x.Notes++
		x.step()
	}
	return nil
}

// exportedAttachment is an attachment and the file that it is in.
type exportedAttachment struct {
	Attachment
	File string `json:"file"`
}

// attachments writes the files of a case as they came, piece by piece.
func (x *exporter) attachments(file int64, folder string) error {
	list, err := readAttachments(x.tx, "WHERE a.casefile = ?", file)
	if err != nil {
		return err
	}
	var all []exportedAttachment
	for _, a := range list {
		name := "attachments/" + string(a.ID) + media.Ending(a.Media)
		if err := x.file(folder+name, func(w io.Writer) error { return a.write(x.tx, w) }); err != nil {
			return fmt.Errorf("%s: %w", a.ID, err)
		}
		all = append(all, exportedAttachment{a, name})
		x.Attachments++
		x.step()
	}
	return ifAny(x, folder+"attachments.json", all, nil)
}
