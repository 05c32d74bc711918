package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/crypto"
	"subrosa/notes"
	"subrosa/vault"
)

func newImportCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "import PATH",
		Short: "Take from another copy of this vault what this one lacks",
		Long: `Two computers wrote in two copies of one vault, or a synchronised folder put a
second copy beside the first: take from the other copy the signed notes,
addenda, drafts and disclosures that this one lacks, with everything they hang
on. What would be taken is shown first; then all of it is taken, or nothing.
The other copy is only read; a case that was destroyed here is not taken from it.
Afterwards this vault counts as newer than both, on every computer.

Note documents and lists cannot be imported yet.`,
		Args: oneArg("PATH", "another copy of this vault"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error { return runImport(cmd.Context(), a, args[0]) }),
	}
}

// errNotACopy: what was given to import is no vault.
var errNotACopy = errors.New("not a copy of this vault")

func runImport(ctx context.Context, a *app, path string) error {
	o, err := a.vaultOptions()
	if err != nil {
		return err
	}
	head, err := vault.ReadHead(o.Path)
	if err != nil {
		return fmt.Errorf("%s: %w", o.Path, err)
	}
	other, err := copyHead(path, o.Path, head)
	if err != nil {
		return err
	}
	e, err := a.enter(ctx, head)
	if err != nil {
		return err
	}
	if e.by == crypto.Recovery {
		a.remindOfPassphrase()
	}
	otherKey := e.key
	if other.KeyID != head.KeyID {
		if otherKey, err = a.key(ctx, other); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	joined, err := a.joinCopy(ctx, o, e.key, path, otherKey)
	if err != nil {
		return err
	}
	return a.print(joined, func(w io.Writer) { renderJoined(w, joined, true) })
}

// copyHead looks whether there is another copy of this vault at path.
func copyHead(path, vaultPath string, head vault.Head) (vault.Head, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return vault.Head{}, usage(path + " is a folder").hinting("name the copy in it")
	}
	if sameFile(path, vaultPath) {
		return vault.Head{}, usage(path + " is the vault itself").hinting("--vault says which vault is to take from it")
	}
	other, _, err := vault.ReadCopyHead(path)
	switch {
	case errors.Is(err, vault.ErrNotAVault):
		return other, fmt.Errorf("%s: %w", path, errNotACopy)
	case err != nil:
		return other, ofCopy(path, err)
	case other.ID != head.ID:
		return other, &notes.Refused{Rule: "another_vault", What: path + " is another vault, not a copy of this one",
			Hint: "import takes another copy of this vault"}
	}
	return other, nil
}

// joinCopy reads the copy whole, shows what it has, and takes that.
func (a *app) joinCopy(ctx context.Context, o vault.Options, key crypto.Key, path string, otherKey crypto.Key) (joined notes.Joined, err error) {
	tell, end := a.progress("pages of the copy read")
	other, err := vault.OpenCopy(vault.Watch(ctx, tell), path, otherKey)
	end()
	if err != nil {
		return joined, ofCopy(path, err)
	}
	defer func() { err = errors.Join(err, other.Close()) }()
	source, err := notes.ReadOther(ctx, other)
	if err != nil {
		return joined, ofCopy(path, err)
	}
	v, err := vault.OpenToJoin(ctx, o, key, other)
	if errors.Is(err, vault.ErrWrongKey) {
		err = vault.ErrKeyChanged
	}
	if err != nil {
		return joined, fmt.Errorf("%s: %w", o.Path, err)
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	if err := a.tellOpening(ctx, v); err != nil {
		return joined, err
	}
	err = onBook(ctx, v, func(ctx context.Context, b *notes.Book) error {
		if !a.flags.yes && a.terminal() {
			would, err := b.Join(ctx, source, true)
			if err != nil || would.Nothing {
				joined = would
				return err
			}
			renderJoined(a.err, would, false)
			ask := *a.asker()
			ask.Plain = true // on a line, so that what stands above stays in sight
			if yes, err := ask.Confirm(ctx, "Take all of it into this vault?"); err != nil || !yes {
				return cmp.Or(err, error(errDeclined))
			}
		}
		joined, err = b.Join(ctx, source, false)
		return err
	})
	return joined, err
}

// renderJoined tells what was taken, or would be.
func renderJoined(w io.Writer, j notes.Joined, done bool) {
	if j.Nothing {
		rest := ""
		if len(j.Differences) > 0 {
			rest = ", but for what was destroyed"
		}
		fmt.Fprintf(w, "nothing to take: everything in that copy (generation %d) is here%s\n", j.Generation, rest)
		for _, d := range j.Differences {
			fmt.Fprintf(w, "%s: %s\n", d.Code, d.What)
		}
		return
	}
	verb := "that copy (generation %d) went its own way after generation %d, and has:\n"
	if done {
		verb = "taken from that copy (generation %d; it went its own way after generation %d):\n"
	}
	fmt.Fprintf(w, verb, j.Generation, j.Forked)
	var kinds []string
	codes := map[string][]string{}
	for _, t := range j.Taken {
		if codes[t.Kind] == nil {
			kinds = append(kinds, t.Kind)
		}
		codes[t.Kind] = append(codes[t.Kind], t.Code)
	}
	for _, kind := range kinds {
		fmt.Fprintf(w, "  %-20s %s\n", countKind(len(codes[kind]), kind), inRuns(codes[kind]))
	}
	if len(kinds) == 0 {
		fmt.Fprintln(w, "  nothing but what was done in it: subrosa history")
	}
	for _, r := range j.Renumbered {
		fmt.Fprintf(w, "%s of that copy is %s here\n", r.There, r.Here)
	}
	for _, k := range j.Known {
		fmt.Fprintf(w, "%s may be the same person as %s\n", k.Person, k.Known)
	}
	for _, d := range j.Differences {
		fmt.Fprintf(w, "%s: the copies differ: %s\n", d.Code, d.What)
	}
	if len(j.Differences) > 0 {
		fmt.Fprintln(w, "what stood in this vault stands, but for what is signed")
	}
	if done {
		fmt.Fprintln(w, "go on with this vault everywhere: it has what is in both copies")
	}
}

// countKind counts what was taken.
func countKind(n int, kind string) string {
	switch {
	case kind == "note":
		kind = "signed note"
	case kind == "addendum" && n > 1:
		return fmt.Sprintf("%d addenda", n)
	}
	return count(n, kind)
}

// inRuns writes codes in order, with "to" where they follow on one another.
func inRuns(codes []string) string {
	var runs []string
	for i := 0; i < len(codes); {
		end := i + 1
		for end < len(codes) && follows(codes[end-1], codes[end]) {
			end++
		}
		switch {
		case end-i > 2:
			runs = append(runs, codes[i]+" to "+codes[end-1])
		default:
			runs = append(runs, codes[i:end]...)
		}
		i = end
	}
	return strings.Join(runs, ", ")
}

// follows says whether the number at the end of a code is the next one.
func follows(a, b string) bool {
	i, k := strings.LastIndexByte(a, '-')+1, strings.LastIndexByte(b, '-')+1
	var x, y int
	if i != k || a[:i] != b[:k] {
		return false
	}
	if _, err := fmt.Sscanf(a[i:]+" "+b[k:], "%d %d", &x, &y); err != nil {
		return false
	}
	return y == x+1
}
