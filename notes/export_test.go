package notes

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"subrosa/vault"
)

// shelf keeps the files of an export in memory.
type shelf struct {
	files map[string]*bytes.Buffer
	full  int // files after which there is no room; 0: never
}

var errNoRoom = errors.New("no room")

type shelved struct{ *bytes.Buffer }

func (shelved) Close() error { return nil }

func (s *shelf) create(path string) (io.WriteCloser, error) {
	switch {
	case s.full > 0 && len(s.files) == s.full:
		return nil, errNoRoom
	case s.files[path] != nil:
		return nil, fmt.Errorf("%s is written twice", path)
	}
	b := new(bytes.Buffer)
	s.files[path] = b
	return shelved{b}, nil
}

func newShelf() *shelf { return &shelf{files: map[string]*bytes.Buffer{}} }

// lines are the rows of a table in an export.
func (s *shelf) lines(t *testing.T, table string) []map[string]any {
	t.Helper()
	var rows []map[string]any
	b := s.files["tables/"+table+".jsonl"]
	if b == nil {
		t.Fatalf("table %s is not exported", table)
	}
	for line := range strings.Lines(b.String()) {
		var row map[string]any
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		rows = append(rows, row)
	}
	return rows
}

// busyPractice has something in most tables.
func busyPractice(t *testing.T) *Book {
	a := newSite(t)
	c := withCase(t, a.Book)
	n := a.signed(c, "<Æble> & \"pære\"\nand a line")
	must(a.Amend(ctx, n, "addendum", session("beside it").Sections[0].Paragraphs))
	must(a.Mark(ctx, n, MarkInput{Paragraph: 1, Whose: "B alone", Reason: "he asked"}))
	must(a.NewNote(ctx, NoteInput{Case: c, Document: session("not finished")}))
	attach(a.Book, c, long("words "))
	must(a.VoidAttachment(ctx, "A-000001", "the wrong case"))
	must(a.AddMeasure(ctx, MeasureInput{Case: c, Party: "A", Instrument: "csi-16", Score: new(41.0)}))
	must(a.PlaceHold(ctx, HoldInput{Cases: []CaseCode{c}, Reason: "a dispute"}))
	must(a.LodgeHead(ctx, "the notary"))
	must(a.AddCopyPlace(ctx, CopyPlaceInput{Kind: "stick", Label: "the red one"}))
	return a.Book
}

