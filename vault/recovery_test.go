//go:build unix

package vault_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"subrosa/crypto"
	"subrosa/vault"
)

// TestRecoveryAsWritten follows docs/recovery.md to the letter, with the stock
// programs and nothing of ours, once with the passphrase and once with the
// words.
func TestRecoveryAsWritten(t *testing.T) {
	path := toolPath(t)
	b := newBench(t)
	words, err := crypto.NewWords()
	if err != nil {
		t.Fatal(err)
	}
	paper, err := crypto.NewRecoveryWay(words, 2)
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Create(ctx, b.o, b.key, []crypto.Way{b.way, paper}, func(tx *vault.Tx) error {
		if err := tx.ExecScript("CREATE TABLE note(id INTEGER PRIMARY KEY, body TEXT) STRICT; CREATE VIRTUAL TABLE words USING fts5(body)"); err != nil {
			return err
		}
		for i := range 300 {
			if _, err := tx.Exec("INSERT INTO note VALUES (?, ?)", i, strings.Repeat("blåbær ", 200)); err != nil {
				return err
			}
		}
		_, err := tx.Exec("INSERT INTO words SELECT body FROM note")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	info, err := v.Info(ctx)
	if err != nil {
		t.Fatal(err)
	}
	v.Close()

	steps, withWords := recoverySteps(t)
	for name, c := range map[string]struct{ script, secret string }{
		"passphrase": {strings.Join(steps, "\n"), "open sesame"},
		"words":      {strings.Replace(strings.Join(steps, "\n"), "age -d -i identity-passphrase-*.age -o key.txt slot-passphrase-*.age", withWords, 1), words},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			copyFile(t, b.o.Path, filepath.Join(dir, "practice.vault"))
			start := time.Now()
			said := follow(t, dir, path, c.script, c.secret)
			took := time.Since(start)
			for _, want := range []string{"subrosa root 1", fmt.Sprintf("pages %d\r\n", info.Pages), "ok\r\n", "vault_history"} {
				if !strings.Contains(said, want) {
					t.Errorf("%q was not said", want)
				}
			}
			text, err := os.ReadFile(filepath.Join(dir, "records.sql"))
			if err != nil || bytes.Count(text, []byte(strings.Repeat("blåbær ", 200))) < 300 {
				t.Errorf("the notes did not come out: %v", err)
			}
			left, _ := filepath.Glob(filepath.Join(dir, "*"))
			if len(left) != 3 {
				t.Errorf("left: %v", left)
			}
			t.Logf("%d pages in %v, %.1f ms a page", info.Pages, took.Round(time.Millisecond), float64(took.Milliseconds())/float64(info.Pages))
			if t.Failed() {
				t.Log(said)
			}
		})
	}
}

// toolPath is a PATH on which the stock programs are.
func toolPath(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOPATH").Output()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", filepath.Join(strings.TrimSpace(string(out)), "bin")+string(os.PathListSeparator)+os.Getenv("PATH"))
	for _, program := range []string{"sqlite3", "age", "age-plugin-batchpass", "bash"} {
		needs(t, program)
	}
	return os.Getenv("PATH")
}

// recoverySteps takes the commands out of the document: the blocks marked sh,
// and the line for those who have the words.
func recoverySteps(t *testing.T) (steps []string, withWords string) {
	t.Helper()
	text, err := os.ReadFile("../docs/recovery.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		steps = append(steps, m[1])
	}
	m := regexp.MustCompile(`(?m)^    (age -d .*slot-recovery.*)$`).FindStringSubmatch(string(text))
	if len(steps) < 7 || m == nil {
		t.Fatalf("%d blocks of commands, words %v", len(steps), m)
	}
	return steps, m[1]
}

// follow types a script into a terminal and the secret where it is asked for.
func follow(t *testing.T, dir, path, script, secret string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "steps")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("bash", "-e", file)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+path)
	terminal, err := pty.Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	var said bytes.Buffer
	buf := make([]byte, 4096)
	for asked := false; ; {
		n, err := terminal.Read(buf)
		said.Write(buf[:n])
		if !asked && strings.Contains(said.String(), "Enter passphrase") {
			asked = true
			io.WriteString(terminal, secret+"\n")
		}
		if err != nil {
			break
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	return said.String()
}
