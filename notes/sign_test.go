package notes

import (
	"testing"
	"time"
)

func TestFirst(t *testing.T) {
	b, c := newBook(t)
	n := withSigned(t, b, "Both came on time. Joe spoke of @boss-wife.", "Kevin Brandt's car.")
	c.pass(time.Minute)
	_, err := b.Note(ctx, n.ID)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(b.Head(ctx))
	if _, err := b.Amend(ctx, n.ID, "correction", documentParagraphs([]Paragraph{{Text: "It was late", Whose: "A"}})); err != nil {
		t.Fatal(err)
	}
	if err := b.Void(ctx, n.ID, "wrong file"); err != nil {
		t.Fatal(err)
	}
	t.Log(b.Check(ctx))
}
