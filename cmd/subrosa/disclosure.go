package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

func newDisclosureCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "disclosure", "See what was handed over", newDisclosureListCmd(a), newDisclosureAmendCmd(a), newDisclosureSettleCmd(a))
}

type disclosureListOptions struct{ since string }

type disclosureListResult struct {
	Disclosures []notes.Disclosure `json:"disclosures"`
	Truncated   bool               `json:"truncated"`
}

func newDisclosureListCmd(a *app) *cobra.Command {
	o := &disclosureListOptions{}
	c := &cobra.Command{
		Use:               "list [CODE|PERSON]",
		Short:             "List what was handed over: when, to whom, why, and the hashes",
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeCases),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	c.Flags().StringVar(&o.since, "since", "", "from this `date` on")
	return c
}

func (o *disclosureListOptions) run(ctx context.Context, a *app, args []string) (err error) {
	q := notes.DisclosureQuery{Since: o.since}
	if len(args) > 0 {
		if strings.HasPrefix(strings.ToUpper(args[0]), "P") {
			q.Person, err = notes.ParsePersonCode(args[0])
		} else {
			q.Case, err = notes.ParseCaseCode(args[0])
		}
		if err != nil {
			return err
		}
	}
	var r disclosureListResult
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		r.Disclosures, err = b.Disclosures(ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) { renderDisclosures(w, r.Disclosures) })
}

func renderDisclosures(w io.Writer, list []notes.Disclosure) {
	if len(list) == 0 {
		fmt.Fprintln(w, "nothing was handed over")
	}
	for i, d := range list {
		if i > 0 {
			fmt.Fprintln(w)
		}
		var files []string
		for _, c := range d.Cases {
			files = append(files, string(c))
		}
		settled := ""
		if d.By == notes.Readable && d.SettledAt == nil {
			settled = "a readable copy, not known to be gone"
		}
		facts(w, string(d.ID), clock(d.At), "request", string(d.Request), "cases", strings.Join(files, " "), "to", d.Recipient,
			"at", strings.ReplaceAll(d.Address, "\n", ", "), "what", d.Description, "how", strings.TrimSpace(d.By+" "+d.Via), "why", d.Purpose, "authority", d.Authority, "packet", d.SHA256Packet, "sent", d.SHA256Sent, "", settled)
		for _, c := range d.Corrections {
			fmt.Fprintf(w, "put right %s: %s\n", clock(c.At), c.Text)
		}
	}
}
