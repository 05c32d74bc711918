package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/spf13/cobra"
)

// TestCanary lives through a day with names and texts that stand nowhere else
// in the world, calling every command, and then looks for them in every byte
// that the program left anywhere, in every encoding that it might have taken
// for protection.
//
// What may be read is what she orders to be readable; these exceptions, and no
// other: standard output (here a pipe), and the files in the folder "ordered":
// the sheet with the recovery words, a handout, an attachment that was saved, a
// packet delivered open, and an export of everything.
func TestCanary(t *testing.T) {
	day := newWorkday(newHouse(t))
	day.live()
	day.nothingLeft(4)
	day.orderedIsReadable()
	day.everyCommandWasRun()
}

// canaries are strings that stand nowhere else.
type canaries struct{ all []string }

const canaryLen = 18

// new makes a canary: a word of lower-case letters, so that folding does not
// change it.
func (c *canaries) new() string {
	b := make([]byte, canaryLen)
	for i := range b {
		b[i] = "bcdfghjklmnpqrstvwxz"[rand.IntN(20)]
	}
	c.all = append(c.all, string(b))
	return string(b)
}

// name is a canary as a name is written.
func (c *canaries) name() string {
	s := c.new()
	return strings.ToUpper(s[:1]) + s[1:]
}

// workday is a day's work with the built program.
type workday struct {
	*house
	canaries
	ran      map[string]bool // command paths
	readable bool            // what is ordered readable is written, too
}

func newWorkday(h *house) *workday { return &workday{house: h, ran: map[string]bool{}, readable: true} }

// do runs a command and watches what it says besides its result.
func (d *workday) do(status int, stdin string, args ...string) string {
	d.t.Helper()
	for _, a := range args {
		if where := d.find([]byte(a)); where != "" {
			d.t.Fatalf("%s in an argument: this test gives itself away", where)
		}
	}
	out, errs, got := d.run(stdin, args...)
	if got != status {
		d.t.Fatalf("subrosa %s: exit status %d, want %d\n%s", strings.Join(args, " "), got, status, errs)
	}
	if where := d.find([]byte(errs)); where != "" {
		d.t.Errorf("subrosa %s: %s on standard error:\n%s", strings.Join(args, " "), where, errs)
	}
	d.note(args)
	return out
}

// note remembers which command a line called.
func (d *workday) note(args []string) {
	var words []string
	for _, a := range args {
		if strings.HasPrefix(a, "-") {
			break
		}
		words = append(words, a)
		d.ran[strings.Join(words, " ")] = true
	}
}

// live is the day. Every command occurs, and the faults that quote input.
func (d *workday) live() {
	d.do(0, "", "version")
	d.do(0, "", "help")
	d.do(0, "", "completion", "bash")
	d.do(0, "", "status", "--json")
	passphrase := d.new() + " og en sætning"
	d.do(0, passphrase+"\n", "init", "--passphrase-file", "-", "--recovery-out", d.ordered("words"), "--from", d.input(fmt.Sprintf(`{
		"therapist": %q, "title": %q, "authorisation": %q, "address": %q, "language": "da", "profile": "dk-psykoterapeut",
		"places": [{"id": "osterbro", "label": %q, "address": %q}]}`, d.name(), d.name(), d.name(), d.name(), d.name(), d.name())))
	d.do(4, d.new()+"\n", "case", "list", "--passphrase-file", "-")
	d.do(10, "", "case", "list")
	d.do(0, passphrase+"\n", "unlock", "--passphrase-file", "-")
	d.do(0, "", "key", "check", "--recovery-file", d.ordered("words"))
	d.practice()
	d.cases()
	d.notes()
	d.request()
	d.keeping(passphrase)
}

func (d *workday) practice() {
	d.do(0, "", "practice", "show")
	d.do(0, fmt.Sprintf(`{"therapist": %q, "language": "en", "profile": "dk-psykoterapeut",
		"places": [{"id": "osterbro", "label": %q}]}`, d.name(), d.name()), "practice", "edit", "--from", "-")
	d.do(2, fmt.Sprintf(`{"therapist": %q, "no_such_key": %q}`, d.name(), d.new()), "practice", "edit", "--from", "-")
	d.do(2, fmt.Sprintf(`{"therapist": %q, "title": %s}`, d.name(), d.new()), "practice", "edit", "--from", "-")
}

