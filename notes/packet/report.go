package packet

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"subrosa/notes/head"
)

// Report is what verifying a packet has shown.
type Report struct {
	SHA256    string      `json:"sha256"`
	Approved  time.Time   `json:"approved"`
	Records   int         `json:"records"`
	Withheld  int         `json:"withheld"` // records in whose place a slip-sheet stands
	Addenda   int         `json:"addenda"`
	Marks     int         `json:"marks"` // places where something is left out of a paragraph
	Measures  int         `json:"measures"`
	Key       string      `json:"key"` // that signed head and packet
	Head      HeadReport  `json:"head"`
	Lodged    *LodgedHead `json:"lodged"` // nil: none was given
	PDF       string      `json:"pdf"`    // same: both made again from records.json, byte for byte; signed: not so, but their SHA-256 is signed
	Proved    []string    `json:"proved"`
	NotProved []string    `json:"not_proved"`
}

// HeadReport is a head of the log: its number of leaves, and the time it gives
// itself.
type HeadReport struct {
	Size int64     `json:"size"`
	At   time.Time `json:"at"`
}

// LodgedHead is how a head that was lodged before relates to the packet's: the
// same; grown (the packet's log has only grown since); not-shown (same key, but
// the packet does not hold what would show it). Covers counts the records and
// addenda of the packet that stood in the log at the lodged head.
type LodgedHead struct {
	HeadReport
	State  string `json:"state"`
	Covers int    `json:"covers"`
}

// checkLodged compares a lodged head with the packet's.
func (v *verification) checkLodged(text string) (*LodgedHead, error) {
	if text == "" {
		return nil, nil
	}
	h, err := head.Open(text, v.verifier)
	if err != nil && !signed(text) {
		return nil, fmt.Errorf("%w: not a head", ErrUnreadable)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: the lodged head is not signed by the key of the packet", ErrNotVerified)
	}
	lodged := &LodgedHead{HeadReport{h.Size, h.At}, "not-shown", 0}
	if h.Size == v.head.Size {
		lodged.State = "same"
		if h.Root != v.head.Root {
			return nil, fmt.Errorf("%w: at the lodged head the log was another one", ErrNotVerified)
		}
	}
	for _, e := range v.proof.Earlier {
		if e.Size != h.Size || h.Size >= v.head.Size {
			continue
		}
		lodged.State = "grown"
		if tlog.CheckTree(logHashes(e.Path), v.head.Size, v.head.Root, h.Size, h.Root) != nil {
			return nil, fmt.Errorf("%w: at the lodged head the log was another one", ErrNotVerified)
		}
	}
	if lodged.State != "not-shown" {
		lodged.Covers = v.before(h.Size)
	}
	return lodged, nil
}

// signed tells whether a text is a signed note at all, by whomever.
func signed(text string) bool {
	_, err := note.Open([]byte(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))+"\n"), note.VerifierList())
	_, unverified := err.(*note.UnverifiedNoteError)
	return unverified
}

// before counts what stands in the log below an index.
func (v *verification) before(size int64) int {
	n := 0
	for _, item := range v.proof.Items {
		for _, p := range append(item.Addenda[:len(item.Addenda):len(item.Addenda)], item.SignedProof) {
			if p.Index < size {
				n++
			}
		}
	}
	return n
}

func (v *verification) report(zipped []byte, lodged *LodgedHead, same bool) Report {
	r := Report{SHA256: sha256hex(zipped), Approved: v.records.Approved, Records: len(v.records.enclosed()), Withheld: len(v.records.slips()),
		Marks: len(v.records.redactions()), Measures: v.records.measured(), Key: v.proof.Key, Head: HeadReport{v.head.Size, v.head.At}, Lodged: lodged, PDF: "signed"}
	for _, item := range v.records.Items {
		r.Addenda += len(item.Addenda)
	}
	if same {
		r.PDF = "same"
	}
	r.Proved, r.NotProved = r.proved(), r.notProved()
	return r
}

