package form

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"subrosa/cmd/subrosa/screen"
)

// fillLines asks the pages line by line: the question, the answer so far in
// brackets, and the new answer. An empty line keeps the answer in brackets, a
// single "-" clears it.
func (a *Asker) fillLines(ctx context.Context, pages []page) error {
	bound := bind(pages)
	for _, p := range pages {
		if !p.shown(bound.now) {
			continue
		}
		if p.title != "" {
			a.say("\n%s", p.title)
		}
		for _, q := range p.questions {
			if err := a.askLine(ctx, q, bound.copy(q)); err != nil {
				return err
			}
		}
	}
	bound.commit()
	return nil
}

// askLine asks one question until the answer will do.
func (a *Asker) askLine(ctx context.Context, q question, value *string) error {
	if q.choices != nil {
		return a.askChoice(ctx, q, value)
	}
	if q.help != "" {
		a.say("(%s)", q.help)
	}
	for {
		answer, err := a.prompt(ctx, q.ask, *value)
		if err != nil {
			return err
		}
		switch answer {
		case "":
			answer = *value
		case "-":
			answer = ""
		}
		if err := q.validate(answer); err != nil {
			a.say("! %v", err)
			continue
		}
		*value = answer
		return nil
	}
}

// askChoice lists the choices with numbers; the number or the value chooses. Where
// the sheet has numbers of its own those alone choose: a 1 must not become a 0.
func (a *Asker) askChoice(ctx context.Context, q question, value *string) error {
	a.say("%s", asked(q.ask))
	if q.help != "" {
		a.say("(%s)", q.help)
	}
	before, all := "", fmt.Sprintf("a number from 1 to %d", len(q.choices))
	names := make([]string, len(q.choices))
	for i, c := range q.choices {
		label := screen.Line(c.Label)
		if names[i] = c.Value; !q.scored {
			names[i] = strconv.Itoa(i + 1)
			label = names[i] + "  " + label
		}
		a.say("  %s", label)
		if c.Value == *value && q.validate(c.Value) == nil {
			before = names[i]
		}
	}
	if q.scored {
		all = "one of " + strings.Join(names, " ")
	}
	for {
		answer, err := a.prompt(ctx, "number", before)
		if err != nil {
			return err
		}
		if answer == "" {
			answer = before
		}
		for i, c := range q.choices {
			if answer != "" && (answer == names[i] || strings.EqualFold(answer, c.Value)) {
				answer = c.Value
				if err := q.validate(answer); err != nil {
					a.say("! %v", err)
					break
				}
				*value = answer
				if q.scored {
					a.say("answered: %s", screen.Line(c.Label))
				}
				return nil
			}
		}
		a.say("! %s", all)
	}
}

// asked ends what is asked: with a colon, unless it ends as a question does.
func asked(s string) string {
	if strings.HasSuffix(s, "?") || strings.HasSuffix(s, ".") {
		return s
	}
	return s + ":"
}

// prompt asks for one line.
func (a *Asker) prompt(ctx context.Context, ask, before string) (string, error) {
	if before != "" {
		ask += " [" + screen.Line(before) + "]"
	}
	fmt.Fprintf(a.Out, "%s ", asked(ask))
	line, err := a.readLine(ctx)
	return strings.TrimSpace(line), err
}

// readLine reads a line from In. It comes back when the user leaves, even
// though a read cannot be called off: what that read brings goes to the next
// call.
func (a *Asker) readLine(ctx context.Context) (string, error) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGHUP, syscall.SIGTERM)
	defer signal.Stop(signals)
	if ctx.Err() != nil {
		return "", fmt.Errorf("%w: %w", ErrInterrupted, ctx.Err())
	}
	select {
	case l := <-a.reader().next():
		a.lines.pending = nil
		if l.err != nil && (l.text == "" || !errors.Is(l.err, io.EOF)) {
			a.say("")
			return "", fmt.Errorf("%w: the input ended", ErrInterrupted)
		}
		if l.length >= terminalLine {
			a.say("! this line reached the %d bytes that a terminal takes at once: look whether its end is there", terminalLine)
		}
		return l.text, nil
	case s := <-signals:
		a.say("")
		if s == syscall.SIGINT {
			return "", ErrInterrupted
		}
		return "", screen.ErrHangUp
	case <-ctx.Done():
		a.say("")
		return "", fmt.Errorf("%w: %w", ErrInterrupted, ctx.Err())
	}
}

// terminalLine is how much a terminal keeps of one line; it drops the rest
// without a word.
const terminalLine = 4095

// lineReader reads lines aside, one at a time.
type lineReader struct {
	r       *bufio.Reader
	pending chan line
}

type line struct {
	text   string
	length int
	err    error
}

// next is the channel on which the next line will come. Whoever receives it
// clears pending; a line that nobody waited for stays for the next call.
func (l *lineReader) next() <-chan line {
	if l.pending == nil {
		ch := make(chan line, 1)
		l.pending = ch
		go func() {
			text, err := l.r.ReadString('\n')
			ch <- line{screen.Line(strings.TrimRight(text, "\r\n")), len(text), err}
		}()
	}
	return l.pending
}
