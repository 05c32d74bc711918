package packet

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/mod/sumdb/tlog"

	"subrosa/notes/digest"
)

// headingPrefix stands before the words of a heading in what is signed.
const headingPrefix = "## "

// amendments are the kinds under which an addendum can stand in the log.
var amendments = [...]string{"addendum", "correction", "late-entry", "client-statement", "mark", "void"}

// checkRecords compares every item of records.json, and every addendum, with
// its proof.
func (v *verification) checkRecords() error {
	if enclosed := len(v.records.enclosed()); len(v.proof.Items) != enclosed {
		return fmt.Errorf("proof.json speaks of %d records, records.json of %d", len(v.proof.Items), enclosed)
	}
	var checks []func() error
	seen := map[string]bool{}
	for i, item := range v.records.Items {
		if item.Number != i+1 {
			return fmt.Errorf("record %d: another number", i+1)
		}
		for _, s := range item.signed() { // none of a slip-sheet, which has no proof either
			if seen[s.Digest] {
				return fmt.Errorf("record %d: it stands here twice", i+1)
			}
			seen[s.Digest] = true
		}
		if item.Withheld == nil {
			p := v.proof.Items[len(checks)]
			checks = append(checks, func() error {
				if err := v.checkItem(item, p); err != nil {
					return fmt.Errorf("record %d: %w", i+1, err)
				}
				return nil
			})
		}
	}
	return firstError(checks)
}

// firstError does checks on all processors, and gives the error of the first that
// failed, in their order.
func firstError(checks []func() error) error {
	errs := make([]error, len(checks))
	var next atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(checks); i = int(next.Add(1)) - 1 {
				errs[i] = checks[i]()
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (v *verification) checkItem(item Item, p ItemProof) error {
	if p.Kind != "note" {
		return errors.New("not a note in the log")
	}
	if err := v.checkSigned(item.Signed, p.SignedProof); err != nil {
		return err
	}
	if len(item.Addenda) != len(p.Addenda) {
		return errors.New("addenda without proof, or proof without addenda")
	}
	for a, addendum := range item.Addenda {
		shown := p.Addenda[a]
		err := v.checkSigned(addendum, shown)
		switch {
		case err != nil:
		case !slices.Contains(amendments[:], shown.Kind) || addendum.Facts["kind"] != shown.Kind:
			err = errors.New("another kind in the log")
		case addendum.Facts["amends"] != item.Digest:
			err = errors.New("it amends something else")
		}
		if err != nil {
			return fmt.Errorf("addendum %d: %w", a+1, err)
		}
	}
	return nil
}

// checkSigned compares one signed thing with its proof, and looks it up in the
// log.
func (v *verification) checkSigned(s Signed, p SignedProof) error {
	opened, err := p.Shown.Open()
	if err != nil {
		return err
	}
	if d := opened.Digest.String(); d != s.Digest || d != p.Digest {
		return errors.New("what is shown is not what was signed")
	}
	leaf := tlog.RecordHash(opened.Digest.LogLeaf(p.Kind))
	if err := tlog.CheckRecord(logHashes(p.Path), v.head.Size, v.head.Root, p.Index, leaf); err != nil {
		return errors.New("it does not stand in the log")
	}
	if !maps.Equal(s.Facts, values(opened.Fields)) {
		return errors.New("the facts are not those that were signed")
	}
	return checkParagraphs(s.Paragraphs, opened.Paragraphs, nodes(p.Shown))
}

// checkParagraphs compares the paragraphs with those that open, in order. One
// that is withheld as a whole can not be told from the random nodes around it;
// but there has to be at least one unopened node for each where it stands.
func checkParagraphs(ps []Paragraph, opened []digest.OpenedParagraph, nodes int) error {
	last, withheld := -1, 0 // the node opened last; paragraphs withheld since
	for i, p := range ps {
		if p.Withheld {
			withheld++
			continue
		}
		if len(opened) == 0 {
			return errors.New("a paragraph too many")
		}
		if err := checkParagraph(p, opened[0].Runs); err != nil {
			return fmt.Errorf("paragraph %d: %w", i+1, err)
		}
		if opened[0].Node-last-1 < withheld {
			return fmt.Errorf("paragraph %d: nothing can have been withheld before it", i+1)
		}
		last, withheld, opened = opened[0].Node, 0, opened[1:]
	}
	switch {
	case len(opened) > 0:
		return errors.New("a paragraph too few")
	case nodes-last-1 < withheld:
		return errors.New("nothing can have been withheld at its end")
	}
	return nil
}

// nodes is how many nodes a proof has, opened or not.
func nodes(p digest.Proof) int {
	var shape struct {
		Nodes []json.RawMessage `json:"nodes"`
	}
	b, err := p.MarshalJSON()
	if err != nil || json.Unmarshal(b, &shape) != nil {
		return 0
	}
	return len(shape.Nodes)
}

// values are the fields that are shown to have one.
func values(fields map[string][]byte) map[string]string {
	facts := map[string]string{}
	for name, value := range fields {
		if value != nil {
			facts[name] = string(value)
		}
	}
	return facts
}

// checkParagraph compares the pieces of a paragraph with the runs that its proof
// opens to. Where a run is withheld there stand one or more marks.
func checkParagraph(p Paragraph, runs []digest.Run) error {
	if p.Heading != (len(runs) > 0 && strings.HasPrefix(runs[0].Text, headingPrefix)) {
		return errors.New("a heading that is none, or none where there is one")
	}
	pieces := p.Pieces
	for i, run := range runs {
		text := run.Text
		if p.Heading && i == 0 {
			if text = text[len(headingPrefix):]; text == "" {
				continue
			}
		}
		n := 0
		if run.Withheld {
			for n < len(pieces) && pieces[n].Text == "" && ValidMark(pieces[n].Mark) { // one or more
				n++
			}
		} else if len(pieces) > 0 && pieces[0] == (Piece{Text: text}) {
			n = 1
		}
		if n == 0 {
			return errors.New("not the words that were signed, or not a mark where something is left out")
		}
		pieces = pieces[n:]
	}
	if len(pieces) > 0 {
		return errors.New("more than was signed")
	}
	return nil
}
