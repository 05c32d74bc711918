package leak

import "unicode/utf8"

// fits judges a place where the letters of a pattern follow each other: whether
// a reader would see the secret there.
func (p *pattern) fits(t folded, i int, f form) bool {
	end := i + len(p.tight)
	if p.at && t.gap[i]&gapAt == 0 {
		return false
	}
	if (p.letters <= 2 || f.least > surely) && !p.sameAccents(t, i) {
		return false
	}
	if p.letters <= 2 && t.gap[i]&gapCode != 0 && (end == len(t.b) || t.gap[end]&gapCode != 0) { // in base64, most likely
		return false
	}
	ok, spaced := p.fitsInside(t, i)
	if !ok {
		return false
	}
	if p.number && p.letters >= 8 { // a number to call may follow that of its country
		from, _ := t.word(i)
		return i-from <= 4 && !splitsNumber(t, end)
	}
	together := p.phrase && p.letters >= 8 && t.contiguous(i+1, end)
	if !p.whole || together {
		return !splitsNumber(t, i) && !splitsNumber(t, end)
	}
	if spaced {
		return t.spacedEnd(i, -1) && t.spacedEnd(end, 1)
	}
	if p.begins(t, i) && p.ends(t, end) {
		return true
	}
	return !f.joined && p.letters >= 5 && !p.number && t.run(i, end) >= longRun
}

func (p *pattern) sameAccents(t folded, i int) bool {
	for k := range p.tight {
		if (t.gap[i+k]^p.gap[k])&gapAccent != 0 {
			return false
		}
	}
	return true
}

// fitsInside judges the gaps between the letters. Where the secret has gaps of
// its own any will do, and none. Elsewhere there may be hyphenation, or one line
// break in a word long enough not to come together by chance; or every letter
// may stand apart (spaced). Long phrases and numbers may be broken anywhere.
func (p *pattern) fitsInside(t folded, i int) (ok, spaced bool) {
	odd, lines, apart, inner := 0, 0, 0, 0
	for k := 1; k < len(p.tight); k++ {
		if !utf8.RuneStart(p.tight[k]) {
			continue
		}
		g := t.gap[i+k]
		inner++
		if g&gapAny != 0 {
			apart++
		}
		if p.gap[k]&gapAny != 0 || g&gapAny == 0 || g&gapSoft != 0 {
			continue
		}
		if odd++; g&gapLine != 0 {
			lines++
		}
	}
	switch {
	case odd == 0:
		return true, false
	case p.number && p.letters >= 6, p.phrase && p.letters >= 10, !p.whole:
		return true, false
	case odd == 1 && lines == 1 && p.letters >= 5:
		return true, false
	}
	return apart == inner && p.letters >= 3, true
}

// begins and ends say whether words end where a match does.
func (p *pattern) begins(t folded, i int) bool {
	if i == 0 || t.gap[i]&gapDense != 0 {
		return true
	}
	return p.border(t, i)
}

func (p *pattern) ends(t folded, end int) bool {
	if end == len(t.b) || t.gap[end-1]&gapDense != 0 || t.gap[end]&gapDense != 0 || p.border(t, end) {
		return true
	}
	if p.number || p.letters < 2 {
		return false
	}
	for _, ending := range []string{"s", "es"} { // of a genitive
		after := end + len(ending)
		if after > len(t.b) || string(t.b[end:after]) != ending || len(ending) > 1 && p.letters < 3 {
			continue
		}
		if t.contiguous(end, after) && (after == len(t.b) || p.border(t, after)) {
			return true
		}
	}
	return false
}

func (t folded) contiguous(from, to int) bool {
	for _, g := range t.gap[from:to] {
		if g&gapAny != 0 {
			return false
		}
	}
	return true
}

// border says whether one word ends and another begins before a letter. Words
// written together count when capitals or digits tell them apart.
func (p *pattern) border(t folded, i int) bool {
	g := t.gap[i]
	switch {
	case g&gapAny != 0:
		return g&gapLower == 0 || p.letters > 4
	case p.letters <= 2:
		return false
	case g&gapHump != 0:
		return t.humps(i)
	case g&gapNumber != 0:
		return t.run(i, i) <= 40 && t.changes(i) <= 2
	}
	return false
}

// splitsNumber says whether a place is inside a number.
func splitsNumber(t folded, i int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(t.b) && '0' <= t.b[i] && t.b[i] <= '9' }
	return digit(i) && digit(i-1) && t.gap[i]&gapAny == 0
}

// word is where the run of letters and digits around a place begins and ends.
func (t folded) word(i int) (from, to int) {
	const far = 4096
	from, to = min(i, len(t.b)-1), i
	for from > 0 && i-from < far && t.gap[from]&gapAny == 0 {
		from--
	}
	for to < len(t.b) && to-i < far && (to == from || t.gap[to]&gapAny == 0) {
		to++
	}
	return from, to
}

// run is the length of the run without gaps from one place to another and
// beyond; 0 when digits are in it, which a text without its spaces may have, but
// then it is more likely no text.
func (t folded) run(i, end int) int {
	if !t.contiguous(min(i+1, end), end) {
		return 0
	}
	from, to := t.word(i)
	for _, b := range t.b[from:to] {
		if i != end && '0' <= b && b <= '9' {
			return 0
		}
	}
	return to - from
}

// humps says whether a run is words written together, likeThis, in which a
// capital begins a word: at least three letters to a word, which random letters
// do not have, and not a name like McDonald.
func (t folded) humps(i int) bool {
	from, to := t.word(i)
	humps, last := 1, from
	for k := from + 1; k < to; k++ {
		if t.gap[k]&gapNumber != 0 {
			return false
		}
		if t.gap[k]&gapHump != 0 {
			humps++
		}
		if k < i && t.gap[k]&gapHump != 0 {
			last = k
		}
	}
	return 3*humps <= to-from && i-last >= 3 && string(t.b[last:i]) != "mac"
}

// changes counts how often letters and digits change in a run.
func (t folded) changes(i int) int {
	from, to := t.word(i)
	n := 0
	for k := from + 1; k < to; k++ {
		if t.gap[k]&gapNumber != 0 {
			n++
		}
	}
	return n
}

// spacedEnd says whether a word of letters that stand apart ends at a place:
// what is next to it is further away, or no single letter.
func (t folded) spacedEnd(i, step int) bool {
	if i <= 0 || i >= len(t.b) || t.gap[i]&gapWide != 0 {
		return true
	}
	if t.gap[i]&gapAny == 0 {
		return false
	}
	next := i // the letter beyond
	if step < 0 {
		for next--; next > 0 && !utf8.RuneStart(t.b[next]); next-- {
		}
		return t.gap[next]&gapAny == 0 && next > 0
	}
	for next++; next < len(t.b) && !utf8.RuneStart(t.b[next]); next++ {
	}
	return next < len(t.b) && t.gap[next]&gapAny == 0
}
