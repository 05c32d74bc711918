package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"subrosa/cmd/subrosa/agent"
)

// asking is a command that asks: what it asks, in order, what is answered, and
// what is true afterwards.
type asking struct {
	name   string
	args   []string
	steps  []step
	shows  []string // the commands that read it back; nil: the terminal
	holds  []string // what it says then
	makes  string   // the PDF that it writes
	locked bool     // no agent has the key
	slots  bool     // it makes slots, and is to make cheap ones
	sets   string   // the new passphrase
	left   int      // the question at which it is left; 0: the last
}

// step is one question and its answer.
type step struct {
	how  how
	ask  string
	text string // what is typed; what stands in the line that is chosen
	n    int    // which line, from the one under the cursor
}

// how an answer is given.
type how int

const (
	line   how = iota // a line
	choice            // one of several
	text              // as long as one likes
	secret            // a line that is not shown
	yesno             // a line with yes, on screens too
	key               // a key, on screens; a line otherwise
	quit              // a key, on screens only
	words             // the recovery words, written down and asked back
)

func say(ask, answer string) step             { return step{how: line, ask: ask, text: answer} }
func tell(ask, answer string) step            { return step{how: text, ask: ask, text: answer} }
func hide(ask, answer string) step            { return step{how: secret, ask: ask, text: answer} }
func yes(ask string) step                     { return choose(ask, 1, "Yes") }
func choose(ask string, n int, l string) step { return step{how: choice, ask: ask, text: l, n: n} }

// keep goes on with what stands there.
func keep(asks ...string) (all []step) {
	for _, ask := range asks {
		all = append(all, say(ask, ""))
	}
	return all
}

func steps(parts ...any) (all []step) {
	for _, p := range parts {
		switch p := p.(type) {
		case step:
			all = append(all, p)
		case []step:
			all = append(all, p...)
		}
	}
	return all
}

func command(line string) []string { return strings.Fields(line) }

const (
	reason = "fordi Åse Kærgård bad om det"
	newer  = "blåbær på en våd mark"
)

