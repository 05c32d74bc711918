package profile

import "time"

// term is a time to answer, of one unit; none: no term is known.
type term struct {
	Months      int
	Days        int
	WorkingDays int `yaml:"working_days"`
	Hours       int
	Rule        Rule `yaml:",inline"`
}

// Due is the last day on which to answer a request received on a day, and the
// rule that says so: of several clocks the shortest. The zero time when no term
// is known; the rule then says where to look. Days are midnight UTC of their date
// where the request was received.
func (r Rules) Due(typ string, received time.Time) (due time.Time, rule Rule) {
	terms, known := r.data.Terms[typ]
	if !known {
		terms = r.data.Terms["other"]
	}
	rule = terms[0].Rule
	for _, t := range terms {
		end, by := r.end(t, received)
		if !end.IsZero() && (due.IsZero() || end.Before(due)) {
			due, rule = end, by
		}
	}
	return due, rule
}

// Extended is the last day to which the answer may be put off, counted from
// receipt, when the person is told why in time; not ok where no extension is known.
func (r Rules) Extended(typ string, received time.Time) (latest time.Time, rule Rule, ok bool) {
	t, ok := r.data.Extensions[typ]
	if !ok {
		return time.Time{}, Rule{}, false
	}
	latest, rule = r.end(t, received)
	return latest, rule, true
}

// BreachDue is the moment by which a breach has to be reported that was found at
// another, and the rule. A weekend does not move it.
func (r Rules) BreachDue(found time.Time) (time.Time, Rule) {
	t := r.data.Terms["breach"][0]
	return found.Add(time.Duration(t.Hours)*time.Hour).AddDate(0, 0, t.Days), t.Rule
}

// end is the last day of a term, and its rule.
func (r Rules) end(t term, received time.Time) (time.Time, Rule) {
	switch {
	case t.Hours > 0:
		return day(received.Add(time.Duration(t.Hours) * time.Hour)), t.Rule
	case t.WorkingDays > 0:
		return r.workingDaysAfter(day(received), t.WorkingDays), t.Rule
	case t.Months > 0:
		return r.move(monthsAfter(day(received), t.Months), t.Rule)
	case t.Days > 0:
		return r.move(day(received).AddDate(0, 0, t.Days), t.Rule)
	}
	return time.Time{}, t.Rule
}

// move takes a day on which a term would end to the next working day, where the
// law does so, and says so in the rule.
func (r Rules) move(end time.Time, rule Rule) (time.Time, Rule) {
	if !r.data.Moves || r.WorkingDay(end) {
		return end, rule
	}
	counting := r.data.Rules["counting"]
	rule.Text += "; " + end.Format("2 January 2006") + " is no working day, so the next one"
	rule.Source += ", " + counting.Source
	rule.Confirmed = rule.Confirmed && counting.Confirmed
	return r.workingDaysAfter(end, 1), rule
}

// WorkingDay says whether a day is neither a weekend nor a public holiday here.
func (r Rules) WorkingDay(d time.Time) bool {
	return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday && !holiday(r.data.Calendar, d)
}

func (r Rules) workingDaysAfter(d time.Time, n int) time.Time {
	for n > 0 {
		if d = d.AddDate(0, 0, 1); r.WorkingDay(d) {
			n--
		}
	}
	return d
}

// monthsAfter is the day with the same number so many months on, or the last of
// that month when it has none.
func monthsAfter(d time.Time, months int) time.Time {
	first := time.Date(d.Year(), d.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, min(d.Day(), first.AddDate(0, 1, -1).Day())-1)
}

// day is midnight UTC of the date that a time has where it was taken.
func day(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