func (d *workday) cases() {
	d.do(0, fmt.Sprintf(`{"kind": "individual", "service": %q, "reason": %q, "legal_basis": "consent",
		"parties": [{"label": "A", "name": %q, "names": [%q], "born": "1984-05-17", "email": "%s@example.org",
		             "phone": "+45 20 11 22 33", "address": %q, "country": "DK", "safe": ["email"], "role": %q}],
		"aliases": [{"token": "boss", "names": [%q], "relation": %q, "of": "A"}]}`,
		d.new(), d.new(), d.name()+" "+d.name(), d.name(), d.new(), d.new(), d.new(), d.name()+" "+d.name(), d.new()),
		"case", "open", "--from", "-")
	d.do(0, fmt.Sprintf(`{"kind": "couple", "parties": [{"label": "A", "person": "P-001"}, {"label": "B", "name": %q}]}`, d.name()),
		"case", "open", "--from", "-")
	d.do(2, fmt.Sprintf(`{"kind": %q, "parties": []}`, d.new()+" "+d.new()), "case", "open", "--from", "-")
	d.do(2, fmt.Sprintf(`{"kind": "individual", "parties": [{"label": "A", "name": %q, "born": %q}]}`, d.name(), d.new()), "case", "open", "--from", "-")
	d.do(0, fmt.Sprintf(`{"aliases": [{"token": %q, "names": [%q], "relation": %q}]}`, d.new(), d.name(), d.new()),
		"case", "alias", "C-001", "--from", "-")
	d.do(0, fmt.Sprintf(`{"reason": %q}`, d.new()), "case", "edit", "C-002", "--from", "-")
	d.do(0, fmt.Sprintf(`{"kind": "inquiry", "parties": [{"label": "A", "name": %q}]}`, d.name()), "case", "open", "--from", "-")
	d.do(0, fmt.Sprintf(`{"reason": %q}`, d.new()), "case", "convert", "C-003", "--to", "individual", "--from", "-")
	d.do(0, "", "case", "list")
	d.do(0, "", "case", "list", "--names", "--json")
	d.do(0, "", "case", "show", "C-001", "--json")
	d.do(0, "", "person", "list")
	d.do(0, "", "person", "show", "P-001", "--json")
}

// document is a note of which nothing stands anywhere else.
func (d *workday) document(format string, headings ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\nstart: yesterday 10:00\nminutes: 50\nformat: %s\nplace: osterbro\npresent: [A]\nrisk: none\n---\n", format)
	for _, h := range headings {
		fmt.Fprintf(&b, "## %s\nlistening %s æøå %s.\n\n[A] %s @boss\n\n", h, d.new(), d.new(), d.new())
	}
	return b.String()
}

