package main

import (
	"slices"
	"testing"
)

func TestQueryWords(t *testing.T) {
	for _, test := range []struct {
		args []string
		want []string
	}{
		{[]string{"listening", "exercise"}, []string{"listening", "exercise"}},
		{[]string{"listening exercise"}, []string{`"listening exercise"`}},
		{[]string{`"listening exercise"`}, []string{`"listening exercise"`}},
		{[]string{`fear "listening exercise" breath*`}, []string{"fear", `"listening exercise"`, "breath*"}},
		{[]string{`"not closed`}, []string{`"not closed"`}},
		{[]string{`""`, "a"}, []string{"a"}},
	} {
		if got := phrases(test.args); !slices.Equal(got, test.want) {
			t.Errorf("phrases(%q) = %q, want %q", test.args, got, test.want)
		}
	}
}
