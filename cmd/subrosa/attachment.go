package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"subrosa/notes"
	"subrosa/vault"
)

func newAttachmentCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "attachment", "Keep letters, signed sheets and pictures with a case",
		newAttachmentAddCmd(a), newAttachmentListCmd(a), newAttachmentSaveCmd(a), newAttachmentVoidCmd(a))
}

type attachmentAddOptions struct {
	in        notes.AttachmentInput
	party     string
	from      string
	titleFrom string
}

func newAttachmentAddCmd(a *app) *cobra.Command {
	o := &attachmentAddOptions{}
	c := &cobra.Command{
		Use:   "add [CODE] --from FILE",
		Short: "Keep a file with a case",
		Long: `Keep a file of up to 50 MB with a case: a letter, a report, a signed sheet, a
message, a drawing, a photo. The name of the file is not kept, since it may say whom
it is about: --title-from gives it a title. The file itself stays where it is; delete
it there when it is no longer needed.

Sound and moving pictures are refused, whatever they are called and also inside an
archive or a message: a recording takes what was said in confidence out of
everybody's hands. Archives other than ZIP, tar and gzip are not taken.`,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeCases),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&o.from, "from", "", "the `file`")
	f.StringVar(&o.in.Kind, "kind", "", "`what` it is: letter, report, sheet, message, drawing, photo, other")
	f.StringVar(&o.party, "party", "", "the `label` of the party whose it is (default: everybody's)")
	f.StringVar(&o.in.Received, "received", "", "the `day` it came (default: today)")
	f.StringVar(&o.titleFrom, "title-from", "", "a title, from `file` (-: standard input)")
	return c
}

func (o *attachmentAddOptions) run(ctx context.Context, a *app, args []string) (err error) {
	if o.from == "" && !a.terminal() {
		return missing("from", "the file")
	}
	if o.from == "" {
		if o.from, err = a.asker().Line(ctx, "Which file?", "up to 50 MB", "", needed); err != nil {
			return err
		}
		o.from = typedPath(o.from)
	}
	o.in.Party = notes.Label(strings.ToUpper(strings.TrimSpace(o.party)))
	file, size, err := openPlain(o.from)
	if err != nil {
		return err
	}
	defer file.Close()
	if o.titleFrom != "" {
		if o.in.Title, err = a.plainText(o.titleFrom); err != nil {
			return err
		}
	}
	var added notes.Attachment
	err = a.withCase(ctx, args, func(ctx context.Context, b *notes.Book, code notes.CaseCode) error {
		o.in.Case = code
		if o.titleFrom == "" && a.terminal() {
			shown, err := b.Case(ctx, code)
			if err != nil {
				return err
			}
			if o.in, err = a.asker().Attachment(ctx, o.in, shown.Parties); err != nil {
				return unlessLeft(err, "no file was taken into the vault")
			}
		}
		added, err = b.AddAttachment(ctx, o.in, file, size)
		return err
	})
	if err != nil {
		return asFileError(err)
	}
	return a.print(added, func(w io.Writer) {
		whose := ""
		if added.Party != "" {
			whose = "/" + string(added.Party)
		}
		fmt.Fprintf(w, "%s  %s%s  %s  %s  %d bytes\n", added.ID, added.Case, whose, added.Kind, added.Media, added.Bytes)
		fmt.Fprintln(w, "! the file that you took it from still lies where it was, readable for whoever gets at it:\n  when you need it no longer, delete it there, and in the trash, in mail and downloads")
	})
}

// openPlain opens a plain file: no folder, device, pipe or link. A pipe is not
// waited for.
func openPlain(name string) (*os.File, int64, error) {
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, 0, usage("there is no file " + name).because(err)
	case errors.Is(err, syscall.ELOOP):
		return nil, 0, usage(name + " is a link").hinting("name the file that it leads to")
	case errors.Is(err, syscall.ENXIO) || errors.Is(err, syscall.ENODEV):
		return nil, 0, usage(name + " is no plain file")
	case err != nil:
		return nil, 0, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		what := " is no plain file"
		if info.IsDir() {
			what = " is a folder"
		}
		err = usage(name + what)
	}
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, info.Size(), nil
}

// asFileError says of an error of reading the file that it is one.
func asFileError(err error) error {
	if errors.Is(err, notes.ErrChanging) {
		return &inputError{source: "the file", what: "changed while it was read", hint: "try again when nothing writes to it"}
	}
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("%w: %w", errUnreadable, err)
	}
	return err
}

