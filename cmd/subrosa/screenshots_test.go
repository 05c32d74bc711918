package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"subrosa/cmd/subrosa/screen/screentest"
)

var screenshots = flag.String("screenshots", "", "put pictures of every screen into this `folder`")

// TestScreenshots goes to every screen and makes a picture of it, light and dark.
// The pictures are kept where -screenshots says.
func TestScreenshots(t *testing.T) {
	if testing.Short() {
		t.Skip("every screen takes some time")
	}
	if *screenshots != "" {
		check(t, os.MkdirAll(*screenshots, 0o755))
	}
	t.Run("first day", func(t *testing.T) { newStudio(t).firstDay() })
	t.Run("a practice", func(t *testing.T) {
		s := newStudio(t)
		s.practice()
		for _, part := range []struct {
			name  string
			scene func()
		}{{"writing", s.writing}, {"reading", s.reading}, {"forms", s.entering}, {"a request", s.answering}, {"home", s.homes}, {"approval", s.approving}} {
			t.Run(part.name, func(t *testing.T) {
				s.t = t
				part.scene()
			})
		}
	})
}

// studio is a seat whose screens are taken.
type studio struct {
	*seat
	dir   string
	now   time.Time
	paint *paint
}

func newStudio(t *testing.T) *studio {
	zone, err := time.LoadLocation("Europe/Copenhagen")
	check(t, err)
	s := &studio{seat: newSeat(t), dir: t.TempDir(), now: time.Now().In(zone), paint: newPaint(t)}
	s.env = slices.DeleteFunc(s.env, func(v string) bool { return v == "NO_COLOR=1" })
	return s
}

// shot is a program whose screen is taken.
type shot struct {
	*screentest.Terminal
	s             *studio
	columns, rows int
	end           func(status int)
}

const (
	f2  = "\x1bOQ"
	f9  = "\x1b[20~"
	f10 = "\x1b[21~"
	esc = "\x1b"
)

// clocked is the environment with the clock on the wall, the one that the agent
// goes by.
func (s *studio) clocked() []string {
	now := time.Now().In(s.now.Location()).Format(time.RFC3339Nano)
	return append(slices.Clip(s.env), "NOW="+now)
}

func (s *studio) open(columns, rows int, args ...string) *shot {
	s.t.Helper()
	cmd := exec.Command("subrosa", args...)
	cmd.Env, cmd.Dir = s.clocked(), s.dir
	x := screentest.Start(s.t, cmd, columns, rows)
	return &shot{x, s, columns, rows, func(status int) {
		s.t.Helper()
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		select {
		case <-done:
		case <-time.After(40 * time.Second):
			cmd.Process.Kill()
			s.t.Fatalf("subrosa %s did not end; the screen shows:\n%s", strings.Join(args, " "), x.Screen())
		}
		if got := cmd.ProcessState.ExitCode(); got != status {
			s.t.Fatalf("subrosa %s: exit status %d, want %d; the screen shows:\n%s", strings.Join(args, " "), got, status, x.Screen())
		}
	}}
}

