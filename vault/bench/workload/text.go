package workload

import (
	"iter"
	"math/rand/v2"
	"strings"
)

const (
	wordsPerNote = 400
	vocabulary   = 8000
)

// text makes notes of words whose frequencies fall as those of a language do.
// It is the same sequence in every process.
type text struct {
	words []string
	zipf  *rand.Zipf
}

func newText(seed uint64) *text {
	source := rand.New(rand.NewPCG(1, seed))
	t := &text{words: make([]string, vocabulary), zipf: rand.NewZipf(source, 1.15, 4, vocabulary-1)}
	syllables := strings.Fields("ba de fi go hu ja ke li mo nu pa re si to vu sø læ kå an er is or un el")
	for i := range t.words {
		var b strings.Builder
		for n := i + 1; n > 0; n /= len(syllables) {
			b.WriteString(syllables[n%len(syllables)])
		}
		t.words[i] = b.String()
	}
	return t
}

func (t *text) note() string {
	var b strings.Builder
	for i := range wordsPerNote {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.words[t.zipf.Uint64()])
	}
	return b.String()
}

// common is one of a hundred words that stand in a good part of all notes.
func (t *text) common(i int) string { return t.words[40+i%100] }

// Note is the text of one note; the same i, the same note.
func Note(i int) string {
	t := newText(uint64(i))
	return t.note()
}

// Commonest is a word that stands in nearly every note, with its neighbours'
// spaces.
func Commonest() string { return " " + newText(0).words[0] + " " }

// statements cuts a script at its semicolons; the schema has
// none inside a statement.
func statements(script string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for s := range strings.SplitSeq(script, ";") {
			if s = strings.TrimSpace(s); s != "" && !yield(s) {
				return
			}
		}
	}
}
