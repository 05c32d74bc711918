package notes

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"subrosa/vault"
)

// joinRuns: each run makes several vaults, and everything in them is verified
// again and again.
var joinRuns = flag.Int("joins", 25, "runs of the model of joined copies, at most as many as -rapid.checks")

// modelCopy is a copy of the vault beside what it should hold. Every text is
// written once in the world.
type modelCopy struct {
	*site
	past    map[int]bool      // commits in it
	signed  map[string]string // texts of signed notes by digest
	addenda map[string]string // digests of the notes that addenda belong to, by theirs
	void    map[string]bool   // digests of notes entered in error
	had     map[string]bool   // every text that it ever had
	heads   []string          // that left the house
	cases   map[string]bool   // names of clients
}

// joinModel are the computers of one practice.
type joinModel struct {
	copies []*modelCopy
	next   int // commit, and text
}

// Three computers write, join each other's copy, or take a newer one whole, in
// any order. Nothing that was signed is missing where it should be, or changed;
// nothing that was written in a draft is lost, unless the copy went on from
// there or discarded it; every head that left the house is found again; and no
// machine says "older" of what has in it all that it remembers.
func TestJoinAgainstModel(t *testing.T) {
	runs := 0
	rapid.Check(t, func(rt *rapid.T) {
		if runs++; runs > *joinRuns {
			return
		}
		m := &joinModel{}
		first := &modelCopy{site: newSite(t), past: map[int]bool{}, signed: map[string]string{}, addenda: map[string]string{},
			void: map[string]bool{}, had: map[string]bool{}, cases: map[string]bool{}}
		withCase(t, first.Book)
		m.commit(first)
		m.write(rt, first, "draft")
		m.write(rt, first, "sign")
		m.write(rt, first, "draft")
		m.write(rt, first, "draft")
		m.copies = []*modelCopy{first}
		for range rapid.IntRange(1, 2).Draw(rt, "other copies") {
			m.copies = append(m.copies, first.clone(first.second()))
		}
		steps := []string{"draft", "draft", "save", "save", "sign", "sign", "amend", "mark", "void", "discard", "case", "backup", "head", "reopen", "join", "join", "join"}
		for range rapid.IntRange(4, 16).Draw(rt, "steps") {
			c := rapid.SampledFrom(m.copies).Draw(rt, "copy")
			switch step := rapid.SampledFrom(steps).Draw(rt, "step"); step {
			case "join":
				m.join(rt, c, rapid.SampledFrom(m.copies).Draw(rt, "from"))
			case "reopen":
				c.reopen(func(string) {})
			default:
				m.write(rt, c, step)
			}
		}
		for _, c := range m.copies { // everything comes together in the first
			m.join(rt, m.copies[0], c)
		}
		for _, c := range m.copies[1:] {
			m.join(rt, c, m.copies[0])
		}
		for _, c := range m.copies {
			if !maps.Equal(c.past, m.copies[0].past) || !maps.Equal(c.signed, m.copies[0].signed) {
				rt.Fatal("the copies did not come together")
			}
			check(c.vault.Close())
			check(os.RemoveAll(c.options.Path))
		}
	})
}

// notes are all notes of a copy, read without leaving an event.
func (c *modelCopy) notes() []Note {
	return must(view(ctx, c.Book, func(tx *vault.Tx) ([]Note, error) {
		heads, err := vault.All(tx, scanNote, noteColumns+" ORDER BY id")
		for i := range heads {
			if err == nil {
				heads[i], err = readNote(tx, heads[i].ID)
			}
		}
		return heads, err
	}))
}

func (m *joinModel) commit(c *modelCopy) {
	m.next++
	c.past[m.next] = true
}

func (c *modelCopy) generation() uint64 { return must(c.vault.Info(ctx)).Generation }

// write does one thing in one copy.
func (m *joinModel) write(t *rapid.T, c *modelCopy, step string) {
	text := fmt.Sprintf("text %d", m.next)
	var of []Note // what it can be done to
	all := c.notes()
	for _, n := range all {
		want := map[string]string{"save": draft, "sign": draft, "discard": draft, "amend": signed, "mark": signed, "void": signed}[step]
		if n.Status == want {
			of = append(of, n)
		}
	}
	var n Note
	if len(of) > 0 {
		n = rapid.SampledFrom(of).Draw(t, "note")
	} else if slices.Contains([]string{"save", "sign", "discard", "amend", "mark", "void"}, step) {
		return
	}
	before := c.generation()
	c.pass(time.Duration(rapid.IntRange(0, 3).Draw(t, "minutes")) * time.Minute)
	switch step {
	case "draft":
		d := session(text)
		d.Start = d.Start.Add(-time.Duration(m.next) * time.Minute)
		must(c.NewNote(ctx, NoteInput{Case: "C-001", Document: d}))
		c.had[text] = true
	case "save":
		must(c.SaveDraft(ctx, n.ID, n.Revision, session(text)))
		c.had[text] = true
	case "sign":
		n := must(c.Sign(ctx, n.ID, "late"))
		c.signed[*n.Digest] = n.Sections[0].Paragraphs[0].Text
	case "discard":
		check(c.Discard(ctx, n.ID))
	case "amend":
		c.addenda[must(c.Amend(ctx, n.ID, "correction", para(text))).Digest] = *n.Digest
	case "mark":
		c.addenda[must(c.Mark(ctx, n.ID, MarkInput{1, "B", text})).Digest] = *n.Digest
	case "void":
		check(c.Void(ctx, n.ID, text))
		c.void[*n.Digest] = true
	case "case":
		must(c.OpenCase(ctx, CaseInput{Kind: "individual", Parties: []PartyInput{{Label: "A", Name: "Client " + text}}}))
		c.cases["Client "+text] = true
	case "backup":
		must(c.RegisterBackup(ctx, Backup{Path: "/media/" + text, SHA256: fmt.Sprintf("%064d", m.next)}, CopyPlaceInput{Kind: "stick", Label: text}))
	case "head":
		c.heads = append(c.heads, must(c.Head(ctx)))
	}
	if c.generation() != before { // a head of the same size again changes nothing
		m.commit(c)
	}
}

