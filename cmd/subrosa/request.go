package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/form"
	"subrosa/notes"
)

func newRequestCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "request", "Answer somebody who asks for a record",
		newRequestAddCmd(a), newRequestListCmd(a), newRequestShowCmd(a), newRequestCheckCmd(a), newRequestLetterCmd(a),
		newRequestPlanCmd(a), newRequestReviewCmd(a), newRequestBuildCmd(a), newRequestPreviewCmd(a), newRequestDeliverCmd(a),
		newRequestAnswerCmd(a), newRequestExtendCmd(a), newRequestRefuseCmd(a), newRequestDecideCmd(a), newRequestCloseCmd(a))
}

// newRequestIDCmd is a command that takes the code of a request and nothing
// else.
func newRequestIDCmd(a *app, name, short, long string, run func(context.Context, *notes.Book, notes.RequestID) (any, func(io.Writer), error)) *cobra.Command {
	return &cobra.Command{
		Use:               name + " [ID]",
		Short:             short,
		Long:              long,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeRequests),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			var result any
			var render func(io.Writer)
			err := a.withRequest(cmd.Context(), args, func(ctx context.Context, b *notes.Book, id notes.RequestID) (err error) {
				result, render, err = run(ctx, b, id)
				return err
			})
			if err != nil {
				return err
			}
			return a.print(result, render)
		}),
	}
}

// withRequest opens the record and reads the code of a request from the
// arguments, or lets one be picked.
func (a *app) withRequest(ctx context.Context, args []string, fn func(context.Context, *notes.Book, notes.RequestID) error) error {
	if err := a.needCode(args, "the code of a request", "subrosa request list"); err != nil {
		return err
	}
	return a.withBook(ctx, func(ctx context.Context, b *notes.Book) error {
		id, err := a.requestID(ctx, b, args)
		if err != nil {
			return err
		}
		return fn(ctx, b, id)
	})
}

func (a *app) requestID(ctx context.Context, b *notes.Book, args []string) (notes.RequestID, error) {
	if len(args) > 0 {
		return notes.ParseRequestID(args[0])
	}
	list, err := b.Requests(ctx)
	if err != nil {
		return "", err
	}
	var options []form.Option
	for _, r := range list {
		if r.State != "closed" {
			options = append(options, form.Option{Value: string(r.ID), Label: strings.Join(requestRow(r), "  ")})
		}
	}
	if len(options) == 0 {
		return "", &notes.NotFound{What: "open request"}
	}
	picked, err := a.asker().Pick(ctx, "Which request?", options)
	return notes.RequestID(picked), err
}

type requestListResult struct {
	Requests  []notes.Request `json:"requests"`
	Truncated bool            `json:"truncated"`
}

func newRequestListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List requests, those that are due first",
		Args:  noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error {
			var r requestListResult
			err := a.withBook(cmd.Context(), func(ctx context.Context, b *notes.Book) (err error) {
				r.Requests, err = b.Requests(ctx)
				return err
			})
			if err != nil {
				return err
			}
			r.Requests = orNone(r.Requests)
			return a.print(r, func(w io.Writer) { renderRequests(w, r.Requests) })
		}),
	}
}

func renderRequests(w io.Writer, list []notes.Request) {
	if len(list) == 0 {
		fmt.Fprintln(w, "no request yet; subrosa request add enters one")
	}
	var rows [][]string
	for _, r := range list {
		rows = append(rows, requestRow(r))
	}
	table(w, rows)
}

// requestRow is a request in a list: codes and dates.
func requestRow(r notes.Request) []string {
	due := ""
	switch {
	case r.State == "closed" || r.Due == nil:
	case r.Overdue:
		due = "overdue since " + *r.Due
	default:
		due = "due " + *r.Due
	}
	return []string{string(r.ID), r.Type, string(r.Person), r.State, due}
}

func newRequestShowCmd(a *app) *cobra.Command {
	return newRequestIDCmd(a, "show", "Show a request", "", func(ctx context.Context, b *notes.Book, id notes.RequestID) (any, func(io.Writer), error) {
		r, err := b.Request(ctx, id)
		return r, func(w io.Writer) { renderRequest(w, r) }, err
	})
}

func renderRequest(w io.Writer, r notes.Request) {
	due := "no term is known"
	if r.Due != nil {
		due = *r.Due
		if r.Overdue {
			due += ", overdue"
		}
	}
	var files, given []string
	for _, c := range r.Cases {
		files = append(files, string(c))
	}
	for _, d := range r.Delivered {
		given = append(given, string(d))
	}
	facts(w, "request", string(r.ID), "state", r.State, "type", r.Type, "person", string(r.Person), "cases", strings.Join(files, " "),
		"received", r.Received, "due", due, "rule", r.Rule,
		"from", r.Requester.Name, "role", r.Requester.Role, "address", strings.ReplaceAll(r.Requester.Address, "\n", ", "),
		"authority", strings.TrimSpace(r.Authority.Kind+" "+r.Authority.Reference), "scope", scopeLine(r.Scope),
		"purpose", r.Purpose, "matter", r.Matter, "packets", strings.Join(r.Packets, " "), "handed over", strings.Join(given, " "))
	hold := ""
	if r.Hold != nil {
		hold = string(*r.Hold)
	}
	facts(w, "rules of", r.Profile, "hold", hold)
	fmt.Fprintln(w)
	renderChecklist(w, r)
	for _, s := range r.Steps {
		fmt.Fprintln(w, strings.Join(strings.Fields(strings.Join([]string{clock(s.At), s.Kind, s.What, s.Until, s.Ground, s.Reason}, " ")), " "))
	}
	for _, u := range r.Unfinished {
		fmt.Fprintf(w, "\na delivery (%s) of %s was begun and its end is not known: if the file is where it was to be\nwritten, its SHA-256 is %s\n", u.By, clock(u.At), u.SHA256Sent)
	}
}

func scopeLine(s notes.ScopeInput) string {
	var parts []string
	if s.From != "" {
		parts = append(parts, "from "+s.From)
	}
	if s.To != "" {
		parts = append(parts, "to "+s.To)
	}
	parts = append(parts, s.Kinds...)
	parts = append(parts, s.Layers...)
	return strings.Join(append(parts, strings.Fields(s.Text)...), " ")
}

func newRequestCloseCmd(a *app) *cobra.Command {
	var lift bool
	c := newRequestIDCmd(a, "close", "Close a request that is answered",
		`Close a request. It stays in the register. The hold that it placed on its cases
stays too, unless it is lifted with --lift-hold, or when asked on a terminal.`,
		func(ctx context.Context, b *notes.Book, id notes.RequestID) (any, func(io.Writer), error) {
			r, err := b.Request(ctx, id)
			if err != nil {
				return nil, nil, err
			}
			if !lift && r.Hold != nil && r.ClosedAt == nil && a.terminal() && !a.flags.yes {
				if lift, err = a.asker().Confirm(ctx, string(*r.Hold)+" keeps its cases from being destroyed. Lift it too?"); err != nil {
					return nil, nil, err
				}
			}
			r, err = b.CloseRequest(ctx, id, lift)
			return r, func(w io.Writer) {
				fmt.Fprintf(w, "closed %s\n", r.ID)
				if r.Hold != nil {
					fmt.Fprintf(w, "%s stands\n", *r.Hold)
				}
			}, err
		})
	c.Flags().BoolVar(&lift, "lift-hold", false, "lift the hold that the request placed")
	return c
}
