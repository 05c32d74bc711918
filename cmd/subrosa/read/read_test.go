package read

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"subrosa/cmd/subrosa/screen"
	"subrosa/cmd/subrosa/screen/screentest"
)

func pages() []Page {
	var out []Page
	for i := 1; i <= 2; i++ {
		var b strings.Builder
		for j := range 100 {
			fmt.Fprintf(&b, "note %d line %d, Østerbro and a \x1b[31mword\x1b[0m or two more so that it is broken when the window is narrow\n", i, j)
		}
		out = append(out, Page{Title: fmt.Sprintf("N-%06d", i), Text: b.String()})
	}
	return out
}

func open(t *testing.T, columns, rows int) (*screentest.Terminal, func() (struct{}, error)) {
	x := screentest.New(t, columns, rows)
	return x, screentest.Result(t, func() (struct{}, error) {
		return struct{}{}, Show(context.Background(), screen.Terminal{In: x.TTY, Out: x.TTY}, Reading{Pages: pages()})
	})
}

func TestReading(t *testing.T) {
	x, end := open(t, 80, 24)
	x.Wait("note 1 line 0, Østerbro")
	x.Keys("G")
	x.Wait("note 1 line 99")
	x.Wait("end")
	x.Keys("g/line 42\r")
	x.Wait("note 1 line 42")
	x.Keys("n")
	x.Wait("note 2 line 42")
	x.Wait("2 of 2")
	x.Keys("/nowhere\r")
	x.Wait("not found")
	x.Keys("\x1b[D")
	x.Wait("1 of 2")
	x.Keys("q")
	if _, err := end(); err != nil {
		t.Fatal(err)
	}
	x.Until("the screen is given back", func() bool { return !strings.Contains(x.Screen(), "line") })
	if strings.Contains(x.Output(), "\x1b[31m") {
		t.Error("a control sequence of the text reached the terminal")
	}
}

func TestSmallAndResized(t *testing.T) {
	x, end := open(t, 20, 5)
	x.Wait("note 1")
	for _, size := range [][2]int{{1, 1}, {40, 12}, {3, 2}, {200, 50}} {
		x.Size(size[0], size[1])
		time.Sleep(20 * time.Millisecond)
		x.Keys(" /a\r")
	}
	x.Keys("\x03")
	if _, err := end(); !errors.Is(err, screen.ErrInterrupted) {
		t.Errorf("%v", err)
	}
}

// The key that closes is never cut off.
func TestKeysOfANarrowWindow(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {24, 8}} {
		x, end := open(t, size[0], size[1])
		x.Wait("q close")
		if strings.Contains(x.Screen(), "…") {
			t.Errorf("something is cut off:\n%s", x.Screen())
		}
		x.Keys("q")
		end()
	}
}

// F4 goes through the other readers of a page, and back.
func TestOtherReaders(t *testing.T) {
	x := screentest.New(t, 80, 24)
	end := screentest.Result(t, func() (struct{}, error) {
		return struct{}{}, Show(context.Background(), screen.Terminal{In: x.TTY, Out: x.TTY},
			Reading{Pages: []Page{{Title: "N-000001", Text: "all of it", As: []Page{{Title: "as A", Text: "half of it"}, {Title: "as B", Text: "nothing"}}}}})
	})
	x.Wait("all of it")
	for _, want := range []string{"half of it", "nothing", "all of it"} {
		x.Keys("\x1bOS")
		x.Wait(want)
	}
	x.Keys("q")
	if _, err := end(); err != nil {
		t.Error(err)
	}
}

// Notes are brought when somebody comes to them, and no others: g goes to a day,
// find looks in what was opened and counts, m shows the curves one after the other.
func TestReadingACase(t *testing.T) {
	x := screentest.New(t, 80, 24)
	var mu sync.Mutex
	var brought []string
	r := Reading{At: 3, Day: func(s string) (string, error) {
		if len(s) != 10 {
			return "", errors.New("not a day")
		}
		return s, nil
	}, Curves: func() ([]Page, error) {
		return []Page{{Title: "A", Text: "the curve of A"}, {Title: "B", Text: "the curve of B"}}, nil
	}}
	for i := 1; i <= 4; i++ {
		r.Pages = append(r.Pages, Page{On: fmt.Sprintf("2026-11-%02d", 2*i), Load: func() (Page, error) {
			mu.Lock()
			defer mu.Unlock()
			if brought = append(brought, fmt.Sprint(i)); len(brought) == 1 {
				return Page{}, errors.New("another window is saving")
			}
			return Page{Title: fmt.Sprintf("N-%06d", i), Text: fmt.Sprintf("word number %d, and the word again", i)}, nil
		}})
	}
	end := screentest.Result(t, func() (struct{}, error) {
		return struct{}{}, Show(context.Background(), screen.Terminal{In: x.TTY, Out: x.TTY}, r)
	})
	x.Wait("! another window is saving")
	x.Keys("g2026-11-05\r")
	x.Wait("word number 3")
	x.Wait("nothing of that day; the nearest")
	x.Keys("g2026\r")
	x.Wait("! not a day")
	x.Keys("\x1b[C")
	x.Wait("word number 4")
	x.Keys("g2026-11-02\r")
	x.Wait("word number 1")
	x.Keys("/word\r")
	x.Wait("1 of 6")
	x.Keys("n")
	x.Wait("3 of 6, on another page")
	x.Wait("word number 3")
	x.Keys("/number 2\r")
	x.Wait("not found on the pages that were opened")
	x.Keys("m")
	x.Wait("the curve of A")
	x.Keys("m")
	x.Wait("the curve of B")
	x.Keys("m")
	x.Wait("word number 3")
	x.Keys("m")
	x.Wait("the curve of A")
	x.Keys("q")
	x.Wait("word number 3")
	x.Keys("q")
	if _, err := end(); err != nil {
		t.Error(err)
	}
	if got := strings.Join(brought, " "); got != "4 3 4 1" {
		t.Errorf("brought %s", got)
	}
}
