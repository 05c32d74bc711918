package notes

import (
	"context"
	"time"

	"subrosa/notes/document"
	"subrosa/vault"
)

// maxText is the most text that one note or addendum may have, in bytes.
const maxText = 1 << 20

// ahead is how far in the future a session may begin that is written about: a
// clock that is a little off, a client who came early, a draft that is opened
// beforehand.
const ahead = 30 * time.Minute

// DocumentContext is what reading a document for a case depends on.
func (b *Book) DocumentContext(ctx context.Context, c CaseCode) (document.Context, error) {
	return view(ctx, b, func(tx *vault.Tx) (document.Context, error) {
		file, err := liveCase(tx, c)
		if err != nil {
			return document.Context{}, err
		}
		return b.documentContext(tx, file)
	})
}

func (b *Book) documentContext(tx *vault.Tx, file int64) (document.Context, error) {
	p, err := readPractice(tx)
	if err != nil {
		return document.Context{}, err
	}
	parties, err := labels(tx, file)
	if err != nil {
		return document.Context{}, err
	}
	formats, err := formatsFor(tx, file)
	return document.Context{Now: now(tx).In(b.zone), Language: p.Language, Parties: parties, Places: p.placeIDs(), Formats: formats}, err
}

// check brings a document into the form in which a draft is kept, and refuses
// what no draft may be: facts missing or impossible, too much text.
func (b *Book) check(tx *vault.Tx, file int64, d document.Document) (document.Document, error) {
	if d.Kind == "" {
		d.Kind = "session"
	}
	c, err := b.documentContext(tx, file)
	if err != nil {
		return d, err
	}
	if textSize(d.Sections) > maxText {
		return d, &Invalid{What: "the text is longer than 1 MiB"}
	}
	if d, err = document.Check(d, c); err != nil {
		return d, asInvalid(err)
	}
	return d, complete(d, len(c.Parties), now(tx))
}

// complete says whether the facts are there that even a draft cannot do
// without, in a case of so many parties.
func complete(d document.Document, parties int, now time.Time) error {
	happened, met := !document.WithoutSession(d.Kind), document.Meets(d.Kind)
	switch {
	case d.Start.IsZero():
		return &Invalid{What: "start is missing", Flag: "--start"}
	case d.Start.Year() < firstYear || d.Start.Year() > 2200:
		return &Invalid{What: "start: not a year of this time", Flag: "--start"}
	case d.Kind != "cancellation" && d.Start.After(now.Add(ahead)):
		return &Invalid{What: "start is in the future", Flag: "--start"}
	case met && d.Minutes == 0:
		return &Invalid{What: "minutes is missing", Flag: "--minutes"}
	case met && d.Place == "":
		return &Invalid{What: "place is missing", Flag: "--place"}
	case happened && d.Format == "":
		return &Invalid{What: "format is missing", Flag: "--format"}
	case happened && parties > 0 && len(d.Present) == 0:
		return &Invalid{What: "present is missing", Flag: "--present"}
	case d.Next != nil && !d.Next.Start.After(d.Start):
		return &Invalid{What: "next is not after start"}
	}
	return nil
}

func textSize(sections []document.Section) int {
	n := 0
	for _, s := range sections {
		n += len(s.Heading) + paragraphsSize(s.Paragraphs)
	}
	return n
}

func paragraphsSize(list []document.Paragraph) int {
	n := 0
	for _, p := range list {
		n += len(p.Text)
	}
	return n
}
