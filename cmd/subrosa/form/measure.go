package form

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
	"subrosa/notes/instrument"
)

// Measure asks for the answers of a questionnaire: item by item where its wording
// may be shown, else by their numbers or the total.
func (a *Asker) Measure(ctx context.Context, i instrument.Instrument, in notes.MeasureInput) (notes.MeasureInput, error) {
	if in.On == "" {
		in.On = a.Now().Format(time.DateOnly)
	}
	on := page{title: i.Title, questions: []question{{ask: "On which day was it filled in?", value: &in.On, check: a.someDate}}}
	var err error
	if i.Items != nil {
		err = a.items(ctx, i, on, &in)
	} else {
		err = a.numbers(ctx, i, on, &in)
	}
	if err != nil {
		return notes.MeasureInput{}, err
	}
	in.On = a.iso(in.On)
	return in, nil
}

// items asks item by item. Nothing is chosen beforehand, a missing answer has to be
// said, and what was answered is shown before it is entered.
func (a *Asker) items(ctx context.Context, i instrument.Instrument, on page, in *notes.MeasureInput) error {
	s := sheet{i, make([]string, len(i.Items))}
	how := a.itemsByLines
	if !a.Plain {
		how = func(ctx context.Context, s sheet) error { return a.fillSheet(ctx, s, a.iso(in.On)) }
	}
	for {
		if err := a.fill(ctx, on); err != nil {
			return err
		}
		err := how(ctx, s)
		if errors.Is(err, ErrBack) {
			continue
		}
		in.Answers = s.answers()
		return err
	}
}

// yesEnter is whether what was answered is entered.
func yesEnter() []Option {
	return []Option{{"y", "yes: enter it"}, {"n", "no: go through it again"}}
}

// itemsByLines asks in lines, and ends with ErrBack where not all of it was right.
func (a *Asker) itemsByLines(ctx context.Context, s sheet) error {
	var pages []page
	for n, item := range s.Items {
		q := question{ask: item, value: &s.given[n], scored: true}
		for _, c := range s.choices() {
			q.choices = append(q.choices, Option{c.Value, c.Value + "  " + c.Label})
		}
		if n == 0 {
			q.help = s.Intro
		}
		pages = append(pages, page{title: fmt.Sprintf("%s, %d of %d", s.Title, n+1, len(s.Items)), questions: []question{q}})
	}
	if err := a.fill(ctx, pages...); err != nil {
		return err
	}
	a.say("\n%s, all of it", s.Title)
	for n, item := range s.Items {
		a.say("%2d  %s: %s", n+1, screen.Line(item), s.answer(n))
	}
	a.say("%s", s.total())
	right := ""
	err := a.fill(ctx, page{questions: []question{{ask: "Is this what the sheet says?", value: &right,
		choices: yesEnter()}}})
	if err == nil && right != "y" {
		err = ErrBack
	}
	return err
}

func (a *Asker) numbers(ctx context.Context, i instrument.Instrument, on page, in *notes.MeasureInput) error {
	answers, total := "", ""
	if i.Count > 0 {
		on.questions = append(on.questions, question{ask: "The answers by their numbers", value: &answers,
			help: fmt.Sprintf("%d, each from %d to %d: 0,2,-,3 (- is a missing one); or empty", i.Count, i.Least, i.Most),
			check: func(s string) error {
				if strings.TrimSpace(s) == "" {
					return nil
				}
				list, err := notes.ParseAnswers(s)
				if err == nil {
					_, err = i.Score(list)
				}
				return err
			}})
	}
	on.questions = append(on.questions, question{ask: "The total", value: &total, help: fmt.Sprintf("from %g to %g", i.From, i.To),
		check: func(s string) error {
			if strings.TrimSpace(s) == "" && i.Count > 0 {
				return nil
			}
			score, err := number(s)
			if err == nil {
				err = i.Total(score)
			}
			return err
		}})
	for {
		if err := a.fill(ctx, on); err != nil {
			return err
		}
		sum, err := typedNumbers(i, answers, total, in)
		if err != nil {
			return err
		}
		right, err := a.Pick(ctx, i.Title+", "+sum+". Is this what the sheet says?", yesEnter())
		if err != nil || right == "y" {
			return err
		}
	}
}

// typedNumbers puts the answers by their numbers, or the total, into in, and says what
// they come to.
func typedNumbers(i instrument.Instrument, answers, total string, in *notes.MeasureInput) (string, error) {
	in.Answers, in.Score = nil, nil
	if strings.TrimSpace(answers) != "" {
		var err error
		if in.Answers, err = notes.ParseAnswers(answers); err != nil {
			return "", err
		}
		s := sheet{Instrument: i}
		for _, a := range in.Answers {
			g := noAnswer
			if a != nil {
				g = strconv.Itoa(*a)
			}
			s.given = append(s.given, g)
		}
		return strings.Join(s.given, " ") + ", " + s.total(), nil
	}
	if strings.TrimSpace(total) == "" {
		return "", &notes.Invalid{What: "the answers, or the total alone"}
	}
	score, err := number(total)
	in.Score = &score
	return strings.TrimSpace(fmt.Sprintf("total %g  %s", score, i.Band(score))), err
}

// number reads a number as it is typed, with a point or a comma.
func number(s string) (float64, error) {
	n, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(s), ",", ".", 1), 64)
	if err != nil {
		return 0, errors.New("not a number")
	}
	return n, nil
}
