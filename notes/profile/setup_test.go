package profile

import (
	"errors"
	"maps"
	"testing"
)

// Every way through the questions ends at a profile that exists, and every
// profile is at the end of one.
func TestEveryPathOfTheQuestions(t *testing.T) {
	reached := map[string]int{}
	var walk func(answers map[string]string, rest []Question)
	walk = func(answers map[string]string, rest []Question) {
		if len(rest) == 0 {
			name, why, err := Derive(answers)
			if _, known := Find(name); err != nil || !known || why == "" {
				t.Errorf("%v: %q, %q, %v", answers, name, why, err)
			}
			reached[name]++
			return
		}
		q := rest[0]
		if q.After != "" && answers[q.After] != q.Answer {
			walk(answers, rest[1:])
			return
		}
		if name, _, err := Derive(answers); !errors.Is(err, errUnanswered) {
			t.Errorf("%v: %q without an answer to %q, %v", answers, name, q.Ask, err)
		}
		for _, c := range q.Choices {
			with := maps.Clone(answers)
			with[q.ID] = c.Answer
			walk(with, rest[1:])
		}
		with := maps.Clone(answers)
		with[q.ID] = "nonsense"
		if name, _, err := Derive(with); !errors.Is(err, errUnanswered) {
			t.Errorf("%v: %q, %v", with, name, err)
		}
	}
	walk(map[string]string{}, Questions())
	want := map[string]int{"dk-psykoterapeut": 1, "dk-autoriseret": 4, "eu": 1, "uk": 1, "us-hipaa": 1}
	if !maps.Equal(reached, want) {
		t.Errorf("reached %v, want %v", reached, want)
	}
}
