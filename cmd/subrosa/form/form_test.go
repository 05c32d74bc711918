package form

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"subrosa/cmd/subrosa/screen/screentest"
	"subrosa/notes"
	"subrosa/notes/instrument"
)

func asker(x *screentest.Terminal, plain bool) *Asker {
	return &Asker{In: x.TTY, Out: x.TTY, Plain: plain, Secret: x.TTY,
		Now: func() time.Time { return time.Date(2026, 11, 23, 15, 3, 0, 0, time.UTC) }}
}

func TestPracticeOnScreen(t *testing.T) {
	x := screentest.New(t, 80, 24)
	end := screentest.Result(t, func() (notes.Practice, error) {
		return asker(x, false).Practice(context.Background(), notes.Practice{})
	})
	x.Answer("Your name", "Åse Østergård\r")
	x.Answer("Title", "psychotherapist\r")
	x.Answer("Address", "\r")
	x.Answer("Where do you practise", "\r") // Denmark
	x.Answer("Language of headings", "\x1b[B\r")
	x.Answer("authorised by the state", "\x1b[B\r")
	x.Answer("Authorised as what?", "\r")
	x.Answer("Authorised by whom", "psychologist 123\r")
	x.Answer("Place 1", "Østerbro\r")
	x.Answer("Address of Østerbro", "Gade 1\r")
	x.Answer("Place 2", "\r")
	x.Answer("Is this right?", "\r")
	p, err := end()
	if err != nil {
		t.Fatal(err)
	}
	want := notes.Practice{Therapist: "Åse Østergård", Title: "psychotherapist", Authorisation: "psychologist 123",
		Language: "da", Profile: "dk-autoriseret", Places: []notes.Place{{ID: "osterbro", Label: "Østerbro", Address: "Gade 1"}}}
	if p.Therapist != want.Therapist || p.Profile != want.Profile || p.Language != want.Language ||
		p.Authorisation != want.Authorisation || len(p.Places) != 1 || p.Places[0] != want.Places[0] {
		t.Errorf("%+v", p)
	}
}

func TestInterruptedFormChangesNothing(t *testing.T) {
	for _, plain := range []bool{false, true} {
		x := screentest.New(t, 80, 24)
		end := screentest.Result(t, func() (notes.Practice, error) {
			return asker(x, plain).Practice(context.Background(), notes.Practice{Therapist: "T", Profile: "eu"})
		})
		x.Answer("Your name", "someone")
		if plain {
			x.Keys("\x04\x04\x04") // end of input; a signal would reach the test itself
		} else {
			x.Keys("\x03")
		}
		p, err := end()
		if !errors.Is(err, ErrInterrupted) || p.Therapist != "" {
			t.Errorf("plain %v: %+v, %v", plain, p, err)
		}
	}
}

func TestNothingIsChosenUnasked(t *testing.T) {
	x := screentest.New(t, 80, 24)
	end := screentest.Result(t, func() (notes.Practice, error) {
		return asker(x, false).Practice(context.Background(), notes.Practice{})
	})
	x.Wait("Your name")
	x.Keys("T\x1b[21~") // f10
	x.Wait("! where do you practise: this has to be answered")
	x.Keys("\x03")
	if _, err := end(); !errors.Is(err, ErrInterrupted) {
		t.Error(err)
	}
}

func TestPracticeByLines(t *testing.T) {
	x := screentest.New(t, 80, 24)
	end := screentest.Result(t, func() (notes.Practice, error) {
		return asker(x, true).Practice(context.Background(), notes.Practice{Therapist: "T", Title: "old"})
	})
	x.Answer("Your name [T]:", "\r")
	x.Answer("Title [old]:", "-\r")
	x.Answer("Address of the practice:", "\r")
	x.Answer("number:", "x\r")
	x.Answer("! a number from 1 to 4", "1\r")
	x.Answer("Language", "\r")
	x.Answer("authorised by the state", "1\r")
	x.Answer("Place 1:", "Østerbro\r")
	x.Answer("Address of Østerbro:", "\r")
	x.Answer("Place 2:", "\r")
	x.Wait("Profile dk-psykoterapeut.")
	x.Answer("Is this right?", "1\r")
	p, err := end()
	if err != nil || p.Therapist != "T" || p.Title != "" || p.Profile != "dk-psykoterapeut" || len(p.Places) != 1 {
		t.Errorf("%+v, %v", p, err)
	}
	if strings.Contains(x.Output(), "\x1b") {
		t.Errorf("escape sequences in line prompts: %q", x.Output())
	}
}

