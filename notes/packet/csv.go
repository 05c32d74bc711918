package packet

import (
	"strconv"
	"strings"
)

// withheldCSV is 03-withheld.csv: a row for each slip-sheet.
func withheldCSV(r Records) []byte {
	rows := [][]string{{"item", "type", "words", "reason", "basis"}}
	for _, it := range r.slips() {
		w := it.Withheld
		rows = append(rows, []string{strconv.Itoa(it.Number), w.Type, w.Words, w.Reason, w.Basis})
	}
	return csv(rows)
}

// redactionsCSV is 04-redactions.csv: a row for each mark in the text, numbered
// in the order in which they are read.
func redactionsCSV(r Records) []byte {
	rows := [][]string{{"number", "bates_page", "item", "reason", "basis"}}
	for i, m := range r.redactions() {
		rows = append(rows, []string{strconv.Itoa(i + 1), m.Page, strconv.Itoa(m.item), m.Reason, m.Basis})
	}
	return csv(rows)
}

// csv writes rows as RFC 4180 has it: CRLF, and quotes around a field only
// where it holds a comma, a quote or the end of a line. The standard library
// quotes some others too, and changes line ends inside fields.
func csv(rows [][]string) []byte {
	var b strings.Builder
	for _, row := range rows {
		for i, field := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			if strings.ContainsAny(field, ",\"\r\n") {
				field = `"` + strings.ReplaceAll(field, `"`, `""`) + `"`
			}
			b.WriteString(field)
		}
		b.WriteString("\r\n")
	}
	return []byte(b.String())
}
