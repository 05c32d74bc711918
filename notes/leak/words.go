package leak

import (
	"encoding/binary"
	"strings"
	"unicode/utf8"
)

// words finds many secrets in a text in one pass.
//
// Every place of the folded text is looked up by the eight letters that begin
// there (four or fewer for short secrets) in a table of how secrets begin. Most
// places are dismissed by a small bit set before that; where the table knows
// the beginning, the rest is compared, and then the gaps are judged.
type words struct {
	secrets  []Secret
	patterns []pattern
	starts   [9]map[uint64][]int32 // by the number of bytes that are looked up
	sizes    []int                 // of starts that are not empty
	filter   [1 << 10]uint64       // of the first two bytes
	reach    int                   // bytes of text that a match may take, at most
}

// pattern is a secret in one of its spellings, folded.
type pattern struct {
	secret  int
	tight   string
	gap     []gap
	letters int
	phrase  bool // more than one word
	number  bool // nothing but digits
	at      bool // begins with @
	whole   bool // must end where words end
}

// hit is a secret that was found, and the bytes of the text that it takes.
type hit struct {
	secret   int
	from, to int
}

// form says how a text came about, and with it what counts as a match in it.
type form struct {
	least  int  // letters that a secret must have to be looked for here
	joined bool // words may stand together that no reader sees so
}

const (
	freeLetters = 12 // a sentence of so many letters matches inside anything
	longRun     = 32 // letters without a space: spaces were lost, words do not end
)

func newWords(secrets []Secret) *words {
	w := &words{secrets: secrets, reach: 256}
	for i, s := range secrets {
		w.reach = max(w.reach, 8*len(s.Text))
		known := map[string]bool{}
		for _, text := range spellings(s.Text) {
			p := newPattern(i, text, s.Whole)
			if p.tight == "" || known[p.tight] {
				continue
			}
			known[p.tight] = true
			w.add(p)
		}
	}
	for n, m := range w.starts {
		if m != nil {
			w.sizes = append(w.sizes, n)
		}
	}
	return w
}

// spellings are a text, and the text as it is written where the letters æ, ø, å,
// ä, ö, ü cannot be: Soeren for Søren. The reverse is tried for words that stay
// long enough to mean something.
func spellings(text string) []string {
	long := strings.NewReplacer("ø", "oe", "Ø", "Oe", "å", "aa", "Å", "Aa", "ä", "ae", "Ä", "Ae", "ö", "oe", "Ö", "Oe", "ü", "ue", "Ü", "Ue",
		"o\u0308", "oe", "a\u030a", "aa", "A\u030a", "Aa", "a\u0308", "ae", "u\u0308", "ue")
	short := strings.NewReplacer("aa", "a", "Aa", "A", "AA", "A", "oe", "o", "Oe", "O", "OE", "O")
	list := []string{text, long.Replace(text)}
	if s := short.Replace(text); utf8.RuneCountInString(s) >= 5 {
		list = append(list, s)
	}
	return list
}

func newPattern(secret int, text string, whole bool) pattern {
	f := fold(text)
	p := pattern{secret: secret, tight: string(f.b), gap: f.gap, letters: utf8.RuneCount(f.b), whole: whole, number: len(f.b) > 0}
	for i, g := range f.gap {
		p.phrase = p.phrase || i > 0 && g&(gapAny|gapSoft) == gapAny
		p.number = p.number && '0' <= f.b[i] && f.b[i] <= '9'
	}
	p.at = strings.HasPrefix(strings.TrimSpace(text), "@")
	p.whole = p.whole || p.letters < freeLetters
	return p
}

func (w *words) add(p pattern) {
	n := len(p.tight)
	switch {
	case n >= 8:
		n = 8
	case n > 4:
		n = 4
	}
	if w.starts[n] == nil {
		w.starts[n] = map[uint64][]int32{}
	}
	key := startKey([]byte(p.tight)) & startMask(n)
	w.starts[n][key] = append(w.starts[n][key], int32(len(w.patterns)))
	w.patterns = append(w.patterns, p)
	if n == 1 {
		for second := range 256 {
			w.mark(uint16(p.tight[0]) | uint16(second)<<8)
		}
	} else {
		w.mark(uint16(p.tight[0]) | uint16(p.tight[1])<<8)
	}
}

func (w *words) mark(two uint16)        { w.filter[two>>6] |= 1 << (two & 63) }
func (w *words) marked(two uint16) bool { return w.filter[two>>6]&(1<<(two&63)) != 0 }

func startMask(n int) uint64 { return ^uint64(0) >> (64 - 8*n) }

// startKey is the first eight bytes, with zeros behind the end.
func startKey(b []byte) uint64 {
	if len(b) >= 8 {
		return binary.LittleEndian.Uint64(b)
	}
	var eight [8]byte
	copy(eight[:], b)
	return binary.LittleEndian.Uint64(eight[:])
}

// A text is searched in blocks, so that folding it never takes much memory.
const blockSize = 1 << 20

// search finds secrets in a text.
func (s *scan) search(text string, f form) []hit {
	w := s.words
	if len(w.patterns) == 0 {
		return nil
	}
	var hits []hit
	counts := map[int]int{}
	for from := 0; from < len(text); {
		end := wordEnd(text, min(from+blockSize+2*w.reach, len(text)))
		hits = append(hits, w.block(text[from:end], from, f, counts)...)
		if end == len(text) || s.ctx.Err() != nil {
			break
		}
		from = wordEnd(text, end-w.reach)
	}
	return hits
}

// wordEnd is the first place from i on that cuts no word, or at least no
// character.
func wordEnd(text string, i int) int {
	for end := i; end < len(text) && end < i+128; end++ {
		if text[end] <= ' ' {
			return end
		}
	}
	for i < len(text) && !utf8.RuneStart(text[i]) {
		i++
	}
	return i
}

// block searches one block. A secret that is everywhere is listed some times only.
func (w *words) block(text string, offset int, f form, counts map[int]int) []hit {
	var hits []hit
	t := fold(text)
	for i := range t.b {
		two := uint16(t.b[i])
		if i+1 < len(t.b) {
			two |= uint16(t.b[i+1]) << 8
		}
		if !w.marked(two) {
			continue
		}
		key := startKey(t.b[i:])
		for _, n := range w.sizes {
			for _, k := range w.starts[n][key&startMask(n)] {
				p := &w.patterns[k]
				if p.letters < f.least || counts[p.secret] >= 10*maxPlaces || !p.follows(t.b[i:]) || !p.fits(t, i, f) {
					continue
				}
				end := len(text)
				if i+len(p.tight) < len(t.b) {
					end = int(t.at[i+len(p.tight)])
				}
				counts[p.secret]++
				hits = append(hits, hit{p.secret, offset + int(t.at[i]), offset + end})
			}
		}
	}
	return hits
}

func (p *pattern) follows(b []byte) bool {
	return len(b) >= len(p.tight) && string(b[:len(p.tight)]) == p.tight
}
