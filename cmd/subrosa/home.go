package main

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/form"
	"subrosa/cmd/subrosa/home"
	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
	"subrosa/vault"
)

// runHome is subrosa without a command: the home screen on a terminal, and
// before that setting up where there is no vault; help elsewhere.
func (a *app) runHome(ctx context.Context, root *cobra.Command) error {
	if !a.terminal() || a.flags.json {
		root.SetOut(a.err)
		root.Help()
		return usage("no command given")
	}
	vo, err := a.vaultOptions()
	if err != nil {
		return err
	}
	sweep(vo.State)
	if exists(vo.Path) {
		h, err := a.hold(ctx)
		if err != nil {
			return err
		}
		return h.home(ctx)
	}
	what, err := a.asker().Pick(ctx, "There is no vault yet at "+screen.Line(vo.Path)+". What now?", []form.Option{
		{Value: "init", Label: "set up the files of my practice"}, {Value: "try", Label: "try it first, with an invented couple"}})
	if err != nil {
		return unlessLeft(err, "nothing was set up")
	}
	if what == "try" {
		return a.tryOut(ctx)
	}
	o := &initOptions{}
	if err := o.run(ctx, a); err != nil {
		return err
	}
	head, err := vault.ReadHead(vo.Path)
	if err != nil {
		return err
	}
	return (&held{a, vo, head, o.key}).home(ctx)
}

// home is the home screen until she leaves it, and says whether the vault is still
// unlocked then.
func (h *held) home(ctx context.Context) error {
	err := h.stayHome(ctx)
	if at := h.app.agentLocksAt(h.head); err == nil && at != nil {
		h.app.say("still unlocked, locks %s; subrosa lock does it now", inWords(at.Sub(h.app.now())))
	}
	return err
}

// stayHome shows the home screen again after each action, and after a lock.
func (h *held) stayHome(ctx context.Context) error {
	a := h.app
	if err := h.wake(ctx); err != nil {
		return err
	}
	var err error
	message, idle := "", a.agentIdle(h.head)
	for {
		if a.agentIdle(h.head) == 0 && !h.renew() { // locked in an action, or elsewhere
			if h.head, h.key, err = a.comeBack(ctx, idle); err != nil {
				return err
			}
		}
		s, err := h.homeScreen(ctx)
		if err != nil {
			return err
		}
		s.Message = message
		chosen, err := a.chooseHome(ctx, s)
		switch {
		case errors.Is(err, screen.ErrLocked):
			message = ""
			if _, err := (&lockOptions{}).lock(a); err != nil {
				return err
			}
			continue
		case err != nil:
			return err
		case chosen == home.Quit:
			return nil
		case chosen == home.Lock:
			return a.command(ctx, "lock")
		}
		if message, err = a.homeAction(ctx, chosen); err != nil {
			return err
		}
	}
}

// wake hands the key to the agent, so that no action asks for it again.
func (h *held) wake(ctx context.Context) error {
	if _, ok := h.app.agentUse(h.head); ok {
		return nil
	}
	_, err := (&unlockOptions{idle: defaultIdle}).hand(ctx, h.app, h.head, h.key)
	return err
}

var homeMenu = []home.Entry{
	{Key: "w", Label: "Write a note"},
	{Key: "p", Label: "Before a session"},
	{Key: "d", Label: "Finish a draft"},
	{Key: "r", Label: "Read a file"},
	{Key: "/", Label: "Search"},
	{Key: "c", Label: "Open a case"},
	{Key: "a", Label: "Answer a request"},
	{Key: "b", Label: "Back up"},
	{Key: ".", Label: "Something else"},
}

// chooseHome shows the screen, or asks by a line.
func (a *app) chooseHome(ctx context.Context, s home.Screen) (string, error) {
	if !a.plain() {
		t := a.screenTerminal()
		t.Again = nil // what matters may be something else by then
		return home.Show(ctx, t, s)
	}
	for _, line := range append([]string{s.Left + ", " + s.Right(), s.Message}, s.News...) {
		if line != "" {
			a.say("%s", line)
		}
	}
	var options []form.Option
	for _, e := range append(slices.Clone(s.Menu), home.Entry{Key: home.Lock, Label: "Lock"}, home.Entry{Key: home.Quit, Label: "Quit"}) {
		options = append(options, form.Option{Value: e.Key, Label: e.Label})
	}
	return a.asker().Pick(ctx, "What now?", options)
}

// homeAction does what was chosen with the commands that there are. What they
// print becomes the message, or pages when it is long. Only the end of the
// terminal or of the process is an error.
func (a *app) homeAction(ctx context.Context, chosen string) (string, error) {
	args, err := a.homeCommand(ctx, chosen)
	if errors.Is(err, screen.ErrInterrupted) && !errors.Is(err, screen.ErrHangUp) && ctx.Err() == nil {
		return "", nil // nothing was begun
	}
	var printed string
	if err == nil && len(args) > 0 {
		printed, err = a.captured(ctx, args...)
	}
	if ctx.Err() != nil || errors.Is(err, screen.ErrHangUp) {
		return "", err
	}
	printed = strings.TrimRight(printed, "\n")
	switch {
	case errors.Is(err, form.ErrBack):
		return "", nil // a list was closed again
	case errors.Is(err, screen.ErrInterrupted):
		return explain(err).Message, nil
	case chosen == "d" && errors.As(err, new(*notes.NotFound)):
		return "no draft waits to be signed", nil
	case err != nil:
		f := explain(err)
		return strings.TrimSuffix("! "+f.Message+"; "+f.Hint, "; "), nil
	case a.plain():
		a.say("%s", printed)
		return "", nil
	case strings.Count(printed, "\n") > 2:
		err := a.readScreen(ctx, "subrosa "+strings.Join(args, " "), printed)
		if err != nil && !errors.Is(err, screen.ErrHangUp) {
			err = nil // Ctrl-C closes the reader alone
		}
		return "", err
	}
	return printed, nil
}

