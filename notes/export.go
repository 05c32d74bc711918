package notes

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"io"

	"subrosa/vault"
)

// Exported says what an export of everything holds.
type Exported struct {
	Cases       int    `json:"cases"`
	Notes       int    `json:"notes"` // drafts and void ones too
	Attachments int    `json:"attachments"`
	Files       int    `json:"files"`
	Bytes       int64  `json:"bytes"`
	Copy        string `json:"copy"` // Y-001: what to settle when it is gone
}

// CreateFile makes a new file of an export and all the folders that lead to it.
// The path has slashes and is relative: cases/C-001/case.json. It has codes in
// it, and never a name.
type CreateFile func(path string) (io.WriteCloser, error)

//go:embed exportreadme.txt
var exportReadme string

// Export writes everything that the record holds into files that can be read
// with nothing but an editor: each thing in a form for reading, and behind that
// every table as the record database has it. Left out are the private key of the
// log, which would let whoever reads the export sign in her name, and what
// belongs to the vault file and not to the record.
//
// That it is made is entered before the first byte is written, as an event and as
// a readable copy. All files are of one moment. What was written is an export
// only when there was no error; Copy is set as soon as it is entered, and
// ExportUndone says that nothing is left of one that failed. progress may be nil;
// it is called with notes and attachments.
func (b *Book) Export(ctx context.Context, create CreateFile, progress func(done, total int)) (Exported, error) {
	x := exporter{b: b, create: create, progress: progress}
	var err error
	var head string
	if x.Copy, head, err = b.beginExport(ctx); err != nil {
		return x.Exported, err
	}
	err = b.vault.View(ctx, func(tx *vault.Tx) error {
		x.tx = tx
		return x.everything(head)
	})
	return x.Exported, err
}

// beginExport enters the export, and makes the head of the log that goes with it,
// "" while nothing is signed.
func (b *Book) beginExport(ctx context.Context) (code, head string, err error) {
	err = b.vault.Update(ctx, func(tx *vault.Tx) error {
		var err error
		if code, err = enterReadableCopy(tx, 0, 0); err != nil {
			return err
		}
		if err := record(tx, Event{What: "exported", Detail: code}); err != nil {
			return err
		}
		size, err := logSize(tx)
		if err != nil || size == 0 {
			return err
		}
		if err := rememberHead(tx, size); err != nil {
			return err
		}
		head, err = signedHead(tx, size, now(tx))
		return err
	})
	if err != nil {
		return "", "", err
	}
	return code, head, nil
}

// ExportUndone enters that an export failed and that nothing of it is left.
func (b *Book) ExportUndone(ctx context.Context, code string) error {
	_, err := b.SettleReadableCopy(ctx, code)
	return err
}

// exporter writes one export, inside one transaction.
type exporter struct {
	Exported
	b           *Book
	tx          *vault.Tx
	create      CreateFile
	progress    func(done, total int)
	done, total int
}

// everything writes what can be read first, and the tables behind it.
func (x *exporter) everything(head string) error {
	var err error
	x.total, err = vault.One(x.tx, vault.Value[int], "SELECT (SELECT count(*) FROM note) + (SELECT count(*) FROM attachment)")
	if err != nil {
		return err
	}
	if err := x.text("README.txt", exportReadme); err != nil {
		return err
	}
	if head != "" {
		if err := x.text("head.txt", head); err != nil {
			return err
		}
	}
	for _, part := range []func() error{x.cases, x.requests, x.registers, x.history, x.tables} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// step counts a note or an attachment.
func (x *exporter) step() {
	x.done++
	if x.progress != nil {
		x.progress(x.done, x.total)
	}
}

// file writes one file.
func (x *exporter) file(path string, fill func(w io.Writer) error) (err error) {
	f, err := x.create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(&counted{f, &x.Bytes})
	if err := fill(w); err != nil {
		return err
	}
	x.Files++
	return w.Flush()
}

func (x *exporter) text(path, text string) error {
	return x.file(path, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
}

// json writes a value so that it can be read by people too.
func (x *exporter) json(path string, value any) error {
	return x.file(path, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(value)
	})
}

// ifAny writes a list, when there is anything in it.
func ifAny[T any](x *exporter, path string, list []T, err error) error {
	if err != nil || len(list) == 0 {
		return err
	}
	return x.json(path, list)
}

// counted counts what is written.
type counted struct {
	to io.Writer
	n  *int64
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	*c.n += int64(n)
	return n, err
}
