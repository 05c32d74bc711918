package notes

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func known(names ...string) (list []knownName) {
	for _, name := range names {
		list = append(list, knownName{text: name})
	}
	return list
}

func TestNamesInClear(t *testing.T) {
	all := known("Kevin Brandt", "May Grant", "Søren Ægidius", "Åse van der Bo", "Joe", "Anne-Marie Holm")
	for _, test := range []struct{ text, want string }{
		{"Kevin Brandt came, and kevin went.", "Kevin Brandt|kevin"},
		{"Kevins bil, Kevin's car, Brandts hus, KEVIN.", "Kevins|Kevin|Brandts|KEVIN"},
		{"the car of Kevin Brandts friend", "Kevin Brandts"},
		{"Kevin K. Brandt", "Kevin|Brandt"},
		{"@kevin and @boss-kevin, mail@kevin.dk", ""},
		{"kevinism, MacKevin", ""},
		{"May we go? It may be. In May. Then May came. Told May so", "May|May|May"},
		{"Told U. May so. May we? In plan A. May be.", "May|May"},
		{"MAY GRANT and may grant", "MAY GRANT|may grant"},
		{"sören, SOREN, Sørens, Ægidius, aegidius", "sören|SOREN|Sørens|Ægidius|aegidius"},
		{"Aase and Ase, de bor der; Bo. A van. Hos Bo", "Aase|Ase|Bo|Bo"},
		{"Joe said joe. And JOE", "Joe|JOE"},
		{"Marie, Anne, Anne-Marie Holm, anne–marie holm", "Marie|Anne|Anne-Marie Holm|anne–marie holm"},
		{"", ""},
	} {
		for form, text := range map[string]string{"NFC": norm.NFC.String(test.text), "NFD": norm.NFD.String(test.text)} {
			got := norm.NFC.String(strings.Join(spanTexts(text, newNameIndex(all).find(text)), "|"))
			if got != test.want {
				t.Errorf("%s %q: %q, want %q", form, test.text, got, test.want)
			}
		}
	}
}

func TestSharedNames(t *testing.T) {
	spans := newNameIndex(known("Chris Dahl", "Lise Dahl")).find("Dahl rang.")
	if len(spans) != 1 || !slices.Equal(spans[0].of, []int{0, 1}) || spans[0].whole {
		t.Errorf("%+v", spans)
	}
}

func TestNamesOfOthers(t *testing.T) {
	all := []knownName{{text: "Chris Dahl", person: 1}, {text: "Lise Dahl", alias: 1}, {text: "chris dahl", alias: 2}}
	text := "Chris Dahl, Lise Dahl, Dahl, Chris, Lise."
	if got := spanTexts(text, without(all, []int64{1}).find(text)); !slices.Equal(got, []string{"Lise Dahl", "Lise"}) {
		t.Errorf("%q", got)
	}
}

// Whatever the text, spans are in order, inside it, and hold a word.
func TestSpansFit(t *testing.T) {
	index := newNameIndex(known("Kevin Brandt", "Bo", "Åse Ø"))
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.OneOf(rapid.SampledFrom([]string{"Kevin", "Brandt", "Bo", "Å", "\u030a", "s", " ", "@", ".", "se"}),
			rapid.String())).Draw(t, "text"), "")
		last := 0
		for _, s := range index.find(text) {
			if s.start < last || s.end <= s.start || s.end > utf8.RuneCountInString(text) || len(s.of) == 0 {
				t.Fatalf("span %+v after %d in %q", s, last, text)
			}
			last = s.end
		}
	})
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{"Chris Dahl": "CD", "østen-ægir bo": "ØÆB", "": ""} {
		if got := initials(name); got != want {
			t.Errorf("%q: %q", name, got)
		}
	}
}
