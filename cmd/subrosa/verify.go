package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/notes"
	"subrosa/vault"
)

// verifyResult is what `verify` and `backup check` print.
type verifyResult struct {
	OK         bool     `json:"ok"`
	Pages      int      `json:"pages"`
	Generation uint64   `json:"generation"`
	Records    int      `json:"records"`
	Problems   []string `json:"problems"`
}

func newVerifyCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "Read and check everything in the vault",
		Long: `Read and check everything: every sealed page, the digests that hold them
together, the history of saves, the database inside, every signed note against
the log, the log against the heads that were lodged, and the index against the
notes. Others can write meanwhile.`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error {
			var r verifyResult
			err := a.withVault(cmd.Context(), func(ctx context.Context, v *vault.Vault) (err error) {
				r, err = a.verify(ctx, v)
				return err
			})
			if err != nil {
				return a.tellUnsound(err)
			}
			return a.printVerdict(r, "the vault")
		}),
	}
}

// verify checks the pages of a vault and, if they are sound, the record on them.
func (a *app) verify(ctx context.Context, v *vault.Vault) (verifyResult, error) {
	tell, end := a.progress("pages read")
	report, err := v.Verify(ctx, tell)
	end()
	if err != nil {
		return verifyResult{}, err
	}
	r := verifyResult{Pages: report.Pages, Generation: report.Generation, Problems: report.Problems}
	if len(r.Problems) == 0 {
		err := onBook(ctx, v, func(ctx context.Context, b *notes.Book) (err error) {
			tell, end := a.progress("notes checked")
			defer end()
			r.Records, r.Problems, err = b.Check(ctx, tell)
			return err
		})
		if err != nil {
			return verifyResult{}, err
		}
	}
	if r.OK = len(r.Problems) == 0; r.OK {
		r.Problems = []string{}
	}
	return r, nil
}

// printVerdict prints the outcome of a check; problems are a failure, too.
func (a *app) printVerdict(r verifyResult, what string) error {
	if err := a.print(r, func(w io.Writer) { renderVerify(w, r) }); err != nil || r.OK {
		return err
	}
	kind := errUnsound
	if strings.HasPrefix(r.Problems[0], vault.ErrAltered.Error()) {
		kind = vault.ErrAltered
	}
	return fmt.Errorf("%s %w: %s", what, kind, count(len(r.Problems), "problem"))
}

// tellUnsound gives a machine a verdict also on a vault that is too broken to
// be opened.
func (a *app) tellUnsound(err error) error {
	if f := explain(err); f.exit == exitIntegrity && a.flags.json {
		r := verifyResult{Problems: []string{f.Message}}
		return errors.Join(err, a.print(r, nil))
	}
	return err
}

func renderVerify(w io.Writer, r verifyResult) {
	for _, p := range r.Problems {
		fmt.Fprintln(w, p)
	}
	if r.OK {
		fmt.Fprintf(w, "sound: generation %d, %s read and checked\n", r.Generation, count(r.Records, "record"))
	}
}
