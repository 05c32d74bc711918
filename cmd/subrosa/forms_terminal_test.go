package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/term"

	"subrosa/cmd/subrosa/screen/screentest"
)

// TestForms drives every command that asks on a terminal in every way that a
// terminal can treat it, and reads back what it did: filled to the end it has
// done everything, left before the last key it has done nothing.
func TestForms(t *testing.T) {
	if testing.Short() {
		t.Skip("every form in every way takes some time")
	}
	prepared := formsHouse(t)
	var jobs sync.WaitGroup
	free := make(chan struct{}, 6) // they wait more than they work
	for _, f := range forms() {
		for _, w := range formWays {
			jobs.Go(func() {
				free <- struct{}{}
				defer func() { <-free }()
				t.Run(strings.ReplaceAll(f.name, " ", "-")+"/"+w.name, func(t *testing.T) { w.do(prepared.sit(t, f)) })
			})
		}
	}
	jobs.Wait()
}

// formWays are what happens to a form.
var formWays = []struct {
	name string
	do   func(*sitting)
}{
	{"80x24", func(s *sitting) { s.open(80, 24); s.answer(s.steps...); s.filled() }},
	{"40x12", func(s *sitting) { s.open(40, 12); s.answer(s.steps...); s.filled() }},
	{"resized", (*sitting).resized},
	{"plain", func(s *sitting) { s.plain = true; s.open(80, 24); s.answer(s.steps...); s.filled() }},
	{"left", (*sitting).left},
	{"killed", (*sitting).killed},
	{"hung-up", (*sitting).hungUp},
	{"suspended", (*sitting).suspended},
	{"suspended-plain", func(s *sitting) { s.plain = true; s.suspended() }},
	{"locked", (*sitting).gone},
	{"pasted", func(s *sitting) { s.pasting = true; s.open(80, 24); s.answer(s.steps...); s.filled() }},
}

// resized makes the window small at one question and large at a later one.
func (s *sitting) resized() {
	s.open(80, 24)
	for i, st := range s.steps {
		s.wait(st)
		if i == len(s.steps)/2 {
			s.size(st, 40, 12)
		}
		if i == len(s.steps)*3/4 {
			s.size(st, 100, 30)
		}
		s.reply(st)
	}
	s.filled()
}

// size makes the window another size, at a question that has to be seen afterwards.
func (s *sitting) size(st step, columns, rows int) {
	s.t.Helper()
	drawn := len(s.x.Output())
	s.x.Size(columns, rows)
	if st.how != secret && st.how != yesno {
		s.x.Until("drawn again", func() bool { return len(s.x.Output()) > drawn })
		s.wait(st)
	}
}

// left is Ctrl-C before the last key.
func (s *sitting) left() {
	s.open(80, 24)
	s.almost()
	s.x.Keys("\x03")
	switch {
	case s.steps[s.last()].how == text: // it is worth a question
		s.x.Answer("the same key again leaves", "\x03")
	case s.name == "home":
		s.x.Answer("Write a note", "\x03")
	}
	s.ends(130)
	s.untouched()
	s.givenBack()
}

// killed is kill -9 before the last key.
func (s *sitting) killed() {
	s.open(80, 24)
	s.almost()
	check(s.t, s.cmd.Process.Kill())
	s.ends(-1)
	s.untouched()
	if s.name == "unlock" {
		s.name = "locked"
	}
	s.unlocked(testPassphrase)
	s.verified()
}

// hungUp is a window that is closed before the last key.
func (s *sitting) hungUp() {
	s.open(80, 24)
	s.almost()
	s.x.HangUp()
	s.ends(130)
	s.untouched()
}

