package document

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The forms of a date. Month names, weekdays and dates without a year are not
// among them: somebody would read them differently.
var (
	isoDate = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})$`)
	dotDate = regexp.MustCompile(`^(\d{1,2})\.(\d{1,2})\.(\d{4})$`)
	clock   = regexp.MustCompile(`^(\d{1,2}):(\d{2})$`)
	offset  = regexp.MustCompile(`^[+-]\d{2}:\d{2}$`)
)

// minYear is the first year that a date may lie in: earlier ones are typing
// errors.
const minYear = 1900

// ParseWhen reads 2026-11-20, 20.11.2026, today or yesterday, with an optional
// HH:MM, in the zone of now. It refuses what does not exist on the calendar or
// the clock, and an hour that the clock passed twice, unless its offset from
// UTC follows: 2026-10-25 02:30 +01:00. The error's line is 0.
func ParseWhen(s string, now time.Time) (t time.Time, hasClock bool, err error) {
	fields := strings.Fields(s)
	if len(fields) == 1 && len(s) > 10 && s[10] == 'T' {
		fields = []string{s[:10], s[11:]}
	}
	if len(fields) < 1 || len(fields) > 3 {
		return time.Time{}, false, errNotADate()
	}
	day, err := parseDay(fields[0], now)
	if err != nil || len(fields) == 1 {
		return day, false, err
	}
	t, err = parseClock(day, fields[1], fields[2:])
	return t, err == nil, err
}

func errNotADate() error {
	return syntaxError(0, "not a date such as 2026-11-20, 20.11.2026, today or yesterday, with an optional HH:MM")
}

func parseDay(s string, now time.Time) (time.Time, error) {
	switch strings.ToLower(s) {
	case "today":
		return startOfDay(now.Year(), now.Month(), now.Day(), now.Location()), nil
	case "yesterday":
		return startOfDay(now.Year(), now.Month(), now.Day()-1, now.Location()), nil
	}
	var y, m, d int
	if f := isoDate.FindStringSubmatch(s); f != nil {
		y, m, d = number(f[1]), number(f[2]), number(f[3])
	} else if f := dotDate.FindStringSubmatch(s); f != nil {
		y, m, d = number(f[3]), number(f[2]), number(f[1])
	} else {
		return time.Time{}, errNotADate()
	}
	noon := time.Date(y, time.Month(m), d, 12, 0, 0, 0, now.Location())
	if y < minYear || noon.Day() != d || noon.Month() != time.Month(m) {
		return time.Time{}, syntaxError(0, "there is no such day")
	}
	return startOfDay(y, time.Month(m), d, now.Location()), nil
}

// startOfDay is midnight, or one o'clock on a day whose clock begins there.
func startOfDay(y int, m time.Month, d int, zone *time.Location) time.Time {
	t := time.Date(y, m, d, 0, 0, 0, 0, zone)
	if t.Hour() > 12 {
		t = t.Add(time.Hour)
	}
	return t
}

// parseClock finds the moment at which the clock showed s on a day.
func parseClock(day time.Time, s string, zone []string) (time.Time, error) {
	f := clock.FindStringSubmatch(s)
	if f == nil {
		return time.Time{}, syntaxError(0, "not a time such as 16:00")
	}
	hour, minute := number(f[1]), number(f[2])
	if hour > 23 || minute > 59 {
		return time.Time{}, syntaxError(0, "there is no such time of day")
	}
	y, m, d := day.Date()
	moments := momentsOf(time.Date(y, m, d, hour, minute, 0, 0, day.Location()), hour, minute)
	if len(zone) == 1 {
		return withOffset(moments, zone[0])
	}
	switch len(moments) {
	case 0:
		return time.Time{}, syntaxError(0, "the clocks went forward over that time")
	case 1:
		return moments[0], nil
	}
	return time.Time{}, syntaxError(0, "the clocks showed that time twice; say which with %s or %s",
		moments[0].Format("-07:00"), moments[1].Format("-07:00"))
}

// momentsOf gives the moments around t at which the clock shows hour:minute on
// t's date: none, one, or two in order. Clocks are moved by at most two hours.
func momentsOf(t time.Time, hour, minute int) []time.Time {
	var moments []time.Time
	for quarter := -8; quarter <= 8; quarter++ {
		c := t.Add(time.Duration(quarter) * 15 * time.Minute)
		if c.Hour() == hour && c.Minute() == minute {
			moments = append(moments, c)
		}
	}
	return moments
}

func withOffset(moments []time.Time, zone string) (time.Time, error) {
	if !offset.MatchString(zone) {
		return time.Time{}, errNotADate()
	}
	for _, t := range moments {
		if t.Format("-07:00") == zone {
			return t, nil
		}
	}
	return time.Time{}, syntaxError(0, "the clocks did not show that time at that offset")
}

// formatWhen writes a moment so that ParseWhen reads it back.
func formatWhen(t time.Time) string {
	s := t.Format("2006-01-02 15:04")
	if len(momentsOf(t, t.Hour(), t.Minute())) > 1 {
		s += t.Format(" -07:00")
	}
	return s
}

// number reads digits that a pattern has already matched.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
