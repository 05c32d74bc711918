package form

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"subrosa/cmd/subrosa/screen"
	"subrosa/crypto"
)

// MinPassphrase is the least number of characters of a new passphrase.
const MinPassphrase = 12

// minUnguessed is how many of them are more than what anybody tries first.
const minUnguessed = 8

// NewPassphrase asks for a new passphrase, twice. It is not to be made of the names
// that somebody who has the vault in hand would try: known.
func (a *Asker) NewPassphrase(ctx context.Context, known ...string) (string, error) {
	return a.choosePassphrase(ctx, "New passphrase: ", "", known)
}

// AnotherPassphrase asks who came in by the recovery words for a passphrase to
// take the old one's place; "" when she declines.
func (a *Asker) AnotherPassphrase(ctx context.Context) (string, error) {
	return a.choosePassphrase(ctx, "New passphrase, or enter: ",
		"You came in by the recovery words. If the passphrase is forgotten, set a new one\nnow; enter alone leaves it as it is.\n", nil)
}

// choosePassphrase asks until the same passphrase, and one that will do, came
// twice. Where there is a choice, nothing at all ends it; else it has one drawn.
func (a *Asker) choosePassphrase(ctx context.Context, prompt, choice string, known []string) (string, error) {
	tty, done, err := a.secretTerminal()
	if err != nil {
		return "", err
	}
	defer done()
	drawing := " Enter alone draws six."
	if choice != "" {
		drawing = ""
	}
	fmt.Fprintf(tty, choice+"A passphrase protects everything. Six words drawn at random are strong and can be\n"+
		"learned; a name, a date or a quotation can be guessed.%s At least\n%d characters. Nothing is shown while you type.\n", drawing, MinPassphrase)
	for {
		first, err := readSecret(ctx, tty, prompt)
		if err != nil || first == "" && choice != "" {
			return "", err
		}
		if first == "" {
			if err := a.drawn(ctx, tty); err != nil {
				return "", err
			}
			fmt.Fprintln(tty, "Type the six words from the paper, with a space between, or others of your own.")
			continue
		}
		if why := weak(first, known); why != "" {
			fmt.Fprintf(tty, "! %s\n", why)
			continue
		}
		second, err := readSecret(ctx, tty, "The same again: ")
		if err != nil {
			return "", err
		}
		if norm.NFC.String(first) == norm.NFC.String(second) {
			return first, nil
		}
		fmt.Fprintln(tty, "! the two were not the same; nothing was kept, once more")
	}
}

// drawn shows six words for a passphrase, once.
func (a *Asker) drawn(ctx context.Context, tty *os.File) error {
	words, err := crypto.DrawWords(6)
	if err != nil {
		return err
	}
	const text = "A passphrase drawn at random, for you alone. Write it on paper until you know it by heart, " +
		"and keep the paper apart from this computer. It is not shown again."
	if a.Plain {
		fmt.Fprintf(tty, "\n%s\n\n%s\n\n", text, words)
		return nil
	}
	_, err = screen.Terminal{In: tty, Out: tty, Lock: a.Lock}.Run(ctx, &wordsScreen{text: text, list: strings.Fields(words)})
	return err
}

// weak says why a new passphrase will not do, "" when it will. It is no measure of
// strength: it knows what everybody tries first, and what is known of her, and
// cannot know what else others could guess.
func weak(s string, known []string) string {
	n := utf8.RuneCountInString(norm.NFC.String(s))
	switch {
	case n < MinPassphrase:
		return fmt.Sprintf("%d characters are too few, %d is the least", n, MinPassphrase)
	case strings.TrimSpace(s) != s:
		return "it begins or ends with a space, which nobody will remember"
	case utf8.RuneCountInString(unguessed(s, known)) < minUnguessed:
		return "that is among what is tried first: words like password, your name, rows of keys, repetitions"
	}
	return ""
}

// common is what passwords are made of, in English and Danish.
var common = []string{"password", "passphrase", "passord", "kodeord", "adgangskode", "hemmelig", "letmein", "iloveyou", "welcome", "velkommen", "subrosa",
	"psykoterapeut", "psykolog", "terapeut", "therapist", "therapy", "terapi", "secret", "admin"}

// rows are keys and letters in the order in which they stand.
var rows = []string{"qwertyuiopå", "asdfghjklæø", "zxcvbnm", "abcdefghijklmnopqrstuvwxyzæøå", "01234567890"}

// unguessed is what is left of a passphrase without the words that are tried first,
// three and more in a row, and what it says a second time.
func unguessed(s string, known []string) string {
	s = strings.ToLower(norm.NFC.String(s))
	words := slices.Clone(common)
	for _, k := range known {
		words = append(words, strings.FieldsFunc(strings.ToLower(norm.NFC.String(k)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })...)
	}
	for _, w := range words {
		if utf8.RuneCountInString(w) > 2 {
			s = strings.ReplaceAll(s, w, "")
		}
	}
	var kept []rune
	all := []rune(s)
	for i := 0; i < len(all); {
		if n := row(all[i:]); n >= 3 {
			i += n
			continue
		}
		if n := repeats(all[:i], all[i:]); n >= 3 {
			i += n
			continue
		}
		if !unicode.IsSpace(all[i]) {
			kept = append(kept, all[i])
		}
		i++
	}
	return string(kept)
}

// row is how many characters at the beginning are one again and again, or stand in
// a row forwards or backwards.
func row(s []rune) int {
	longest := 1
	for longest < len(s) && s[longest] == s[0] {
		longest++
	}
	for _, r := range rows {
		back := []rune(r)
		slices.Reverse(back)
		for _, keys := range []string{r, string(back)} {
			for n := longest + 1; n <= len(s) && strings.Contains(keys, string(s[:n])); n++ {
				longest = n
			}
		}
	}
	return longest
}

// repeats is how many characters at the beginning were there before.
func repeats(before, s []rune) int {
	n := 0
	for n < len(s) && strings.Contains(string(before), string(s[:n+1])) {
		n++
	}
	return n
}
