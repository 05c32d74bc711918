package leak

import "strings"

// splitMarkup takes HTML or XML apart: the text without its tags, and what stands
// in the tags. Tags that only change how letters look leave nothing behind, so
// that a word that they cut comes together; the others leave a space. The text
// keeps its length, so that places in it stay true.
func splitMarkup(text string) (plain, tags string, ok bool) {
	if strings.IndexByte(text, '<') < 0 || strings.IndexByte(text, '>') < 0 {
		return "", "", false
	}
	var b, inside strings.Builder
	lastEnd := strings.LastIndex(text, "-->") // of comments
	for i := 0; i < len(text); {
		open := strings.IndexByte(text[i:], '<')
		if open < 0 {
			b.WriteString(text[i:])
			break
		}
		b.WriteString(text[i : i+open])
		i += open
		size := tagSize(text[i:], i < lastEnd)
		if size == 0 {
			b.WriteByte('<')
			i++
			continue
		}
		tag := text[i+1 : i+size-1]
		inside.WriteString(withoutLanguage(tag))
		inside.WriteString("\n\n")
		if inline(tag) {
			fillNothing(&b, size)
		} else {
			b.WriteString(strings.Repeat(" ", size))
		}
		i += size
		ok = true
	}
	return b.String(), inside.String(), ok
}

// tagSize is the length of the tag at the beginning of a text, 0 if it is none.
// A comment ends at its own sign, if that comes at all.
func tagSize(text string, commentEnds bool) int {
	if len(text) < 3 || !(isASCIILetter(rune(text[1])) || strings.IndexByte("/!?", text[1]) >= 0) {
		return 0
	}
	if commentEnds && strings.HasPrefix(text, "<!--") {
		if end := strings.Index(text, "-->"); end > 0 {
			return end + 3
		}
	}
	return strings.IndexByte(text[:min(len(text), 4096)], '>') + 1
}

// withoutLanguage drops the attribute that says the language, whose name is a
// family's name too.
func withoutLanguage(tag string) string {
	return strings.NewReplacer("xml:lang", "", "hreflang", "", " lang=", " =").Replace(tag)
}

// inline says whether a tag stands inside words: those of HTML that change
// letters, and the runs of word processors.
func inline(tag string) bool {
	name := strings.ToLower(strings.Trim(tag, "/ "))
	if end := strings.IndexAny(name, " \t\r\n/"); end >= 0 {
		name = name[:end]
	}
	switch name {
	case "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "del", "kbd", "mark", "q", "s", "small", "span",
		"strike", "strong", "sub", "sup", "tt", "u", "wbr", "r", "t", "tspan", "text:span":
		return true
	case "w:p", "w:tc", "w:tr", "w:br", "w:tab", "a:p", "a:tc", "a:br":
		return false
	}
	return strings.HasPrefix(name, "w:") || strings.HasPrefix(name, "a:")
}

// fillNothing writes n bytes, at least 3, of characters that are nothing.
func fillNothing(b *strings.Builder, n int) {
	for ; n > 4 || n == 3; n -= 3 {
		b.WriteString("\u2060")
	}
	for ; n > 0; n -= 2 {
		b.WriteString("\u00ad")
	}
}