func (r Report) proved() []string {
	proved := []string{
		"its files are complete, and unaltered since they were packed and signed with the key " + r.keyName(),
		fmt.Sprintf("every word and fact shown of %s and %s is what was signed, in its place; %s",
			count(r.Records, "record"), count(r.Addenda, "addendum"), standing(r.Marks)),
		"all of it stood in the log whose signed head is dated " + day(r.Head.At),
	}
	if r.PDF == "same" {
		proved = append(proved, "01-records.pdf and 02-certification.pdf say what records.json says: they were made again, byte for byte")
	}
	if r.Lodged != nil && r.Lodged.State != "not-shown" {
		how := "the log has only grown from it"
		if r.Lodged.State == "same" {
			how = "it is the head of the packet"
		}
		proved = append(proved, fmt.Sprintf("%d of the %d records and addenda are unchanged since the lodged head, dated %s, was given away: %s",
			r.Lodged.Covers, r.Records+r.Addenda, day(r.Lodged.At), how))
	}
	return proved
}

func (r Report) notProved() []string {
	since := "since when: the dates are the practice's own statement, and a head is evidence from the day on which somebody else received it"
	var not []string
	switch {
	case r.Lodged == nil:
		not = append(not, "who packed it: the key is the packet's own; compare it with what the practice tells in another way, or give a head that was lodged before", since)
	case r.Lodged.State == "not-shown" && r.Lodged.Size > r.Head.Size:
		not = append(not, "that the lodged head belongs to the same log: it is signed with the same key, but is later than the packet; the practice can check it", since)
	case r.Lodged.State == "not-shown":
		not = append(not, "that the log has only grown since the lodged head: it is signed with the same key, and the log is larger now, but the packet does not show more; the practice can check it", since)
	default:
		if later := r.Records + r.Addenda - r.Lodged.Covers; later > 0 {
			not = append(not, fmt.Sprintf("how long %d of them have stood as they are: they were entered after the lodged head", later))
		}
		not = append(not, since)
	}
	if r.PDF != "same" {
		not = append(not, "that 01-records.pdf and 02-certification.pdf say what records.json says: they are the files that were packed, but this version of subrosa sets the pages otherwise")
	}
	if r.Measures > 0 {
		not = append(not, fmt.Sprintf("that %s stood in the log: measures are not signed one by one, and are as they were packed", count(r.Measures, "measure")))
	}
	if r.Withheld > 0 {
		not = append(not, fmt.Sprintf("what is said of %s that %s withheld: a sheet that stands in place of a record carries no proof",
			count(r.Withheld, "record"), map[bool]string{true: "is", false: "are"}[r.Withheld == 1]))
	}
	return append(not,
		"that there is nothing else: a packet does not tell what was not asked for or not included",
		"that what was written is true")
}

// keyName is the name and number of the key, without the key itself.
func (r Report) keyName() string {
	v, err := note.NewVerifier(r.Key)
	if err != nil {
		return r.Key
	}
	return fmt.Sprintf("%s+%08x", v.Name(), v.KeyHash())
}

// Print writes the report in words.
func (r Report) Print(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "verified\n\nSHA-256  %s\nkey      %s\n\nproved:\n", r.SHA256, r.Key)
	for _, s := range r.Proved {
		fmt.Fprintf(&b, "- %s\n", s)
	}
	fmt.Fprintf(&b, "\nnot proved:\n")
	for _, s := range r.NotProved {
		fmt.Fprintf(&b, "- %s\n", s)
	}
	_, err := w.Write(b.Bytes())
	return err
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func count(n int, what string) string {
	switch {
	case n == 1:
		return "1 " + what
	case what == "addendum":
		return fmt.Sprintf("%d addenda", n)
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func standing(marks int) string {
	switch marks {
	case 0:
		return "no word of them is left out"
	case 1:
		return "1 mark stands where words are left out"
	}
	return fmt.Sprintf("%d marks stand where words are left out", marks)
}
