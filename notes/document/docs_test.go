package document

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDocumentation holds docs/note-document.md to the truth: its examples are
// read, its tables are the tables of the program, its errors are the errors.
func TestDocumentation(t *testing.T) {
	raw, err := os.ReadFile("../../docs/note-document.md")
	if err != nil {
		t.Fatal(err)
	}
	page, c := string(raw), couple(t)
	t.Run("examples", func(t *testing.T) {
		blocks := regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$").FindAllStringSubmatch(page, -1)
		read := map[string]int{}
		for _, b := range blocks {
			read[b[1]]++
			switch b[1] {
			case "markdown":
				fixedPoint(t, mustParse(t, b[2], c), c)
			case "addendum":
				if _, err := ParseBody([]byte(b[2]), c); err != nil {
					t.Errorf("%v in\n%s", err, b[2])
				}
			default:
				t.Errorf("a block of %s, which nobody reads", b[1])
			}
		}
		if read["markdown"] < 4 || read["addendum"] < 1 {
			t.Errorf("found %v", read)
		}
	})
	t.Run("errors", func(t *testing.T) {
		rows := tableUnder(t, page, "| typed | what subrosa says |")
		for _, row := range rows {
			_, err := Parse([]byte("---\n"+strings.Trim(row[0], "`")+"\n---\n"), c)
			if err == nil || err.Error() != row[1] {
				t.Errorf("%s says %v, not %s", row[0], err, row[1])
			}
		}
	})
	t.Run("dates", func(t *testing.T) {
		for _, row := range tableUnder(t, page, "| typed | read as, on Monday 23 November 2026 |") {
			if _, _, err := ParseWhen(strings.Trim(row[0], "`"), c.Now); err != nil {
				t.Errorf("%s: %v", row[0], err)
			}
		}
	})
	t.Run("marks", func(t *testing.T) {
		for _, row := range tableUnder(t, page, "| mark | meaning |")[1:] {
			if _, err := ParseWhose(strings.Trim(row[0], "`"), family(t).Parties); err != nil {
				t.Errorf("%s: %v", row[0], err)
			}
		}
	})
	t.Run("formats", func(t *testing.T) {
		rows := tableUnder(t, page, "| format | English | Danish |")
		if len(rows) != len(Formats()) {
			t.Fatalf("%d formats, %d documented", len(Formats()), len(rows))
		}
		for i, f := range Formats() {
			var en, da []string
			for _, s := range f.Sections {
				en, da = append(en, s.In("en")), append(da, s.In("da"))
			}
			want := []string{"`" + f.Name + "`", strings.Join(en, ", "), strings.Join(da, ", ")}
			if strings.Join(rows[i], "|") != strings.Join(want, "|") {
				t.Errorf("documented %q, is %q", rows[i], want)
			}
		}
	})
	t.Run("kinds", func(t *testing.T) {
		rows := tableUnder(t, page, "| kind | keys of its own | English | Danish |")
		var want [][]string
		for _, k := range kinds() {
			if k.sections == nil {
				continue
			}
			var keys, en, da []string
			for _, f := range k.own {
				keys = append(keys, "`"+f.Key+"`")
			}
			for _, s := range k.sections {
				en, da = append(en, s.In("en")), append(da, s.In("da"))
			}
			want = append(want, []string{"`" + k.name + "`", strings.Join(keys, ", "), strings.Join(en, "; "), strings.Join(da, "; ")})
		}
		if diff := cmp.Diff(want, rows); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("keys of kinds", func(t *testing.T) {
		documented := map[string]string{}
		for _, row := range tableUnder(t, page, "| key of a kind | what it takes |") {
			for _, key := range strings.Split(row[0], ", ") {
				documented[strings.Trim(key, "`")] = row[1]
			}
		}
		for _, k := range kinds() {
			for _, f := range k.own {
				for _, choice := range f.Choices {
					if !strings.Contains(documented[f.Key], "`"+choice+"`") {
						t.Errorf("%s of %s is not documented", choice, f.Key)
					}
				}
				if documented[f.Key] == "" {
					t.Errorf("the key %s is not documented", f.Key)
				}
			}
		}
	})
	t.Run("keys and words", func(t *testing.T) {
		var keys []string
		for _, row := range tableUnder(t, page, "| key | what it takes |") {
			keys = append(keys, strings.Trim(row[0], "`"))
		}
		for _, f := range facts() {
			if !strings.Contains(strings.Join(keys, " ")+" ", f.key+" ") {
				t.Errorf("the key %s is not documented", f.key)
			}
		}
		if len(keys) != len(facts()) {
			t.Errorf("documented %q", keys)
		}
		for _, words := range [][]string{Kinds(), Layers(), Risks(), Elsewhere()} {
			for _, w := range words {
				if !strings.Contains(page, "`"+w+"`") {
					t.Errorf("%s is not documented", w)
				}
			}
		}
	})
}

// tableUnder gives the cells of the rows of the table with that header.
func tableUnder(t *testing.T, page, header string) [][]string {
	t.Helper()
	_, after, ok := strings.Cut(page, header+"\n")
	if !ok {
		t.Fatalf("no table %s", header)
	}
	var rows [][]string
	for _, line := range strings.Split(after, "\n")[1:] {
		if !strings.HasPrefix(line, "|") {
			break
		}
		var cells []string
		for _, cell := range strings.Split(strings.Trim(line, "|"), "|") {
			cells = append(cells, strings.TrimSpace(cell))
		}
		rows = append(rows, cells)
	}
	if len(rows) == 0 {
		t.Fatalf("an empty table %s", header)
	}
	return rows
}
