package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"subrosa/notes/leak"
)

type packetScanOptions struct{ words string }

func newPacketScanCmd(a *app) *cobra.Command {
	o := &packetScanOptions{}
	c := &cobra.Command{
		Use:   "scan FILE --words-from FILE",
		Short: "Say whether words can be read out of a file in any way",
		Long: `Look for words in a PDF, ZIP, CSV, JSON, text or picture: in all that can be
read out of it, not only in what it shows. The words stand one a line in a file;
a line may be a name or a sentence. They are found in any case, accent and
encoding, as whole words or broken and hidden.

Exit status 9 when one is found: the places are listed with the number of the
word's line, never with the word. A file that is encrypted, broken, too large or
of no known kind ends with status 1: nobody can say what is in it. Pixels cannot
be read; pictures are listed. docs/packet-scan.md says more. No vault is needed.`,
		Args: oneArg("FILE", "the file to look into, - for standard input"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			large()
			return o.run(cmd.Context(), a, args[0])
		}),
	}
	c.Flags().StringVar(&o.words, "words-from", "", "the words to look for, one a line, in `file` (-: standard input)")
	return c
}

// packetScanned is what `packet scan` prints.
type packetScanned struct {
	Found  []wordFound   `json:"found"`
	Files  int           `json:"files"`
	Unseen []leak.Unseen `json:"unseen"`
}

// wordFound is a place of a word, which is called by its line.
type wordFound struct {
	Line  int    `json:"line"`
	File  string `json:"file"`
	Where string `json:"where"`
}

// leaked is an error: words were found. The result says where.
type leaked struct {
	lines int
	rest  error // what could not be read beside it
}

func (e *leaked) Error() string {
	s := fmt.Sprintf("%d of the words can be read out of it", e.lines)
	if e.rest != nil {
		s += "; " + e.rest.Error()
	}
	return s
}

func (o *packetScanOptions) run(ctx context.Context, a *app, file string) error {
	switch {
	case o.words == "":
		return missing("words-from", "what to look for")
	case file == "-" && o.words == "-":
		return usage("only one of the file and the words may come from standard input")
	}
	secrets, err := a.wordsToFind(o.words)
	if err != nil {
		return err
	}
	report, err := a.scanFile(ctx, file, secrets)
	if err != nil && (ctx.Err() != nil || !errors.Is(err, leak.ErrUnreadable)) {
		return err
	}
	if err != nil && len(report.Found) == 0 {
		return err
	}
	r := packetScanned{Found: []wordFound{}, Files: report.Files, Unseen: orNone(report.Unseen)}
	lines := map[int]bool{}
	for _, f := range report.Found {
		line, _ := strconv.Atoi(f.Code)
		lines[line] = true
		r.Found = append(r.Found, wordFound{line, f.File, f.Where})
	}
	if printed := a.print(r, func(w io.Writer) { renderScanned(w, r) }); printed != nil {
		return printed
	}
	if len(lines) > 0 {
		return &leaked{len(lines), err}
	}
	return nil
}

func renderScanned(w io.Writer, r packetScanned) {
	var rows [][]string
	for _, f := range r.Found {
		rows = append(rows, []string{fmt.Sprintf("line %d", f.Line), f.File, f.Where})
	}
	table(w, rows)
	if len(rows) == 0 {
		fmt.Fprintf(w, "nothing found in %s\n", count(r.Files, "file"))
	}
	if len(r.Unseen) > 0 {
		fmt.Fprintf(w, "\nto be looked at by somebody:\n")
		rows = nil
		for _, u := range r.Unseen {
			rows = append(rows, []string{u.File, u.What})
		}
		table(w, rows)
	}
}

// wordsToFind reads the words, one a line, in UTF-8. Each is called by the number
// of its line.
func (a *app) wordsToFind(name string) ([]leak.Secret, error) {
	text, err := a.document(name)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(text) {
		return nil, &inputError{source: sourceName(name), what: "not UTF-8 text"}
	}
	var list []leak.Secret
	number := 0
	for line := range strings.SplitSeq(strings.TrimPrefix(string(text), "\ufeff"), "\n") {
		number++
		if strings.TrimSpace(line) == "" {
			continue
		}
		if !leak.Searchable(line) {
			return nil, &inputError{source: sourceName(name), line: number, what: "neither a letter nor a digit to look for"}
		}
		list = append(list, leak.Secret{Code: strconv.Itoa(number), Text: line, Whole: true})
	}
	if len(list) == 0 {
		return nil, &inputError{source: sourceName(name), what: "no words to look for", hint: "one a line"}
	}
	return list, nil
}

// scanFile scans a file, or standard input.
func (a *app) scanFile(ctx context.Context, name string, secrets []leak.Secret) (leak.Report, error) {
	data, err := a.fileToScan(name)
	if errors.Is(err, errTooLong) {
		err = fmt.Errorf("%s: %w", sourceName(name), leak.ErrTooLarge)
	}
	if err != nil {
		return leak.Report{}, err
	}
	return leak.Scan(ctx, filepath.Base(sourceName(name)), data, secrets)
}

func (a *app) fileToScan(name string) ([]byte, error) {
	if name == "-" {
		return readUpTo(a.stdin(), leak.MaxFile)
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w: not a file; - reads standard input", name, leak.ErrUnreadable)
	}
	return readFile(name, leak.MaxFile)
}
