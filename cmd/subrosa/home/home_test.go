package home

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"subrosa/cmd/subrosa/screen"
	"subrosa/cmd/subrosa/screen/screentest"
)

func open(t *testing.T, columns, rows int, locked func() bool) (*screentest.Terminal, func() (string, error)) {
	lock := screen.Lock{Awake: func(bool) bool { return locked == nil || !locked() }}
	x := screentest.New(t, columns, rows)
	s := Screen{Left: "subrosa", Right: func() string { return "Mon 23 Nov 2026" },
		News: []string{"14:00  C-003  CD & JW", "! no backup yet"},
		Menu: []Entry{{"w", "Write a note"}, {"d", "Finish a draft"}, {"/", "Search"}}}
	return x, screentest.Result(t, func() (string, error) {
		return Show(context.Background(), screen.Terminal{In: x.TTY, Out: x.TTY, Lock: lock}, s)
	})
}

func TestChoosing(t *testing.T) {
	for keys, want := range map[string]string{
		"\r": "w", "\x1b[B\r": "d", "\x1b[B\x1b[B\x1b[B\x1b[B\r": "/", "/": "/", "q": Quit, "l": Lock, "?x\r": "w", "xyzd": "d",
	} {
		for _, size := range [][2]int{{80, 24}, {40, 12}, {20, 5}, {5, 1}} {
			x, end := open(t, size[0], size[1], nil)
			x.Until("drawn", func() bool { return x.Output() != "" })
			if size[1] == 24 {
				x.Wait("C-003  CD & JW")
				x.Wait("> Write a note")
			}
			x.Keys(keys)
			if got, err := end(); err != nil || got != want {
				t.Errorf("%v %q: %q, %v", size, keys, got, err)
			}
		}
	}
}

func TestInterrupted(t *testing.T) {
	x, end := open(t, 80, 24, nil)
	x.Wait("Write a note")
	x.Keys("\x03")
	if _, err := end(); !errors.Is(err, screen.ErrInterrupted) {
		t.Error(err)
	}
}

func TestLockedWhileItStands(t *testing.T) {
	var locked atomic.Bool
	x, end := open(t, 80, 24, locked.Load)
	x.Wait("Write a note")
	locked.Store(true)
	if _, err := end(); !errors.Is(err, screen.ErrLocked) {
		t.Error(err)
	}
}
