package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/form"
	"subrosa/crypto"
	"subrosa/notes"
	"subrosa/notes/packet"
	"subrosa/vault"
)

type requestDeliverOptions struct {
	by             string
	recipient      string
	passphraseFile string
	via            string
	out            string
	confirm        string

	passphrase string
}

func newRequestDeliverCmd(a *app) *cobra.Command {
	o := &requestDeliverOptions{}
	c := &cobra.Command{
		Use:   "deliver [ID] --by sealed|pdf|open --out FILE",
		Short: "Write the packet to a file for its recipient, and enter the disclosure",
		Long: `Write the built packet to a new file for its recipient, and enter the disclosure
into the record, with the SHA-256 of the packet and that of the file: what went
to whom, and why that was allowed.

  sealed  to an age or SSH public key (--to-recipient), or with a passphrase
          (--to-passphrase-file); opens with age
  pdf     the records alone, as a PDF with a password (AES-256)
  open    readable by whoever gets the file: it stays in the status as a readable
          copy

The request's code must be typed, or given with --confirm.`,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeRequests),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	f := c.Flags()
	f.StringVar(&o.by, "by", "", "`how`: sealed, pdf, open")
	f.StringVar(&o.recipient, "to-recipient", "", "seal to this public `key` (age1..., ssh-ed25519 ..., ssh-rsa ...)")
	f.StringVar(&o.passphraseFile, "to-passphrase-file", "", "seal with the passphrase in the first line of `file` (-: standard input)")
	f.StringVar(&o.via, "via", "", "`way`: "+strings.Join(notes.Vias(), ", "))
	f.StringVar(&o.out, "out", "", "write to this new `file`")
	f.StringVar(&o.confirm, "confirm", "", "the `code` of the request: yes, hand it over")
	return c
}

func (o *requestDeliverOptions) run(ctx context.Context, a *app, args []string) error {
	if err := o.check(ctx, a); err != nil {
		return err
	}
	var p notes.KeptPacket
	err := a.withRequest(ctx, args, func(ctx context.Context, b *notes.Book, id notes.RequestID) (err error) {
		p, err = b.Packet(ctx, id)
		return err
	})
	if err != nil {
		return err
	}
	if p.Request.ClosedAt != nil {
		return &notes.Refused{Rule: "closed", What: string(p.Request.ID) + " is closed"}
	}
	if err := o.identify(ctx, a, p.Request); err != nil {
		return err
	}
	if err := o.notOwnKey(ctx, a); err != nil {
		return err
	}
	if err := a.confirmCode(ctx, o.question(a, p), string(p.Request.ID), o.confirm); err != nil {
		return err
	}
	bytes, err := o.wrap(a, p)
	if err != nil {
		return err
	}
	var given notes.Delivered
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		given, err = o.handOver(ctx, a, b, p, bytes)
		return err
	})
	if err != nil {
		return err
	}
	if o.by == notes.Readable {
		a.warn("%s can be read by whoever has it; status counts it as a readable copy", o.out)
	}
	return a.print(given, func(w io.Writer) {
		fmt.Fprintf(w, "%s: %s is in %s (%s), and in the record\n", given.Disclosure, p.Packet, o.out, o.by)
		facts(w, "packet", given.SHA256Packet, "sent", given.SHA256Sent)
	})
}

// identify makes sure, before anything is typed or sealed, that it was checked
// who asks.
func (o *requestDeliverOptions) identify(ctx context.Context, a *app, r notes.Request) error {
	switch {
	case !slices.Contains(r.Missing, "identity"):
		return nil
	case !a.terminal():
		return r.Unidentified()
	}
	how, err := a.asker().Line(ctx, "How do you know that it is "+r.Requester.Name+" who asks?", "a passport seen, known for years, called back; it is kept with the request", "", nil)
	if err != nil {
		return err
	}
	if strings.TrimSpace(how) == "" {
		return r.Unidentified()
	}
	return a.withBook(ctx, func(ctx context.Context, b *notes.Book) error {
		_, err := b.TickCheck(ctx, r.ID, notes.CheckInput{Item: "identity", Reference: how})
		return err
	})
}

// notOwnKey refuses to seal to a key that is a way into this vault: the recipient
// could not open it, and she would believe that it went out.
func (o *requestDeliverOptions) notOwnKey(ctx context.Context, a *app) error {
	if o.recipient == "" {
		return nil
	}
	return a.withVault(ctx, func(ctx context.Context, v *vault.Vault) error {
		ways, _, err := v.Ways(ctx)
		for _, w := range ways {
			if strings.EqualFold(w.Recipient, o.recipient) {
				return &notes.Refused{Rule: "own_key", What: "that key is a way into this vault, and not the recipient's", Hint: "ask the recipient for theirs"}
			}
		}
		return err
	})
}