// What stands on the sheet is what is typed: a 1 is a 1, and not the first choice.
func TestAnswersByLines(t *testing.T) {
	x := screentest.New(t, 80, 24)
	i := instrument.Instrument{Title: "Own", Items: []string{"One", "Two", "Three"}, Answers: []string{"not at all", "some", "much"}, Count: 3, Most: 2}
	end := screentest.Result(t, func() (notes.MeasureInput, error) {
		return asker(x, true).Measure(context.Background(), i, notes.MeasureInput{})
	})
	x.Answer("On which day", "\r")
	x.Answer("number:", "\r") // Enter is no answer
	x.Answer("! one of 0 1 2 -", "1\r")
	x.Wait("answered: 1  some")
	x.Answer("Two:", "3\r")
	x.Answer("! one of 0 1 2 -", "2\r")
	x.Answer("Three:", "-\r")
	x.Wait(" 1  One: 1  some")
	x.Wait(" 3  Three: -  no answer on the sheet")
	x.Answer("without an answer: 1", "2\r")
	x.Answer("On which day", "\r")
	x.Answer("number [1]:", "0\r")
	x.Answer("number [2]:", "\r")
	x.Answer("number [-]:", "\r")
	x.Answer(" 1  One: 0  not at all", "1\r")
	in, err := end()
	if err != nil || len(in.Answers) != 3 || *in.Answers[0] != 0 || *in.Answers[1] != 2 || in.Answers[2] != nil {
		t.Errorf("%+v, %v", in.Answers, err)
	}
}

// On a screen the number of an answer chooses it and goes on, also when several are
// typed at once; Enter alone is no answer, a missing one is said, and what was answered
// is seen and can be mended before it is entered.
func TestAnswersByTheirNumbers(t *testing.T) {
	x := screentest.New(t, 40, 12)
	i, _ := instrument.Find("phq-9")
	end := screentest.Result(t, func() (notes.MeasureInput, error) {
		return asker(x, false).Measure(context.Background(), i, notes.MeasureInput{})
	})
	x.Answer("On which day", "\r")
	x.Answer("1 of 9", "\r\r\r\x1b[C")
	x.Answer("! type the number of the answer", "2")
	x.Answer("2 of 9", "9") // no answer of that number
	x.Answer("! 0 to 3, or - for no answer", "3")
	x.Answer("3 of 9", "\x1b[D")
	x.Answer("> 3  Nearly every day", "\x1b[Z")
	x.Answer("> 2  More than half the days", "\r")
	x.Answer("> 3  Nearly every day", "-")
	x.Answer("3 of 9", "1103211")
	x.Wait("no score: too many are missing")
	x.Keys("\r\r") // it is not entered by Enter
	x.Answer("! y enters it", "\x1b[B\x1b[B")
	x.Answer("> ", "\r")
	x.Answer("2 of 9", "3")
	x.Answer("total 14  moderate  ! harm", "y")
	in, err := end()
	got := ""
	for _, a := range in.Answers {
		got += fmt.Sprint(*a)
	}
	if err != nil || got != "231103211" {
		t.Errorf("%s, %v", got, err)
	}
}