type attachmentListResult struct {
	Attachments []notes.Attachment `json:"attachments"`
	Truncated   bool               `json:"truncated"`
}

func newAttachmentListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "list [CODE]",
		Short:             "List the files of a case, or all",
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeCases),
		RunE: body(a, func(cmd *cobra.Command, args []string) (err error) {
			var code notes.CaseCode
			if len(args) > 0 {
				if code, err = notes.ParseCaseCode(args[0]); err != nil {
					return err
				}
			}
			var r attachmentListResult
			err = a.withBook(cmd.Context(), func(ctx context.Context, b *notes.Book) (err error) {
				r.Attachments, err = b.Attachments(ctx, code)
				return err
			})
			if err != nil {
				return err
			}
			r.Attachments = orNone(r.Attachments)
			return a.print(r, func(w io.Writer) { renderAttachments(w, r.Attachments) })
		}),
	}
}

func renderAttachments(w io.Writer, list []notes.Attachment) {
	if len(list) == 0 {
		fmt.Fprintln(w, "none is kept; subrosa attachment add")
	}
	var rows [][]string
	for _, f := range list {
		void := ""
		if f.Void != nil {
			void = "void: " + *f.Void
		}
		rows = append(rows, []string{string(f.ID), string(f.Case), string(f.Party), f.Received, f.Kind, f.Media, fmt.Sprintf("%d", f.Bytes), f.Title, void})
	}
	table(w, rows)
}

type attachmentSaved struct {
	notes.Attachment
	File string `json:"file"`
}

func newAttachmentSaveCmd(a *app) *cobra.Command {
	var out, confirm string
	c := &cobra.Command{
		Use:   "save ATTACHMENT --out FILE --confirm ATTACHMENT",
		Short: "Write a file out, readable",
		Long: `Write a file out as it came. It can be read by whoever has it: todo reminds of it until
subrosa disclosure settle says that it is gone.`,
		Args: oneArg("ATTACHMENT", "a file, as subrosa attachment list shows it"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			return a.saveAttachment(cmd.Context(), args[0], out, confirm)
		}),
	}
	c.Flags().StringVar(&out, "out", "", "write to this new `file`")
	c.Flags().StringVar(&confirm, "confirm", "", "the `code` again: it becomes readable")
	return c
}

func (a *app) saveAttachment(ctx context.Context, code, out, confirm string) error {
	if out == "" {
		return missing("out", "the file to write")
	}
	if exists(out) {
		return fmt.Errorf("%s: %w", out, vault.ErrExists)
	}
	var saved notes.Attachment
	err := a.withBook(ctx, func(ctx context.Context, b *notes.Book) error {
		f, err := b.AttachmentInfo(ctx, notes.AttachmentCode(strings.ToUpper(code)))
		if err != nil {
			return err
		}
		if err := a.confirmCode(ctx, "This writes readable text to "+out+".", string(f.ID), confirm); err != nil {
			return err
		}
		return writeNewFrom(out, func(w io.Writer) (err error) {
			saved, err = b.SaveAttachment(ctx, f.ID, w)
			return err
		})
	})
	if err != nil {
		return err
	}
	return a.print(attachmentSaved{saved, out}, func(w io.Writer) { fmt.Fprintf(w, "%s is in %s, readable\n", saved.ID, out) })
}

func newAttachmentVoidCmd(a *app) *cobra.Command {
	var reasonFrom string
	c := &cobra.Command{
		Use:   "void ATTACHMENT --reason-from FILE",
		Short: "Enter that a file was added in error",
		Args:  oneArg("ATTACHMENT", "a file, as subrosa attachment list shows it"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			var f notes.Attachment
			err := a.withBook(cmd.Context(), func(ctx context.Context, b *notes.Book) error {
				reason, err := a.reasonFor(ctx, reasonFrom, "Why was it added in error?")
				if err != nil {
					return err
				}
				f, err = b.VoidAttachment(ctx, notes.AttachmentCode(args[0]), reason)
				return err
			})
			if err != nil {
				return err
			}
			return a.print(f, func(w io.Writer) { fmt.Fprintf(w, "%s is void\n", f.ID) })
		}),
	}
	c.Flags().StringVar(&reasonFrom, "reason-from", "", "why, from `file` (-: standard input)")
	return c
}