// forms are all commands that ask on a terminal and are not screens of their own,
// but for handing over a packet and destroying, which have tests of their own.
func forms() []asking {
	why := func(command_, ask string, shows string) asking {
		return asking{name: command_, args: command(command_), steps: steps(tell(ask, reason)), shows: []string{shows}, holds: []string{reason}}
	}
	all := []asking{
		{name: "case open", args: command("case open"), steps: steps(
			choose("Kind", 1, "a couple"), keep("Opened"), say("Why they come", "søvn og ængstelse om natten"), say("Service", "parterapi"), keep("Legal basis"),
			say("Name", "Åse Blåbjerg Ærøskøbing"), say("Other names", "Åsa Blaabjerg"), say("Born", "1984-05-17"), keep("Role", "Mail", "Telephone"),
			say("Address", "Ærøgade 1, 8000 Århus C"), keep("Country"), choose("Which of these are safe", 1, "address"),
			say("Name", "P-001"), keep("Role"),
			say("Short name for notes", "chef"), say("Real names", "Kåre Ømand Kjærsgård"), say("Who is it", "hans chef"), choose("Whose?", 1, "A's"), keep("Short name for notes")),
			shows: []string{"case show C-006", "person show P-007"}, holds: []string{"søvn og ængstelse om natten", "Åse Blåbjerg Ærøskøbing", "Ærøgade 1, 8000 Århus C", `"P-001"`, "chef"}},
		{name: "case edit", args: command("case edit C-001"), steps: steps(keep("Kind", "Opened"), say("Why they come", "sorg over en død søster"), keep("Service", "Legal basis"),
			keep("Name"), say("Role", "mægler"), keep("Short name for notes", "Real names", "Who is it", "Short name for notes")),
			shows: []string{"case show C-001"}, holds: []string{"sorg over en død søster", "mægler"}},
		{name: "case close", args: command("case close"), steps: steps(choose("Which case?", 2, "C-003")), shows: []string{"case show C-003"}, holds: []string{`"closed":"`}},
		{name: "case alias", args: command("case alias C-002"), steps: steps(say("Short name for notes", "søster"), say("Real names", "Zoë Bækgård Østergård"), say("Who is it", "hans søster"),
			choose("Whose?", 2, "B's"), keep("Short name for notes")), shows: []string{"case show C-002"}, holds: []string{"søster"}},
		{name: "case convert", args: command("case convert C-003"), steps: steps(choose("What does it become?", 0, "work with one"), say("Why they come", "frygt for højder og broer"), keep("Service", "Legal basis"),
			keep("Name", "Role", "Short name for notes")),
			shows: []string{"case show C-003"}, holds: []string{"frygt for højder og broer", `"individual"`}},
		{name: "consent add", args: command("consent add C-002"), steps: steps(choose("Of what?", 4, "release"), choose("Who gave it?", 1, "A "), say("Which information?", "dage for møderne på Ærø"),
			say("To whom?", "Forsikring Århus"), say("For what?", "dækning"), keep("From which time", "and up to"), choose("Was it explained", -1, "yes"), keep("How?", "On which day?", "Its last day"), say("Which version", "blå")),
			shows: []string{"consent list C-002"}, holds: []string{"dage for møderne på Ærø", "Forsikring Århus", `"blå"`, `"explained":true`}},
		why("consent void S-0001", "Why was it entered in error?", "consent list"),
		{name: "measure add", args: command("measure add C-002"), steps: steps(choose("Whose?", 1, "B "), choose("Which?", 2, "CORE-10"), keep("On which day was it filled in?"), say("The answers by their numbers", ""), say("The total", "12"),
			choose("Is this what the sheet says?", 0, "yes")),
			shows: []string{"measure show C-002"}, holds: []string{`"score":12`, `"party":"B"`}},
		{name: "measure items", args: command("measure add C-001 gad-7"), steps: steps(keep("On which day was it filled in?"), choose("Feeling nervous", 1, "0  Not at all"), choose("Not being able to stop", 2, "1  Several"),
			choose("Worrying too much", 3, "2  More than"), choose("Trouble relaxing", 4, "3  Nearly"), choose("Being so restless", 1, "0  Not at all"), choose("Becoming easily", 1, "0  Not at all"), choose("Feeling afraid", 2, "1  Several"),
			step{how: key, ask: "Is this what the sheet says?", text: "y"}),
			shows: []string{"measure show C-001 gad-7"}, holds: []string{`"score":7`}},
		why("measure void M-000001", "Why was it entered in error?", "measure show C-001"),
		{name: "attachment add", args: command("attachment add C-001"), steps: steps(say("Which file?", "brev-æøå.txt"), choose("What is it?", 1, "report"), say("Title", "brev fra en læge på Ærø")), shows: []string{"attachment list"}, holds: []string{"brev fra en læge på Ærø"}},
		why("attachment void A-000001", "Why was it added in error?", "attachment list"),
		{name: "attachment save", args: command("attachment save A-000001 --out brev.txt"), steps: steps(say("This writes readable text to brev.txt.", "a-000001")), holds: []string{"A-000001 is in brev.txt, readable"}},
		{name: "handout", args: command("handout"), steps: steps(choose("Which sheet?", 1, "recording policy"), say("File to write", "ark-æøå")), makes: "ark-æøå.pdf"},
		{name: "practice edit", args: command("practice edit"), steps: steps(say("Your name", "Åse Bækgård Østergård"), keep("Title", "Address of the practice", "Where do you practise", "Language of headings", "authorised by the state"),
			keep("Place 1", "Address of Østerbro", "Place 2", "Address of Valby"), say("Place 3", "Ærø"), say("Address of Ærø", "Søgade 2, 5970 Ærøskøbing"), keep("Place 4"), choose("Is this right?", 0, "yes")),
			shows: []string{"practice show"}, holds: []string{"Åse Bækgård Østergård", "Søgade 2, 5970 Ærøskøbing", "Valby"}},
		{name: "place add", args: command("place add"), steps: steps(choose("What is it?", 5, "something else"), say("What do you call it?", "den grå i pengeskabet"), keep("Folder on this computer")), shows: []string{"place list"}, holds: []string{"den grå i pengeskabet"}},
		{name: "request add", args: command("request add"), steps: steps(choose("What has come?", 0, "the client wants to see"), choose("Whose record is it about?", 0, "P-001"), keep("When did it come?"), choose("Who asks?", 1, "somebody with a power"),
			say("Name", "Advokat Bækgård Ærø"), say("Role", "advokat"), keep("Address", "Reference of the document", "Signed by", "Date of the document", "From", "To"), say("In their words", "alt hvad der står på papir, også blåt"), keep("Matter or case number")),
			shows: []string{"request list"}, holds: []string{"Advokat Bækgård Ærø"}},
		{name: "request check", args: command("request check R"), steps: steps(choose("What is as it has to be?", 0, "identity"), keep("Since when?"), say("Which document, or how?", "pas set på Ærø i går")), shows: []string{"request show R"}, holds: []string{"pas set på Ærø i går"}},
		{name: "request extend", args: command("request extend R"), steps: steps(say("Until when?", time.Now().AddDate(0, 0, 40).Format(time.DateOnly)), tell("Why does it take longer?", reason)), shows: []string{"request show R"}, holds: []string{reason}},
		why("request refuse R", "Why is it refused?", "request show R"),
		{name: "request letter", args: command("request letter R"), steps: steps(choose("Which letter?", 0, "acknowledgement"), say("File to write", "brev-æøå.pdf"), yes("This writes readable text to brev-æøå.pdf.")), makes: "brev-æøå.pdf"},
		{name: "request answer", args: command("request answer --neutral"), steps: steps(choose("Which request?", 0, "R-")), shows: []string{"request show R"}, holds: []string{"neutral"}},
		{name: "note amend", args: command("note amend N-000001"), steps: steps(choose("What is it?", 1, "a correction"), tell("The text: correction", "det var på Ærø, ikke på Fanø")), shows: []string{"note show N-000001"}, holds: []string{"det var på Ærø, ikke på Fanø", `"correction"`}},
		{name: "note mark", args: command("note mark N-000002"), steps: steps(choose("Which paragraph?", 0, "1 "), choose("Whose is it?", 1, "about B only"), tell("Why is the mark changed?", reason)), shows: []string{"note show N-000002"}, holds: []string{reason}},
		{name: "note void", args: command("note void N-000001"), steps: steps(tell("Why was N-000001 entered in error?", reason), yes("N-000001 will be void for ever.")), shows: []string{"note show N-000001"}, holds: []string{reason, `"void"`}},
		{name: "note discard", args: command("note discard"), steps: steps(choose("Which note?", 0, "N-000003"), say("Throw the draft N-000003 away", "n-000003")), holds: []string{"N-000003"}},
		{name: "note sign", args: command("note sign N-000003"), steps: steps(tell("Why is this note late?", reason)), shows: []string{"note show N-000003"}, holds: []string{reason, `"signed"`}},
		why("hold add C-001", "Why?", "hold list"),
		why("hold lift H-001", "Why does it end?", "hold list --all"),
		{name: "retention keep", args: command("retention keep C-004"), steps: steps(say("Until when is C-004 kept?", "2055-01-31"), tell("Why?", reason)), shows: []string{"retention list"}, holds: []string{"2055-01-31"}},
		why("disclosure amend D-0001", "What has to be put right about D-0001?", "disclosure list"),
		{name: "head lodge", args: command("head lodge"), steps: steps(tell("With whom is it lodged?", "hos notar Ærøe Bækgård")), shows: []string{"head list"}, holds: []string{"hos notar Ærøe Bækgård"}},
		{name: "search", args: command("search"), steps: steps(say("Words to find", "trods blåbærgrøden"), step{how: quit, ask: "1 note found", text: "\x1b"})},
		{name: "prep", args: command("prep"), steps: steps(choose("Which case?", 0, "C-001"), step{how: quit, ask: "before session", text: "q"})},
		{name: "person show", args: command("person show"), steps: steps(choose("Which person?", 0, "P-001")), holds: []string{"Chris Dahl"}},
		{name: "key add", args: command("key add"), steps: steps(say("Whose key?", agePublic), yes("can read and change everything then. Add it?")), shows: []string{"key list"}, holds: []string{agePublic}},
		{name: "key passphrase", args: command("key passphrase"), locked: true, slots: true, sets: newer, steps: steps(hide("Passphrase, or the 24 words: ", testPassphrase), hide("New passphrase: ", newer), hide("The same again: ", newer)),
			holds: []string{"the passphrase is changed"}},
		{name: "key recovery", args: command("key recovery"), locked: true, slots: true, steps: steps(hide("Passphrase, or the 24 words: ", testPassphrase), step{how: words, ask: "These words open the vault"}), holds: []string{"the recovery words are changed"}},
		{name: "key check", args: command("key check"), locked: true, steps: steps(hide("The 24 words, from the sheet: ", "WORDS")), holds: []string{"the words open the vault"}},
		{name: "unlock", args: command("unlock"), locked: true, steps: steps(hide("Passphrase, or the 24 words: ", testPassphrase)), shows: []string{"case list"}, holds: []string{"C-001"}},
		{name: "import", args: command("import laptop.vault"), steps: steps(step{how: yesno, ask: "Take all of it into this vault?"}), shows: []string{"case list"}, holds: []string{"C-006"}},
		{name: "init", args: command("init --vault ny.vault"), locked: true, slots: true, sets: newer, steps: steps(say("Your name", "Åse Bækgård Østergård"), keep("Title", "Address of the practice"), choose("Where do you practise", 0, "Denmark"),
			choose("Language of headings", 1, "Danish"), choose("authorised by the state", 0, "no"), say("Place 1", "Ærø"), keep("Address of Ærø", "Place 2"), choose("Is this right?", 0, "yes"), hide("New passphrase: ", newer), hide("The same again: ", newer), step{how: words, ask: "These words open the vault"}),
			holds: []string{"made the vault "}},
		{name: "home", left: 1, steps: steps(step{how: key, ask: "Write a note", text: "b"}, say("Where to?", "stik-æøå"), step{how: key, ask: "Write a note", text: "q"}), shows: []string{"backup list"}, holds: []string{"stik-æøå"}},
	}
	return all
}

