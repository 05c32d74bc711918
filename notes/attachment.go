package notes

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"subrosa/notes/media"
	"subrosa/vault"
)

// AttachmentCode is A-000001: a file that came.
type AttachmentCode string

func attachmentCode(n int64) AttachmentCode { return AttachmentCode(fmt.Sprintf("A-%06d", n)) }

func (a AttachmentCode) number() (int64, error) { return number(string(a), "A", "attachment") }

// Sizes of attachments, in bytes.
const (
	MaxAttachment   = 50 << 20
	attachmentPiece = 256 << 10
)

// AttachmentKinds are what a file can be to the record.
func AttachmentKinds() []string {
	return []string{"letter", "report", "sheet", "message", "drawing", "photo", "other"}
}

// AttachmentInput says what a file is. Its name is not kept: it may say who it is
// about.
type AttachmentInput struct {
	Case     CaseCode
	Party    Label  // whose it is; "": everybody's
	Kind     string // one of AttachmentKinds; "": other
	Title    string // her words; may be empty
	Received string // 2006-01-31; "": today
}

// Attachment is a file in the record.
type Attachment struct {
	ID       AttachmentCode `json:"attachment"`
	Case     CaseCode       `json:"case"`
	Party    Label          `json:"party"`
	Kind     string         `json:"kind"`
	Title    string         `json:"title"`
	Received string         `json:"received"`
	Media    string         `json:"media"` // application/pdf, for one
	Bytes    int64          `json:"bytes"`
	SHA256   string         `json:"sha256"`
	AddedAt  time.Time      `json:"added_at"`
	Void     *string        `json:"void"` // why it was added in error
}

// ErrChanging means that a file grew or shrank while it was read.
var ErrChanging = errors.New("the file changed while it was read")

// AddAttachment keeps a file of so many bytes. It is read twice: once to see what
// it is, once to keep it, piece by piece. Sound and moving pictures are Refused, and
// archives that may hold them unseen.
func (b *Book) AddAttachment(ctx context.Context, in AttachmentInput, file io.ReaderAt, size int64) (Attachment, error) {
	switch {
	case size <= 0:
		return Attachment{}, &Invalid{What: "the file is empty", Flag: "from"}
	case size > MaxAttachment:
		return Attachment{}, &Invalid{What: "the file is larger than 50 MB", Flag: "from"}
	}
	what, err := media.Look(file, size)
	if err != nil {
		return Attachment{}, err
	}
	if what.Recording {
		return Attachment{}, &Refused{Rule: "recording", What: "sound and moving pictures are not kept: a recording takes what was said in confidence out of everybody's hands",
			Hint: "write down what it is about; handout recording-policy says why, and what to offer instead"}
	}
	if what.Closed {
		return Attachment{}, &Refused{Rule: "archive", What: "what is in this archive cannot be seen", Hint: "unpack it, and add the files that are in it"}
	}
	return update(ctx, b, func(tx *vault.Tx) (Attachment, error) {
		a, file64, err := b.newAttachment(tx, in)
		if err != nil {
			return a, err
		}
		a.Media, a.Bytes = what.Media, size
		if a.SHA256, err = digestOf(file, size); err != nil {
			return a, err
		}
		if err := a.insert(tx, file64); err != nil {
			return a, err
		}
		return a, a.keep(tx, file)
	})
}

func (b *Book) newAttachment(tx *vault.Tx, in AttachmentInput) (Attachment, int64, error) {
	var a Attachment
	file, err := openCaseNumber(tx, in.Case)
	if err != nil {
		return a, 0, err
	}
	all, err := labels(tx, file)
	if err != nil {
		return a, 0, err
	}
	var c cleaner
	c.line("title", &in.Title)
	c.date("received", &in.Received)
	in.Kind, in.Received = or(in.Kind, "other"), or(in.Received, b.today(tx))
	switch {
	case !slices.Contains(AttachmentKinds(), in.Kind):
		c.fail(&Invalid{What: "kind: " + strings.Join(AttachmentKinds(), ", "), Flag: "kind"})
	case in.Received > b.today(tx):
		c.fail(&Invalid{What: "received: a day that has not come yet", Flag: "received"})
	case in.Party != "" && !slices.Contains(all, string(in.Party)):
		c.fail(&Invalid{What: "a party that the case does not have", Flag: "party"})
	}
	return Attachment{Case: caseCode(file), Party: in.Party, Kind: in.Kind, Title: in.Title, Received: in.Received, AddedAt: now(tx)}, file, c.err
}

// digestOf is the SHA-256 of the bytes of a file that has so many, and no more.
func digestOf(file io.ReaderAt, size int64) (string, error) {
	h := sha256.New()
	n, err := io.Copy(h, io.NewSectionReader(file, 0, size+1))
	switch {
	case err != nil:
		return "", err
	case n != size:
		return "", ErrChanging
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func (a *Attachment) insert(tx *vault.Tx, file int64) error {
	id, err := nextRow(tx, "attachment")
	if err != nil {
		return err
	}
	a.ID = attachmentCode(id)
	_, err = tx.Exec("INSERT INTO attachment (id, casefile, party, kind, title, received, media, bytes, sha256, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		id, file, string(a.Party), a.Kind, a.Title, a.Received, a.Media, a.Bytes, a.SHA256, stamp(a.AddedAt))
	if err != nil {
		return err
	}
	return record(tx, Event{What: "attachment-added", Case: a.Case, Detail: string(a.ID)})
}

// keep writes the pieces, and makes sure that they are those of the digest.
func (a *Attachment) keep(tx *vault.Tx, file io.ReaderAt) error {
	id, _ := a.ID.number()
	h, piece := sha256.New(), make([]byte, attachmentPiece)
	for at, no := int64(0), 1; at < a.Bytes; no++ {
		part := piece[:min(attachmentPiece, a.Bytes-at)]
		if n, err := file.ReadAt(part, at); n < len(part) {
			if err == io.EOF {
				return ErrChanging
			}
			return err
		}
		h.Write(part)
		if _, err := tx.Exec("INSERT INTO attachment_piece (attachment, number, body) VALUES (?, ?, ?)", id, no, part); err != nil {
			return err
		}
		at += int64(len(part))
	}
	if hex.EncodeToString(h.Sum(nil)) != a.SHA256 {
		return ErrChanging
	}
	return nil
}

// Attachments lists the files of a case, or all, as they came.
func (b *Book) Attachments(ctx context.Context, c CaseCode) ([]Attachment, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]Attachment, error) {
		if c == "" {
			return readAttachments(tx, "")
		}
		file, err := liveCase(tx, c)
		if err != nil {
			return nil, err
		}
		return readAttachments(tx, "WHERE a.casefile = ?", file)
	})
}