// join takes from another copy, and compares.
func (m *joinModel) join(t *rapid.T, c, from *modelCopy) {
	if c == from {
		return
	}
	before := c.notes()
	newer, older := containsAll(from.past, c.past), containsAll(c.past, from.past)
	joined, err := c.takeFrom(from.site)
	switch {
	case older:
		if err != nil || !joined.Nothing || len(joined.Taken) > 0 {
			t.Fatalf("%+v, %v; nothing was to be taken", joined, err)
		}
		return
	case newer:
		if !is(err, "refused newer") {
			t.Fatalf("%v; the other copy is newer", err)
		}
		m.adopt(c, from)
		return
	case err != nil:
		t.Fatal(err)
	}
	m.kept(t, c, before, from.had)
	m.kept(t, c, from.notes(), c.had)
	c.merge(from)
	m.commit(c)
	c.compare(t)
}

func containsAll(a, b map[int]bool) bool {
	for k := range b {
		if !a[k] {
			return false
		}
	}
	return true
}

// kept looks whether the texts of drafts are still there, except those that the
// other copy had and went on from.
func (m *joinModel) kept(t *rapid.T, c *modelCopy, drafts []Note, had map[string]bool) {
	now := map[string]bool{}
	for _, n := range c.notes() {
		now[n.Sections[0].Paragraphs[0].Text] = true
	}
	for _, n := range drafts {
		if text := n.Sections[0].Paragraphs[0].Text; n.Status == draft && !now[text] && !had[text] {
			t.Fatalf("%q was a draft and is lost", text)
		}
	}
}

// clone is the same copy on another computer.
func (c *modelCopy) clone(s *site) *modelCopy {
	return &modelCopy{s, maps.Clone(c.past), maps.Clone(c.signed), maps.Clone(c.addenda), maps.Clone(c.void), maps.Clone(c.had), slices.Clone(c.heads),
		maps.Clone(c.cases)}
}

func (c *modelCopy) merge(from *modelCopy) {
	maps.Copy(c.past, from.past)
	maps.Copy(c.signed, from.signed)
	maps.Copy(c.addenda, from.addenda)
	maps.Copy(c.void, from.void)
	maps.Copy(c.had, from.had)
	maps.Copy(c.cases, from.cases)
	c.heads = append(slices.Clone(c.heads), from.heads...)
}

// adopt puts a newer copy in the place of one that has nothing of its own.
func (m *joinModel) adopt(c, from *modelCopy) {
	from.reopen(func(path string) {
		data := must(os.ReadFile(path))
		c.reopen(func(own string) { check(os.WriteFile(own, data, 0o600)) })
	})
	c.merge(from)
}

// compare holds a copy against what it should have.
func (c *modelCopy) compare(t *rapid.T) {
	c.sound()
	got, addenda := map[string]string{}, map[string]string{}
	seen := map[NoteID]bool{}
	for _, n := range c.notes() {
		if seen[n.ID] {
			t.Fatalf("%s twice", n.ID)
		}
		seen[n.ID] = true
		if n.Status == draft {
			continue
		}
		got[*n.Digest] = n.Sections[0].Paragraphs[0].Text
		if (n.Status == void) != c.void[*n.Digest] {
			t.Fatalf("%s is %s", n.ID, n.Status)
		}
		for _, a := range n.Addenda {
			if a.Kind != voidKind {
				addenda[a.Digest] = *n.Digest
			}
		}
		if hits := must(c.Search(ctx, Query{Words: []string{`"` + got[*n.Digest] + `"`}})); hits.Total < 1 {
			t.Fatalf("%s is not found", n.ID)
		}
	}
	if !maps.Equal(got, c.signed) || !maps.Equal(addenda, c.addenda) {
		t.Fatalf("signed %v, want %v; addenda %v, want %v", got, c.signed, addenda, c.addenda)
	}
	names := map[string]bool{}
	for _, p := range must(c.Persons(ctx)) {
		names[p.Name] = true
	}
	for name := range c.cases {
		if !names[name] {
			t.Fatalf("%s is missing", name)
		}
	}
	for _, h := range c.heads {
		if check := must(c.CheckHead(ctx, h)); !check.OK {
			t.Fatalf("a head that left the house: %+v", check)
		}
	}
}
