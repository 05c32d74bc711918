package form

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

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

// items asks item by item. Nothing is chosen beforehand but that there is no answer,
// and what was answered is shown before it is entered.
func (a *Asker) items(ctx context.Context, i instrument.Instrument, on page, in *notes.MeasureInput) error {
	given := make([]string, len(i.Items))
	for n := range given {
		given[n] = noAnswer
	}
	if a.Plain {
		given = make([]string, len(i.Items))
	}
	pages := []page{on}
	for n, item := range i.Items {
		choices := []Option{{noAnswer, noAnswer + "  no answer"}}
		for k, words := range i.Answers {
			choices = append(choices, Option{strconv.Itoa(i.Least + k), fmt.Sprintf("%d  %s", i.Least+k, words)})
		}
		pages = append(pages, page{title: fmt.Sprintf("%s, %d of %d", i.Title, n+1, len(i.Items)), questions: []question{
			{ask: item, value: &given[n], scored: true, choices: choices}}})
	}
	if i.Intro != "" {
		pages[1].questions[0].help = i.Intro
	}
	for {
		if err := a.fill(ctx, pages...); err != nil {
			return err
		}
		var err error
		if in.Answers, err = notes.ParseAnswers(strings.Join(given, ",")); err != nil {
			return err
		}
		right := ""
		sum, err := sheet(i, given, in.Answers)
		if err == nil {
			err = a.fill(ctx, page{title: i.Title + ", all of it", questions: []question{{ask: "Is this what the sheet says?", help: sum, value: &right,
				choices: []Option{{"yes", "yes: enter it"}, {"no", "no: go through it again"}}}}})
		}
		if err != nil || right == "yes" {
			return err
		}
	}
}

// noAnswer is an answer that is missing on the sheet.
const noAnswer = "-"

// sheet are the answers in a few lines, and what they come to.
func sheet(i instrument.Instrument, given []string, answers []*int) (string, error) {
	r, err := i.Score(answers)
	if err != nil {
		return "", err
	}
	var all []string
	for n, g := range given {
		all = append(all, fmt.Sprintf("%d:%s", n+1, g))
	}
	total := "no score: too many are missing"
	if r.Score != nil {
		total = strings.TrimSpace(fmt.Sprintf("total %g  %s", *r.Score, i.Band(*r.Score)))
	}
	if r.Missing > 0 {
		total += fmt.Sprintf("; without an answer: %d", r.Missing)
	}
	return strings.Join(all, "   ") + "\n" + total, nil
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
	if err := a.fill(ctx, on); err != nil {
		return err
	}
	if strings.TrimSpace(answers) != "" {
		var err error
		in.Answers, err = notes.ParseAnswers(answers)
		return err
	}
	if strings.TrimSpace(total) == "" {
		return &notes.Invalid{What: "the answers, or the total alone"}
	}
	score, err := number(total)
	in.Score = &score
	return err
}

// number reads a number as it is typed, with a point or a comma.
func number(s string) (float64, error) {
	n, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(s), ",", ".", 1), 64)
	if err != nil {
		return 0, errors.New("not a number")
	}
	return n, nil
}
