package profile

import (
	"strings"
	"testing"
	"time"
)

func TestEaster(t *testing.T) {
	for _, day := range []string{"1818-03-22", "1943-04-25", "1961-04-02", "2000-04-23", "2008-03-23", "2019-04-21", "2024-03-31",
		"2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2038-04-25", "2285-03-22"} {
		if want := mustDay(t, day); !easter(want.Year()).Equal(want) {
			t.Errorf("easter %d: %v, want %s", want.Year(), easter(want.Year()), day)
		}
	}
}

// Each line is all the holidays of a year that fall on a day from Monday to Friday.
func TestHolidaysOfKnownYears(t *testing.T) {
	for _, tt := range []struct{ calendar, year, want string }{
		{"dk", "2023", "04-06 04-07 04-10 05-05 05-18 05-29 12-25 12-26"},
		{"dk", "2024", "01-01 03-28 03-29 04-01 05-09 05-20 12-25 12-26"},
		{"dk", "2026", "01-01 04-02 04-03 04-06 05-14 05-25 12-25"},
		{"dk", "2027", "01-01 03-25 03-26 03-29 05-06 05-17"},
		{"eu", "2026", "01-01 04-06 12-25"},
		{"england-wales", "2020", "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"},
		{"england-wales", "2021", "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"},
		{"england-wales", "2022", "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"},
		{"england-wales", "2023", "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"},
		{"england-wales", "2026", "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"},
		{"us", "2020", "01-01 01-20 02-17 05-25 07-03 09-07 10-12 11-11 11-26 12-25"},
		{"us", "2021", "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31"},
		{"us", "2022", "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26"},
		{"us", "2026", "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25"},
	} {
		var got []string
		for d := mustDay(t, tt.year+"-01-01"); d.Format("2006") == tt.year; d = d.AddDate(0, 0, 1) {
			if d.Weekday() != time.Saturday && d.Weekday() != time.Sunday && holiday(tt.calendar, d) {
				got = append(got, d.Format("01-02"))
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s %s: %s\nwant %s", tt.calendar, tt.year, strings.Join(got, " "), tt.want)
		}
	}
}
