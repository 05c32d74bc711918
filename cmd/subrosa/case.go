package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/form"
	"subrosa/notes"
)

func newCaseCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "case", "Open, list and close cases",
		newCaseOpenCmd(a), newCaseListCmd(a), newCaseShowCmd(a), newCaseEditCmd(a),
		newCaseAliasCmd(a), newCaseConvertCmd(a), newCaseCloseCmd(a), newCaseReopenCmd(a))
}

// parties are the labels of a case with the names or initials behind them.
func parties(c notes.Case) string {
	var list []string
	for _, p := range c.Parties {
		who := p.Initials
		if p.Name != "" {
			who = p.Name
		}
		list = append(list, strings.TrimSpace(string(p.Label)+" "+who))
	}
	return strings.Join(list, ", ")
}

// initialsOf is how a case is called by somebody who may be overheard.
func initialsOf(c notes.Case) string {
	var list []string
	for _, p := range c.Parties {
		if p.Initials != "" {
			list = append(list, p.Initials)
		}
	}
	return strings.Join(list, " & ")
}

// caseOptions are the cases for a picker: those that are due today, then the
// one seen last first, the closed ones at the end.
func caseOptions(cases []notes.Case, now time.Time) []form.Option {
	cases = slices.Clone(cases)
	slices.SortStableFunc(cases, func(x, y notes.Case) int {
		if dx, dy := dueToday(x, now), dueToday(y, now); dx != dy {
			if dx {
				return -1
			}
			return 1
		}
		if (x.Closed == nil) != (y.Closed == nil) {
			if x.Closed == nil {
				return -1
			}
			return 1
		}
		return strings.Compare(value(y.Last), value(x.Last))
	})
	var options []form.Option
	for _, c := range cases {
		if c.Destroyed != nil {
			continue
		}
		label := string(c.Code) + "  " + initialsOf(c) + "  " + c.Kind
		if dueToday(c, now) {
			label += "  today " + localClock(*c.Next)
		}
		if c.Closed != nil {
			label += "  closed"
		}
		options = append(options, form.Option{Value: string(c.Code), Label: label})
	}
	return options
}

// dueToday says whether the next appointment of a case is today.
func dueToday(c notes.Case, now time.Time) bool {
	if c.Next == nil {
		return false
	}
	t, err := time.Parse(time.RFC3339, *c.Next)
	return err == nil && day(t) == day(now)
}

func localClock(stamp string) string {
	t, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return stamp
	}
	return t.Local().Format("15:04")
}

// value is what a pointer points to, "" when it points nowhere.
func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func renderCase(w io.Writer, c notes.Case) {
	fmt.Fprintf(w, "%s  %s\n", c.Code, c.Kind)
	if c.Destroyed != nil {
		facts(w, "opened", c.Opened, "closed", value(c.Closed), "destroyed", day(*c.Destroyed), "certificate", string(c.Certificate))
		return
	}
	next := ""
	if c.Next != nil {
		next = whenStamp(*c.Next)
	}
	facts(w,
		"service", c.Service,
		"reason", c.Reason,
		"legal basis", c.LegalBasis,
		"opened", c.Opened,
		"closed", value(c.Closed),
		"last", value(c.Last),
		"next", next,
		"retain until", value(c.RetainUntil),
	)
	var rows [][]string
	for _, p := range c.Parties {
		rows = append(rows, []string{"party " + string(p.Label), string(p.Person), p.Initials, p.Name, p.Role})
	}
	table(w, rows)
	rows = nil
	for _, al := range c.Aliases {
		of := ""
		if al.Of != "" {
			of = "of " + string(al.Of)
		}
		rows = append(rows, []string{"@" + al.Token, al.Relation, of, strings.Join(al.Names, ", ")})
	}
	table(w, rows)
	fmt.Fprintf(w, "%s, %s\n", count(c.Notes, "note"), count(c.Drafts, "draft"))
}

// whenStamp shows an RFC 3339 time as local.
func whenStamp(stamp string) string {
	t, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return stamp
	}
	return clock(t)
}
