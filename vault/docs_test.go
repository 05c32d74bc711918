package vault_test

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write generated documentation anew")

// documented checks that a part of docs/reliability.md, between two comments,
// is what a test found, or writes it.
func documented(t *testing.T, part, text string) {
	t.Helper()
	const path = "../docs/reliability.md"
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- written by a test: "+part+" -->\n", "<!-- end: "+part+" -->\n"
	before, rest, ok := strings.Cut(string(data), begin)
	old, after, closed := strings.Cut(rest, end)
	switch {
	case !ok || !closed:
		t.Errorf("%s has no part %q", path, part)
	case old == text:
	case *update:
		if err := os.WriteFile(path, []byte(before+begin+text+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s is not current: go test -tags sqlite_fts5 ./vault -run %s -update\n%s", path, t.Name(), text)
	}
}
