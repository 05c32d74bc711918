package page

import (
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

// ruler measures text. It is a document without pages, so that measuring
// leaves no trace in the one that is made.
type ruler struct{ pdf *fpdf.Fpdf }

func newRuler() ruler {
	p := fpdf.New("P", "mm", "A4", "")
	addFonts(p)
	return ruler{p}
}

func (r ruler) set(st Style) {
	look := st.look()
	r.pdf.SetFont(look.font, look.weight, look.size)
}

func (r ruler) width(st Style, text string) float64 {
	r.set(st)
	return r.pdf.GetStringWidth(text)
}

// lines breaks a text into lines: at spaces, and inside a word only when the
// word alone is wider than the line. A line that was broken at a space keeps
// it, so that words stay apart for whoever reads the text out.
func (r ruler) lines(st Style, text string, width float64) []string {
	r.set(st)
	var out []string
	for hard := range strings.SplitSeq(Visible(text), "\n") {
		line, used := "", 0.0
		for i, word := range strings.Split(strings.TrimRight(hard, " "), " ") {
			if i > 0 {
				word = " " + word
			}
			w := r.pdf.GetStringWidth(word)
			if used+w <= width {
				line, used = line+word, used+w
				continue
			}
			if line != "" {
				out = append(out, line+" ")
			}
			line = strings.TrimPrefix(word, " ")
			for r.pdf.GetStringWidth(line) > width {
				head := r.fill(line, width)
				out = append(out, head)
				line = line[len(head):]
			}
			used = r.pdf.GetStringWidth(line)
		}
		out = append(out, line)
	}
	return out
}

// fill is the longest beginning of a word that fits, cut after a sign that
// divides it if there is one in its second half.
func (r ruler) fill(word string, width float64) string {
	end, used := 0, 0.0
	for i, c := range word {
		used += r.pdf.GetStringWidth(string(c))
		if used > width && i > 0 {
			break
		}
		end = i + len(string(c))
	}
	if cut := strings.LastIndexAny(word[:end], "/&?=.,_]"); cut > end/2 {
		return word[:cut+1]
	}
	return word[:end]
}

// oneLine is a text as it is drawn where there is room for one line.
func oneLine(text string) string { return strings.ReplaceAll(Visible(text), "\n", " ") }
