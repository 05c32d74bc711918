package notes

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"subrosa/vault"
)

// attach adds a text as an attachment.
func attach(b *Book, c CaseCode, text string) Attachment {
	return must(b.AddAttachment(ctx, AttachmentInput{Case: c}, strings.NewReader(text), int64(len(text))))
}

// long is a text of several pieces that do not repeat.
func long(word string) string {
	var b strings.Builder
	for i := 0; b.Len() < 3*attachmentPiece-7; i++ {
		b.WriteString(word)
		b.WriteByte(byte('a' + i%23))
	}
	return b.String()
}

func TestAttachmentsAreJoined(t *testing.T) {
	a := newSite(t)
	file := withCase(t, a.Book)
	attach(a.Book, file, "both have it")
	b := a.second()
	attach(a.Book, file, "only here")
	there := attach(b.Book, file, long("only there "))
	must(b.VoidAttachment(ctx, "A-000001", "the wrong case"))
	must(b.SaveAttachment(ctx, there.ID, io.Discard))
	joined := a.mustTake(b)
	list := must(a.Attachments(ctx, file))
	if len(list) != 3 || list[0].Void == nil || list[2].SHA256 != there.SHA256 || len(joined.Renumbered) != 1 {
		t.Fatalf("%+v %+v", list, joined.Renumbered)
	}
	var back bytes.Buffer
	must(a.SaveAttachment(ctx, list[2].ID, &back))
	if back.String() != long("only there ") {
		t.Error("it came back otherwise")
	}
	if todo := must(a.Todos(ctx, "")); !strings.Contains(ids(todo), "Y-001 Y-002") {
		t.Error(ids(todo))
	}
}

func ids(list []Todo) string {
	var b strings.Builder
	for _, t := range list {
		b.WriteString(t.ID + " ")
	}
	return b.String()
}

// A piece that was exchanged behind the rules is found.
func TestAnAlteredPieceIsFound(t *testing.T) {
	b, _ := newBook(t)
	attach(b, withCase(t, b), long("words "))
	check(b.vault.Update(ctx, func(tx *vault.Tx) error {
		if _, err := tx.Exec("DROP TRIGGER attachment_piece_not_changed"); err != nil {
			return err
		}
		_, err := tx.Exec("UPDATE attachment_piece SET body = zeroblob(length(body)) WHERE number = 2")
		return err
	}))
	if _, problems, err := b.Check(ctx, nil); err != nil || len(problems) != 1 || problems[0] != "A-000001 is not what was added" {
		t.Error(problems, err)
	}
	if _, err := b.SaveAttachment(ctx, "A-000001", io.Discard); !errors.Is(err, vault.ErrDamaged) {
		t.Error(err)
	}
}

// growing has more bytes each time it is read.
type growing struct{ text string }

func (g *growing) ReadAt(p []byte, at int64) (int, error) {
	g.text += "more"
	return strings.NewReader(g.text).ReadAt(p, at)
}

// changing has other bytes each time, but not more.
type changing struct{ n byte }

func (c *changing) ReadAt(p []byte, at int64) (int, error) {
	c.n++
	text := bytes.Repeat([]byte{'a' + c.n}, 100)
	return bytes.NewReader(text).ReadAt(p, at)
}

// A file that is written to meanwhile is not kept.
func TestAFileThatChanges(t *testing.T) {
	b, _ := newBook(t)
	file := withCase(t, b)
	for name, r := range map[string]io.ReaderAt{"grows": &growing{strings.Repeat("x", 100)}, "changes": &changing{}, "shrinks": strings.NewReader("short")} {
		if _, err := b.AddAttachment(ctx, AttachmentInput{Case: file}, r, 100); !errors.Is(err, ErrChanging) {
			t.Errorf("a file that %s: %v", name, err)
		}
	}
	if list := must(b.Attachments(ctx, "")); len(list) != 0 {
		t.Errorf("%+v", list)
	}
}