// homeCommand is the command line of a choice.
func (a *app) homeCommand(ctx context.Context, chosen string) ([]string, error) {
	switch chosen {
	case "w":
		return []string{"note", "new"}, nil
	case "p":
		return []string{"prep"}, nil
	case "d":
		return []string{"note", "edit"}, nil
	case "r":
		return a.homeRead(ctx)
	case "/":
		return []string{"search"}, nil
	case "c":
		return []string{"case", "open"}, nil
	case "a":
		return a.homeRequest(ctx)
	case "b":
		dest, err := a.asker().Line(ctx, "Where to?", "a folder, best on a stick, or a new file", "", needed)
		return []string{"backup", "add", typedPath(dest)}, err
	}
	return a.homeElse(ctx)
}

// homeElse picks what is done more seldom.
func (a *app) homeElse(ctx context.Context) ([]string, error) {
	line, err := a.asker().Pick(ctx, "Something else", []form.Option{
		{Value: "note new --kind no-show", Label: "nobody came: a no-show"},
		{Value: "note new --kind cancellation", Label: "a cancellation"},
		{Value: "note new --kind contact", Label: "a call or a mail between sessions"},
		{Value: "kind", Label: "a note of another kind"},
		{Value: "note amend", Label: "add something to a signed note"},
		{Value: "todo", Label: "what waits to be done"},
		{Value: "case show", Label: "a case at a glance"},
		{Value: "case list", Label: "all cases"},
		{Value: "case edit", Label: "change a case: its parties, names, contacts"},
		{Value: "case convert", Label: "make an inquiry a case"},
		{Value: "case close", Label: "close a case"},
		{Value: "consent add", Label: "a consent or an agreement"},
		{Value: "measure add", Label: "a questionnaire that was filled in"},
		{Value: "measure show", Label: "how a questionnaire went over time"},
		{Value: "attachment add", Label: "put a file into a case"},
		{Value: "handout", Label: "a sheet to hand out, as PDF"},
		{Value: "practice edit", Label: "your name, your places"},
		{Value: "help", Label: "all commands"},
	})
	if line == "kind" {
		var kind string
		kind, err = a.asker().Kind(ctx)
		line = "note new --kind " + kind
	}
	return strings.Fields(line), err
}

func needed(s string) error {
	if strings.TrimSpace(s) == "" {
		return errors.New("this has to be answered")
	}
	return nil
}

// homeRead picks a case, and it whole or one of its notes.
func (a *app) homeRead(ctx context.Context) ([]string, error) {
	var code notes.CaseCode
	var list []notes.Note
	err := a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		if code, err = a.caseCode(ctx, b, nil); err == nil {
			list, err = b.Notes(ctx, code)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	whole := []string{"case", "show", string(code)}
	if len(list) == 0 {
		return whole, nil
	}
	options := []form.Option{{Label: "the whole case at a glance"}}
	for _, n := range list {
		options = append(options, form.Option{Value: string(n.ID), Label: strings.Join(noteRow(n), "  ")})
	}
	id, err := a.asker().Pick(ctx, "Read what?", options)
	if id == "" {
		return whole, err
	}
	return []string{"note", "show", id}, err
}

// homeRequest picks a step of answering a request.
func (a *app) homeRequest(ctx context.Context) ([]string, error) {
	step, err := a.asker().Pick(ctx, "Answering a request", []form.Option{
		{Value: "add", Label: "enter one that came"}, {Value: "list", Label: "which there are"},
		{Value: "check", Label: "tick its checklist"}, {Value: "letter", Label: "write a letter about it"},
		{Value: "review", Label: "decide what leaves and what stays"}, {Value: "build", Label: "make the packet"},
		{Value: "preview", Label: "look at the packet"}, {Value: "deliver", Label: "hand it over"},
		{Value: "extend", Label: "take more time"}, {Value: "refuse", Label: "refuse it"},
		{Value: "answer --neutral", Label: "it was answered, neither yes nor no"}, {Value: "close", Label: "close it"},
	})
	return append([]string{"request"}, strings.Fields(step)...), err
}

// command runs a command line with the global flags as they are.
func (a *app) command(ctx context.Context, args ...string) error {
	flags := a.flags
	root := newRootCmd(a)
	a.flags = flags
	root.SetArgs(args)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	return root.ExecuteContext(ctx)
}

// captured runs a command line and gives back what it printed.
func (a *app) captured(ctx context.Context, args ...string) (string, error) {
	var b bytes.Buffer
	out := a.out
	a.out = &b
	defer func() { a.out = out }()
	err := a.command(ctx, args...)
	return b.String(), err
}
