// Package notes is the record of a practice: who comes, what was written about
// it, what was signed, and what was done with it. The record is an SQL database
// inside a vault; nothing here knows about encryption or terminals.
//
// A Book is the record in one open vault. Each of its methods is one
// transaction, so that what it returns belongs together and what it writes is
// there whole or not at all.
//
//	book, err := notes.Open(ctx, v)
//	saved, err := book.NewNote(ctx, notes.NoteInput{Case: "C-001", Document: doc})
//	signed, err := book.Sign(ctx, saved.Note, "")
//
// The life of a note: a draft, saved again and again, each save a revision;
// signing freezes it, makes its digest (package digest) and enters that digest
// into the practice's log (golang.org/x/mod/sumdb/tlog), whose signed head
// (package head) can be lodged outside. From then on only addenda are written
// beside it. The schema holds this, not the Go code: a program that writes SQL
// to the record is refused as well (schema/0001_record.sql).
//
// Codes stand for everything that has a name. Errors carry codes, never text of
// the record: *NotFound, *Invalid, *Refused, and those of package vault.
package notes
