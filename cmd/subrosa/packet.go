package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"subrosa/notes"
	"subrosa/notes/packet"
	"subrosa/vault"
)

func newPacketCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "packet", "Check what is handed over", newPacketVerifyCmd(a), newPacketScanCmd(a))
}

type packetVerifyOptions struct{ head string }

func newPacketVerifyCmd(a *app) *cobra.Command {
	o := &packetVerifyOptions{}
	c := &cobra.Command{
		Use:   "verify FILE [--head FILE]",
		Short: "Say whether a packet is what was signed and packed",
		Long: `Check a packet without any vault: that it is complete and unaltered, that every
word shown is one that was signed, and that it stood in the practice's log. With
a head of that log that left the practice before (--head), also that nothing was
changed since. When a vault is unlocked here, also whether and when this was
handed over; of a sealed file only that can be said.`,
		Args: oneArg("FILE", "a packet, - for standard input"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			large()
			return o.run(cmd.Context(), a, args[0])
		}),
	}
	c.Flags().StringVar(&o.head, "head", "", "a head of the log in `file`, lodged or printed earlier")
	return c
}

// packetVerified is what `packet verify` prints.
type packetVerified struct {
	Verified bool           `json:"verified"`
	Sent     []packetSent   `json:"sent"` // null: no vault is unlocked here
	Report   *packet.Report `json:"report,omitempty"`
}

// packetSent is a disclosure in which these bytes were handed over, or sealed
// in something else.
type packetSent struct {
	Disclosure notes.DisclosureCode `json:"disclosure"`
	At         time.Time            `json:"at"`
	Request    notes.RequestID      `json:"request"`
	By         string               `json:"by"`
	Same       bool                 `json:"same"` // these very bytes left the house
}

func (o *packetVerifyOptions) run(ctx context.Context, a *app, file string) error {
	if file == "-" && o.head == "-" {
		return usage("only one of the packet and its head may come from standard input")
	}
	text, err := a.document(file)
	if err != nil {
		return err
	}
	var head []byte
	if o.head != "" {
		if head, err = a.document(o.head); err != nil {
			return err
		}
		head = append(head, '\n') // an empty file is no head, and not the lack of one
	}
	var r packetVerified
	if r.Sent, err = sentFromHere(ctx, a, text); err != nil {
		return err
	}
	report, err := packet.Verify(text, packet.Options{Head: string(head)})
	switch {
	case err == nil:
		r.Verified, r.Report = true, &report
	case errors.Is(err, packet.ErrUnreadable) && len(r.Sent) > 0 && len(head) == 0:
	default:
		return fmt.Errorf("%s: %w", sourceName(file), err)
	}
	return a.print(r, func(w io.Writer) { renderVerified(w, r) })
}

func renderVerified(w io.Writer, r packetVerified) {
	if r.Report != nil {
		r.Report.Print(w)
	} else {
		fmt.Fprintln(w, "sealed or protected: open it to verify the packet inside")
	}
	for _, s := range r.Sent {
		if s.Same {
			fmt.Fprintf(w, "\nhanded over from here on %s: %s, %s, %s, these very bytes\n", clock(s.At), s.Disclosure, s.Request, s.By)
		} else {
			fmt.Fprintf(w, "\nhanded over from here on %s: %s, %s, %s\n", clock(s.At), s.Disclosure, s.Request, s.By)
		}
	}
	if r.Sent != nil && len(r.Sent) == 0 {
		fmt.Fprintln(w, "\nnot handed over from the vault that is unlocked here")
	}
}

// sentFromHere looks the bytes up among the disclosures of the vault, if it is
// there and unlocked. It never asks.
func sentFromHere(ctx context.Context, a *app, text []byte) (list []packetSent, err error) {
	sum := sha256.Sum256(text)
	code := hex.EncodeToString(sum[:])
	err = a.ifUnlocked(ctx, func(ctx context.Context, v *vault.Vault) error {
		return onBook(ctx, v, func(ctx context.Context, b *notes.Book) error {
			sent, err := b.Sent(ctx, code)
			list = []packetSent{}
			for _, d := range sent {
				list = append(list, packetSent{d.ID, d.At, d.Request, d.By, d.SHA256Sent == code})
			}
			return err
		})
	})
	if err != nil { // a vault that is not there or not well is not this command's business
		return nil, nil
	}
	return list, nil
}
