package write

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"subrosa/cmd/subrosa/form"
	"subrosa/notes/document"
)

// lines asks for the note by line prompts, section by section, and saves the
// draft after each. What was typed before the user left is saved too.
func (m *model) lines(ctx context.Context) (Result, error) {
	if m.message != "" {
		m.asker.Say(m.message)
	}
	m.asker.Say(m.linesTitle())
	err := m.linesFacts(ctx)
	if err == nil {
		err = m.linesText(ctx)
	}
	if err == nil {
		err = m.linesFinish(ctx)
	}
	if m.dirty() {
		err = errors.Join(err, m.saveNow())
	}
	return m.result, err
}

func (m *model) linesTitle() string {
	title := m.who() + ", " + m.job.Facts.Case.Kind
	if n := m.job.Facts.Session; n > 0 && m.head.Kind == "session" {
		title += fmt.Sprintf(", session %d", n)
	}
	if plan := m.lastPlan(); plan != "" {
		title += "\n" + plan
	}
	return title
}

func (m *model) linesFacts(ctx context.Context) error {
	m.asker.Say(m.factsLine(widest))
	change, err := m.asker.Confirm(ctx, "Change this?")
	if err != nil || !change {
		return err
	}
	d, err := m.asker.Facts(ctx, m.head, m.job.Context, m.job.Places)
	if err != nil {
		return err
	}
	m.change(d)
	return nil
}

// linesText goes through the sections.
func (m *model) linesText(ctx context.Context) error {
	for i := range m.head.Sections {
		written := m.text.Sections(m.head.Sections)
		before := string(document.PrintBody(written[i].Paragraphs))
		paragraphs, err := m.linesSection(ctx, written[i])
		written[i].Paragraphs = paragraphs
		if string(document.PrintBody(paragraphs)) != before {
			m.layOut(written)
		}
		if err == nil && m.dirty() {
			err = m.saveNow()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// linesSection asks for the paragraphs of a section; with an error comes what
// there was until then.
func (m *model) linesSection(ctx context.Context, s document.Section) ([]document.Paragraph, error) {
	parties := m.job.Context.Parties
	if len(s.Paragraphs) == 0 {
		return m.asker.Paragraphs(ctx, s.Heading, "", parties)
	}
	m.asker.Say("\n" + s.Heading + ", so far:\n" + string(document.PrintBody(s.Paragraphs)))
	what, err := m.asker.Pick(ctx, s.Heading, []form.Option{
		{Value: "keep", Label: "keep it"}, {Value: "add", Label: "add to it"}, {Value: "anew", Label: "write it anew"}})
	if err != nil || what == "keep" {
		return s.Paragraphs, err
	}
	more, err := m.asker.Paragraphs(ctx, s.Heading, "", parties)
	if what == "add" || err != nil {
		more = append(s.Paragraphs, more...)
	}
	return more, err
}

// linesFinish asks what the finishing screen asks, and signs or keeps.
func (m *model) linesFinish(ctx context.Context) error {
	if document.AsksRisk(m.head.Kind) {
		r, err := m.asker.Pick(ctx, "Risk", riskOptions(m.head.Risk))
		if err != nil {
			return err
		}
		if r != m.head.Risk {
			m.head.Risk = r
			m.text.facts++
		}
	}
	if err := m.linesNext(ctx); err != nil {
		return err
	}
	if m.dirty() || m.result.Note == "" {
		if err := m.saveNow(); err != nil {
			return err
		}
	}
	return m.linesSign(ctx)
}

// riskOptions begin with what was answered, so that Enter keeps it.
func riskOptions(now string) []form.Option {
	var first, rest []form.Option
	for _, o := range []form.Option{{Value: "", Label: "not answered yet"}, {Value: "none", Label: "none"},
		{Value: "not-assessed", Label: "not assessed"}, {Value: "present", Label: "present"}} {
		if o.Value == now {
			first = append(first, o)
		} else if o.Value != "" {
			rest = append(rest, o)
		}
	}
	return append(first, rest...)
}

func (m *model) linesNext(ctx context.Context) error {
	value := ""
	if m.head.Next != nil {
		value = m.guessNext()
	}
	text, err := m.asker.Line(ctx, "Next appointment", "date, time and place, such as "+m.guessNext()+"; empty: none", value,
		func(s string) error {
			if s = strings.TrimSpace(s); s == "" {
				return nil
			}
			_, err := document.ParseNext(s, m.job.Context)
			return err
		})
	if err != nil || text == value {
		return err
	}
	if err := m.answer(next, text); err != nil {
		m.asker.Say("! " + err.Error())
		return m.linesNext(ctx)
	}
	if n := m.head.Next; n != nil {
		m.asker.Say("next appointment: " + strings.TrimSpace(when(n.Start)+" "+m.place(n.Place)))
	}
	return nil
}

func (m *model) linesSign(ctx context.Context) error {
	findings, err := m.job.Findings(ctx, m.result.Note)
	if err != nil {
		return err
	}
	m.finish = &finishing{findings: findings}
	m.arrange()
	open := false
	for _, it := range m.finish.items {
		if it.kind == lookAt || it.open {
			m.asker.Say("! " + it.label)
		}
		open = open || it.open && it.kind != late
	}
	if open {
		m.asker.Say("kept as draft " + string(m.result.Note) + "; it can be signed when this is answered")
		return nil
	}
	sign, err := m.asker.Confirm(ctx, "Sign and lock "+string(m.result.Note)+"?")
	if err != nil || !sign {
		return err
	}
	for _, it := range m.finish.items {
		for it.kind == late && m.finish.late == "" {
			if m.finish.late, err = m.asker.Text(ctx, "The note is later than 48 hours: why?", "", ""); err != nil {
				return err
			}
		}
	}
	note, err := m.job.Sign(ctx, m.result.Note, m.finish.late)
	if err != nil {
		return err
	}
	m.result.Signed = &note
	return nil
}