// suspended is a stop in the middle under a shell that knows jobs: nothing stays
// on the screen, the terminal is as the shell had it, and then the form goes on. On
// a screen Ctrl-Z does not stop (it takes back, where a text is written): it is
// kill -TSTP that does.
func (s *sitting) suspended() {
	alone := s.program
	s.program = append([]string{"sh", "-c", `set -m; "$@"; echo "(stopped)"; read go; fg >&2`, "sh"}, alone...)
	s.open(80, 24)
	s.program = alone
	middle := len(s.steps) / 2
	s.answer(s.steps[:middle]...)
	st := s.steps[middle]
	s.wait(st)
	lines := s.plain || st.how == secret || st.how == yesno // else a screen
	if lines || st.how != key && st.how != quit {
		s.x.Keys("\x1a")
	}
	if !lines {
		s.begin(st)
		if st.how == line && st.text == "" { // the key is not left to the shell
			s.x.Keys("qqq")
			s.x.Wait("qqq")
			s.x.Keys("\x7f\x7f\x7f")
			s.x.Until("taken back", func() bool { return !strings.Contains(s.x.Screen(), "qqq") })
		}
		check(s.t, syscall.Kill(-s.x.Foreground(), syscall.SIGTSTP))
	}
	s.x.Wait("(stopped)")
	if !lines && seen(s.x.Screen(), st.ask) {
		s.t.Errorf("stopped, and still to be seen:\n%s", s.x.Screen())
	}
	if !lines {
		s.givenBack()
	}
	check(s.t, term.Restore(int(s.x.TTY.Fd()), s.before)) // as most shells do
	if st.how == secret {
		s.from = len(s.x.Output())
	}
	s.x.Keys("\r")
	s.x.Until("it runs again", func() bool { return s.x.Foreground() != s.cmd.Process.Pid })
	if !lines || st.how == secret {
		s.wait(st)
	}
	if lines || st.how == words {
		s.reply(st)
	} else {
		s.finish(st)
	}
	s.answer(s.steps[middle+1:]...)
	s.filled()
}

// gone is subrosa lock in another window in the middle: nothing stays on the screen,
// and the passphrase brings back what stood there.
func (s *sitting) gone() {
	if s.asking.locked {
		s.t.Skip("no agent has the key")
	}
	s.alone()
	s.must(testPassphrase+"\n", "unlock", "--passphrase-file", "-")
	s.open(80, 24)
	middle := len(s.steps) / 2
	for middle > 0 && (s.steps[middle].how == secret || s.steps[middle].how == yesno) {
		middle--
	}
	s.answer(s.steps[:middle]...)
	st := s.steps[middle]
	s.wait(st)
	if st.how == yesno {
		s.t.Skip("it asks by lines alone")
	}
	s.begin(st)
	s.must("", "lock")
	s.x.Wait("Passphrase, or the 24 words: ")
	if seen(s.x.Screen(), st.ask) {
		s.t.Errorf("locked, and still to be seen:\n%s", s.x.Screen())
	}
	s.x.Keys("something else\r")
	s.x.Wait("that opens nothing; try again")
	s.x.Keys(testPassphrase + "\r")
	s.wait(st)
	if st.text != "" && st.how != key && st.how != quit {
		s.x.Until("what was begun", func() bool { return seen(s.x.Screen(), st.text) })
	}
	s.finish(st)
	s.answer(s.steps[middle+1:]...)
	s.filled()
}

// sitting is somebody at a terminal with a form.
type sitting struct {
	*house
	asking
	x       *screentest.Terminal
	cmd     *exec.Cmd
	before  *term.State // of the terminal
	kept    string      // the files that there were
	request string      // the request that there is
	plain   bool        // --plain
	pasting bool
	from    int // how much of the output has been answered
}

// open starts the command on a terminal of this size.
func (s *sitting) open(columns, rows int) {
	s.t.Helper()
	s.kept = s.files()
	s.x = screentest.New(s.t, columns, rows)
	var err error
	s.before, err = term.GetState(int(s.x.TTY.Fd()))
	check(s.t, err)
	args := s.args
	if s.plain {
		s.steps = slices.DeleteFunc(s.steps, func(st step) bool { return st.how == quit })
		args = append(args[:len(args):len(args)], "--plain")
	}
	s.cmd = s.at(s.x, args...)
}

// wait waits for a question.
func (s *sitting) wait(st step) {
	s.t.Helper()
	s.x.Until(st.ask, func() bool {
		if !s.plain && st.how != secret && st.how != yesno {
			return seen(s.x.Screen(), st.ask)
		}
		i := strings.Index(s.x.Output()[s.from:], st.ask)
		if i >= 0 {
			s.from += i + len(st.ask)
		}
		return i >= 0
	})
}

// answer waits for each question and answers it.
func (s *sitting) answer(steps ...step) {
	s.t.Helper()
	for _, st := range steps {
		s.wait(st)
		s.reply(st)
	}
}

// reply answers a question that is seen.
func (s *sitting) reply(st step) {
	s.t.Helper()
	if st.how == words {
		s.writeDown()
		return
	}
	if s.pasting && (st.how != line || st.text != "") {
		s.paste(st)
	}
	s.begin(st)
	s.finish(st)
}