// Enter, as often as one likes, enters nothing; one can go back to the day.
func TestNothingIsAnsweredByEnter(t *testing.T) {
	x := screentest.New(t, 80, 24)
	i, _ := instrument.Find("gad-7")
	end := screentest.Result(t, func() (notes.MeasureInput, error) {
		return asker(x, false).Measure(context.Background(), i, notes.MeasureInput{})
	})
	x.Answer("On which day", "\r")
	x.Answer("1 of 7", strings.Repeat("\r", 40))
	x.Answer("! type the number of the answer", "\x1b[D")
	x.Answer("On which day", "\r")
	x.Answer("1 of 7", "\x03")
	if in, err := end(); !errors.Is(err, ErrInterrupted) || in.Answers != nil {
		t.Errorf("%+v, %v", in, err)
	}
}

// Numbers may have two digits: the first alone is none where it may go on.
func TestAnswersOfTwoDigits(t *testing.T) {
	x := screentest.New(t, 40, 12)
	i := instrument.Instrument{Title: "Scale", Items: []string{"One", "Two"}, Count: 2, Most: 10, To: 20}
	for n := range 11 {
		i.Answers = append(i.Answers, fmt.Sprint("as much as ", n))
	}
	end := screentest.Result(t, func() (notes.MeasureInput, error) {
		return asker(x, false).Measure(context.Background(), i, notes.MeasureInput{})
	})
	x.Answer("On which day", "\r")
	x.Answer("1 of 2", "1")
	x.Answer("> 1  as much as 1", "0")
	x.Answer("2 of 2", "1")
	x.Answer("> 1  as much as 1", "\r")
	x.Answer("total 11", "y")
	if in, err := end(); err != nil || *in.Answers[0] != 10 || *in.Answers[1] != 1 {
		t.Errorf("%+v, %v", in, err)
	}
}

func TestNeitherAnswersNorTotal(t *testing.T) {
	x := screentest.New(t, 80, 24)
	i, _ := instrument.Find("who-5")
	end := screentest.Result(t, func() (notes.MeasureInput, error) {
		return asker(x, true).Measure(context.Background(), i, notes.MeasureInput{})
	})
	x.Answer("On which day", "\r")
	x.Answer("The answers", "\r")
	x.Answer("The total", "\r")
	_, err := end()
	if _, ok := errors.AsType[*notes.Invalid](err); !ok {
		t.Error(err)
	}
}

func TestCaseOnScreenAndByLines(t *testing.T) {
	for _, plain := range []bool{false, true} {
		x := screentest.New(t, 80, 24)
		end := screentest.Result(t, func() (notes.CaseInput, error) {
			return asker(x, plain).Case(context.Background(), notes.CaseInput{})
		})
		if plain {
			x.Answer("number [1]:", "2\r")
		} else {
			x.Answer("a couple", "\x1b[B\r")
		}
		x.Answer("Opened", "20.11.2026\r")
		x.Answer("Why they come", "sleep\r")
		x.Answer("Service", "\r")
		x.Answer("Legal basis", "\r")
		for _, p := range []struct{ label, name string }{{"A", "Chris Dahl"}, {"B", "P-7"}} {
			x.Answer("Party "+p.label, p.name+"\r")
			if p.name == "P-7" {
				x.Answer("Role", "\r")
				continue
			}
			x.Answer("Other names", "Kris, C. Dahl\r")
			x.Answer("Born", "\r")
			x.Answer("Role", "\r")
			x.Answer("Mail", "chris@example.org\r")
			x.Answer("Telephone", "\r")
			x.Answer("Address", "\r")
			x.Answer("Country", "\r")
			x.Answer("safe to use", map[bool]string{true: "2\r", false: "\x1b[B\r"}[plain])
		}
		x.Answer("Short name for notes", "boss\r")
		x.Answer("Real names", "Kevin Brandt\r")
		x.Answer("Who is it", "his boss\r")
		if plain {
			x.Answer("B's", "3\r")
		} else {
			x.Answer("B's", "\x1b[B\x1b[B\r")
		}
		x.Until("the next alias", func() bool { return strings.Count(x.Output(), "Short name for notes") > 1 })
		x.Keys("\r")
		in, err := end()
		want := notes.CaseInput{Kind: "couple", Opened: "2026-11-20", Reason: "sleep",
			Parties: []notes.PartyInput{{Label: "A", Name: "Chris Dahl", Names: []string{"Kris", "C. Dahl"}, Email: "chris@example.org", Safe: []string{"email"}},
				{Label: "B", Person: "P-007"}},
			Aliases: []notes.AliasInput{{Token: "boss", Names: []string{"Kevin Brandt"}, Relation: "his boss", Of: "B"}}}
		if diff := cmp.Diff(want, in); diff != "" || err != nil {
			t.Errorf("plain %v: %v\n%s", plain, err, diff)
		}
	}
}