const agePublic = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"

// prepared is a practice in which every form has something to do, and the
// program.
type prepared struct {
	*house
	cheap   string // the program with cheap slots
	words   string
	request string
}

func formsHouse(t *testing.T) prepared {
	cheap, err := exec.LookPath("subrosa")
	check(t, err)
	p := prepared{house: newHouse(t), cheap: cheap}
	p.env = append(p.env, "NOW="+time.Now().Format(time.RFC3339), "TTY=1")
	built := p.program
	p.program = []string{cheap}
	sheet := filepath.Join(t.TempDir(), "words")
	p.must(testPassphrase+"\n", "init", "--passphrase-file", "-", "--from", p.input(testPractice), "--recovery-out", sheet)
	p.program = built
	p.must(testPassphrase+"\n", "unlock", "--passphrase-file", "-", "--for", "1h")
	read, err := os.ReadFile(sheet)
	check(t, err)
	p.words = strings.TrimSpace(string(read))
	for _, c := range []string{
		`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}], "aliases": [{"token": "partner", "names": ["Joe Winther"], "of": "A"}]}`,
		`{"kind": "couple", "parties": [{"label": "A", "name": "Lis Ask"}, {"label": "B", "name": "Per Ask"}]}`,
		`{"kind": "inquiry", "parties": [{"label": "A", "name": "Ulla Bang"}]}`,
		`{"kind": "individual", "parties": [{"label": "A", "name": "Bo Lund"}]}`,
	} {
		p.must(c, "case", "open", "--from", "-")
	}
	n := strings.Replace(killedNote, "everything", "trods blåbærgrøden", 1)
	p.must(n, "note", "new", "C-001", "--from", "-", "--sign")
	p.must(strings.Replace(killedNote, "present: [A]", "present: [A, B]", 1), "note", "new", "C-002", "--from", "-", "--sign")
	p.must(strings.Replace(killedNote, "yesterday", time.Now().AddDate(0, 0, -30).Format(time.DateOnly), 1), "note", "new", "C-001", "--from", "-")
	p.must(killedNote, "note", "new", "C-004", "--from", "-", "--sign")
	p.must("", "case", "close", "C-004")
	p.must("", "consent", "add", "C-001", "informed-consent")
	p.must("", "measure", "add", "C-001/A", "who-5", "--answers", "1,1,0,1,1")
	p.must("", "attachment", "add", "C-001", "--from", p.input("a letter"), "--title-from", p.input("a letter"))
	p.must("", "attachment", "save", "A-000001", "--out", p.ordered("letter"), "--confirm", "A-000001")
	p.must("a complaint\n", "hold", "add", "C-002", "--reason-from", "-")
	var r struct{ Request string }
	p.result(&r, `{"type": "access", "person": "P-001"}`, "request", "add", "--from", "-")
	p.request = r.Request
	p.result(&r, `{"type": "access", "person": "P-005"}`, "request", "add", "--from", "-")
	p.must(`{"accept_all": true, "approve": true}`, "request", "review", r.Request, "--from", "-")
	p.must("", "request", "build", r.Request)
	p.must("shown\n", "request", "check", r.Request, "identity", "--reference-from", "-")
	p.must("", "request", "deliver", r.Request, "--by", "open", "--via", "stick", "--out", p.ordered("packet"), "--confirm", r.Request)
	p.must("", "request", "close", r.Request)
	check(t, os.WriteFile(p.path("work", "brev-æøå.txt"), []byte("a letter"), 0o600))
	check(t, os.Mkdir(p.path("work", "stik-æøå"), 0o700))
	laptop := p.copy(t)
	laptop.must(`{"kind": "individual", "parties": [{"label": "A", "name": "Kim Holt"}]}`, "case", "open", "--from", "-")
	check(t, os.Rename(laptop.path("data", "subrosa", "practice.vault"), p.path("work", "laptop.vault")))
	p.must(`{"kind": "inquiry", "parties": [{"label": "A", "name": "Ib Juul"}]}`, "case", "open", "--from", "-")
	p.must("", "case", "close", "C-005")
	for _, c := range []string{"C-001", "C-002", "C-003", "C-004"} { // else looking at them would be an entry
		p.must("", "case", "show", c)
	}
	return p
}

