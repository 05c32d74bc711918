package leak

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// Files that are made to take time or memory take little of both.
func TestHostileFilesAreBounded(t *testing.T) {
	const size = 2 << 20
	loop := newDoc("/X1 Do /X1 Do")
	for i := range 12 {
		loop.xobject += fmt.Sprintf("/X%d %d 0 R ", i+1, loop.addStream("/Type /XObject /Subtype /Form /BBox [0 0 1 1]", strings.Repeat(fmt.Sprintf("/X%d Do ", i+2), 100)))
	}
	itself := newDoc("/X1 Do")
	itself.xobject = fmt.Sprintf("/X1 %d 0 R", itself.addStream("/Type /XObject /Subtype /Form /BBox [0 0 1 1]", "/X1 Do /X1 Do /X1 Do"))
	often := newDoc(strings.Repeat(" ", 1<<18))
	often.page = "/Contents [" + strings.Repeat(fmt.Sprintf("%d 0 R ", contentNo), 100_000) + "]"
	bracket := newDoc(strings.Repeat("[", size))
	crowded := newDoc(strings.Repeat("BT /F1 1 Tf (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ET ", size/80))
	kids := newDoc("")
	kids.kids = "2 0 R 2 0 R"
	length := newDoc("")
	length.objects[contentNo-1] = "<< /Length 4 0 R >> stream\n endstream"
	for name, file := range map[string][]byte{
		"forms in forms":            loop.bytes(),
		"a form in itself":          itself.bytes(),
		"a content again and again": often.bytes(),
		"brackets":                  bracket.bytes(),
		"brackets in an object":     []byte("%PDF-1.7\n1 0 obj " + strings.Repeat("[", size)),
		"objects that never end":    []byte("%PDF-1.7\n" + strings.Repeat("1 0 obj <</A(", size/16)),
		"a crowded page":            crowded.bytes(),
		"pages in themselves":       kids.bytes(),
		"a length in itself":        length.bytes(),
		"comments without end":      []byte(strings.Repeat("<!--", size/4)),
		"tags without end":          []byte(strings.Repeat("<a", size/2)),
		"the name, everywhere":      []byte(strings.Repeat(secretName+" ", size/7)),
		"entities":                  []byte(strings.Repeat("&amp;", size/5)),
		"base64 of base64":          []byte(strings.Repeat("QUFB", size/4)),
		"a ZIP of nothing":          []byte(strings.Repeat("PK\x03\x04", size/4)),
		"accents":                   []byte("a" + strings.Repeat("\u0301", size/2)),
		"letters apart":             []byte(strings.Repeat("s ", size/2)),
		"JSON":                      []byte(strings.Repeat("[", size)),
		"a PDF in a PDF in a PDF":   []byte(strings.Repeat("%PDF-1.7\n1 0 obj << /EF << /F 1 0 R >> >> stream\n", size/64)),
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := scanned(t, "file", file, planted())
			runtime.ReadMemStats(&after)
			if err != nil && !errors.Is(err, ErrUnreadable) {
				t.Error(err)
			}
			if took := time.Since(began); took > 60*time.Second {
				t.Errorf("took %v", took)
			}
			if taken := (after.HeapSys - min(before.HeapSys, after.HeapSys)) >> 20; taken > 1200 {
				t.Errorf("the heap grew by %d MiB", taken)
			}
			t.Logf("%v, %d MiB of heap, %v", time.Since(began).Round(time.Millisecond), after.HeapSys>>20, err)
		})
	}
}