func TestPassphraseTwiceAndUnseen(t *testing.T) {
	x := screentest.New(t, 80, 24)
	end := screentest.Result(t, func() (string, error) { return asker(x, false).NewPassphrase(context.Background()) })
	x.Answer("New passphrase:", "short\r")
	x.Wait("5 characters are too few")
	x.Keys("five words drawn at random\r")
	x.Answer("The same again:", "another thing\r")
	x.Wait("not the same")
	x.Keys("blåbær og andre ord\r")
	x.Until("asked again", func() bool { return strings.Count(x.Output(), "The same again:") > 1 })
	x.Keys("bla\u030abær og andre ord\r") // the same in another Unicode form
	got, err := end()
	if err != nil || got != "blåbær og andre ord" {
		t.Errorf("%q, %v", got, err)
	}
	if strings.Contains(x.Output(), "ord") && strings.Contains(x.Output(), "andre") {
		t.Error("the passphrase was shown")
	}
}

func TestWordsAskedBack(t *testing.T) {
	list := strings.Fields("abandon ability able about above absent absorb abstract absurd abuse access accident account accuse achieve acid acoustic acquire across act action actor actress actual")
	for _, plain := range []bool{false, true} {
		x := screentest.New(t, 80, 24)
		end := screentest.Result(t, func() (struct{}, error) {
			return struct{}{}, asker(x, plain).Words(context.Background(), strings.Join(list, " "))
		})
		x.Wait("24  actual")
		x.Keys("\r")
		asked := 0
		for range 2 {
			x.Until("a word is asked", func() bool { return strings.Count(x.Output(), "Word number") > asked })
			time.Sleep(50 * time.Millisecond)
			all := x.Output()
			asked = strings.Count(all, "Word number")
			var n int
			fmt.Sscanf(all[strings.LastIndex(all, "Word number")+len("Word number "):], "%d", &n)
			if n == 0 {
				t.Fatalf("no number in %q", x.Screen())
			}
			x.Keys(list[n-1] + "\r")
		}
		if _, err := end(); err != nil {
			t.Errorf("plain %v: %v", plain, err)
		}
		if !plain && strings.Contains(x.Screen(), "abandon") {
			t.Error("the words stay on the screen")
		}
	}
}

func TestTextByLinesAndOnScreen(t *testing.T) {
	for _, plain := range []bool{false, true} {
		x := screentest.New(t, 80, 24)
		end := screentest.Result(t, func() (string, error) {
			return asker(x, plain).Text(context.Background(), "Why?", "", "")
		})
		x.Wait("Why?")
		if plain {
			x.Keys("first\r\rsecond æøå\r.\r")
		} else {
			x.Keys("first\r\rsecond æøå\x1b[21~")
		}
		if got, err := end(); err != nil || got != "first\n\nsecond æøå" {
			t.Errorf("plain %v: %q, %v", plain, got, err)
		}
	}
}

func TestConfirmCode(t *testing.T) {
	for typed, want := range map[string]error{"c-003": nil, "C-004": ErrNotConfirmed, "": ErrNotConfirmed} {
		x := screentest.New(t, 80, 24)
		end := screentest.Result(t, func() (struct{}, error) {
			return struct{}{}, asker(x, true).ConfirmCode(context.Background(), "C-003 is destroyed", "C-003")
		})
		x.Answer("C-003 is destroyed:", typed+"\r")
		if _, err := end(); err != want {
			t.Errorf("%q: %v", typed, err)
		}
	}
}

