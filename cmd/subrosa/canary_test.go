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
// the sheet with the recovery words, and a packet delivered open.
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
	readable bool            // a packet is delivered open, too
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
	d.do(0, "", "search", "listening", "--json")
	d.do(0, "", "history")
	d.do(0, "", "head", "show")
	d.do(0, "", "head", "check", d.input(d.do(0, "", "head", "show")))
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
	d.do(0, "", "request", "deliver", id, "--by", "sealed", "--to-recipient", identity.Recipient().String(),
		"--via", "mail", "--out", d.path("work", "sealed.age"), "--confirm", id)
	d.do(0, "", "request", "deliver", id, "--by", "pdf", "--to-passphrase-file", d.input("a passphrase of hers"),
		"--via", "portal", "--out", d.path("work", "records.pdf"), "--confirm", id)
	if d.readable {
		d.do(0, "", "request", "deliver", id, "--by", "open", "--via", "stick", "--out", d.ordered("open.zip"), "--confirm", id)
		d.do(0, "", "packet", "verify", d.ordered("open.zip"))
	}
	d.do(0, "", "disclosure", "list", "--json")
	d.do(0, "", "request", "close", id)
}

func (d *workday) requestID() string {
	var list struct{ Requests []struct{ ID string } }
	d.result(&list, "", "request", "list")
	if len(list.Requests) != 1 {
		d.t.Fatalf("%d requests", len(list.Requests))
	}
	return list.Requests[0].ID
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
	d.do(0, "", "key", "list")
	d.do(0, "", "verify")
	d.do(0, "", "lock")
	d.do(0, passphrase+"\n", "restore", copies[0], "--to", d.path("work", "again.vault"), "--passphrase-file", "-")
	d.do(0, passphrase+"\n", "case", "list", "--vault", d.path("work", "again.vault"), "--passphrase-file", "-")
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
// packet that was ordered open has them.
func (d *workday) orderedIsReadable() {
	b, err := os.ReadFile(d.ordered("open.zip"))
	if err != nil {
		d.t.Fatal(err)
	}
	if d.find(b) == "" {
		d.t.Error("no canary in the packet delivered open: the test looks for the wrong thing")
	}
}

// everyCommandWasRun compares the day with the tree of commands.
func (d *workday) everyCommandWasRun() {
	d.ran["agent"] = d.ran["unlock"] // unlock starts it
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
