package packet

import (
	"testing"
)

func composed(t *testing.T, r Records) Packet {
	t.Helper()
	p, err := Compose(r, func(Records, []File) ([]byte, error) { return []byte("{}\n"), nil })
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestScanFindsWhatMustNotLeave(t *testing.T) {
	p := composed(t, sample(2))
	for _, tt := range []struct {
		name   string
		secret Secret
		files  int
	}{
		{"a sentence that the PDF breaks over two lines", Secret{Text: "Han lagde mærke til, at han venter på et tegn"}, 2},
		{"the same in capitals and decomposed", Secret{Text: "HAN LAGDE MÆRKE TIL, AT HAN VENTER PA\u030a ET TEGN"}, 2},
		{"a whole word", Secret{Text: "søvnen", Whole: true}, 2},
		{"a part of a word is no word", Secret{Text: "søvn", Whole: true}, 0},
		{"something that is not there", Secret{Text: "en affære med chefen"}, 0},
		{"a name that only the letter holds", Secret{Text: "Åboulevard", Whole: true}, 2},
		{"an emoji", Secret{Text: "😀 og naïve"}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found, err := Scan(p.Zip, []Secret{tt.secret})
			if err != nil {
				t.Fatal(err)
			}
			if len(found) != tt.files {
				t.Errorf("found in %v, want %d files", found, tt.files)
			}
		})
	}
}

func TestContainsTreatsATokenAsAWord(t *testing.T) {
	boss := Secret{Text: "@boss", Whole: true}
	if !Contains("with @boss, who", boss) || Contains("with his boss, who", boss) || Contains("mail x@boss.dk", boss) {
		t.Error("@boss must match the token and nothing else")
	}
}