func TestPlaceID(t *testing.T) {
	for label, want := range map[string]string{"Østerbro": "osterbro", "Café Å, 2. sal": "cafe-a-2-sal", "—": ""} {
		if got := placeID(label); got != want {
			t.Errorf("%q: %q", label, got)
		}
	}
}

func TestRequest(t *testing.T) {
	for _, plain := range []bool{false, true} {
		x := screentest.New(t, 80, 24)
		end := screentest.Result(t, func() (notes.RequestInput, error) {
			return asker(x, plain).Request(context.Background(), notes.RequestInput{Type: "access", Person: "P-001"})
		})
		x.Answer("When did it come?", "\r")
		if plain {
			x.Answer("written consent", "2\r")
		} else {
			x.Answer("written consent", "\x1b[B\r")
		}
		x.Answer("Name", "Advokat Ærø\r")
		x.Answer("Role", "\r")
		x.Answer("Address", "\r")
		x.Answer("Reference of", "\r")
		x.Answer("Signed by", "\r")
		x.Answer("Date of the document", "1.11.2026\r")
		x.Answer("From", "\r")
		x.Answer("To", "\r")
		x.Answer("In their words", "all of it\r")
		x.Answer("Matter", "\r")
		in, err := end()
		want := notes.RequestInput{Type: "access", Person: "P-001", Received: "2026-11-23",
			Requester: notes.RequesterInput{Name: "Advokat Ærø"},
			Authority: notes.AuthorityInput{Kind: "power-of-attorney", Date: "2026-11-01"},
			Scope:     notes.ScopeInput{Text: "all of it"}}
		if diff := cmp.Diff(want, in); diff != "" || err != nil {
			t.Errorf("plain %v: %v\n%s", plain, err, diff)
		}
	}
}

// A narrow window says how to leave, too.
func TestKeysOfANarrowForm(t *testing.T) {
	x := screentest.New(t, 40, 12)
	end := screentest.Result(t, func() (notes.CaseInput, error) {
		return asker(x, false).Case(context.Background(), notes.CaseInput{})
	})
	x.Wait("enter next · ctrl+c leave")
	x.Keys("\x03")
	if _, err := end(); !errors.Is(err, ErrInterrupted) {
		t.Error(err)
	}
}

// A name that is known is asked about, by code; whoever is the same is not asked for
// again.
func TestNameThatIsKnown(t *testing.T) {
	for _, plain := range []bool{false, true} {
		x := screentest.New(t, 80, 24)
		a := asker(x, plain)
		a.Known = func(_ context.Context, name string) ([]notes.Known, error) {
			if name == "Chris Dahl" {
				return []notes.Known{{Person: "P-001", Case: "C-001"}, {Person: "P-001", Case: "C-004"}, {Case: "C-002"}}, nil
			}
			return nil, nil
		}
		end := screentest.Result(t, func() (notes.CaseInput, error) { return a.Case(context.Background(), notes.CaseInput{Kind: "couple"}) })
		f10, same := "\x1b[21~", "\x1b[B\r"
		if plain {
			f10, same = "\r\r\r\r\r\r\r", "2\r"
		}
		x.Answer("Kind", strings.Repeat("\r", 5))
		x.Answer("Party A", "Chris Dahl\r")
		x.Wait("Is it the same person?")
		x.Answer("the same: P-001  C-001, C-004", same)
		x.Answer("Role", "\r")
		x.Answer("Party B", "Joe Winther\r")
		x.Answer("Other names", f10)
		x.Answer("Short name for notes", "\r")
		in, err := end()
		want := []notes.PartyInput{{Label: "A", Person: "P-001"}, {Label: "B", Name: "Joe Winther"}}
		if diff := cmp.Diff(want, in.Parties); diff != "" || err != nil {
			t.Errorf("plain %v: %v\n%s", plain, err, diff)
		}
	}
}
