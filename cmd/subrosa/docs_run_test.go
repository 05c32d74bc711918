package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/creack/pty"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// What the documentation tells a reader to type is typed here:
//
//	```sh blocks       are run, in order, each document in a home of its own
//	"    $ " lines     are conversations: their commands and flags must exist
//	`subrosa ...`      in running text: likewise
//
// In what is run, /media/stick stands for a folder in which a copy of the vault
// lies already, and whoever asks for a passphrase gets it.
const docsStick = "/media/stick"

// ranElsewhere are documents whose blocks another test follows.
var ranElsewhere = map[string]string{
	"recovery.md": "vault.TestRecoveryAsWritten and TestFireDrill",
}

// homes are what the other documents begin with.
var homes = map[string]func(h *house){
	"backups.md": func(h *house) {},
	"keys.md": func(h *house) { // her files with the passphrases and the words, and age
		withStockPrograms(h.t)
		h.env = append(h.env, "PATH="+os.Getenv("PATH"))
		words, err := os.ReadFile(h.ordered("words"))
		check(h.t, err)
		for name, text := range map[string]string{"passphrase": testPassphrase, "new-passphrase": "en helt ny sætning", "words": string(words)} {
			check(h.t, os.WriteFile(h.path("work", name), []byte(text+"\n"), 0o600))
		}
	},
	"new-computer.md": func(h *house) { // the vault and every memory of it are on the old one
		h.must("", "lock")
		for _, gone := range []string{"data", "state"} {
			check(h.t, os.RemoveAll(h.path(gone)))
		}
		h.env = slices.DeleteFunc(h.env, func(v string) bool { return strings.HasPrefix(v, "XDG_DATA") || strings.HasPrefix(v, "XDG_STATE") })
	},
}

func TestDocsCommandsWork(t *testing.T) {
	needs(t, "bash")
	files, err := filepath.Glob("../../docs/*.md")
	check(t, err)
	var ran []string
	for _, file := range append(files, "../../README.md") {
		text, err := os.ReadFile(file)
		check(t, err)
		name := filepath.Base(file)
		blocks := shellBlocks(string(text))
		if len(blocks) == 0 || ranElsewhere[name] != "" {
			continue
		}
		prepare := homes[name]
		if prepare == nil {
			t.Errorf("%s has commands to run: say in homes what it begins with", name)
			continue
		}
		ran = append(ran, name)
		t.Run(name, func(t *testing.T) { runBlocks(t, blocks, prepare) })
	}
	if len(ran) != len(homes) {
		t.Errorf("ran %v, %d are known", ran, len(homes))
	}
}

var shellBlock = regexp.MustCompile("(?ms)^```sh\n(.*?)^```$")

func shellBlocks(text string) (blocks []string) {
	for _, m := range shellBlock.FindAllStringSubmatch(text, -1) {
		blocks = append(blocks, m[1])
	}
	return blocks
}

// runBlocks runs the blocks of one document on a terminal.
func runBlocks(t *testing.T, blocks []string, prepare func(*house)) {
	h := newHouse(t)
	h.newVault(testPractice)
	stick := h.path("stick")
	check(t, os.Mkdir(stick, 0o700))
	h.must("", "backup", "add", filepath.Join(stick, "practice-2026-11-20.vault"))
	prepare(h)
	script := filepath.Join(t.TempDir(), "script")
	text := "PATH=" + filepath.Dir(h.program[0]) + ":$PATH\n" + strings.ReplaceAll(strings.Join(blocks, "\n"), docsStick, stick)
	check(t, os.WriteFile(script, []byte(text), 0o600))
	cmd := exec.Command("bash", "-ex", script)
	cmd.Env, cmd.Dir = append(h.env, "TERM=dumb"), h.path("work")
	terminal, err := pty.Start(cmd)
	check(t, err)
	defer terminal.Close()
	said := converse(terminal, testPassphrase, "or the 24 words: ")
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

// converse reads a terminal to its end and types the answer after each question.
func converse(terminal io.ReadWriter, answer string, questions ...string) string {
	var said bytes.Buffer
	buf := make([]byte, 4096)
	for answered := 0; ; {
		n, err := terminal.Read(buf)
		said.Write(buf[:n])
		asked := 0
		for _, q := range questions {
			asked += strings.Count(said.String(), q)
		}
		for ; answered < asked; answered++ {
			io.WriteString(terminal, answer+"\n")
		}
		if err != nil {
			return said.String()
		}
	}
}

// Every command line in the documentation names a command that there is, with
// flags that it has.
func TestDocsCommandsExist(t *testing.T) {
	files, err := filepath.Glob("../../docs/*.md")
	check(t, err)
	lines := regexp.MustCompile("(?m)^    \\$ subrosa( .*)?$|`subrosa( [^`]*)?`")
	found := 0
	for _, file := range append(files, "../../README.md") {
		text, err := os.ReadFile(file)
		check(t, err)
		for _, m := range lines.FindAllStringSubmatch(string(text), -1) {
			found++
			if m[0] == "`subrosa root 1`" { // the first line of a root, in the description of the format
				continue
			}
			if err := parses(strings.Join(strings.Fields(m[1]+m[2]), " ")); err != nil {
				t.Errorf("%s: %q: %v", filepath.Base(file), strings.TrimSpace(m[0]), err)
			}
		}
		for _, block := range shellBlocks(string(text)) {
			for line := range strings.Lines(block) {
				if args, ok := strings.CutPrefix(line, "subrosa "); ok {
					found++
					if err := parses(strings.TrimSpace(args)); err != nil {
						t.Errorf("%s: %q: %v", filepath.Base(file), line, err)
					}
				}
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d command lines were seen", found)
	}
	if parses("backup ad x") == nil || parses("backup add x --kep 3") == nil || parses("nonsense") == nil {
		t.Error("a command line that cannot be is taken for one")
	}
}

// parses looks a command line up in the tree of commands. Names in capitals
// stand for what the reader puts there.
func parses(line string) error {
	line, _, _ = strings.Cut(line, "#")
	root := newRootCmd(&app{env: func(string) string { return "" }})
	root.InitDefaultHelpCmd()
	cmd, rest, err := root.Find(strings.Fields(line))
	if err != nil {
		return err
	}
	if cmd.HasSubCommands() && len(rest) > 0 && !strings.HasPrefix(rest[0], "-") {
		return fmt.Errorf("no command %q", rest[0])
	}
	return flagsExist(cmd, rest)
}

// flagsExist looks each flag up; its value is the reader's.
func flagsExist(cmd *cobra.Command, args []string) error {
	cmd.InitDefaultHelpFlag()
	for _, a := range args {
		name, isFlag := strings.CutPrefix(a, "--")
		if !isFlag {
			continue
		}
		name, _, _ = strings.Cut(strings.Trim(name, "[],.;"), "=")
		var flag *pflag.Flag
		for _, set := range []*pflag.FlagSet{cmd.Flags(), cmd.InheritedFlags()} {
			if f := set.Lookup(name); f != nil {
				flag = f
			}
		}
		if flag == nil {
			return fmt.Errorf("no flag --%s", name)
		}
	}
	return nil
}
