package form

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/term"

	"subrosa/cmd/subrosa/screen"
)

// Pick lets the user choose one of the options and gives back its value.
func (a *Asker) Pick(ctx context.Context, title string, options []Option) (string, error) {
	if len(options) == 0 {
		return "", errors.New("there is nothing to choose from")
	}
	return a.PickFrom(ctx, title, options, options[0].Value)
}

// PickFrom is Pick that begins at the option with a value, if there is one. There are
// options.
func (a *Asker) PickFrom(ctx context.Context, title string, options []Option, value string) (string, error) {
	if !(question{choices: options}).offers(value) {
		value = options[0].Value
	}
	err := a.fill(ctx, page{questions: []question{{
		ask: title, value: &value, choices: options, filter: len(options) > 9,
	}}})
	if err != nil {
		return "", err
	}
	return value, nil
}

// Confirm asks a yes-or-no question; No stands under the cursor.
func (a *Asker) Confirm(ctx context.Context, question string) (bool, error) {
	if a.Plain {
		return a.confirmLine(ctx, question)
	}
	answer, err := a.Pick(ctx, question, []Option{{"no", "No"}, {"yes", "Yes"}})
	return answer == "yes", err
}

func (a *Asker) confirmLine(ctx context.Context, question string) (bool, error) {
	for {
		answer, err := a.prompt(ctx, question+" (yes or no)", "no")
		if err != nil {
			return false, err
		}
		switch strings.ToLower(answer) {
		case "", "n", "no":
			return false, nil
		case "y", "yes":
			return true, nil
		}
		a.say("! yes or no")
	}
}

// Say prints something on the terminal, beside the questions.
func (a *Asker) Say(text string) {
	text = screen.Clean(text)
	if width, _, err := term.GetSize(int(a.Out.Fd())); err == nil && width > 0 && !a.Plain {
		text = strings.Join(screen.Wrap(text, width), "\n")
	}
	a.say("%s", text)
}

// ErrNotConfirmed means that something else was typed than the code asked for.
var ErrNotConfirmed = errors.New("not confirmed: that was not the code")

// ConfirmCode says what is about to happen and wants the code typed. Anything
// else is ErrNotConfirmed: a wrong code is an answer, not a slip to try again.
func (a *Asker) ConfirmCode(ctx context.Context, what, code string) error {
	typed, err := a.Line(ctx, what, fmt.Sprintf("type %s to go on, nothing to leave it", code), "", nil)
	if err != nil {
		return err
	}
	if !strings.EqualFold(strings.TrimSpace(typed), code) {
		return ErrNotConfirmed
	}
	return nil
}

// Line asks for one line of text. Check may be nil.
func (a *Asker) Line(ctx context.Context, title, help, value string, check func(string) error) (string, error) {
	err := a.fill(ctx, page{questions: []question{{ask: title, help: help, value: &value, check: check}}})
	if err != nil {
		return "", err
	}
	return value, nil
}