// begin types an answer, and sees that it stands beside its question.
func (s *sitting) begin(st step) {
	s.t.Helper()
	shown := st.text
	switch {
	case s.plain || st.text == "" && st.how != choice:
		return
	case st.how == secret:
		s.x.Keys(st.text)
		return
	case st.how == line:
		s.x.Keys("\x15" + st.text)
	case st.how == text:
		s.x.Keys(st.text)
	case st.how == choice:
		s.x.Keys(strings.Repeat("\x1b[A", max(0, -st.n)) + strings.Repeat("\x1b[B", max(0, st.n)))
		shown = "> " + shown
	default:
		return
	}
	if n := utf8.RuneCountInString(shown); n > 12 && st.how != choice {
		shown = string([]rune(shown)[n-12:])
	}
	s.x.Until(st.ask+" with "+shown, func() bool {
		now := s.x.Screen()
		return seen(now, st.ask) && seen(now, shown)
	})
}

// finish presses the last key of an answer.
func (s *sitting) finish(st step) {
	s.t.Helper()
	switch {
	case (st.how == key || st.how == quit) && !s.plain:
		s.x.Keys(st.text)
	case st.how == text && !s.plain:
		s.x.Keys(f10)
	case !s.plain && st.how != yesno:
		s.x.Keys("\r")
	case st.how == choice && st.text == "Yes" || st.how == yesno:
		s.x.Keys("yes\r")
	case st.how == choice && scored.MatchString(st.text):
		s.x.Keys(st.text[:1] + "\r")
	case st.how == choice:
		s.x.Keys(strconv.Itoa(max(0, st.n)+1) + "\r")
	case st.how == text:
		s.x.Keys(st.text + "\r.\r")
	default:
		s.x.Keys(st.text + "\r")
	}
}

// scored is a choice with the number of its own that the sheet gives it.
var scored = regexp.MustCompile(`^\d  `)

// almost answers everything and types the last answer, but not its last key.
func (s *sitting) almost() {
	s.t.Helper()
	s.answer(s.steps[:s.last()]...)
	s.wait(s.steps[s.last()])
	s.begin(s.steps[s.last()])
}

func (s *sitting) last() int { return cmp.Or(s.asking.left, len(s.steps)-1) }

// paste pastes what tries to take over the terminal, and 300 lines.
func (s *sitting) paste(st step) {
	s.t.Helper()
	if st.how == secret {
		s.x.Keys("\x1b]0;pwned\x1b[31m\x15")
		return
	}
	if st.how == yesno {
		return
	}
	var b strings.Builder
	b.WriteString("\x1b[200~\x1b]0;pwned\x07\x1b[31mrød\x1b[2J\x07\x08\x00\x03\x1a")
	for n := range 300 {
		fmt.Fprintf(&b, "linje %d blåbærgrød\r", n)
	}
	b.WriteString("slut\x1b[201~")
	s.x.Keys(b.String())
	if st.how == line || st.how == text {
		s.x.Wait("slut")
	}
	s.wait(st)
}

// writeDown copies the recovery words from the screen, page by page, and says
// those that are asked.
func (s *sitting) writeDown() {
	s.t.Helper()
	paper := map[string]string{}
	var number string
	for s.paper(paper, "", &number); number == ""; s.paper(paper, "", &number) {
		s.x.Keys("\r")
	}
	s.x.Keys(paper[number] + "\r")
	s.paper(paper, number, &number)
	s.x.Keys(paper[number] + "\r")
}

var (
	wordShown = regexp.MustCompile(`(\d+)  ([a-z]+)\b`)
	wordAsked = regexp.MustCompile(`Word number (\d+)`)
)

// paper waits until the screen stands still and has more words, or asks for another
// one than before.
func (s *sitting) paper(words map[string]string, before string, number *string) {
	s.t.Helper()
	last, still := "", 0
	s.x.Until("words", func() bool {
		now, had := s.showing(), len(words)
		if now != last {
			last, still = now, 0
		}
		if still++; still < 10 {
			return false
		}
		for _, m := range wordShown.FindAllStringSubmatch(now, -1) {
			words[m[1]] = m[2]
		}
		if all := wordAsked.FindAllStringSubmatch(now, -1); all != nil {
			*number = all[len(all)-1][1]
			return *number != before
		}
		return len(words) > had
	})
}

// showing is the screen, or by lines all that has been said.
func (s *sitting) showing() string {
	if s.plain {
		return s.x.Output()[s.from:]
	}
	return s.x.Screen()
}

