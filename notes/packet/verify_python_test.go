package packet

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The check in Python shares no code with this package; both have to say the
// same about every packet.
func TestCheckInAnotherLanguageAgrees(t *testing.T) {
	needs(t, "python3")
	h := newHandout(t)
	good := h.pack(h.signer)
	stranger := newHandout(t)
	try := func(name string, zipped []byte, lodged string) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Verify(zipped, Options{Head: lodged})
			want := 0
			switch {
			case errors.Is(err, ErrNotVerified):
				want = 7
			case errors.Is(err, ErrUnreadable):
				want = 1
			}
			if got, out := python(t, zipped, lodged); got != want {
				t.Errorf("Python says %d, this package %d (%v)\n%s", got, want, err, out)
			}
		})
	}
	try("good", good, "")
	try("lodged head", good, h.lodged["same"])
	try("earlier lodged head", good, h.lodged["early"])
	try("lodged head of another", good, stranger.lodged["same"])
	try("no head", good, "Dear colleague\n")
	try("no packet", []byte("%PDF"), "")
	try("cut in half", good[:len(good)/2], "")
	try("signed by a stranger", h.pack(stranger.signer), "")
	for name, change := range map[string]func(*handout){
		"a word":            func(h *handout) { h.records.Items[0].Paragraphs[1].Pieces[0].Text = "She spoke of " },
		"a mark that talks": func(h *handout) { h.records.Items[0].Paragraphs[1].Pieces[1].Mark = "[his mother]" },
		"a mark dropped":    func(h *handout) { p := &h.records.Items[0].Paragraphs[1]; p.Pieces = slices.Delete(p.Pieces, 1, 2) },
		"two marks": func(h *handout) {
			p := &h.records.Items[0].Paragraphs[1]
			p.Pieces = slices.Insert(p.Pieces, 1, p.Pieces[1])
		},
		"a text split":       func(h *handout) { h.records.Items[0].Paragraphs[5].Pieces = []Piece{{Text: "Sleep "}, {Text: "more."}} },
		"a heading as text":  func(h *handout) { h.records.Items[0].Paragraphs[0] = text("## Data") },
		"a fact":             func(h *handout) { h.records.Items[1].Facts["minutes"] = "90" },
		"another place":      func(h *handout) { h.proof.Items[1].Index-- },
		"a path altered":     func(h *handout) { h.proof.Items[1].Path[0][0] ^= 1 },
		"another proof":      func(h *handout) { h.proof.Items[1].Shown = h.proof.Items[2].Shown },
		"an earlier head":    func(h *handout) { h.proof.Head = h.lodged["early"] },
		"another key":        func(h *handout) { h.proof.Key = stranger.key },
		"an addendum orphan": func(h *handout) { h.proof.Items[0].Addenda = nil },
		"no record":          func(h *handout) { h.records.Items, h.proof.Items = nil, nil },
		"a record less":      func(h *handout) { h.records.Items, h.proof.Items = h.records.Items[:2], h.proof.Items[:2] },
	} {
		h := h.clone(t)
		change(h)
		try(name, h.pack(h.signer), "")
	}
	marked := newHandout(t).marked()
	try("marked", marked.pack(nil), marked.lodged["early"])
	for name, c := range markedChanges() {
		h := marked.clone(t)
		c.change(h)
		try(name, h.pack(nil), "")
	}
	for name, change := range silentChanges() {
		h := h.clone(t)
		change(h)
		try("silent "+name, h.pack(nil), "")
	}
}

// python answers with the exit status of docs/verify_packet.py and what it said.
func python(t *testing.T, zipped []byte, lodged string) (status int, out string) {
	t.Helper()
	dir := t.TempDir()
	args := []string{"-B", "../../docs/verify_packet.py", filepath.Join(dir, "packet.zip")}
	if err := os.WriteFile(args[2], zipped, 0o600); err != nil {
		t.Fatal(err)
	}
	if lodged != "" {
		args = append(args, filepath.Join(dir, "head.txt"))
		if err := os.WriteFile(args[3], []byte(lodged), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b, err := exec.Command("python3", args...).CombinedOutput()
	if exit := new(exec.ExitError); errors.As(err, &exit) {
		if strings.Contains(string(b), "Traceback") {
			t.Fatalf("%s", b)
		}
		return exit.ExitCode(), string(b)
	}
	if err != nil {
		t.Fatal(err)
	}
	return 0, string(b)
}