// do runs a command without a terminal.
func (s *studio) do(stdin string, args ...string) {
	s.t.Helper()
	cmd := exec.Command("subrosa", args...)
	cmd.Env, cmd.Dir, cmd.Stdin = s.clocked(), s.dir, strings.NewReader(stdin)
	if out, err := cmd.CombinedOutput(); err != nil {
		s.t.Fatalf("subrosa %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// take waits for words and takes the screen with them.
func (x *shot) take(name, words string) {
	x.s.t.Helper()
	x.Wait(words)
	for before := -1; before != len(x.Output()); time.Sleep(120 * time.Millisecond) {
		before = len(x.Output())
	}
	if excerpts := name == "search-2"; !excerpts && x.columns >= 80 && strings.Contains(x.Screen(), "…") {
		x.s.t.Errorf("%s: something is cut off:\n%s", name, x.Screen())
	}
	vt := shownAfter(x.Output(), x.columns, x.rows)
	for theme, g := range grounds {
		img, lacking := x.s.paint.draw(vt, g)
		if lacking != "" {
			x.s.t.Errorf("%s: the font lacks %q", name, lacking)
		}
		data, err := small(img)
		check(x.s.t, err)
		if len(data) > 60<<10 {
			x.s.t.Errorf("%s: %d bytes", name, len(data))
		}
		if *screenshots != "" {
			check(x.s.t, os.WriteFile(filepath.Join(*screenshots, name+"-"+theme+".png"), data, 0o644))
		}
	}
}

// then takes the screen and types.
func (x *shot) then(name, words, keys string) {
	x.s.t.Helper()
	x.take(name, words)
	x.Keys(keys)
}

// firstDay sets up and opens a case.
func (s *studio) firstDay() {
	x := s.open(80, 24)
	x.then("init-0-begin", "There is no vault yet", "\x1b[B\r")
	x.then("try-home", "all of it is thrown away", "q")
	x.end(0)
	x = s.open(80, 24)
	x.Answer("There is no vault yet", "\r")
	x.then("init-1-name", "Your name", "Ada Holm\r")
	x.Answer("Title", "psychotherapist\r")
	x.Answer("Address of the practice", "\r")
	x.then("init-2-country", "Where do you practise?", "\r")
	x.Answer("Language of headings", "\r")
	x.then("init-3-rules", "authorised by the state", "\r")
	x.then("init-4-place", "Place 1", "Østerbro\r")
	x.Answer("Address of Østerbro", "\r")
	x.Answer("Place 2", "\r")
	x.then("init-5-all", "Is this right?", "\r")
	x.then("init-6-passphrase", "New passphrase:", passphraseTyped+"\r")
	x.Answer("The same again:", passphraseTyped+"\r")
	x.take("init-7-words", "enter when they are on paper")
	words := map[string]string{}
	for _, m := range regexp.MustCompile(`(\d+)  ([a-z]+)`).FindAllStringSubmatch(x.Screen(), -1) {
		words[m[1]] = m[2]
	}
	x.Keys("\r")
	last := ""
	for range 2 {
		if last == "" {
			x.take("init-8-word", "Word number")
		}
		last = wordAskedAfter(x.Terminal, last)
		x.Keys(words[last] + "\r")
	}
	x.then("home-empty", "no case yet: c opens the first", "c")
	x.then("case-1-kind", "a couple", "\x1b[B\r")
	x.Answer("Opened", "\r")
	x.then("case-2-reason", "Why they come", f10)
	for n, name := range []string{"Chris Dahl", "Joe Winther"} {
		x.Wait("Party " + string(rune('A'+n)))
		x.then(fmt.Sprintf("case-3-party%d", n+1), "a full name", name+"\r")
		if n == 0 {
			x.take("case-4-names", "Other names")
		}
		x.Answer("Other names", "\r\r\r")
		x.Answer("Mail", f10)
	}
	x.then("case-5-alias", "Short name for notes", "boss\r")
	x.then("case-6-alias", "Real names", f10)
	x.Until("the next one", func() bool { return strings.Count(x.Output(), "Short name for notes") > 1 })
	x.Wait("Short name for notes")
	x.Keys("\r")
	x.then("case-7-opened", "C-001", "?")
	x.then("home-keys", "any key goes back", " l")
	x.end(0)
	x.take("locked", "locked")

	x = s.open(40, 12, "unlock")
	x.then("unlock-40x12", "Passphrase", "\x03")
	x.end(130)
}

func (s *studio) day(days int) string { return s.now.AddDate(0, 0, days).Format(time.DateOnly) }

// practice is that of docs/demo.
func (s *studio) practice() {
	check(s.t, os.WriteFile(filepath.Join(s.dir, "passphrase"), []byte(passphraseTyped), 0o600))
	s.do(`{"therapist": "Ada Holm", "title": "Psychotherapist MPF", "address": "Rosenvej 1, 2100 København Ø",
		"language": "en", "profile": "dk-psykoterapeut",
		"places": [{"id": "osterbro", "label": "Østerbro"}, {"id": "valby", "label": "Valby"}]}`,
		"init", "--from", "-", "--passphrase-file", "passphrase", "--recovery-out", "words.txt")
	s.do("", "unlock", "--passphrase-file", "passphrase")
	s.do(`{"kind": "individual", "service": "psychotherapy", "opened": "`+s.day(-400)+`", "reason": "Sleeps badly since a new job",
		"parties": [{"label": "A", "name": "Chris Dahl", "names": ["Christian Dahl"], "born": "1984-05-17", "email": "chris@example.org", "safe": ["email"]}],
		"aliases": [{"token": "partner", "names": ["Joe Winther"], "relation": "partner", "of": "A"},
			{"token": "chief", "names": ["Ulla Bang"], "relation": "head of department", "of": "A"}]}`, "case", "open", "--from", "-")
	check(s.t, os.WriteFile(filepath.Join(s.dir, "reason"), []byte("typed from the paper record of that year\n"), 0o600))
	for _, n := range []string{
		"---\nstart: " + s.day(-400) + " 10:00\nminutes: 50\nformat: soap\nplace: osterbro\npresent: [A]\nrisk: none\n---\n" +
			"## Subjective\nChris wakes at four and goes through the day that is coming. Since January @chief calls in the evenings. He has told @partner only half of it.\n\n" +
			"## Objective\nTired, speaks fast, laughs at the wrong places – and notices it.\n\n## Assessment\nSleep follows worry about work; no sign of depression.\n\n" +
			"## Plan\nA worry hour at five in the afternoon. Telephone off after eight.\n",
		"---\nstart: " + s.day(-386) + " 10:00\nminutes: 50\nformat: soap\nplace: osterbro\npresent: [A]\nrisk: none\n---\n" +
			"## Subjective\nFive nights of seven slept through. Told @chief that evenings are his own; \"blåbærgrød\", he said, was easier to swallow.\n\n" +
			"## Objective\nCalm, takes his time.\n\n## Assessment\nThe goal that he came with is reached.\n\n## Plan\nEnded by agreement; may come back.\n",
	} {
		s.do(n, "note", "new", "C-001", "--from", "-", "--sign", "--reason-from", "reason")
	}
	s.do("", "case", "close", "C-001")
	s.do(`{"kind": "couple", "service": "couples therapy", "reason": "Diminished sex life",
		"parties": [{"label": "A", "person": "P-001"}, {"label": "B", "name": "Joe Winther", "names": ["Joseph Winther"], "phone": "+45 20 00 00 00"}],
		"aliases": [{"token": "boss", "names": ["Kevin Brandt"], "relation": "head of the firm", "of": "B"},
			{"token": "boss-wife", "names": ["Maria Brandt"], "relation": "his wife", "of": "B"}]}`, "case", "open", "--from", "-")
	s.do("---\nstart: yesterday 16:00\nminutes: 50\nkind: session\nformat: dap\nplace: osterbro\npresent: [A, B]\nrisk: none\nnext: "+s.day(14)+" 16:00 osterbro\n---\n"+
		"## Data\nThey were on time, chairs apart. Chris would like the session put on a recording, to hear it again at home. Declined: a recording would take what is said here out of everybody's hands. Offered time between the sessions instead; both were content with that.\n\n"+
		"[B alone] While Chris was late, Joe owned up to nights with @boss, whose own wife is @boss-wife.\n\n"+
		"[A] Chris feels that he is no longer wanted, and has not said so before.\n\n"+
		"## Assessment\nThe distance has a name for each of them, and it is not the same name.\n\n"+
		"## Plan\nThe listening exercise, ten minutes twice a week. Joe thinks about what he wants to say himself.\n",
		"note", "new", "C-002", "--from", "-", "--sign")
	s.do("They agreed on three times a week, not two.", "note", "amend", "N-000003", "--kind", "correction", "--from", "-")
	s.do(`{"kind": "individual", "service": "psychotherapy", "parties": [{"label": "A", "name": "Lis Ask"}]}`, "case", "open", "--from", "-")
	later := s.now.Add(2 * time.Hour)
	if later.Day() != s.now.Day() {
		later = s.now
	}
	s.do("---\nstart: yesterday 10:00\nminutes: 50\nformat: dap\nplace: valby\npresent: [A]\nrisk: none\nnext: "+later.Format("2006-01-02 15:04")+" valby\n---\n"+
		"## Data\nThe first week back at work went better than she had feared.\n\n## Assessment\nSteady.\n\n## Plan\nGo on as agreed.\n",
		"note", "new", "C-003", "--from", "-", "--sign")
	check(s.t, os.Mkdir(filepath.Join(s.dir, "stick"), 0o700))
	for n, answers := range []string{"1,1,0,1,1", "2,1,1,2,1", "2,3,2,2,3", "3,3,2,4,3"} {
		s.do("", "measure", "add", "C-003/A", "who-5", "--on", s.day(-70+n*22), "--answers", answers)
	}
}

// writing is a note from its first word to its last question.
func (s *studio) writing() {
	x := s.open(80, 24, "note", "new")
	x.then("picker-case", "Which case?", "\x1b[B")
	x.take("picker-case-2", "> C-002")
	x.Keys("\r")
	x.Wait("f10 finish")
	x.Keys("Both came, and both had done the listening exercise, Chris every second day. They sat closer than last time. Kevin Brandt was named, by Joe, in passing.\r\r" +
		"[B alone] It is over with @boss. @b")
	x.take("writing-alias", "@boss-wife")
	x.Keys("oss-wife does not know.\tThe distance is shorter when they sit down.\tThe exercise once more, with a clock.")
	x.Wait("a clock.")
	x.Wait("saved")
	x.take("writing", "said alone")
	x.Keys(f2)
	x.then("facts-1", "Start", "\r\r\r")
	x.then("facts-2", "Where", "\r\r")
	x.then("facts-3", "Format", "\r\r")
	x.Answer("f10 finish", f10)
	x.then("finishing", "! risk is not stated", "S")
	x.then("finishing-refused", "! first:", "\x1b[B\x1b[B\r")
	x.Answer("(x) left in clear", "\r")
	x.Wait("(x) none")
	x.Keys("\x1b[F\r")
	x.then("finishing-appointment", "date, time, place", esc)
	x.Wait("k keep")
	x.Keys("k")
	x.end(0)
	x.take("writing-left", "N-0000")

	x = s.open(40, 12, "note", "edit", "N-000005")
	x.take("writing-40x12", "f10 finish")
	x.Keys(f10)
	x.then("finishing-40x12", "make it @boss", "k")
	x.end(0)

	x = s.open(80, 24, "note", "amend", "N-000003")
	x.then("amend-1", "What is it?", "\r")
	x.then("amend-2", "it is signed at once", "\x03")
	x.end(130)
}

// reading are notes, preparations and what was found.
func (s *studio) reading() {
	x := s.open(80, 24, "note", "show", "N-000003")
	x.take("reading", "They were on time")
	x.Keys("/exercise\r")
	x.then("reading-find", "exercise", "q")
	x.end(0)
	x = s.open(40, 12, "note", "show", "N-000003")
	x.then("reading-40x12", "N-000003", "q")
	x.end(0)
	x = s.open(80, 24, "prep", "C-002")
	x.take("prep-1", "Planned last time")
	if n := strings.Count(x.Screen(), "before session"); n != 1 {
		s.t.Errorf("the title stands there %d times:\n%s", n, x.Screen())
	}
	x.Keys("\x1b[C")
	x.then("prep-2-alone", "said alone", "q")
	x.end(0)
	x = s.open(80, 24, "prep", "C-003")
	x.then("prep-single", "Planned last time", "q")
	x.end(0)
	x = s.open(40, 12, "prep", "C-002")
	x.then("prep-40x12", "C-002", "q")
	x.end(0)
	x = s.open(80, 24)
	x.Answer("Write a note", "/")
	x.then("search-1", "Words to find", "exercise\r")
	x.then("search-2", "found: exercise", "\r")
	x.then("search-3", "1 of ", "q")
	x.Answer("found: exercise", "\x1b")
	x.Answer("Write a note", "q")
	x.end(0)
	x = s.open(80, 24, "measure", "show", "C-003/A")
	x.then("measure-show", "better", "q")
	x.end(0)
	x = s.open(40, 12, "measure", "show", "C-003/A")
	x.then("measure-show-40x12", "WHO-5", "q")
	x.end(0)
}

// entering are the forms.
func (s *studio) entering() {
	x := s.open(80, 24, "consent", "add", "C-002")
	x.take("consent-1", "Of what?")
	x.Keys("\x1b[B\x1b[B\x1b[B\x1b[B\r")
	x.Answer("Who gave it?", "\r")
	x.then("consent-2-release", "Which information?", "\x03")
	x.end(130)
	x = s.open(80, 24, "consent", "add", "C-002")
	x.Answer("Of what?", "\r\r")
	x.then("consent-3-when", "On which day?", "\x03")
	x.end(130)
	x = s.open(80, 24, "measure", "add", "C-002")
	x.then("measure-1-whose", "Whose?", "\r")
	x.then("measure-2-which", "Which?", "\x03")
	x.end(130)
	x = s.open(80, 24, "measure", "add", "C-002/A", "phq-9")
	x.Answer("On which day", "\r")
	x.then("measure-3-item", "1 of 9", "\x1b[B\r")
	x.take("measure-4-item", "2 of 9")
	x.Keys("\x03")
	x.end(130)
	x = s.open(40, 12, "measure", "add", "C-002/A", "phq-9")
	x.Answer("On which day", "\r")
	x.then("measure-item-40x12", "1 of 9", "\x03")
	x.end(130)
	x = s.open(40, 12, "consent", "add", "C-002")
	x.then("consent-40x12", "Of what?", "\x03")
	x.end(130)
	x = s.open(40, 12, "case", "open")
	x.then("case-40x12", "one client", "\x03")
	x.end(130)
}

// answering is a request from the letter to its approval.
func (s *studio) answering() {
	x := s.open(80, 24, "request", "add")
	x.then("request-1-what", "What has come?", "\r")
	x.then("request-2-whose", "Whose record", "\r")
	x.then("request-3-when", "When did it come?", f10)
	x.end(0)
	x.take("request-4-entered", "Nothing has to leave today")
	id := "R-" + s.now.Format("2006") + "-001"
	x = s.open(80, 24, "request", "review", id)
	x.then("review-open", "leaves, as", "\x1b[H")
	x.take("review", "[third party 1] · TP")
	x.Keys("n")
	x.take("review-next", "OPEN")
	x.Keys("\r")
	x.take("review-3-accepted", "open")
	x.Keys("x")
	x.then("review-4-reason", "Why may", esc)
	x.Answer("stays, and why", "s")
	x.then("summing-up-open", "n what is open", esc)
	x.Answer("stays, and why", "?")
	x.then("review-keys", "any key goes back", " ")
	x.Answer("stays, and why", f9)
	x.Until("nothing is shown", func() bool { return strings.TrimSpace(x.Screen()) == "" })
	x.take("blank", "")
	x.Keys(" ")
	x.Wait("open")
	x.Keys("q")
	x.end(0)
	x = s.open(40, 12, "request", "review", id)
	x.then("review-40x12", "open", "q")
	x.end(0)
	x = s.open(110, 30, "request", "review", id)
	x.then("review-110x30", "open", "q")
	x.end(0)
}

// homes is the home screen of a usual day, and of one when something is late.
func (s *studio) homes() {
	s.do("", "backup", "add", "stick")
	x := s.open(80, 24)
	x.then("home", "draft not signed", "a")
	x.then("home-request", "Answering a request", "\x03")
	x.Wait("Write a note")
	x.Keys("b")
	x.then("home-backup", "Where to?", "\x03")
	x.Wait("Write a note")
	x.Keys("r")
	x.Answer("Which case?", "\r")
	x.then("picker-note", "Read what?", "\x03")
	x.Answer("Write a note", ".")
	x.then("home-else", "a questionnaire that was filled in", "\x03")
	x.Answer("Write a note", "w")
	x.Answer("Which case?", "\x1b[B\r")
	x.then("picker-draft", "There is a draft of that day already", "\x03")
	x.Answer("Write a note", "q")
	x.end(0)
	s.do(`{"type": "access", "person": "P-002", "received": "`+s.day(-40)+`", "requester": {"name": "Joe Winther"}, "authority": {"kind": "own-right"}}`,
		"request", "add", "--from", "-")
	x = s.open(80, 24)
	x.then("home-overdue", "a answers it, or takes more time", "q") // whole
	x.end(0)
	x = s.open(40, 12)
	x.then("home-40x12", "overdue", "q")
	x.end(0)
}

// approving is the end of a review, with nothing open any more.
func (s *studio) approving() {
	id := "R-" + s.now.Format("2006") + "-001"
	s.do("", "note", "discard", "N-000005", "--confirm", "N-000005")
	s.do("known for years; called back", "request", "check", id, "identity", "--reference-from", "-")
	s.do(`{"accept_all": true, "spans": [{"note": "N-000003", "find": "The listening exercise, ten minutes twice a week. Joe thinks about what he wants to say himself.", "decision": "rejected", "reason": "agreed with both in the room"}]}`,
		"request", "review", id, "--from", "-")
	x := s.open(80, 24, "request", "review", id)
	x.Answer("0 open", "s")
	x.take("summing-up", "type the code")
	x.Keys(id)
	x.take("summing-up-code", id)
	x.Keys("\r")
	x.end(0)
}