// ends waits for the end of the program, not for ever.
func (s *sitting) ends(status int) {
	s.t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- s.cmd.Wait() }()
	select {
	case <-ended:
	case <-time.After(30 * time.Second):
		s.t.Fatalf("it does not end; the screen shows:\n%s", s.x.Screen())
	}
	if got := s.cmd.ProcessState.ExitCode(); got != status {
		s.t.Fatalf("exit status %d, want %d; the screen shows:\n%s", got, status, s.x.Screen())
	}
}

// filled reads back what the form did.
func (s *sitting) filled() {
	s.t.Helper()
	s.ends(0)
	s.unlocked(cmp.Or(s.sets, testPassphrase))
	said := ""
	for _, line := range s.shows {
		said += s.must("", append(fit(command(line), s.request), "--json")...)
	}
	for _, want := range s.holds {
		if s.shows == nil {
			s.x.Until(want, func() bool { return strings.Contains(s.x.Output(), want) })
		} else if !strings.Contains(said, want) {
			s.t.Errorf("not there: %q in\n%s", want, said)
		}
	}
	if s.makes != "" {
		made, err := os.ReadFile(s.path("work", s.makes))
		check(s.t, err)
		if !bytes.HasPrefix(made, []byte("%PDF-")) {
			s.t.Errorf("%s is no PDF", s.makes)
		}
	}
	for _, raw := range []string{"]0;pwned", "\x1b[31m", "\x07"} {
		if strings.Contains(s.x.Output(), raw) {
			s.t.Errorf("%q came to the terminal", raw)
		}
	}
	s.unseen()
	s.givenBack()
}

// unseen looks for the secrets on the terminal.
func (s *sitting) unseen() {
	s.t.Helper()
	for _, st := range s.steps {
		if st.how == secret && strings.Contains(s.x.Output(), st.text) {
			s.t.Errorf("%q was shown", st.ask)
		}
	}
}

// untouched sees that the vault is as it was, byte for byte, that no file has
// been added, and that nothing of what was typed lies about.
func (s *sitting) untouched() {
	s.t.Helper()
	if now := s.files(); now != s.kept {
		s.t.Errorf("before:\n%safter:\n%s", s.kept, now)
	}
	s.unseen()
	d := &workday{house: s.house}
	for _, st := range s.steps {
		if len(st.text) >= canaryLen {
			d.all = append(d.all, st.text)
		}
	}
	d.nothingLeft(2)
}

// files are the vault and what lies beside it, with their contents.
func (s *sitting) files() string {
	s.t.Helper()
	var all strings.Builder
	for _, dir := range []string{"data", "work", "home", "tmp"} {
		check(s.t, filepath.WalkDir(s.path(dir), func(path string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() || strings.HasSuffix(path, "-shm") {
				return err
			}
			b, err := os.ReadFile(path)
			if strings.HasSuffix(path, "-wal") && len(b) == 0 {
				return err
			}
			fmt.Fprintf(&all, "%s %d %x\n", path, len(b), sha256.Sum256(b))
			return err
		}))
	}
	return all.String()
}

// givenBack sees that the terminal is as it was found.
func (s *sitting) givenBack() {
	s.t.Helper()
	now, err := term.GetState(int(s.x.TTY.Fd()))
	check(s.t, err)
	if !reflect.DeepEqual(now, s.before) {
		s.t.Errorf("the terminal has other settings than before: %+v, %+v", now, s.before)
	}
	for on, off := range map[string]string{"\x1b[?1049h": "\x1b[?1049l", "\x1b[?25l": "\x1b[?25h", "\x1b[?2004h": "\x1b[?2004l"} {
		s.x.Until("the end of "+on[1:], func() bool { return strings.LastIndex(s.x.Output(), on) <= strings.LastIndex(s.x.Output(), off) })
	}
}

// unlocked makes the vault of a house whose own agent does not have the key
// readable, by the passphrase that it ought to have now.
func (s *sitting) unlocked(passphrase string) {
	s.t.Helper()
	if s.locked && s.name != "unlock" {
		args := []string{"unlock", "--passphrase-file", "-"}
		if s.name == "init" && s.cmd.ProcessState.ExitCode() == 0 {
			args = append(args, s.args[1:]...)
		}
		s.must(passphrase+"\n", args...)
	}
}

// seen says whether a screen shows words, wherever it breaks them.
func seen(screen, words string) bool {
	pack := strings.NewReplacer(" ", "", "\n", "", "┃", "", "│", "")
	return strings.Contains(pack.Replace(screen), pack.Replace(words))
}
