package form

import (
	"context"
	"errors"
	"testing"
	"time"

	"subrosa/cmd/subrosa/screen/screentest"
	"subrosa/notes"
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
	x.Answer("Authorised as what", "psychologist 123\r")
	x.Answer("Place 1", "Østerbro\r")
	x.Answer("Address of Østerbro", "Gade 1\r")
	x.Answer("Place 2", "\r")
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
