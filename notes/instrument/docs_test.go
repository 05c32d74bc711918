package instrument

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of docs/measures.md anew")

// The table of docs/measures.md is written from the data, and is current.
func TestTheDocsAreCurrent(t *testing.T) {
	const path = "../../docs/measures.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const head = "|---|---|---|---|---|---|---|---|\n"
	before, _, ok := strings.Cut(string(text), head)
	if !ok {
		t.Fatal("no table in ", path)
	}
	want := before + head
	for _, i := range All() {
		want += row(i) + "\n"
	}
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(text) != want {
		t.Errorf("%s is not current: go test ./notes/instrument -update", path)
	}
}

func row(i Instrument) string {
	shown := "the total"
	switch {
	case i.Items != nil:
		shown = "wording, " + i.Language
	case i.Count > 0:
		shown = "answers by number"
	}
	var bands []string
	for _, b := range i.Bands {
		border := "above"
		if b.Below != 0 {
			border = fmt.Sprintf("below %g", b.Below)
		}
		bands = append(bands, border+" "+b.Words)
	}
	missing := "none"
	if i.MayMiss > 0 {
		missing = fmt.Sprintf("%d: mean of the others", i.MayMiss)
	}
	if i.Count == 0 {
		missing = ""
	}
	harm := ""
	if len(i.Risk) > 0 {
		harm = fmt.Sprintf("item %d", i.Risk[0])
	}
	return fmt.Sprintf("| `%s` | %g to %g | %s | %s | %s | %s | %s | %s |", i.ID, i.From, i.To, shown, strings.Join(bands, "; "), missing, harm, i.Licence, strings.Join(i.Unconfirmed, "; "))
}
