package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

// goList runs go list in the module with the product's build tag and returns
// the fields of every line.
func goList(t *testing.T, args ...string) [][]string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-tags", "sqlite_fts5"}, args...)...)
	cmd.Dir = root
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %v: %v", args, err)
	}
	var lines [][]string
	for line := range strings.Lines(string(out)) {
		lines = append(lines, strings.Fields(line))
	}
	if len(lines) == 0 {
		t.Fatalf("go list %v: nothing", args)
	}
	return lines
}

// imports calls visit for every import of every package of the module.
func imports(t *testing.T, visit func(from, to string)) {
	t.Helper()
	for _, f := range goList(t, "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...") {
		for _, to := range f[1:] {
			visit(f[0], to)
		}
	}
}

func under(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}

// layer is a package's place in the arrow cmd -> notes -> vault -> crypto; -1
// for somebody else's package.
func layer(path string) int {
	for i, folder := range []string{"subrosa/crypto", "subrosa/vault", "subrosa/notes", "subrosa/cmd"} {
		if under(path, folder) {
			return i
		}
	}
	return -1
}

func TestNothingImportsUpwards(t *testing.T) {
	seen := 0
	imports(t, func(from, to string) {
		if layer(from) < 0 {
			t.Errorf("%s belongs to no layer", from)
		}
		if layer(to) > layer(from) {
			t.Errorf("%s imports %s, which is above it", from, to)
		}
		if layer(to) >= 0 {
			seen++
		}
	})
	if seen == 0 {
		t.Fatal("no import inside the module was seen: the test looks at the wrong thing")
	}
}

// The packages below notes are about formats: they know no storage.
func TestFormatPackagesKnowNoStorage(t *testing.T) {
	imports(t, func(from, to string) {
		if strings.HasPrefix(from, "subrosa/notes/") &&
			(to == "subrosa/notes" || layer(to) == 0 || layer(to) == 1 || under(to, "database/sql")) {
			t.Errorf("%s imports %s", from, to)
		}
	})
}

func TestOnlyTheFormPackageImportsHuh(t *testing.T) {
	found := false
	imports(t, func(from, to string) {
		if under(to, "github.com/charmbracelet/huh") {
			found = true
			if from != "subrosa/cmd/subrosa/form" {
				t.Errorf("%s imports %s", from, to)
			}
		}
	})
	if !found {
		t.Error("nobody imports huh: the rule is about nothing")
	}
}

// passwordPDF is the one import through which network code comes into the
// binary: the library that protects a PDF with a password brings net/http with
// its checking of signatures, which nothing calls. Everything else is looked at
// as if that import were not there, and the strace test holds the rest.
var passwordPDF = struct{ from, to string }{"subrosa/notes/packet", "github.com/pdfcpu/pdfcpu/pkg/api"}

// Nothing in the binary can speak to a network, but for what passwordPDF names:
// packages that dial or speak a network protocol are not linked in. The bare
// net package comes with pflag's types; in this module only the agent uses it,
// for its local socket.
func TestNoNetworkCode(t *testing.T) {
	barred := []string{"net/http", "net/rpc", "net/smtp", "net/textproto", "crypto/tls", "golang.org/x/net",
		"google.golang.org/grpc", "golang.org/x/oauth2"}
	needs := map[string][]string{}
	for _, f := range goList(t, "-deps", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./cmd/subrosa") {
		needs[f[0]] = f[1:]
	}
	exempt := false
	reached := map[string]bool{"subrosa/cmd/subrosa": true}
	for queue := []string{"subrosa/cmd/subrosa"}; len(queue) > 0; queue = queue[1:] {
		for _, to := range needs[queue[0]] {
			if queue[0] == passwordPDF.from && to == passwordPDF.to {
				exempt = true
				continue
			}
			if !reached[to] {
				reached[to] = true
				queue = append(queue, to)
			}
		}
	}
	if !exempt {
		t.Error("the exemption is for nothing any more: take it out")
	}
	for path := range reached {
		for _, b := range barred {
			if under(path, b) {
				t.Errorf("%s is linked into the program", path)
			}
		}
	}
	imports(t, func(from, to string) {
		if to == "net" && from != "subrosa/cmd/subrosa/agent" {
			t.Errorf("%s imports net; only the agent's local socket may", from)
		}
	})
}

func TestBuildWithoutTheTagSaysWhatToType(t *testing.T) {
	cmd := exec.Command("go", "build", "-o", os.DevNull, "./cmd/subrosa")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOFLAGS=")
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Fatal("it builds without sqlite_fts5; search would be missing at run time")
	}
	if !strings.Contains(string(out), "sqlite_fts5") {
		t.Errorf("the message does not name the tag:\n%s", out)
	}
}

// Plaintext lives in memory only: product code asks for no file in the shared
// temporary folder. (A sealed file beside the vault is another matter.)
func TestNoTemporaryFiles(t *testing.T) {
	files := 0
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") ||
			strings.HasSuffix(path, "_test.go") || strings.Contains(path, "/bench/") {
			return err
		}
		files++
		src, err := os.ReadFile(path)
		for _, barred := range []string{`os.CreateTemp("",`, `os.MkdirTemp("",`, "os.TempDir", "ioutil.Temp"} {
			if strings.Contains(string(src), barred) {
				t.Errorf("%s calls %s", path, barred)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if files == 0 {
		t.Fatal("no source file was read")
	}
}

// A sentence of the threat model is worth what the test beside it is worth:
// every test it names must exist in the package it names.
func TestThreatModelNamesTestsThatExist(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join(root, "docs/threat-model.md"))
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`([a-z/]+)\\.(Test[A-Za-z0-9]+)`").FindAllStringSubmatch(string(doc), -1)
	if len(named) < 20 {
		t.Fatalf("only %d tests are named", len(named))
	}
	for _, n := range named {
		files, err := filepath.Glob(filepath.Join(root, n[1], "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		exists := slices.ContainsFunc(files, func(file string) bool {
			src, err := os.ReadFile(file)
			return err == nil && strings.Contains(string(src), "\nfunc "+n[2]+"(t *testing.T)")
		})
		if !exists {
			t.Errorf("there is no test %s in %s", n[2], n[1])
		}
	}
}
