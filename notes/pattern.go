package notes

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pattern is a kind of text that can identify somebody by its form.
type pattern struct {
	reason string
	places func(text string) []window
	form   *regexp.Regexp
}

// window is a part of a text, in bytes, in which a form can match. Most text
// holds none, and is not tried against every form.
type window struct{ from, to int }

// Reasons for what is found by its form.
const (
	nationalID  = "ID: national id"
	contactData = "ID: contact data"
)

// How the names of streets end, and what kinds of them stand behind a name.
var (
	streetEndings = []string{"vej", "gade", "allé", "alle", "stræde", "plads", "torv", "boulevard", "vænget", "parken", "bakken", "gården", "toften", "vang", "Street", "Road", "Lane", "Avenue"}
	streetKinds   = []string{"Street", "Road", "Lane", "Avenue", "Drive", "Close", "Court", "Square", "St", "Rd", "Ave"}
)

func oneOf(words []string) string { return "(?:" + strings.Join(words, "|") + ")" }

// patterns find mail addresses, CPR numbers (six digits of a date and four
// more), telephone numbers (with a country code, or eight digits in groups as in
// Denmark, or as they are written in the United Kingdom and North America), and
// street addresses with a house number or a postcode with a town.
var patterns = []pattern{
	{contactData, aroundAt, regexp.MustCompile(`[\pL\pN._%+-]+@[\pL\pN-]+(?:\.[\pL\pN-]+)+`)},
	{nationalID, numbers, regexp.MustCompile(`\b(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[- ]?\d{4}\b`)},
	{contactData, numbers, regexp.MustCompile(`\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,6}\b`)},
	{contactData, numbers, regexp.MustCompile(`\b\d{2} \d{2} \d{2} \d{2}\b|\b\d{4} \d{4}\b|\b[2-9]\d{7}\b`)},
	{contactData, numbers, regexp.MustCompile(`\b0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4}\b|\(?\b[2-9]\d{2}\)?[ -]\d{3}-\d{4}\b`)},
	{contactData, danishStreets, regexp.MustCompile(`\p{Lu}[\pL'-]*` + oneOf(streetEndings) + `\s+\d{1,4}(?:\s?[A-Z]\b)?(?:,?\s+\d{1,2}\.\s?(?:tv|th|mf)\b\.?)?(?:,?\s+\d{4}\s+\p{Lu}\pL+(?:\s(?:\p{Lu}\b|Ø))?)?`)},
	{contactData, englishStreets, regexp.MustCompile(`\b\d{1,4}[A-Z]?\s+\p{Lu}[\pL'-]+\s+` + oneOf(streetKinds) + `\b`)},
}

// foundPattern is a place in a text, in code points.
type foundPattern struct {
	start, end int
	reason     string
}

// findPatterns finds what a text holds of them, in order and without overlap:
// of two that overlap the one that begins first, and of these the longer.
func findPatterns(text string) []foundPattern {
	var list []foundPattern
	for _, p := range patterns {
		for _, w := range p.places(text) {
			for _, m := range p.form.FindAllStringIndex(text[w.from:w.to], -1) {
				start := utf8.RuneCountInString(text[:w.from+m[0]])
				list = append(list, foundPattern{start, start + utf8.RuneCountInString(text[w.from+m[0]:w.from+m[1]]), p.reason})
			}
		}
	}
	return apart(list, func(f foundPattern) (int, int) { return f.start, f.end })
}

// aroundAt are the pieces between spaces that hold an @ after their first
// character.
func aroundAt(text string) []window {
	var list []window
	for at := 0; ; {
		i := strings.IndexByte(text[at:], '@')
		if i < 0 {
			return list
		}
		from := strings.LastIndexFunc(text[:at+i], unicode.IsSpace) + 1
		to := len(text)
		if n := strings.IndexFunc(text[at+i:], unicode.IsSpace); n >= 0 {
			to = at + i + n
		}
		if strings.IndexByte(text[from+1:to], '@') >= 0 {
			list = append(list, window{from, to})
		}
		if at = to; at == len(text) {
			return list
		}
	}
}

// numbers are the runs of digits, and what stands between groups of them, that
// are long enough for a number to be; with the character on either side, which
// tells whether a word ends there.
func numbers(text string) []window {
	var list []window
	for i := 0; i < len(text); i++ {
		if !ofNumbers[text[i]] {
			continue
		}
		from, digits, plus := i, 0, false
		for ; i < len(text) && ofNumbers[text[i]]; i++ {
			switch c := text[i]; {
			case c >= '0' && c <= '9':
				digits++
			case c == '+':
				plus = true
			}
		}
		if digits >= 8 || plus && digits >= 3 {
			list = append(list, window{max(0, from-1), min(len(text), i+1)})
		}
	}
	return list
}

var ofNumbers = func() (set [256]bool) {
	for _, c := range []byte("0123456789+(). -") {
		set[c] = true
	}
	return set
}()

// danishStreets is the whole text when in it a number follows the ending of a
// street's name.
func danishStreets(text string) []window {
	for _, ending := range streetEndings {
		for rest := text; ; {
			_, after, found := strings.Cut(rest, ending)
			if !found {
				break
			}
			rest = after
			number := strings.TrimLeft(after, " \t\n\f\r")
			if number != "" && len(number) < len(after) && number[0] >= '0' && number[0] <= '9' {
				return []window{{0, len(text)}}
			}
		}
	}
	return nil
}

// englishStreets is the whole text when in it a kind of street stands after a
// space, and a digit before it.
func englishStreets(text string) []window {
	digit := strings.IndexAny(text, "0123456789")
	if digit < 0 {
		return nil
	}
	for _, kind := range streetKinds {
		for rest := text[digit:]; ; {
			before, after, found := strings.Cut(rest, kind)
			if !found {
				break
			}
			if before != "" && strings.IndexByte(" \t\n\f\r", before[len(before)-1]) >= 0 {
				return []window{{0, len(text)}}
			}
			rest = after
		}
	}
	return nil
}
