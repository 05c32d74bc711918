package packet

import (
	"strings"
	"testing"
	"time"

	"subrosa/notes/page"
)

// A packet can come from anybody with a key of their own, so setting its pages
// has to end well with whatever records.json says.
func TestStrangeRecordsCanBeSet(t *testing.T) {
	for _, s := range []string{"", "\U0001e921", "😀", "\x00\u202e\n\n", "[third party 1]", "-1", "99999999999999999999", "2026-13-45T99:00:00Z",
		"9999-12-31T23:59:59-23:59", strings.Repeat("x", 5000), strings.Repeat("\n", 300), "\xff\xfe"} {
		signed := Signed{s, map[string]string{}, []Paragraph{{true, true, []Piece{{s, s, s, s, s}}}, {false, false, nil}, {false, false, []Piece{{Mark: s}, {Text: s}}}}}
		for _, fact := range []string{"kind", "layer", "start", "minutes", "place", "present", "part", "risk", "next", "author", "text_at", "signed_at",
			"late_reason", "amends", "other"} {
			signed.Facts[fact] = s
		}
		huge, far, odd := 1e300, -1e300, -7
		measures := &Measures{[]Series{{s, s, s, s, 7, 7, true, []string{s}, []string{s}, nil}, {s, s, s, s, far, huge, true, []string{s}, []string{s},
			[]Measure{{s, []*int{nil, &odd}, &huge, s}, {"2026-11-23", nil, &far, s}}}}, []LeftOut{{-7, s}}}
		r := Records{s, s, page.A4, Mode(s), Practice{s, s, s, s}, Recipient{s, s, s}, Request{s, s, s, true}, time.Time{}, Bates{s, -7}, s,
			map[string]string{s: s}, []Item{{-1, s, nil, signed, []Signed{signed}}, {}, {9, s, &Withheld{s, s, s, s, s}, Signed{}, nil}},
			measures, []Notice{{s, s}}, &Annex{s, []AnnexRow{{s, s}}}, Certification{Missing: []string{s, s}, Declaration: s}}
		for _, r.Mode = range []Mode{Mode(s), Marked} {
			set, files, err := Set(r)
			if err != nil || len(files) < 3 || set.Certification.Pages < 7 {
				t.Errorf("%.20q everywhere: %d files, %+v, %v", s, len(files), set.Certification, err)
			}
		}
	}
}
