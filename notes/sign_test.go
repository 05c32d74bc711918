package notes

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"subrosa/notes/document"
	"subrosa/vault"
)

func TestSignRefuses(t *testing.T) {
	late := func(d *document.Document) { d.Start = at("2026-11-21 14:00") }
	for _, test := range []struct {
		name   string
		change func(*document.Document)
		reason string
		want   string
	}{
		{"as it is", func(*document.Document) {}, "", ""},
		{"risk not answered", func(d *document.Document) { d.Risk = "" }, "", "invalid --risk"},
		{"no text", func(d *document.Document) { d.Sections = nil }, "", "invalid --from"},
		{"headings without text", func(d *document.Document) { d.Sections = []document.Section{{Key: "data", Heading: "Data"}} }, "", "invalid --from"},
		{"late without a reason", late, "", "invalid --reason-from"},
		{"late with an empty reason", late, " \n ", "invalid --reason-from"},
		{"late with a reason", late, "was ill", ""},
		{"in the future", func(d *document.Document) { d.Start = at("2026-11-23 16:31") }, "", "invalid --start"},
		{"just begun", func(d *document.Document) { d.Start = at("2026-11-23 16:10") }, "", ""},
		{"no start", func(d *document.Document) { d.Start = time.Time{} }, "", "invalid --start"},
		{"no length", func(d *document.Document) { d.Minutes = 0 }, "", "invalid --minutes"},
		{"two days long", func(d *document.Document) { d.Minutes = 2880 }, "", "invalid"},
		{"negative", func(d *document.Document) { d.Minutes = -5 }, "", "invalid"},
		{"no place", func(d *document.Document) { d.Place = "" }, "", "invalid --place"},
		{"unknown place", func(d *document.Document) { d.Place = "moon" }, "", "invalid"},
		{"nobody there", func(d *document.Document) { d.Present = nil }, "", "invalid --present"},
		{"a stranger there", func(d *document.Document) { d.Present = []string{"C"} }, "", "invalid"},
		{"next before start", func(d *document.Document) { d.Next = &document.Appointment{Start: at("2026-11-01 14:00")} }, "", "invalid"},
		{"a kind that has headings of its own", func(d *document.Document) { d.Kind = "intake" }, "", "invalid"},
		{"no such kind", func(d *document.Document) { d.Kind = "party" }, "", "invalid"},
		{"a no-show", func(d *document.Document) { d.Kind, d.Format, d.Risk, d.Sections = "no-show", "", "", nil }, "", ""},
		{"a cancellation of tomorrow", func(d *document.Document) {
			*d = document.Document{Kind: "cancellation", Start: at("2026-11-24 14:00")}
		}, "", ""},
		{"5 MB", func(d *document.Document) { d.Sections[0].Paragraphs[0].Text = strings.Repeat("a", 5<<20) }, "", "invalid"},
		{"NUL", func(d *document.Document) { d.Sections[0].Paragraphs[0].Text = "a\x00b" }, "", "invalid"},
		{"not UTF-8", func(d *document.Document) { d.Sections[0].Paragraphs[0].Text = "a\xffb" }, "", "invalid"},
		{"a heading that is not the format's", func(d *document.Document) { d.Sections[0].Key = "goals" }, "", "invalid"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b, _ := newBook(t)
			d := session("Both came on time.")
			test.change(&d)
			_, _, err := b.NewSigned(ctx, NoteInput{Case: withCase(t, b), Document: d}, test.reason)
			if !is(err, test.want) {
				t.Errorf("%v; want %s", err, test.want)
			}
			notes, _ := b.Notes(ctx, "")
			if kept := len(notes) == 1; kept != (test.want == "") {
				t.Errorf("%d notes are kept", len(notes))
			}
		})
	}
}