func (d *workday) notes() {
	d.do(0, d.document("dap", "Data", "Assessment", "Plan"), "note", "new", "C-001", "--from", "-")
	d.do(0, d.document("narrative", "Note"), "note", "edit", "N-000001", "--from", "-")
	d.do(0, "", "note", "sign", "N-000001")
	d.do(8, d.document("narrative", "Note"), "note", "edit", "N-000001", "--from", "-")
	for _, kind := range []string{"addendum", "correction", "late-entry", "client-statement"} {
		d.do(0, d.new()+"\n\n[A] "+d.new()+"\n", "note", "amend", "N-000001", "--kind", kind, "--from", "-")
	}
	d.do(0, fmt.Sprintf(`{"paragraph": 1, "whose": "A", "reason": %q}`, d.new()), "note", "mark", "N-000001", "--from", "-")
	d.do(0, strings.Replace(d.document("soap", "Plan"), "yesterday", "2026-01-02", 1),
		"note", "new", "C-001", "--from", "-", "--sign", "--reason-from", d.input(d.new()))
	d.do(0, d.document("dap", "Data"), "note", "new", "C-001", "--from", "-", "--sign")
	d.do(0, "", "note", "void", "N-000003", "--reason-from", d.input(d.new()))
	d.do(0, d.document("pie", "Problem"), "note", "new", "C-001", "--from", "-")
	d.do(0, "", "note", "discard", "N-000004", "--confirm", "N-000004")
	d.do(2, d.document("dap", d.name()), "note", "new", "C-001", "--from", "-")
	d.do(2, "---\n"+d.name()+" "+d.new()+": "+d.new()+"\n---\n", "note", "new", "C-001", "--from", "-")
	d.do(2, "---\n"+d.new()+"\n---\n", "note", "new", "C-001", "--from", "-")
	d.do(2, "---\nkind: "+d.new()+" "+d.new()+"\n---\n", "note", "new", "C-001", "--from", "-")
	for _, as := range []string{"text", "md", "json"} {
		d.do(0, "", "note", "show", "N-000001", "--as", as)
	}
	d.do(0, "", "note", "list", "--json")
	d.do(0, fmt.Sprintf(`{"kind": "release", "what": %q, "recipient": %q, "purpose": %q, "version": %q}`, d.new(), d.name(), d.new(), d.new()),
		"consent", "add", "C-001", "--from", "-")
	d.do(2, fmt.Sprintf(`{"kind": "release", "what": %q, "recipient": %q}`, d.new(), d.name()), "consent", "add", "C-001", "--from", "-")
	d.do(0, "", "consent", "list", "--json")
	d.do(0, "", "consent", "withdraw", "S-000001", "--reason-from", d.input(d.new()))
	d.do(0, "", "consent", "add", "C-001", "privacy-notice")
	d.do(0, "", "consent", "void", "S-000002", "--reason-from", d.input(d.new()))
	d.do(0, fmt.Sprintf(`{"id": "own", "title": %q, "about": %q, "licence": %q, "source": %q, "language": "en", "intro": %q, "items": [%q], "answers": [%q, %q],
		"count": 1, "least": 0, "most": 1, "from": 0, "to": 1, "risk": [1], "bands": [{"words": %q}]}`,
		d.new(), d.new(), d.new(), d.new(), d.new(), d.new(), d.new(), d.new(), d.new()), "instrument", "add", "--from", "-")
	d.do(2, fmt.Sprintf(`{"id": "worse", "title": %q, "items": [%q]}`, d.new(), d.new()), "instrument", "add", "--from", "-")
	d.do(0, "", "instrument", "list", "--json")
	d.do(0, "", "measure", "add", "C-001/A", "own", "--answers", "1")
	d.do(0, "", "measure", "add", "C-002/B", "csi-16", "--score", "41")
	d.do(0, "", "measure", "show", "C-001")
	d.do(0, "", "measure", "void", "M-000001", "--reason-from", d.input(d.new()))
	d.do(0, "", "attachment", "add", "C-001", "--from", d.input(strings.Repeat(d.new()+" ", 40_000)), "--title-from", d.input(d.new()))
	d.do(8, "", "attachment", "add", "C-001", "--from", d.input("ID3\x03"+d.new()))
	d.do(0, "", "attachment", "list", "--json")
	if d.readable {
		d.do(0, "", "attachment", "save", "A-000001", "--confirm", "A-000001", "--out", d.ordered("saved.txt"))
	}
	d.do(0, "", "attachment", "void", "A-000001", "--reason-from", d.input(d.new()))
	d.do(0, "## "+d.new()+"\n## Plan\n", "template", "add", "own", "--from", "-")
	d.do(2, "## "+d.new()+"\n"+d.new()+"\n", "template", "add", "worse", "--from", "-")
	d.do(0, "", "template", "list")
	d.do(0, "", "template", "show", "own")
	d.do(0, "", "template", "remove", "own", "--confirm", "own")
	d.do(0, "", "handout", "joint-record", "C-002", "--yes", "--out", d.ordered("joint-record.pdf"))
	d.do(0, "", "prep", "C-001", "--alone", "--json")
	d.do(0, "", "prep", "C-001", "--anonymous")
	d.do(0, "", "search", "listening", "--json")
	d.do(0, "", "history")
	d.do(0, "", "head", "show")
	d.do(0, "", "head", "check", d.input(d.do(0, "", "head", "show")))
	d.do(0, d.name()+" "+d.new()+"\n", "head", "lodge", "--with-from", "-")
	d.do(0, "", "head", "list")
}

