package profile

import "time"

// Retention is how long a record is kept. Nothing is ever deleted by itself:
// these are the days from which she may decide.
type Retention struct {
	Years  int // after the last entry; 0: no term is known, the practice decides
	Rule   Rule
	Minors Minors
	Longer []Rule // facts that keep it longer
	// InquiryDays are those after which an inquiry from which nothing came is
	// proposed for deletion.
	InquiryDays int
	Inquiry     Rule
	Couples     Rule
}

// Minors is what holds for a client who was a minor at the last entry; the later
// day counts. Both 0: no rule is known.
type Minors struct {
	Age           int // kept to this birthday
	AfterMajority int // kept so many years beyond the 18th birthday
	Rule          Rule
}

const majority = 18

// Until is the first day on which the record need no longer be kept, by the
// term alone: counted from the last entry, and for somebody who was a minor then
// also from the birthday (born zero: not known). The zero time when no term is
// known.
func (t Retention) Until(last, born time.Time) time.Time {
	var until time.Time
	if t.Years > 0 {
		until = day(last).AddDate(t.Years, 0, 0)
	}
	if born.IsZero() || !day(last).Before(day(born).AddDate(majority, 0, 0)) {
		return until
	}
	for _, years := range []int{t.Minors.Age, t.afterMajority()} {
		if birthday := day(born).AddDate(years, 0, 0); years > 0 && birthday.After(until) {
			until = birthday
		}
	}
	return until
}

func (t Retention) afterMajority() int {
	if t.Minors.AfterMajority == 0 {
		return 0
	}
	return majority + t.Minors.AfterMajority
}
