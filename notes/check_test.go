package notes

import (
	"slices"
	"strings"
	"testing"
	"time"

	"subrosa/notes/document"
	"subrosa/vault"
)

// Check finds what a program did that took the rules of the schema away first.
func TestCheckFinds(t *testing.T) {
	for _, test := range []struct{ name, trigger, statement, want string }{
		{"nothing", "", "", ""},
		{"a word of a note", "paragraph_signed_not_changed", "UPDATE paragraph SET text = 'Both came on line.' WHERE position = 1", "N-000001 does not make its digest"},
		{"a longer text", "paragraph_signed_not_changed", "UPDATE paragraph SET text = text || '!'", "N-000001 cannot be read: its seal does not fit"},
		{"a fact", "note_signed_is_not_changed", "UPDATE note SET minutes = 51", "N-000001 does not make its digest"},
		{"a mark", "paragraph_signed_not_changed", "UPDATE paragraph SET whose = 'A'", "N-000001 does not make its digest"},
		{"a heading", "section_signed_not_changed", "UPDATE section SET heading = 'Date' WHERE position = 1", "N-000001 does not make its digest"},
		{"the author of an addendum", "addendum_not_changed", "UPDATE addendum SET author = 'x'", "N-000001, correction 1 does not make its digest"},
		{"the digest", "seal_not_changed", "UPDATE seal SET digest = zeroblob(32) WHERE note = 1", "N-000001 does not make its digest"},
		{"digest and log", "log_not_changed", "UPDATE log SET digest = zeroblob(32) WHERE kind = 'note'", "N-000001 is not in the log as it was signed"},
		{"the kind of a leaf", "log_not_changed", "UPDATE log SET kind = 'filler' WHERE kind = 'note'", "N-000001 is not in the log as it was signed"},
		{"a filler", "log_only_added", "INSERT INTO log SELECT max(leaf) + 1, 'filler', zeroblob(32) FROM log", "of the log is missing"},
		{"a hash too many", "log_hash_only_added", "INSERT INTO log_hash SELECT max(id) + 1, zeroblob(32) FROM log_hash", "the log has 1 hashes that belong to no leaf"},
		{"a signature without a seal", "note_begins_as_draft", `INSERT INTO note (id, casefile, kind, layer, format, start, place, present, part, author,
			language, revision, started_at, text_at, status, signed_at) SELECT 7, casefile, kind, layer, format, start, place, present, part, author,
			language, revision, started_at, text_at, status, signed_at FROM note`, "N-000007 is signed without a seal"},
		{"a void that nobody signed", "note_signed_is_not_changed", "UPDATE note SET status = 'void', void_at = text_at, void_reason = 'wrong'",
			"N-000001 says otherwise of its being void"},
		{"the number of a section", "section_signed_not_changed; DROP TRIGGER paragraph_signed_not_changed",
			"PRAGMA defer_foreign_keys = ON; UPDATE section SET position = position + 5; UPDATE paragraph SET section = section + 5", "N-000001 cannot be read"},
		{"a time that is none", "note_signed_is_not_changed", "UPDATE note SET next = 'soon'", "N-000001 cannot be read"},
		{"a leaf without a record", "log_only_added", "INSERT INTO log SELECT max(leaf) + 1, 'note', zeroblob(32) FROM log", "belongs to nothing in the record"},
		{"a hash of the log", "log_hash_not_changed", "UPDATE log_hash SET hash = zeroblob(32) WHERE id = 0", "hash 0 of the log does not follow"},
		{"an addendum without a seal", "", `INSERT INTO addendum SELECT 2, 1, 2, docid + 1, kind, at, author, language, NULL, NULL, NULL, NULL, NULL FROM addendum`, "an addendum without a seal"},
		{"a counter", "", "UPDATE casefile SET notes = 7", "C-001 counts its notes wrongly"},
		{"the index", "", "DELETE FROM search WHERE rowid IN (SELECT docid FROM note)", "N-000001 is not in the index"},
		{"a word in the index", "", "INSERT INTO search (search, rowid, text) SELECT 'delete', docid, 'time' FROM searchable LIMIT 1", "the index does not hold the words"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b, c := newBook(t)
			note := withSigned(t, b, "Both came on time.")
			c.pass(time.Hour)
			if _, err := b.Amend(ctx, note.ID, "correction", []document.Paragraph{{Text: "Not quite."}}); err != nil {
				t.Fatal(err)
			}
			err := b.vault.Update(ctx, func(tx *vault.Tx) error {
				if test.trigger != "" {
					if _, err := tx.Exec("DROP TRIGGER " + test.trigger); err != nil {
						return err
					}
				}
				if test.statement == "" {
					return nil
				}
				changed, err := tx.Exec(test.statement)
				if err == nil && changed == 0 {
					t.Fatal("nothing was altered")
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			generation := must(b.vault.Info(ctx)).Generation
			records, problems, err := b.Check(ctx, nil)
			if err != nil {
				t.Fatal(err)
			}
			if now := must(b.vault.Info(ctx)).Generation; now != generation {
				t.Errorf("checking made generation %d of %d", now, generation)
			}
			if test.want == "" && (len(problems) > 0 || records != 2) {
				t.Errorf("%d records, %q", records, problems)
			}
			if test.want != "" && !slices.ContainsFunc(problems, func(p string) bool { return strings.Contains(p, test.want) }) {
				t.Errorf("%q lacks %q", problems, test.want)
			}
		})
	}
}
