package form

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"subrosa/cmd/subrosa/screen/screentest"
	"subrosa/crypto"
)

func TestWeakPassphrases(t *testing.T) {
	known := []string{"Åse Bækgård Østergård", "Psykoterapeut MPF", "Rosenvej 1, 2100 København Ø", "Østerbro"}
	for _, s := range []string{
		"passwordpassword", "Password1234", "kodeord12345", "123456789012", "qwertyuiopå1", "asdfghjklæøzxc", "aaaaaaaaaaaab",
		"åse østergård", "Østergård2100", "A\u030ase Bækgård Østergård", "blåblåblåblåblå", "abcabcabcabc", "9876543210zyx", "subrosa2026!", "psykoterapeut!",
		"tooshort", " blåbær og fem andre ord",
	} {
		if weak(s, known) == "" {
			t.Errorf("%q was taken", s)
		}
	}
	for _, s := range []string{"blåbær og fem andre ord", "correct horse battery staple", "Åse spiser tit sennep til grøden", "x7$kP2vbQ9!z"} {
		if why := weak(s, known); why != "" {
			t.Errorf("%q: %s", s, why)
		}
	}
	for range 1000 {
		s, err := crypto.DrawWords(6)
		if err != nil || weak(s, known) != "" || len(strings.Fields(s)) != 6 {
			t.Fatalf("%q: %s, %v", s, weak(s, known), err)
		}
	}
}

// Enter alone draws six words, shows them on a screen of their own, and wants them
// typed.
func TestPassphraseDrawn(t *testing.T) {
	for _, plain := range []bool{false, true} {
		x := screentest.New(t, 40, 12)
		end := screentest.Result(t, func() (string, error) { return asker(x, plain).NewPassphrase(context.Background()) })
		x.Answer("New passphrase:", "\r")
		var drawn string
		if plain {
			x.Wait("It is not shown again")
			m := regexp.MustCompile(`(?m)^((?:[a-z]+ ){5}[a-z]+)\r?$`)
			x.Until("the words", func() bool { return m.MatchString(x.Output()) })
			drawn = m.FindStringSubmatch(x.Output())[1]
		} else {
			words := map[string]string{}
			x.Until("the words", func() bool {
				for _, m := range regexp.MustCompile(`(\d)  ([a-z]+)\b`).FindAllStringSubmatch(x.Screen(), -1) {
					words[m[1]] = m[2]
				}
				if len(words) < 6 {
					x.Keys("\x1b[B")
				}
				return len(words) == 6
			})
			drawn = strings.Join([]string{words["1"], words["2"], words["3"], words["4"], words["5"], words["6"]}, " ")
			x.Keys("\r\r")
		}
		x.Wait("Type the six words")
		if strings.Contains(x.Screen(), drawn) && !plain {
			t.Errorf("still to be seen:\n%s", x.Screen())
		}
		x.Keys(drawn + "\r")
		x.Answer("The same again:", drawn+"\r")
		if got, err := end(); err != nil || got != drawn {
			t.Errorf("%q, %v, drawn were %q", got, err, drawn)
		}
	}
}
