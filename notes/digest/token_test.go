package digest

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestTokenise(t *testing.T) {
	names := []string{"Kevin Brandt", "Kevin", "Ole", "O. B.", ""}
	for text, want := range map[string]string{
		"":                                   "",
		"Both came.":                         "Both| |came|.",
		"don't  stop":                        "don|'|t|  |stop",
		"a, b":                               "a|,| |b",
		"with @boss-wife.":                   "with| |@boss-wife|.",
		"@boss":                              "@boss",
		"(@boss)":                            "(|@boss|)",
		"@boss- and @":                       "@boss|-| |and| |@",
		"@a--b":                              "@a|--|b",
		"@@boss":                             "@|@boss",
		"mail a@b.dk":                        "mail| |a|@|b|.|dk",
		"Kevin Brandt and Kevin":             "Kevin Brandt| |and| |Kevin",
		"Kevins":                             "Kevins",
		"Kevin Brandts":                      "Kevin| |Brandts",
		"xKevin Brandt":                      "xKevin| |Brandt",
		"\"Ole\"":                            "\"|Ole|\"",
		"Olefins":                            "Olefins",
		"by O. B., then":                     "by| |O. B.|,| |then",
		"  \t\nx":                            "  \t\n|x",
		"e\u0301te\u0301":                    "e\u0301te\u0301",
		"Ole\u0301":                          "Ole\u0301",
		"@bo\u0301ss":                        "@bo\u0301ss",
		"ok 👩‍👩‍👧👍🏽!":                        "ok| |👩‍👩‍👧👍🏽!",
		"20.11.2026":                         "20|.|11|.|2026",
		"שלום @דן":                           "שלום| |@דן",
		"\u0301x":                            "\u0301|x",
		strings.Repeat("x", MaxToken+2):      strings.Repeat("x", MaxToken) + "|xx",
		strings.Repeat("ø", 600):             strings.Repeat("ø", 512) + "|" + strings.Repeat("ø", 88),
		strings.Repeat("\u20ac", 600):        strings.Repeat("\u20ac", 341) + "|" + strings.Repeat("\u20ac", 259),
		"a" + strings.Repeat("ø\u0301", 300): "a" + strings.Repeat("ø\u0301", 255) + "|" + strings.Repeat("ø\u0301", 45),
	} {
		if got := strings.Join(Tokenise(text, names), "|"); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestTokensJoinedAreTheText(t *testing.T) {
	piece := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"@boss", "Kevin Brandt", " ", "\u0301", "\u200d", "é",
		"\xff", strings.Repeat("\u0301", 700), strings.Repeat("ab", 700)}))
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(piece).Draw(t, "pieces"), "")
		names := rapid.SliceOf(rapid.SampledFrom([]string{"Kevin Brandt", "é", "@b", ""})).Draw(t, "names")
		tokens := Tokenise(text, names)
		if strings.Join(tokens, "") != text {
			t.Fatalf("%q was cut into %q", text, tokens)
		}
		nfc := utf8.ValidString(text) && norm.NFC.IsNormalString(text)
		for i, token := range tokens {
			if token == "" || len(token) > MaxToken || utf8.ValidString(text) && !utf8.ValidString(token) {
				t.Fatalf("token %d is %q", i, token)
			}
			if nfc && !norm.NFC.IsNormalString(token) {
				t.Fatalf("token %d of an NFC text is not NFC: %+q", i, token)
			}
		}
	})
}

func TestNameIsOneTokenWhereverItStandsWhole(t *testing.T) {
	around := rapid.SampledFrom([]string{" ", ", ", "(", "\n", "\u201d", ""})
	rapid.Check(t, func(t *rapid.T) {
		text := around.Draw(t, "before") + "Maja-Lis Ø. Holm" + around.Draw(t, "after")
		if tokens := Tokenise(text, []string{"Holm", "Maja-Lis Ø. Holm"}); !slices.Contains(tokens, "Maja-Lis Ø. Holm") {
			t.Fatalf("%q was cut into %q", text, tokens)
		}
	})
}