// copy is another house with the same in it.
func (h *house) copy(t *testing.T) *house {
	t.Helper()
	to := &house{t: t, program: h.program, dir: t.TempDir()}
	if out, err := exec.Command("cp", "-a", h.dir+"/.", to.dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, v := range h.env {
		to.env = append(to.env, strings.ReplaceAll(v, h.dir, to.dir))
	}
	return to
}

// sit is a form in a house of its own; the key is in the agent that all share,
// unless it is to be asked for.
func (p prepared) sit(t *testing.T, f asking) *sitting {
	s := &sitting{house: p.copy(t), asking: f}
	if f.slots {
		s.program = []string{p.cheap}
	}
	if f.locked {
		s.alone()
	}
	s.args, s.request = fit(s.args, p.request), p.request
	s.steps = slices.Clone(s.steps)
	for i, st := range s.steps {
		if st.text == "WORDS" {
			s.steps[i].text = p.words
		}
	}
	return s
}

// alone gives it agents of its own, none of which has a key yet.
func (s *sitting) alone() {
	s.t.Helper()
	sockets, err := os.MkdirTemp("", "sr")
	check(s.t, err)
	s.env = append(s.env, "XDG_RUNTIME_DIR="+sockets)
	s.t.Cleanup(func() {
		agent.LockAll(filepath.Join(sockets, "subrosa"))
		os.RemoveAll(sockets)
	})
}

// fit puts the id of the request in.
func fit(args []string, request string) []string {
	args = slices.Clone(args)
	for i, a := range args {
		if a == "R" {
			args[i] = request
		}
	}
	return args
}
