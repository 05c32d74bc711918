package document

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTokens(t *testing.T) {
	for text, want := range map[string][]string{
		"":                                     nil,
		"@boss, whose own wife is @boss-wife.": {"boss", "boss-wife"},
		"@Boss and @BOSS":                      {"boss"},
		"(@søster-A) \"@barn1\" «@mor» —@far": {"søster-a", "barn1", "mor", "far"},
		"line\n@next":            {"next"},
		"a@b.dk and x.y@boss":    nil,
		"@ alone, @- and @-x":    nil,
		"@boss- and @boss--wife": {"boss"},
		"@@boss":                 nil,
		"@boss@wife":             {"boss"},
		"@boss's car":            {"boss"},
	} {
		if diff := cmp.Diff(want, Tokens(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func FuzzTokens(f *testing.F) {
	f.Add("@boss, whose own wife is @boss-wife. a@b.dk")
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for _, span := range TokenSpans(s) {
			if span.Start < end || span.End <= span.Start+1 || span.End > len(s) {
				t.Fatalf("%+v in %q", span, s)
			}
			if written := s[span.Start:span.End]; written[0] != '@' || strings.ToLower(written[1:]) != span.Token {
				t.Errorf("%+v does not say what stands there: %q", span, written)
			}
			end = span.End
		}
	})
}
