package notes

import (
	"fmt"
	"io"
	"strings"

	"subrosa/vault"
)

// exportedRequest is a request with what she decided about it.
type exportedRequest struct {
	Request
	Decisions []exportedDecision `json:"decisions"` // about notes
	Spans     []exportedSpan     `json:"spans"`     // about places in them
	Files     []string           `json:"files"`     // of the packets that were built
}

type exportedDecision struct {
	Note     NoteID `json:"note"`
	Decision string `json:"decision"`
	Reason   string `json:"reason"`
}

// exportedSpan is a decision about a place, counted in code points.
type exportedSpan struct {
	Note      NoteID `json:"note"`
	Addendum  int    `json:"addendum"` // 0: the note itself
	Paragraph int    `json:"paragraph"`
	Start     int    `json:"start"`
	End       int    `json:"end"`
	Decision  string `json:"decision"`
	Reason    string `json:"reason"`
}

// requests writes what was asked for, what was decided, and the packets as they
// are kept.
func (x *exporter) requests() error {
	list, err := x.b.readRequests(x.tx, "ORDER BY id")
	if err != nil {
		return err
	}
	all := []exportedRequest{}
	for _, r := range list {
		e := exportedRequest{Request: r}
		if e.Decisions, err = decidedNotes(x.tx, r.row); err != nil {
			return err
		}
		if e.Spans, err = decidedSpans(x.tx, r.row); err != nil {
			return err
		}
		if e.Files, err = x.packets(r); err != nil {
			return err
		}
		all = append(all, e)
	}
	return x.json("requests.json", all)
}

func decidedNotes(tx *vault.Tx, request int64) ([]exportedDecision, error) {
	list, err := vault.All(tx, func(scan vault.Scan) (d exportedDecision, err error) {
		var n int64
		err = scan(&n, &d.Decision, &d.Reason)
		d.Note = noteID(n)
		return d, err
	}, "SELECT note, decision, reason FROM request_note WHERE request = ? ORDER BY note", request)
	return orEmpty(list), err
}

func decidedSpans(tx *vault.Tx, request int64) ([]exportedSpan, error) {
	list, err := vault.All(tx, func(scan vault.Scan) (s exportedSpan, err error) {
		var n int64
		err = scan(&n, &s.Addendum, &s.Paragraph, &s.Start, &s.End, &s.Decision, &s.Reason)
		s.Note = noteID(n)
		return s, err
	}, `SELECT note, addendum, paragraph, start, stop, decision, reason FROM request_span
		WHERE request = ? ORDER BY note, addendum, paragraph, start, stop`, request)
	return orEmpty(list), err
}

// packets writes the packets of a request, one after the other; of one from which
// a case was destroyed nothing is left to write.
func (x *exporter) packets(r Request) ([]string, error) {
	names := []string{}
	for _, code := range r.Packets {
		_, number, _ := strings.Cut(code, "/")
		zip, err := vault.One(x.tx, vault.Value[[]byte], "SELECT zip FROM packet WHERE request = ? AND number = CAST(? AS INTEGER)", r.row, number)
		if err != nil {
			return nil, err
		}
		if len(zip) == 0 {
			continue
		}
		name := fmt.Sprintf("packets/%s-%s.zip", r.ID, number)
		err = x.file(name, func(w io.Writer) error {
			_, err := w.Write(zip)
			return err
		})
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}
