package document

import "testing"

// A mark is read in many ways and written in one.
func FuzzParseWhose(f *testing.F) {
	for _, s := range []string{"[B alone]", "b ALONE", "[A,B]", " A , B ", "alone", "[", "[A", "A,,B"} {
		f.Add(s)
	}
	parties := couple(f).Parties
	f.Fuzz(func(t *testing.T, s string) {
		w, err := ParseWhose(s, parties)
		if err != nil {
			if w != "" {
				t.Errorf("%q: %q, %v", s, w, err)
			}
			return
		}
		for _, written := range []string{string(w), "[" + string(w) + "]"} {
			if again, err := ParseWhose(written, parties); w != "" && (err != nil || again != w) {
				t.Errorf("%q is %q, read again %q, %v", s, w, again, err)
			}
		}
		for _, label := range w.Parties() {
			if label != "A" && label != "B" {
				t.Errorf("%q names %q", s, label)
			}
		}
	})
}

// An appointment reads back as it is written.
func FuzzParseNext(f *testing.F) {
	for _, s := range []string{"2026-12-04 16:00 osterbro", "4.12.2026 16:00 walk", "today 9:00", "2026-10-25 02:30 +02:00 city"} {
		f.Add(s)
	}
	c := couple(f)
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseNext(s, c)
		if err != nil {
			return
		}
		d, err := Check(Document{Next: &a}, c)
		if err != nil {
			t.Fatalf("%q is %+v: %v", s, a, err)
		}
		fixedPoint(t, d, c)
	})
}