func TestSignedNote(t *testing.T) {
	b, c := newBook(t)
	d := session("Both came on time.", "[not a mark] Kevin.")
	d.Sections[0].Paragraphs[1].Whose = "b alone"
	d.Next = &document.Appointment{Start: at("2026-12-04 16:00"), Place: "osterbro"}
	saved, err := b.NewNote(ctx, NoteInput{Case: withCase(t, b), Document: d, StartedAt: at("2026-11-23 14:55")})
	if err != nil {
		t.Fatal(err)
	}
	c.pass(3 * time.Minute)
	if _, err := b.Sign(ctx, saved.Note, "not late, so not kept"); err != nil {
		t.Fatal(err)
	}
	note, err := b.Note(ctx, saved.Note)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.MarshalIndent(note, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want := `{
 "id": "N-000001",
 "case": "C-001",
 "kind": "session",
 "layer": "record",
 "format": "dap",
 "start": "2026-11-23T14:00:00+01:00",
 "minutes": 50,
 "place": "osterbro",
 "present": [
  "A",
  "B"
 ],
 "part": "joint",
 "risk": "none",
 "next": {
  "start": "2026-12-04T16:00:00+01:00",
  "place": "osterbro"
 },
 "author": "Anna Vest, psychotherapist",
 "language": "en",
 "status": "signed",
 "revision": 1,
 "started_at": "2026-11-23T13:55:00Z",
 "text_at": "2026-11-23T15:00:00Z",
 "signed_at": "2026-11-23T15:03:00Z",
 "late": null,
 "digest": "` + *note.Digest + `",
 "sections": [
  {
   "key": "data",
   "heading": "Data",
   "paragraphs": [
    {
     "text": "Both came on time.",
     "whose": ""
    },
    {
     "text": "[not a mark] Kevin.",
     "whose": "B alone"
    }
   ]
  },
  {
   "key": "plan",
   "heading": "Plan",
   "paragraphs": [
    {
     "text": "Listening exercise.",
     "whose": ""
    }
   ]
  }
 ],
 "addenda": []
}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	if _, err := b.Sign(ctx, note.ID, ""); !is(err, "refused signed") {
		t.Errorf("signed twice: %v", err)
	}
	if _, err := b.SaveDraft(ctx, note.ID, 1, d); !is(err, "refused signed") {
		t.Errorf("saved after signing: %v", err)
	}
	if err := b.Discard(ctx, note.ID); !is(err, "refused signed") {
		t.Errorf("discarded after signing: %v", err)
	}
	if _, _, err := b.Document(ctx, note.ID); !is(err, "refused signed") {
		t.Errorf("edited after signing: %v", err)
	}
	if _, err := b.Sign(ctx, "N-000009", ""); !is(err, "notfound") {
		t.Errorf("signed nothing: %v", err)
	}
}

func TestLate(t *testing.T) {
	b, c := newBook(t)
	saved, err := b.NewNote(ctx, NoteInput{Case: withCase(t, b), Document: session("Both came on time.")})
	if err != nil {
		t.Fatal(err)
	}
	// Signing late is not late: the text is not changed any more.
	c.pass(80 * time.Hour)
	d := session("Both came on time.")
	d.Risk = "present"
	d.Sections[0].Paragraphs[0].Whose = "B"
	if saved, err = b.SaveDraft(ctx, saved.Note, saved.Revision, d); err != nil {
		t.Fatal(err)
	}
	if list, err := b.Findings(ctx, saved.Note); err != nil || len(list) != 1 || list[0].Code != "consent-missing" {
		t.Errorf("findings %+v, %v", list, err)
	}
	d.Sections[0].Paragraphs[0].Text = "Both came late."
	if saved, err = b.SaveDraft(ctx, saved.Note, saved.Revision, d); err != nil {
		t.Fatal(err)
	}
	list, err := b.Findings(ctx, saved.Note)
	if err != nil || len(list) != 2 || list[0].Code != "late" || !list[0].Blocks {
		t.Errorf("findings %+v, %v", list, err)
	}
	note, err := b.Sign(ctx, saved.Note, "the tape\nof memory ")
	if err != nil {
		t.Fatal(err)
	}
	if want := (&Late{81, "the tape\nof memory"}); !cmp.Equal(note.Late, want) { // ended 14:50, changed at 16:00 and 80 hours
		t.Errorf("late %+v, want %+v", note.Late, want)
	}
}

// What is signed is written down here byte by byte: were it to change, every
// digest would be wrong.
func TestSignedContent(t *testing.T) {
	b, c := newBook(t)
	d := session("Kevin Brandt's car, @boss.")
	d.Sections[0].Paragraphs[0].Whose = "B"
	d.Start = at("2026-11-20 14:00")
	d.Next = &document.Appointment{Start: at("2026-12-04 16:00"), Place: "online"}
	note, _, err := b.NewSigned(ctx, NoteInput{Case: withCase(t, b), Document: d}, "was ill")
	if err != nil {
		t.Fatal(err)
	}
	c.pass(time.Hour)
	if _, err := b.Mark(ctx, note.ID, MarkInput{1, "B alone", "said before"}); err != nil {
		t.Fatal(err)
	}
	items, err := view(ctx, b, func(tx *vault.Tx) ([]signedItem, error) { return readSigned(tx, note.ID) })
	if err != nil || len(items) != 2 {
		t.Fatalf("%d items, %v", len(items), err)
	}
	fields := func(i signedItem) string {
		var list []string
		for _, f := range i.content.Fields {
			if f == nil {
				list = append(list, "-")
			} else {
				list = append(list, string(f))
			}
		}
		return strings.Join(list, "|")
	}
	want := "N-000001|C-001|session|record|dap|2026-11-20T14:00:00+01:00|50|osterbro|A,B|joint|none|" +
		"2026-12-04T16:00:00+01:00 online|Anna Vest, psychotherapist|en|2026-11-23T15:00:00Z|2026-11-23T15:00:00Z|" +
		`2026-11-23T15:00:00Z|was ill|-|[null,"B",null,""]|-`
	if got := fields(items[0]); got != want {
		t.Errorf("note\n%s\nwant\n%s", got, want)
	}
	want = "N-000001|C-001|mark|-|-|-|-|-|-|-|-|-|Anna Vest, psychotherapist|en|-|-|2026-11-23T16:00:00Z|-|" + *note.Digest +
		`|[""]|{"paragraph":1,"whose":"B alone"}`
	if got := fields(items[1]); got != want {
		t.Errorf("mark\n%s\nwant\n%s", got, want)
	}
	var tokens []string
	for _, token := range items[0].content.Paragraphs[1] {
		tokens = append(tokens, string(token))
	}
	if want := []string{"Kevin Brandt", "'", "s", " ", "car", ",", " ", "@boss", "."}; !cmp.Equal(tokens, want) {
		t.Errorf("tokens %q, want %q", tokens, want)
	}
	if want := []string{"## Data", "Kevin Brandt's car, @boss.", "## Plan", "Listening exercise."}; !cmp.Equal(items[0].texts, want) {
		t.Errorf("texts %q", items[0].texts)
	}
}
