package form

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"

	"subrosa/notes"
)

// terminal is a pseudo-terminal with somebody at it: what the program draws is
// kept as the screen that a user would see.
type terminal struct {
	t    *testing.T
	user *os.File // the side with the keyboard
	tty  *os.File // the side the program has
	mu   sync.Mutex
	vt   vt10x.Terminal
	raw  bytes.Buffer
}

func newTerminal(t *testing.T, columns, rows int) *terminal {
	t.Helper()
	user, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	x := &terminal{t: t, user: user, tty: tty, vt: vt10x.New(vt10x.WithSize(columns, rows))}
	x.size(columns, rows)
	t.Cleanup(func() { user.Close(); tty.Close() })
	go func() {
		b := make([]byte, 4096)
		for {
			n, err := user.Read(b)
			if err != nil {
				return
			}
			x.mu.Lock()
			x.raw.Write(b[:n])
			x.vt.Write(b[:n])
			x.mu.Unlock()
		}
	}()
	return x
}

func (x *terminal) size(columns, rows int) {
	if err := pty.Setsize(x.user, &pty.Winsize{Cols: uint16(columns), Rows: uint16(rows)}); err != nil {
		x.t.Fatal(err)
	}
	x.mu.Lock()
	x.vt.Resize(columns, rows)
	x.mu.Unlock()
}

func (x *terminal) screen() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.vt.String()
}

func (x *terminal) output() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.raw.String()
}

// wait waits until the screen shows text.
func (x *terminal) wait(text string) {
	x.t.Helper()
	x.until(text, func() bool { return strings.Contains(x.screen(), text) })
}

func (x *terminal) until(what string, ok func() bool) {
	x.t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	x.t.Fatalf("waited for %q; the screen shows:\n%s", what, x.screen())
}

func (x *terminal) keys(s string) {
	x.t.Helper()
	if _, err := x.user.WriteString(s); err != nil {
		x.t.Fatal(err)
	}
}

// answer waits for a question and answers it.
func (x *terminal) answer(question, keys string) {
	x.t.Helper()
	x.wait(question)
	x.keys(keys)
}

func (x *terminal) asker(plain bool) *Asker {
	return &Asker{In: x.tty, Out: x.tty, Plain: plain, Secret: x.tty,
		Now: func() time.Time { return time.Date(2026, 11, 23, 15, 3, 0, 0, time.UTC) }}
}

// result runs something aside and waits for it.
func result[T any](t *testing.T, f func() (T, error)) func() (T, error) {
	t.Helper()
	type pair struct {
		v   T
		err error
	}
	ch := make(chan pair, 1)
	go func() { v, err := f(); ch <- pair{v, err} }()
	return func() (T, error) {
		t.Helper()
		select {
		case p := <-ch:
			return p.v, p.err
		case <-time.After(10 * time.Second):
			t.Fatal("it did not end")
			panic("unreachable")
		}
	}
}

func TestPracticeOnScreen(t *testing.T) {
	x := newTerminal(t, 80, 24)
	end := result(t, func() (notes.Practice, error) {
		return x.asker(false).Practice(context.Background(), notes.Practice{})
	})
	x.answer("Your name", "Åse Østergård\r")
	x.answer("Title", "psychotherapist\r")
	x.answer("Address", "\r")
	x.answer("Where do you practise", "\r") // Denmark
	x.answer("Language of headings", "\x1b[B\r")
	x.answer("authorised by the state", "\x1b[B\r")
	x.answer("Authorised as what", "psychologist 123\r")
	x.answer("Place 1", "Østerbro\r")
	x.answer("Address of Østerbro", "Gade 1\r")
	x.answer("Place 2", "\r")
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
		x := newTerminal(t, 80, 24)
		end := result(t, func() (notes.Practice, error) {
			return x.asker(plain).Practice(context.Background(), notes.Practice{Therapist: "T", Profile: "eu"})
		})
		x.answer("Your name", "someone")
		if plain {
			x.keys("\x04\x04\x04") // end of input; a signal would reach the test itself
		} else {
			x.keys("\x03")
		}
		p, err := end()
		if !errors.Is(err, ErrInterrupted) || p.Therapist != "" {
			t.Errorf("plain %v: %+v, %v", plain, p, err)
		}
	}
}
