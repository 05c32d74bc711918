package packet

import (
	"strings"
	"testing"
	"time"
)

// A packet can come from anybody with a key of their own, so setting its pages
// has to end well with whatever records.json says.
func TestStrangeRecordsCanBeSet(t *testing.T) {
	for _, s := range []string{"", "\U0001e921", "😀", "\x00\u202e\n\n", "[third party 1]", "-1", "99999999999999999999", "2026-13-45T99:00:00Z",
		"9999-12-31T23:59:59-23:59", strings.Repeat("x", 5000), strings.Repeat("\n", 300), "\xff\xfe"} {
		signed := Signed{s, map[string]string{}, []Paragraph{{true, []Piece{{s, s}}}, {false, nil}, {false, []Piece{{Mark: s}, {Text: s}}}}}
		for _, fact := range []string{"kind", "layer", "start", "minutes", "place", "present", "part", "risk", "next", "author", "text_at", "signed_at",
			"late_reason", "amends", "other"} {
			signed.Facts[fact] = s
		}
		r := Records{s, s, Practice{s, s, s, s}, Recipient{s, s, s}, Request{s, s, s, true}, time.Time{}, Bates{s, -7}, s,
			map[string]string{s: s}, []Item{{-1, s, signed, []Signed{signed}}, {}}}
		if pdf, l, err := Render(r); err != nil || len(pdf) == 0 || l.Pages < 3 {
			t.Errorf("%.20q everywhere: %d pages, %v", s, l.Pages, err)
		}
	}
}
