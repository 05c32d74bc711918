package main

import (
	"fmt"
	"time"
)

const (
	redrawEvery = 200 * time.Millisecond // of a line that is written over itself
	sayEvery    = 10 * time.Second       // where lines stay
)

// progress tells on a terminal how much of a long work is done: on one line that
// is written over and taken away again by end, or, where prompts are single
// lines, now and then by a line that stays. Elsewhere it is silent. What is
// counted is codes and numbers, nothing of the record.
func (a *app) progress(what string) (tell func(done, total int), end func()) {
	if !a.errTerminal {
		return nil, func() {}
	}
	format, every := "\r\x1b[K%s: %d of %d", redrawEvery
	end = func() { fmt.Fprint(a.err, "\r\x1b[K") }
	if a.plain() {
		format, every, end = "%s: %d of %d\n", sayEvery, func() {}
	}
	last := time.Now() // what is quick needs no telling
	return func(done, total int) {
		if now := time.Now(); now.Sub(last) >= every {
			last = now
			fmt.Fprintf(a.err, format, what, done, total)
		}
	}, end
}