// AttachmentInfo is what is known of a file.
func (b *Book) AttachmentInfo(ctx context.Context, id AttachmentCode) (Attachment, error) {
	return view(ctx, b, func(tx *vault.Tx) (Attachment, error) { return readAttachment(tx, id) })
}

// SaveAttachment enters that a readable copy of a file is made, and then writes
// it. What was written is the file only when there was no error; after one nothing
// of it may be left, and that is entered too.
func (b *Book) SaveAttachment(ctx context.Context, id AttachmentCode, w io.Writer) (Attachment, error) {
	var copied string
	a, err := update(ctx, b, func(tx *vault.Tx) (Attachment, error) {
		a, err := readAttachment(tx, id)
		if err != nil {
			return a, err
		}
		n, _ := a.ID.number()
		file, _ := a.Case.number()
		if copied, err = enterReadableCopy(tx, n, file); err != nil {
			return a, err
		}
		return a, record(tx, Event{What: "attachment-saved", Case: a.Case, Detail: string(a.ID)})
	})
	if err != nil {
		return a, err
	}
	if err = b.vault.View(ctx, func(tx *vault.Tx) error { return a.write(tx, w) }); err != nil {
		_, undone := b.SettleReadableCopy(context.WithoutCancel(ctx), copied)
		err = errors.Join(err, undone)
	}
	return a, err
}

// write writes the pieces one after the other.
func (a Attachment) write(tx *vault.Tx, w io.Writer) error {
	id, _ := a.ID.number()
	h := sha256.New()
	for no := int64(1); (no-1)*attachmentPiece < a.Bytes; no++ {
		piece, err := vault.One(tx, vault.Value[[]byte], "SELECT body FROM attachment_piece WHERE attachment = ? AND number = ?", id, no)
		if errors.Is(err, vault.ErrNoRows) {
			return fmt.Errorf("%s: piece %d is missing: %w", a.ID, no, vault.ErrDamaged)
		}
		if err != nil {
			return err
		}
		h.Write(piece)
		if _, err := w.Write(piece); err != nil {
			return err
		}
	}
	if hex.EncodeToString(h.Sum(nil)) != a.SHA256 {
		return fmt.Errorf("%s: not the bytes that were added: %w", a.ID, vault.ErrDamaged)
	}
	return nil
}

// VoidAttachment enters that a file was added in error, and why. It stays.
func (b *Book) VoidAttachment(ctx context.Context, id AttachmentCode, reason string) (Attachment, error) {
	return update(ctx, b, func(tx *vault.Tx) (Attachment, error) {
		a, err := readAttachment(tx, id)
		if err != nil {
			return a, err
		}
		if a.Void != nil {
			return a, &Refused{Rule: "void", What: string(a.ID) + " is void"}
		}
		if reason, err = needed("reason", reason, "why was it added in error?", "reason-from"); err != nil {
			return a, err
		}
		a.Void = &reason
		n, _ := a.ID.number()
		if _, err := tx.Exec("INSERT INTO attachment_void (attachment, at, reason) VALUES (?, ?, ?)", n, stamp(now(tx)), reason); err != nil {
			return a, err
		}
		return a, record(tx, Event{What: "attachment-void", Case: a.Case, Detail: string(a.ID)})
	})
}

func readAttachment(tx *vault.Tx, id AttachmentCode) (Attachment, error) {
	n, err := id.number()
	if err != nil {
		return Attachment{}, err
	}
	list, err := readAttachments(tx, "WHERE a.id = ?", n)
	if err == nil && len(list) == 0 {
		err = &NotFound{What: string(attachmentCode(n))}
	}
	if err != nil {
		return Attachment{}, err
	}
	return list[0], nil
}

func readAttachments(tx *vault.Tx, where string, args ...any) ([]Attachment, error) {
	return vault.All(tx, func(scan vault.Scan) (a Attachment, err error) {
		var id, file int64
		var party, added string
		err = scan(&id, &file, &party, &a.Kind, &a.Title, &a.Received, &a.Media, &a.Bytes, &a.SHA256, &added, &a.Void)
		if err != nil {
			return a, err
		}
		a.ID, a.Case, a.Party = attachmentCode(id), caseCode(file), Label(party)
		a.AddedAt, err = parseStamp(added)
		return a, err
	}, `SELECT a.id, a.casefile, a.party, a.kind, a.title, a.received, a.media, a.bytes, a.sha256, a.added_at, v.reason
		FROM attachment a LEFT JOIN attachment_void v ON v.attachment = a.id `+where+" ORDER BY a.id", args...)
}