// check completes the options by asking, and refuses what cannot be meant
// before the vault is opened.
func (o *requestDeliverOptions) check(ctx context.Context, a *app) (err error) {
	if o.by == "" && a.terminal() {
		o.by, err = a.asker().Pick(ctx, "How is it handed over?", []form.Option{
			{Value: notes.Sealed, Label: "sealed to a key or with a passphrase"},
			{Value: notes.PasswordPDF, Label: "as a PDF with a password"},
			{Value: notes.Readable, Label: "readable, for paper, a portal or a stick"},
		})
		if err != nil {
			return err
		}
	}
	if o.out == "" && a.terminal() {
		if o.out, err = a.asker().Line(ctx, "File to write", "must not exist yet", "", nil); err != nil {
			return err
		}
		o.out = typedPath(o.out)
	}
	switch {
	case o.by == "":
		return missing("by", "how to hand it over")
	case !slices.Contains([]string{notes.Sealed, notes.PasswordPDF, notes.Readable}, o.by):
		return usage("--by takes sealed, pdf or open")
	case o.via != "" && !slices.Contains(notes.Vias(), o.via):
		return usage("--via takes " + strings.Join(notes.Vias(), ", "))
	case o.out == "":
		return missing("out", "the file to write")
	case exists(o.out):
		return fmt.Errorf("%s: %w", o.out, vault.ErrExists)
	case o.recipient != "" && o.by != notes.Sealed:
		return usage("--to-recipient goes with --by sealed")
	case o.passphraseFile != "" && o.by == notes.Readable:
		return usage("--to-passphrase-file goes with --by sealed or pdf")
	case o.recipient != "" && o.passphraseFile != "":
		return usage("--to-recipient and --to-passphrase-file exclude each other")
	}
	return o.secret(ctx, a)
}

// secret finds what the packet is sealed to: a key, or a passphrase.
func (o *requestDeliverOptions) secret(ctx context.Context, a *app) (err error) {
	if o.by == notes.Sealed && o.recipient == "" && o.passphraseFile == "" && a.terminal() {
		o.recipient, err = a.asker().Line(ctx, "Public key of the recipient", "age1... or ssh-...; empty: seal with a passphrase", "", func(s string) error {
			if strings.TrimSpace(s) == "" {
				return nil
			}
			return crypto.CheckRecipient(s)
		})
		if err != nil {
			return err
		}
		o.recipient = strings.TrimSpace(o.recipient)
	}
	switch {
	case o.by == notes.Readable:
		return nil
	case o.recipient != "":
		return crypto.CheckRecipient(o.recipient)
	case o.passphraseFile != "":
		o.passphrase, err = a.passphraseFromFile(o.passphraseFile)
	case a.terminal():
		var typed string
		a.asker().Say("This one is for the recipient; tell it in another way than you send the file.")
		if typed, err = a.asker().NewPassphrase(ctx); err == nil {
			o.passphrase, err = asPassphrase([]byte(typed))
		}
	case o.by == notes.Sealed:
		return missing("to-recipient", "what to seal it to")
	default:
		return missing("to-passphrase-file", "the password")
	}
	if err == nil && o.passphrase == "" {
		err = usage("the recipient's passphrase is empty")
	}
	return err
}

// question says what is about to happen, before the code is typed. It names the
// recipient to her, and to nobody else.
func (o *requestDeliverOptions) question(a *app, p notes.KeptPacket) string {
	to := "the requester of " + string(p.Request.ID)
	if a.terminal() {
		to = p.Request.Requester.Name
	}
	how := map[string]string{
		notes.Sealed:      "sealed with a passphrase",
		notes.PasswordPDF: "as a PDF with a password",
		notes.Readable:    "readable by anybody who gets the file",
	}[o.by]
	if o.recipient != "" {
		how = "sealed to " + ellipsis(o.recipient, 24)
	}
	return fmt.Sprintf("%s, %s, goes to %s (%s), %s", p.Packet, count(p.Pages, "page"), to, p.Request.Authority.Kind, how)
}

func ellipsis(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:n] + "..."
}

// wrap makes the bytes that are handed over.
func (o *requestDeliverOptions) wrap(a *app, p notes.KeptPacket) ([]byte, error) {
	switch {
	case o.by == notes.Readable:
		return p.Zip, nil
	case o.by == notes.PasswordPDF:
		return packet.Protect(p.PDF, o.passphrase)
	}
	var out bytes.Buffer
	var seal io.WriteCloser
	var err error
	if o.recipient != "" {
		seal, err = crypto.SealTo(&out, o.recipient)
	} else {
		seal, err = crypto.SealWithPassphrase(&out, o.passphrase, a.cost())
	}
	if err != nil {
		return nil, err
	}
	if _, err := seal.Write(p.Zip); err != nil {
		return nil, err
	}
	if err := seal.Close(); err != nil { // only now is the last piece in out
		return nil, err
	}
	return out.Bytes(), nil
}

// handOver enters the delivery, writes the file, and enters the disclosure. If
// one of these fails there is no file; if the program dies between them, the
// request shows a delivery without an end.
func (o *requestDeliverOptions) handOver(ctx context.Context, a *app, b *notes.Book, p notes.KeptPacket, bytes []byte) (notes.Delivered, error) {
	id, sum := p.Request.ID, sha256.Sum256(bytes)
	number, err := b.BeginDelivery(ctx, id, notes.DeliveryInput{
		Packet: p.Packet, By: o.by, Via: o.via, SHA256Sent: hex.EncodeToString(sum[:]),
	})
	if err != nil {
		return notes.Delivered{}, err
	}
	if err := writeNew(o.out, bytes); err != nil {
		return notes.Delivered{}, errors.Join(err, b.FailDelivery(context.WithoutCancel(ctx), id, number))
	}
	given, err := b.FinishDelivery(context.WithoutCancel(ctx), id, number)
	if err != nil {
		return given, errors.Join(err, os.Remove(o.out), b.FailDelivery(context.WithoutCancel(ctx), id, number))
	}
	return given, nil
}