// TestExportForgetsNoTable compares an export with the schema. A table that is
// new is exported as it is: whoever adds it looks here whether all of it may be
// read, and enters it.
func TestExportForgetsNoTable(t *testing.T) {
	known := strings.Fields(`practice place counter person person_name casefile party alias alias_name note section paragraph addendum
		addendum_paragraph log_key log log_hash head_shown seal event backup copy_place head_lodged request request_case request_note request_span request_step hold hold_case disclosure_note
		approval packet delivery disclosure disclosure_case joined template template_removed attachment attachment_void readable_copy readable_copy_gone instrument measure measure_void consent consent_end retention_keep never destruction destroyed_item destroyed_uid place_looked request_destroying line line_leaf line_size line_shown`)
	elsewhere := strings.Fields(`attachment_piece search search_data search_idx search_docsize search_config vault_history vault_joined vault_slot vault_key`)
	b, s := busyPractice(t), newShelf()
	must(b.Export(ctx, s.create, nil))
	var exported []string
	for path := range s.files {
		if name, ok := strings.CutSuffix(path, ".jsonl"); ok {
			exported = append(exported, strings.TrimPrefix(name, "tables/"))
		}
	}
	slices.Sort(exported)
	slices.Sort(known)
	if d := cmp.Diff(known, exported); d != "" {
		t.Errorf("tables known and exported: %s", d)
	}
	all := must(view(ctx, b, func(tx *vault.Tx) ([]string, error) {
		return vault.All(tx, vault.Value[string], "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
	}))
	slices.Sort(all)
	if d := cmp.Diff(all, slices.Sorted(slices.Values(append(known, elsewhere...)))); d != "" {
		t.Errorf("tables of the schema and those accounted for: %s", d)
	}
	for _, table := range exported {
		everyRow(t, b, s, table)
	}
}

// everyRow compares rows and columns with those of the table.
func everyRow(t *testing.T, b *Book, s *shelf, table string) {
	t.Helper()
	var want []string
	rows := must(view(ctx, b, func(tx *vault.Tx) (n int, err error) {
		if want, err = vault.All(tx, vault.Value[string], "SELECT name FROM pragma_table_info(?) WHERE name <> ?", table, columnElsewhere[table]); err != nil {
			return 0, err
		}
		return vault.One(tx, vault.Value[int], `SELECT count(*) FROM "`+table+`"`)
	}))
	lines := s.lines(t, table)
	if len(lines) != rows {
		t.Errorf("%s: %d rows, %d exported", table, rows, len(lines))
	}
	slices.Sort(want)
	for _, line := range lines {
		if got := slices.Sorted(maps.Keys(line)); !slices.Equal(got, want) {
			t.Fatalf("%s: columns %v, exported %v", table, want, got)
		}
	}
}

// What would let a reader sign in her name is in no file, in no form.
func TestExportKeepsTheKey(t *testing.T) {
	b, s := busyPractice(t), newShelf()
	must(b.Export(ctx, s.create, nil))
	signer := must(view(ctx, b, func(tx *vault.Tx) (string, error) {
		return vault.One(tx, vault.Value[string], "SELECT signer FROM log_key")
	}))
	secret := strings.SplitN(signer, "+", 5)[4]
	raw := must(base64.StdEncoding.DecodeString(secret))
	for path, b := range s.files {
		for _, form := range []string{secret, string(raw[1:]), fmt.Sprintf("%x", raw[1:]), base64.StdEncoding.EncodeToString([]byte(signer))} {
			if strings.Contains(b.String(), form) {
				t.Errorf("the private key of the log is in %s", path)
			}
		}
	}
	if row := s.lines(t, "log_key")[0]; len(row) != 2 || row["verifier"] == "" {
		t.Errorf("%v", row)
	}
	if !strings.Contains(s.files["README.txt"].String(), "The private key") {
		t.Error("README.txt does not say that it is left out")
	}
}

// Texts, bytes and numbers come out as they are.
func TestExportIsWhatIsKept(t *testing.T) {
	b, s := busyPractice(t), newShelf()
	done := 0
	x := must(b.Export(ctx, s.create, func(n, total int) { done = n*100 + total }))
	size := int64(0)
	for _, b := range s.files {
		size += int64(b.Len())
	}
	if want := (Exported{Cases: 1, Notes: 2, Attachments: 1, Files: len(s.files), Bytes: size, Copy: "Y-001"}); x != want || done != 303 {
		t.Errorf("%+v, want %+v; told of %d", x, want, done)
	}
	var got, want any
	n := must(b.Note(ctx, "N-000001"))
	check(json.Unmarshal(must(json.Marshal(n)), &want))
	check(json.Unmarshal(s.files["cases/C-001/notes/N-000001.json"].Bytes(), &got))
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if text := s.files["cases/C-001/attachments/A-000001.txt"].String(); text != long("words ") {
		t.Error("the attachment came out otherwise")
	}
	text := "<Æble> & \"pære\"\nand a line"
	if row := s.lines(t, "paragraph")[0]; row["text"] != text || row["note"] != 1.0 {
		t.Errorf("%v", row)
	}
	digest := must(base64.StdEncoding.DecodeString(s.lines(t, "seal")[0]["digest"].(string)))
	if hexOf(digest) != *n.Digest {
		t.Errorf("digest %x", digest)
	}
}

// It is entered before anything is written, also when nothing comes of it, and
// it is known when nothing is left.
func TestExportThatFails(t *testing.T) {
	for _, full := range []int{1, 5, 30} {
		b, s := busyPractice(t), newShelf()
		s.full = full
		x, err := b.Export(ctx, s.create, nil)
		if !errors.Is(err, errNoRoom) || x.Copy != "Y-001" {
			t.Fatalf("%+v %v", x, err)
		}
		if todo := ids(must(b.Todos(ctx, ""))); !strings.Contains(todo, "Y-001") {
			t.Error(todo)
		}
		check(b.ExportUndone(ctx, x.Copy))
		if todo := ids(must(b.Todos(ctx, ""))); strings.Contains(todo, "Y-001") {
			t.Error(todo)
		}
		history := must(b.History(ctx, ""))
		last := history[len(history)-2:]
		if last[0].What != "exported" || last[1].What != "readable-copy-gone" || last[1].Detail != "Y-001" {
			t.Errorf("%+v", last)
		}
	}
}

// Of a case that was destroyed there is what is left of it, also among the
// packets.
func TestExportAfterDestruction(t *testing.T) {
	a, c, r := askedSite(t)
	a.deliver(r, Sealed)
	packet := "packets/" + string(r) + "-1.zip"
	before := newShelf()
	must(a.Export(ctx, before.create, nil))
	if got := before.files[packet].Bytes(); !bytes.Equal(got, must(a.Packet(ctx, r)).Zip) {
		t.Error("the packet is not the one that is kept")
	}
	must(a.CloseRequest(ctx, r, true))
	check(a.CloseCase(ctx, c))
	must(a.KeepCase(ctx, c, "2037-11-30", "our policy"))
	a.destroyAt(c, "2037-12-01 10:00")
	after := newShelf()
	must(a.Export(ctx, after.create, nil))
	var left []string
	for path := range after.files {
		if strings.HasPrefix(path, "cases/") || strings.HasPrefix(path, "packets/") {
			left = append(left, path)
		}
	}
	slices.Sort(left)
	if want := []string{"cases/C-001/case.json", "cases/C-001/destruction.json"}; !slices.Equal(left, want) {
		t.Errorf("of a destroyed case: %v", left)
	}
	if text := after.files["cases/C-001/destruction.json"].String(); !strings.Contains(text, `"certificate": "X-001"`) {
		t.Error(text)
	}
}
