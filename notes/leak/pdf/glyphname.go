package pdf

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// letterOf is the text of a glyph's name after Adobe's rules: a name of the
// list, uni0053, u1F600, several of them joined by _, a variant behind a point.
// The list here is of letters and what joins or parts words; a sign that is not
// in it is "".
func letterOf(glyph string) string {
	glyph, _, _ = strings.Cut(glyph, ".")
	var b strings.Builder
	for part := range strings.SplitSeq(glyph, "_") {
		b.WriteString(partLetter(part))
	}
	return b.String()
}

func partLetter(n string) string {
	if utf8.RuneCountInString(n) == 1 {
		return n
	}
	if s, ok := namedGlyph(n); ok {
		return s
	}
	if digits, ok := strings.CutPrefix(n, "uni"); ok && len(digits)%4 == 0 && len(digits) > 0 {
		var b strings.Builder
		for ; len(digits) >= 4; digits = digits[4:] {
			c, err := strconv.ParseUint(digits[:4], 16, 16)
			if err != nil {
				return ""
			}
			b.WriteRune(rune(c))
		}
		return b.String()
	}
	if digits, ok := strings.CutPrefix(n, "u"); ok && len(digits) >= 4 && len(digits) <= 6 {
		if c, err := strconv.ParseUint(digits, 16, 32); err == nil && utf8.ValidRune(rune(c)) {
			return string(rune(c))
		}
	}
	if digits, ok := strings.CutPrefix(n, "afii10"); ok {
		return cyrillic(digits)
	}
	return ""
}

// namedGlyph reads the names of letters and signs, and of letters with an accent,
// which are the letter's name and the accent's.
func namedGlyph(n string) (string, bool) {
	for _, list := range []string{letterNames, signNames} {
		for pair := range strings.FieldsSeq(list) {
			if glyph, text, _ := strings.Cut(pair, "="); glyph == n {
				return text, true
			}
		}
	}
	if n == "space" || n == "nbspace" || n == "nonbreakingspace" {
		return " ", true
	}
	for accent := range strings.FieldsSeq("grave acute circumflex tilde dieresis ring caron cedilla ogonek macron breve dotaccent hungarumlaut commaaccent") {
		if letter, ok := strings.CutSuffix(n, accent); ok && len(letter) == 1 {
			return letter + combining(accent), true
		}
	}
	return "", false
}

func combining(accent string) string {
	return map[string]string{"grave": "\u0300", "acute": "\u0301", "circumflex": "\u0302", "tilde": "\u0303", "dieresis": "\u0308", "ring": "\u030a",
		"caron": "\u030c", "cedilla": "\u0327", "ogonek": "\u0328", "macron": "\u0304", "breve": "\u0306", "dotaccent": "\u0307",
		"hungarumlaut": "\u030b", "commaaccent": "\u0326"}[accent]
}

const letterNames = `
	ae=æ AE=Æ oslash=ø Oslash=Ø oe=œ OE=Œ germandbls=ß eth=ð Eth=Ð thorn=þ Thorn=Þ lslash=ł Lslash=Ł dcroat=đ Dcroat=Đ
	dotlessi=ı hbar=ħ Hbar=Ħ eng=ŋ Eng=Ŋ kgreenlandic=ĸ longs=ſ fi=fi fl=fl ff=ff ffi=ffi ffl=ffl f_f=ff IJ=IJ ij=ij
	zero=0 one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 onesuperior=1 twosuperior=2 threesuperior=3
	Alpha=Α Beta=Β Gamma=Γ Delta=Δ Epsilon=Ε Zeta=Ζ Eta=Η Theta=Θ Iota=Ι Kappa=Κ Lambda=Λ Mu=Μ Nu=Ν Xi=Ξ Omicron=Ο Pi=Π
	Rho=Ρ Sigma=Σ Tau=Τ Upsilon=Υ Phi=Φ Chi=Χ Psi=Ψ Omega=Ω alpha=α beta=β gamma=γ delta=δ epsilon=ε zeta=ζ eta=η theta=θ
	iota=ι kappa=κ lambda=λ mu=μ nu=ν xi=ξ omicron=ο pi=π rho=ρ sigma=σ sigma1=ς tau=τ upsilon=υ phi=φ chi=χ psi=ψ omega=ω
`

const signNames = `
	exclam=! quotedbl=" numbersign=# dollar=$ percent=% ampersand=& quotesingle=' quoteright=’ quoteleft=‘ parenleft=( parenright=)
	asterisk=* plus=+ comma=, hyphen=- minus=− period=. slash=/ colon=: semicolon=; less=< equal== greater=> question=? at=@
	bracketleft=[ backslash=\ bracketright=] underscore=_ grave=` + "`" + ` braceleft={ bar=| braceright=} asciitilde=~ asciicircum=^
	endash=– emdash=— quotedblleft=“ quotedblright=” quotedblbase=„ quotesinglbase=‚ guillemotleft=« guillemotright=» bullet=•
	ellipsis=… Euro=€ sterling=£ section=§ degree=° periodcentered=· sfthyphen=- softhyphen=- paragraph=¶ copyright=© registered=®
	fraction=/ onehalf=½ dagger=† trademark=™ exclamdown=¡ questiondown=¿ multiply=× divide=÷ plusminus=±
`

// cyrillic reads the numbers of Adobe's names for Russian letters, afii10017 on.
func cyrillic(digits string) string {
	n, err := strconv.Atoi(digits)
	if err != nil || len(digits) != 3 {
		return ""
	}
	letters := []rune("АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ")
	switch {
	case n >= 17 && n < 17+len(letters):
		return string(letters[n-17])
	case n >= 65 && n < 65+len(letters):
		return strings.ToLower(string(letters[n-65]))
	}
	return ""
}

// standardWidths fills in the widths of the fonts that every reader has and a
// document need not describe: those of Helvetica, near enough for the others to
// tell a space from none; Courier's are all the same. It returns the usual
// width.
func standardWidths(base string, widths map[int]float64) float64 {
	if strings.Contains(base, "Courier") {
		return 600
	}
	const helvetica = "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 " +
		"1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 " +
		"333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
	scale := 1.0
	if strings.Contains(base, "Times") {
		scale = 0.9
	}
	code := 32
	for w := range strings.FieldsSeq(helvetica) {
		n, _ := strconv.ParseFloat(w, 64)
		widths[code] = n * scale
		code++
	}
	return 556 * scale
}