// otherRequests are those that are not answered by a packet.
func (d *workday) otherRequests() {
	d.do(0, fmt.Sprintf(`{"type": "lawyer-letter", "person": "P-001", "requester": {"name": %q, "address": %q}}`, d.name(), d.new()), "request", "add", "--from", "-")
	letter := d.requestID()
	if d.readable {
		d.do(0, "", "request", "letter", letter, "neutral", "--out", d.ordered("neutral.pdf"))
	}
	d.do(0, "", "request", "answer", letter, "--neutral")
	d.do(0, fmt.Sprintf(`{"type": "erasure", "person": "P-001", "scope": {"text": %q}}`, d.new()), "request", "add", "--from", "-")
	erase := d.requestID()
	d.do(0, d.new(), "request", "extend", erase, "--until", time.Now().AddDate(0, 0, 40).Format(time.DateOnly), "--reason-from", "-")
	d.do(0, d.new(), "request", "decide", erase, "refused", "--ground", "legal-claims", "--reason-from", "-")
	d.do(0, d.new(), "request", "refuse", erase, "--reason-from", "-")
	d.do(0, d.new(), "hold", "add", "C-001", "--reason-from", "-")
	d.do(0, "", "hold", "list", "--json")
	d.do(0, d.new(), "hold", "lift", "H-001", "--reason-from", "-")
}

func (d *workday) request() {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		d.t.Fatal(err)
	}
	d.do(0, "", "case", "close", "C-001")
	d.do(0, "", "case", "reopen", "C-001")
	d.do(0, fmt.Sprintf(`{"type": "access", "person": "P-001", "cases": ["C-001"], "received": "2026-11-20",
		"requester": {"name": %q, "role": %q, "address": %q},
		"authority": {"kind": "own-right", "reference": %q}, "scope": {"text": %q}, "purpose": %q, "matter": %q}`,
		d.name(), d.new(), d.name(), d.new(), d.new(), d.new(), d.new()), "request", "add", "--from", "-")
	id := d.requestID()
	for _, command := range []string{"list", "show", "plan"} {
		args := []string{"request", command, id, "--json"}
		if command == "list" {
			args = slices.Delete(args, 2, 3)
		}
		d.do(0, "", args...)
	}
	d.do(0, `{"accept_all": true, "approve": true}`, "request", "review", id, "--from", "-")
	d.do(0, "", "request", "build", id, "--json")
	d.do(0, "", "request", "preview", id)
	d.do(0, d.new(), "request", "check", id, "identity", "--reference-from", "-")
	d.do(0, "", "request", "deliver", id, "--by", "sealed", "--to-recipient", identity.Recipient().String(),
		"--via", "mail", "--out", d.path("work", "sealed.age"), "--confirm", id)
	d.do(0, "", "request", "deliver", id, "--by", "pdf", "--to-passphrase-file", d.input("a passphrase of hers"),
		"--via", "portal", "--out", d.path("work", "records.pdf"), "--confirm", id)
	if d.readable {
		d.do(0, "", "request", "deliver", id, "--by", "open", "--via", "stick", "--out", d.ordered("open.zip"), "--confirm", id)
		d.do(0, "", "packet", "verify", d.ordered("open.zip"))
		found := d.do(9, strings.Join(d.all, "\n"), "packet", "scan", d.ordered("open.zip"), "--words-from", "-", "--json")
		if where := d.find([]byte(found)); where != "" {
			d.t.Errorf("packet scan tells the words that it finds: %s", where)
		}
	}
	d.do(0, d.new()+"\n", "packet", "scan", d.input("nothing of hers"), "--words-from", "-")
	d.do(0, "", "disclosure", "list", "--json")
	d.do(0, d.new(), "disclosure", "amend", "D-0001", "--from", "-")
	d.otherRequests()
	settled := 8 // there is nothing to settle about what was sealed
	if d.readable {
		settled = 0
	}
	d.do(settled, "", "disclosure", "settle", map[bool]string{true: "D-0003", false: "D-0002"}[d.readable])
	d.do(0, "", "request", "close", id)
}

func (d *workday) requestID() string {
	var list struct{ Requests []struct{ ID string } }
	d.result(&list, "", "request", "list")
	newest := ""
	for _, r := range list.Requests {
		newest = max(newest, r.ID)
	}
	if newest == "" {
		d.t.Fatal("no request")
	}
	return newest
}

