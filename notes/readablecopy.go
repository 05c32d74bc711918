package notes

import (
	"context"
	"fmt"

	"subrosa/vault"
)

// ReadableCopy is Y-001: a file outside of the vault that can be read by whoever
// has it, which she had written.
type ReadableCopy struct {
	ID         string         `json:"id"`
	Attachment AttachmentCode `json:"attachment"` // "": of everything
	Case       CaseCode       `json:"case"`
	Gone       bool           `json:"gone"`
}

func readableCopyCode(n int64) string { return fmt.Sprintf("Y-%03d", n) }

// enterReadableCopy enters one of an attachment of a case; 0 and 0 one of everything.
func enterReadableCopy(tx *vault.Tx, attachment, file int64) (code string, err error) {
	var a, c any
	if attachment > 0 {
		a, c = attachment, file
	}
	n, err := vault.One(tx, vault.Value[int64], "INSERT INTO readable_copy (id, attachment, casefile, at) VALUES ((SELECT coalesce(max(id), 0) + 1 FROM readable_copy), ?, ?, ?) RETURNING id", a, c, stamp(now(tx)))
	return readableCopyCode(n), err
}

// SettleReadableCopy says that such a file is gone.
func (b *Book) SettleReadableCopy(ctx context.Context, id string) (ReadableCopy, error) {
	return update(ctx, b, func(tx *vault.Tx) (ReadableCopy, error) {
		n, err := number(id, "Y", "readable copy")
		if err != nil {
			return ReadableCopy{}, err
		}
		list, err := readReadableCopies(tx, "WHERE c.id = ?", n)
		if err == nil && len(list) == 0 {
			err = &NotFound{What: readableCopyCode(n)}
		}
		if err != nil {
			return ReadableCopy{}, err
		}
		c := list[0]
		if c.Gone {
			return c, &Refused{Rule: "settled", What: c.ID + " is settled"}
		}
		if _, err := tx.Exec("INSERT INTO readable_copy_gone (copy, at) VALUES (?, ?)", n, stamp(now(tx))); err != nil {
			return c, err
		}
		c.Gone = true
		return c, record(tx, Event{What: "readable-copy-gone", Case: c.Case, Detail: c.ID})
	})
}

func readReadableCopies(tx *vault.Tx, where string, args ...any) ([]ReadableCopy, error) {
	return vault.All(tx, func(scan vault.Scan) (c ReadableCopy, err error) {
		var id int64
		var attachment, file *int64
		err = scan(&id, &attachment, &file, &c.Gone)
		c.ID = readableCopyCode(id)
		if attachment != nil && file != nil {
			c.Attachment, c.Case = attachmentCode(*attachment), caseCode(*file)
		}
		return c, err
	}, "SELECT c.id, c.attachment, c.casefile, g.copy IS NOT NULL FROM readable_copy c LEFT JOIN readable_copy_gone g ON g.copy = c.id "+where+" ORDER BY c.id", args...)
}

// filesOut are the readable files that are not known to be gone.
func filesOut(tx *vault.Tx) ([]Todo, error) {
	list, err := readReadableCopies(tx, "WHERE g.copy IS NULL")
	var todo []Todo
	for _, c := range list {
		todo = append(todo, Todo{Kind: "readable-copy", ID: c.ID, Case: c.Case})
	}
	return todo, err
}
