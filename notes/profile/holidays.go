package profile

import (
	"slices"
	"time"
)

// Public holidays are computed, not listed. A calendar is one of:
//
//	dk             the Danish public holidays. Store bededag was abolished from
//	               2024. Grundlovsdag (5 June), 24 and 31 December are closed days
//	               of public offices and no public holidays: a statute that means
//	               them names them beside the holidays (forældelsesloven § 27(2)).
//	               They count as working days here, so that no day that is shown
//	               can be too late.
//	eu             holidays are a matter of the member states: weekends, New
//	               Year, Easter Monday and Christmas Day only, for the same reason.
//	england-wales  bank holidays with their substitute days (Banking and Financial
//	               Dealings Act 1971), and those proclaimed since 2020.
//	us             federal holidays, observed on Friday or Monday when they fall on
//	               a weekend (5 U.S.C. 6103).

// holiday says whether a day is a public holiday. Weekends are none by
// themselves.
func holiday(calendar string, d time.Time) bool {
	switch calendar {
	case "dk":
		return danishHoliday(d)
	case "eu":
		return on(d, 1, 1) || on(d, 12, 25) || afterEaster(d, 1)
	case "england-wales":
		return englishHoliday(d)
	case "us":
		return federalHoliday(d)
	}
	return false
}

// easter is Easter Sunday of a year of the Gregorian calendar (the anonymous
// computus that Meeus gives in Astronomical Algorithms, chapter 8).
func easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	month := (h + l - 7*m + 90) / 25
	return time.Date(year, time.Month(month), (h+l-7*m+33*month+19)%32, 0, 0, 0, 0, time.UTC)
}

func afterEaster(d time.Time, days ...int) bool {
	e := easter(d.Year())
	return slices.ContainsFunc(days, func(n int) bool { return day(d).Equal(e.AddDate(0, 0, n)) })
}

func on(d time.Time, month time.Month, number int) bool {
	return d.Month() == month && d.Day() == number
}

func danishHoliday(d time.Time) bool {
	const maundyThursday, goodFriday, easterMonday, prayerDay, ascension, whitSunday, whitMonday = -3, -2, 1, 26, 39, 49, 50
	return on(d, 1, 1) || on(d, 12, 25) || on(d, 12, 26) ||
		afterEaster(d, maundyThursday, goodFriday, 0, easterMonday, ascension, whitSunday, whitMonday) ||
		d.Year() < 2024 && afterEaster(d, prayerDay)
}

func englishHoliday(d time.Time) bool {
	switch d.Format(time.DateOnly) {
	case "2020-05-04", "2022-05-30": // moved to the days below
		return false
	case "2020-05-08", "2022-06-02", "2022-06-03", "2022-09-19", "2023-05-08":
		return true
	}
	return substitute(d, 1, 1, 0) || substitute(d, 12, 25, 1) || substitute(d, 12, 26, 1) || afterEaster(d, -2, 1) ||
		nth(d, 5, time.Monday, 1) || last(d, 5, time.Monday) || last(d, 8, time.Monday)
}

// substitute says whether a day is a holiday of fixed date, or the working day
// that takes its place when it falls on a weekend. Where two holidays stand side
// by side each weekend day is moved past both: pair is 1.
func substitute(d time.Time, month time.Month, number, pair int) bool {
	fixed := time.Date(d.Year(), month, number, 0, 0, 0, 0, time.UTC)
	switch fixed.Weekday() {
	case time.Saturday:
		return day(d).Equal(fixed.AddDate(0, 0, 2))
	case time.Sunday:
		return day(d).Equal(fixed.AddDate(0, 0, 1+pair))
	}
	return day(d).Equal(fixed)
}

func federalHoliday(d time.Time) bool {
	return observed(d, 1, 1) || observed(d, 7, 4) || observed(d, 11, 11) || observed(d, 12, 25) ||
		d.Year() >= 2021 && observed(d, 6, 19) ||
		nth(d, 1, time.Monday, 3) || nth(d, 2, time.Monday, 3) || last(d, 5, time.Monday) || nth(d, 9, time.Monday, 1) ||
		nth(d, 10, time.Monday, 2) || nth(d, 11, time.Thursday, 4)
}

// observed says whether a day is a holiday of fixed date or, when that falls on
// a weekend, the Friday before or the Monday after.
func observed(d time.Time, month time.Month, number int) bool {
	for _, year := range []int{d.Year(), d.Year() + 1} { // New Year's Day can be observed in December
		fixed := time.Date(year, month, number, 0, 0, 0, 0, time.UTC)
		switch fixed.Weekday() {
		case time.Saturday:
			fixed = fixed.AddDate(0, 0, -1)
		case time.Sunday:
			fixed = fixed.AddDate(0, 0, 1)
		}
		if day(d).Equal(fixed) {
			return true
		}
	}
	return false
}

// nth says whether a day is the nth weekday of that name in a month.
func nth(d time.Time, month time.Month, weekday time.Weekday, n int) bool {
	return d.Month() == month && d.Weekday() == weekday && (d.Day()+6)/7 == n
}

// last says whether a day is the last weekday of that name in a month.
func last(d time.Time, month time.Month, weekday time.Weekday) bool {
	return d.Month() == month && d.Weekday() == weekday && d.AddDate(0, 0, 7).Month() != month
}