func (d *workday) keeping(passphrase string) {
	if err := os.Mkdir(d.path("stick"), 0o700); err != nil {
		d.t.Fatal(err)
	}
	d.do(0, "", "backup", "add", d.path("stick"))
	d.do(0, "", "backup", "list")
	copies, err := filepath.Glob(d.path("stick", "*"))
	if err != nil || len(copies) != 1 {
		d.t.Fatalf("copies %v, %v", copies, err)
	}
	d.do(0, "", "backup", "check", copies[0])
	d.forked(copies[0], passphrase)
	d.do(0, fmt.Sprintf(`{"kind": "cloud", "label": %q}`, d.name()), "place", "add", "--from", "-")
	d.do(2, fmt.Sprintf(`{"kind": %q, "label": %q}`, d.new(), d.name()), "place", "add", "--from", "-")
	d.do(0, "", "place", "list", "--json")
	d.do(0, "", "place", "settle", "L-002")
	d.do(0, "", "todo", "--json")
	if d.readable {
		d.do(0, "", "export", "--all", d.ordered("export"), "--confirm", "all", "--json")
		d.do(8, "", "export", "--all", d.ordered("export"), "--confirm", "all")
	}
	d.do(0, "", "backup", "add", d.path("work", "second.vault"))
	d.do(0, "", "backup", "settle", "B-002")
	d.destroying()
	d.keys(passphrase)
	d.do(0, "", "verify")
	d.do(0, "", "doctor")
	d.do(0, "", "lock")
	d.do(0, passphrase+"\n", "restore", copies[0], "--to", d.path("work", "again.vault"), "--passphrase-file", "-")
	d.do(0, passphrase+"\n", "case", "list", "--vault", d.path("work", "again.vault"), "--passphrase-file", "-")
}

// destroying lets a case come and go.
func (d *workday) destroying() {
	var opened struct{ Case string }
	d.result(&opened, fmt.Sprintf(`{"kind": "individual", "reason": %q, "parties": [{"label": "A", "name": %q}]}`, d.new(), d.name()), "case", "open", "--from", "-")
	c := opened.Case
	d.do(0, d.document("dap", "Data"), "note", "new", c, "--from", "-", "--sign")
	d.do(0, "", "case", "close", c)
	d.do(0, d.new(), "hold", "add", c, "--reason-from", "-")
	d.do(0, "", "hold", "list", "--json")
	d.do(0, d.new(), "retention", "keep", c, "--until", "2026-01-01", "--reason-from", "-")
	d.do(0, "", "retention", "list", "--json")
	d.do(8, "", "destroy", c, "--certificate", d.ordered("certificate.pdf"), "--confirm", c)
	var holds struct{ Holds []struct{ ID string } }
	d.result(&holds, "", "hold", "list")
	d.do(0, d.new(), "hold", "lift", holds.Holds[len(holds.Holds)-1].ID, "--reason-from", "-")
	d.do(0, "", "destroy", c, "--certificate", d.ordered("certificate.pdf"), "--confirm", c)
	d.do(0, "", "retention", "certificate", c, "--out", d.ordered("again.pdf"))
	d.do(0, "", "todo")
	d.do(0, "", "place", "settle", "L-001", "--old-copies")
}

