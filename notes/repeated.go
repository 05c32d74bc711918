package notes

import (
	"fmt"
	"strings"

	"subrosa/vault"
)

// A text that is carried from note to note says nothing of the day, and makes
// doubtful what does: a record with the same paragraphs for 89 weeks was not
// believed (fvn.no). Short paragraphs repeat by themselves.
const (
	repeatedWords = 12  // of which a paragraph must have so many
	repeatedFrom  = 0.8 // of the runs of words that two have together
	repeatedIn    = 20  // earlier notes are compared
)

// repeated points out paragraphs that nearly stand in an earlier note of the case.
func repeated(tx *vault.Tx, file int64, n Note) ([]Finding, error) {
	mine := map[int]map[string]bool{}
	where := map[int]string{}
	at := 0
	for _, s := range n.Sections {
		for nth, p := range s.Paragraphs {
			if at++; len(strings.Fields(p.Text)) >= repeatedWords {
				mine[at], where[at] = runsOf(p.Text), fmt.Sprintf("%s, paragraph %d", s.Heading, nth+1)
			}
		}
	}
	if len(mine) == 0 {
		return nil, nil
	}
	earlier, err := vault.All(tx, scanNote, noteColumns+" WHERE casefile = ? AND status = 'signed' AND start_at <= ? ORDER BY start_at DESC, id DESC LIMIT ?",
		file, n.Start.Unix(), repeatedIn)
	if err != nil {
		return nil, err
	}
	best := map[int]Finding{}
	share := map[int]float64{}
	for _, e := range earlier {
		id, _ := e.ID.number()
		sections, err := readSections(tx, id)
		if err != nil {
			return nil, err
		}
		for _, s := range sections {
			for _, p := range s.Paragraphs {
				theirs := runsOf(p.Text)
				for no, runs := range mine {
					if like := alike(runs, theirs); like >= repeatedFrom && like > share[no] {
						share[no] = like
						best[no] = Finding{Code: "nearly-repeated", Paragraph: no, What: fmt.Sprintf("%s is nearly one of %s (%d %%)", where[no], e.Start.Format("2 Jan 2006"), int(like*100))}
					}
				}
			}
		}
	}
	var list []Finding
	for no := 1; no <= at; no++ {
		if f, ok := best[no]; ok {
			list = append(list, f)
		}
	}
	return list, nil
}

// runsOf are the runs of three words of a text, folded.
func runsOf(text string) map[string]bool {
	words := strings.Fields(fold(text))
	runs := map[string]bool{}
	for i := 0; i+3 <= len(words); i++ {
		runs[strings.Join(words[i:i+3], " ")] = true
	}
	return runs
}

// alike is the share of runs that two texts have together, 0 to 1.
func alike(a, b map[string]bool) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 || len(a)*5 < len(b)*4 { // cannot reach repeatedFrom
		return 0
	}
	both := 0
	for run := range a {
		if b[run] {
			both++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}
