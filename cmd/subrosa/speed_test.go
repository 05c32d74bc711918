package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"subrosa/cmd/subrosa/agent"
	"subrosa/crypto"
	"subrosa/notes"
	"subrosa/notes/document"
	"subrosa/vault"
)

// daily are the commands of a day that must answer at once.
var daily = []struct {
	name string
	args []string
}{
	{"case_list", []string{"case", "list"}},
	{"note_show", []string{"note", "show", "N-000500"}},
	{"search", []string{"search", "exercise"}},
	{"status", []string{"status"}},
}

// TestDailyCommandsAreQuick holds processor time and memory of the day's
// commands, with the agent running, in a vault of 1,000 notes. The bounds are
// wide, for busy machines; what was measured is logged.
func TestDailyCommandsAreQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("makes a vault of 1,000 notes")
	}
	env := unlockedVault(t, 1000)
	for _, c := range daily {
		var best time.Duration
		var memory int64
		for range 5 {
			cpu, kib := measure(t, "subrosa", env, c.args)
			if best == 0 || cpu < best {
				best = cpu
			}
			memory = max(memory, kib)
		}
		t.Logf("%s: %v of process time, %d MB", c.name, best, memory>>10)
		if best > 150*time.Millisecond {
			t.Errorf("%s took %v of process time", c.name, best)
		}
		if memory > 96<<10 {
			t.Errorf("%s took %d MB", c.name, memory>>10)
		}
	}
}

// BenchmarkCommand measures the built program, agent running.
func BenchmarkCommand(b *testing.B) {
	program := filepath.Join(b.TempDir(), "subrosa")
	if out, err := exec.Command("go", "build", "-tags", "sqlite_fts5", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for _, n := range []int{100, 1000} {
		env := unlockedVault(b, n)
		for _, c := range daily {
			if n < 500 && c.name == "note_show" {
				continue
			}
			b.Run(fmt.Sprintf("%s/notes=%d", c.name, n), func(b *testing.B) {
				var cpu time.Duration
				var memory int64
				for b.Loop() {
					t, kib := measure(b, program, env, c.args)
					cpu += t
					memory = max(memory, kib)
				}
				b.ReportMetric(float64(cpu.Microseconds())/1000/float64(b.N), "cpu-ms/op")
				b.ReportMetric(float64(memory)/1024, "MB")
			})
		}
	}
}

// measure runs a command and returns its processor time and greatest memory in
// KiB.
func measure(t testing.TB, program string, env, args []string) (time.Duration, int64) {
	t.Helper()
	scales := filepath.Join(t.TempDir(), "weighed")
	cmd := exec.Command("weigh", append([]string{program}, args...)...)
	cmd.Env = append(slices.Clone(env), "WEIGHED="+scales, "PATH="+os.Getenv("PATH"))
	var errs strings.Builder
	cmd.Stderr = &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, errs.String())
	}
	var cpu time.Duration
	var kib int64
	weighed, err := os.ReadFile(scales)
	check(t, err)
	_, err = fmt.Sscan(string(weighed), &cpu, &kib)
	check(t, err)
	return cpu, kib
}

// weigh plays the process between the test and the program that is measured: a
// process counts as its own what the one that started it had in memory, and the
// test has much.
func weigh(args []string) error {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return err
	}
	s := cmd.ProcessState
	return os.WriteFile(os.Getenv("WEIGHED"), fmt.Appendln(nil, int64(s.UserTime()+s.SystemTime()), maxRSS(s.SysUsage().(*syscall.Rusage))), 0o600)
}

// unlockedVault makes a vault of n signed notes and starts its agent.
func unlockedVault(t testing.TB, n int) (env []string) {
	t.Helper()
	dir := t.TempDir()
	sockets, err := os.MkdirTemp("", "sr")
	check(t, err)
	o := vault.Options{Path: filepath.Join(dir, "practice.vault"), State: filepath.Join(dir, "state", "subrosa")}
	key := crypto.NewKey()
	way, err := crypto.NewPassphraseWay(testPassphrase, 1)
	check(t, err)
	v, err := vault.Create(t.Context(), o, key, []crypto.Way{way}, func(tx *vault.Tx) error {
		return notes.Initialise(tx, notes.Practice{Therapist: "Ada Holm", Language: "en", Profile: "eu",
			Places: []notes.Place{{ID: "osterbro", Label: "Østerbro"}}})
	})
	check(t, err)
	b, err := notes.Open(t.Context(), v)
	check(t, err)
	writeNotes(t, b, n)
	check(t, v.Close())
	head, err := vault.ReadHead(o.Path)
	check(t, err)
	self, err := exec.LookPath("subrosa")
	check(t, err)
	ag := agent.At(filepath.Join(sockets, "subrosa"), head.ID)
	check(t, ag.Start(t.Context(), []string{self, "subrosa", agentMode}, agent.Held{KeyID: head.KeyID, Key: key.Text(), Idle: time.Hour}))
	t.Cleanup(func() {
		ag.Lock()
		os.RemoveAll(sockets)
	})
	return []string{"HOME=" + dir, "XDG_STATE_HOME=" + filepath.Join(dir, "state"), "XDG_RUNTIME_DIR=" + sockets,
		"SUBROSA_VAULT=" + o.Path, "TERM=dumb", "TZ=Europe/Copenhagen", "NOW=" + time.Now().UTC().Format(time.RFC3339)}
}

// writeNotes writes n notes of some 400 words over twenty cases.
func writeNotes(t testing.TB, b *notes.Book, n int) {
	t.Helper()
	ctx := context.Background()
	var codes []notes.CaseCode
	for i := range 20 {
		c, err := b.OpenCase(ctx, notes.CaseInput{Kind: "individual", Opened: "2020-01-01",
			Parties: []notes.PartyInput{{Label: "A", Name: fmt.Sprintf("Client Number%d", i)}}})
		check(t, err)
		codes = append(codes, c.Case)
	}
	start := time.Now().Add(-3 * time.Hour).Truncate(time.Minute)
	for i := range n {
		text := strings.Repeat(fmt.Sprintf("She spoke of her week %d, of sleep and work, and slowly of what she fears. ", i), 26)
		_, _, err := b.NewSigned(ctx, notes.NoteInput{Case: codes[i%len(codes)], Document: document.Document{
			Start: start, Minutes: 50, Kind: "session", Format: "dap", Layer: "record", Place: "osterbro",
			Present: []string{"A"}, Risk: "none",
			Sections: []document.Section{
				{Key: "data", Heading: "Data", Paragraphs: []document.Paragraph{{Text: text}}},
				{Key: "plan", Heading: "Plan", Paragraphs: []document.Paragraph{{Text: "The listening exercise twice a week."}}},
			},
		}}, "")
		check(t, err)
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
