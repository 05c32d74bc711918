package notes

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"subrosa/notes/packet"
)

// A head is lodged, more is signed, a packet is built: the packet shows that
// the log has only grown since, here and to a check that is not ours.
func TestPacketShowsThatTheLogGrewFromALodgedHead(t *testing.T) {
	a := withRequest(t, access())
	lodged := must(a.b.Head(ctx))
	a.sign("Signed after the head had left the house.")
	a.approve()
	a.build()
	p := must(a.b.Packet(ctx, a.request))
	later := must(a.b.Head(ctx))
	a.sign("Signed after the packet was built.")
	later2 := must(a.b.Head(ctx))
	other, _ := newBook(t)
	for _, c := range []struct {
		name, head, state string
		covers            int
		says              string
	}{
		{"lodged before", lodged, "grown", 3, "only grown since the lodged head"},
		{"lodged after", later2, "not-shown", 0, "NOT SHOWN"},
		{"of the packet", later, "same", 4, "is the head of this packet's log"},
		{"of another practice", must(other.Head(ctx)), "", 0, "not signed by the key"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := packet.Verify(p.Zip, packet.Options{Head: c.head})
			switch {
			case c.state == "" && !errors.Is(err, packet.ErrNotVerified):
				t.Errorf("got %v", err)
			case c.state != "" && (err != nil || r.Lodged.State != c.state || r.Lodged.Covers != c.covers || r.PDF != "same"):
				t.Errorf("%+v, %v", r, err)
			}
			if out := checkedByPython(t, p.Zip, c.head); !strings.Contains(out, c.says) {
				t.Errorf("the check in Python says %q, want %q", out, c.says)
			}
		})
	}
}

// checkedByPython is what docs/verify_packet.py says.
func checkedByPython(t *testing.T, zipped []byte, lodged string) string {
	t.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		if os.Getenv("SUBROSA_CI") == "1" {
			t.Fatal("python3 is missing")
		}
		t.Skip("python3 is missing: this cross-check was not made")
	}
	dir := t.TempDir()
	file, head := filepath.Join(dir, "packet.zip"), filepath.Join(dir, "head.txt")
	for name, body := range map[string][]byte{file: zipped, head: []byte(lodged)} {
		if err := os.WriteFile(name, body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command("python3", "-B", "../docs/verify_packet.py", file, head).CombinedOutput()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out)
}