// forked goes on in a copy on another computer, and joins it.
func (d *workday) forked(copy, passphrase string) {
	laptop := d.path("work", "laptop.vault")
	b, err := os.ReadFile(copy)
	if err == nil {
		err = os.WriteFile(laptop, b, 0o600)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	there := []string{"--vault", laptop, "--accept-older"} // this computer has seen the vault go on
	d.do(0, fmt.Sprintf(`{"kind": "individual", "parties": [{"label": "A", "name": %q}], "aliases": [{"token": %q, "names": [%q]}]}`, d.name(), d.new(), d.name()),
		append([]string{"case", "open", "--from", "-"}, there...)...)
	d.do(0, d.document("dap", "Data"), append([]string{"note", "new", "C-001", "--from", "-", "--sign"}, there...)...)
	d.do(0, d.document("dap", "Data"), append([]string{"note", "new", "C-001", "--from", "-"}, there...)...)
	d.do(0, "", "case", "list", "--accept-older")
	d.do(0, d.document("dap", "Data"), "note", "new", "C-001", "--from", "-")
	d.do(0, "", "import", laptop)
	d.do(0, "", "import", laptop, "--json")
	d.do(6, "", "import", d.input(d.new()))
}

// keys changes every way in and goes back to the passphrase of the morning.
func (d *workday) keys(passphrase string) {
	another := d.new() + " og endnu en"
	identity, err := age.GenerateHybridIdentity()
	if err != nil {
		d.t.Fatal(err)
	}
	d.do(0, "", "key", "list")
	d.do(0, another+"\n", "key", "passphrase", "--new-passphrase-file", "-")
	d.do(0, "", "key", "recovery", "--recovery-out", d.ordered("words2"))
	d.do(0, "", "key", "add", "--recipient", identity.Recipient().String())
	d.do(0, identity.String()+"\n", "unlock", "--identity-file", "-")
	d.do(0, "", "key", "rotate")
	d.do(0, "", "key", "remove", d.wayID("recipient"))
	d.do(0, passphrase+"\n", "key", "passphrase", "--new-passphrase-file", "-")
}

func (d *workday) wayID(kind string) string {
	var list struct{ Keys []struct{ ID, Kind string } }
	d.result(&list, "", "key", "list")
	for _, k := range list.Keys {
		if k.Kind == kind {
			return k.ID
		}
	}
	d.t.Fatalf("no way in of the kind %s", kind)
	return ""
}

// nothingLeft reads every file in the house, of which there must be some, and
// every file's name.
func (d *workday) nothingLeft(atLeast int) {
	d.t.Helper()
	files, size := 0, int64(0)
	err := filepath.WalkDir(d.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if where := d.find([]byte(path)); where != "" {
			d.t.Errorf("%s in the name of %s", where, path)
		}
		if entry.IsDir() && path == d.path("ordered") {
			return filepath.SkipDir
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		b, err := os.ReadFile(path)
		if where := d.find(b); where != "" {
			d.t.Errorf("%s in %s", where, path)
		}
		files++
		size += int64(len(b))
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	if files < atLeast || size < 1e5 {
		d.t.Errorf("%d files, %d bytes: the day left less than it must have", files, size)
	}
	d.t.Logf("%d canaries looked for in %d files, %d bytes", len(d.all), files, size)
}

// orderedIsReadable shows that the canaries did pass through the program: the
// packet that was ordered open has them, and so has the export.
func (d *workday) orderedIsReadable() {
	for _, name := range []string{"open.zip", "export/persons.json", "export/cases/C-001/notes/N-000001.md"} {
		b, err := os.ReadFile(d.ordered(name))
		if err != nil {
			d.t.Fatal(err)
		}
		if d.find(b) == "" {
			d.t.Errorf("no canary in %s: the test looks for the wrong thing", name)
		}
	}
}

// everyCommandWasRun compares the day with the tree of commands.
func (d *workday) everyCommandWasRun() {
	d.ran["agent"] = d.ran["unlock"] // unlock starts it
	d.ran["try-locks"] = d.ran["doctor"]
	var visit func(c *cobra.Command, path []string)
	visit = func(c *cobra.Command, path []string) {
		for _, sub := range c.Commands() {
			visit(sub, append(path[:len(path):len(path)], sub.Name()))
		}
		if name := strings.Join(path, " "); !c.HasSubCommands() && name != "" && !d.ran[name] {
			d.t.Errorf("subrosa %s is not part of the day: add it", name)
		}
	}
	visit(newRootCmd(newTestApp()), nil)
}

// find says which canary stands in b, and how; "" when none does. A part of a
// canary is enough: an index may hold the rest elsewhere.
func (c *canaries) find(b []byte) string {
	folded := bytes.ToLower(b)
	for _, canary := range c.all {
		for _, s := range []string{canary, strings.ToUpper(canary[:1]) + canary[1:]} {
			for form, needle := range encodings(s) {
				if bytes.Contains(b, needle) || form == "plain" && bytes.Contains(folded, bytes.ToLower(needle)) {
					return fmt.Sprintf("canary %q (%s)", canary, form)
				}
			}
		}
	}
	return ""
}
