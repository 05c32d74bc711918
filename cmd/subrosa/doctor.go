package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/agent"
	"subrosa/cmd/subrosa/doctor"
	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
	"subrosa/vault"
)

type doctorOptions struct{ check bool }

type doctorResult struct {
	Checks []doctor.Check `json:"checks"`
}

func newDoctorCmd(a *app) *cobra.Command {
	o := &doctorOptions{}
	c := &cobra.Command{
		Use:   "doctor [--check]",
		Short: "Look at this computer, and prove that what is written is sealed",
		Long: `Look at this computer: who can read the vault and its folders, whether memory can
come onto a disk in clear, whether a sync client or a network drive is in the way,
locks, room, the clock, what a shell remembers, what a crash left. What the
computer does not tell is said to be unknown.

And prove that what is written is sealed: a vault is made for it beside yours, a
day's work is done in it with texts that stand nowhere else, and every byte of
every file that it left is searched for them, in clear and in the usual encodings.
Then it is removed. Nothing of yours is changed, and no passphrase is asked for.`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), a) }),
	}
	c.Flags().BoolVar(&o.check, "check", false, "end with exit status 1 when something is wrong")
	return c
}

func (o *doctorOptions) run(ctx context.Context, a *app) error {
	m, unlocked, err := a.machine(ctx)
	if err != nil {
		return err
	}
	r := doctorResult{Checks: append(doctor.Look(ctx, m), unlocked...)}
	if err := ctx.Err(); err != nil {
		return err
	}
	doctor.Sort(r.Checks)
	if err := a.print(r, func(w io.Writer) { renderDoctor(w, r, a.columns()) }); err != nil {
		return err
	}
	if o.check && len(r.Checks) > 0 && r.Checks[0].Wrong() { // what is wrong stands first
		return errNotWell
	}
	return nil
}

// errNotWell: doctor --check found something.
var errNotWell = errors.New("something is wrong with this computer or the vault")

// machine is what is looked at. What only an unlocked vault tells comes as
// checks of its own.
func (a *app) machine(ctx context.Context) (m doctor.Machine, more []doctor.Check, err error) {
	o, err := a.vaultOptions()
	if err != nil {
		return m, nil, err
	}
	cache, err := a.folder("XDG_CACHE_HOME", ".cache", "Library/Caches")
	if err != nil {
		return m, nil, err
	}
	sockets, err := agent.Dir(a.env)
	if err != nil {
		return m, nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return m, nil, err
	}
	m = doctor.Machine{Vault: o.Path, State: o.State, Sockets: sockets, Cache: cache, Env: a.env, Now: a.now,
		Locks: []string{self, "subrosa", tryLocksMode}}
	more, err = a.examine(ctx, &m)
	return m, more, err
}

// examine says of the vault itself what can be said without asking.
func (a *app) examine(ctx context.Context, m *doctor.Machine) ([]doctor.Check, error) {
	head, err := vault.ReadHead(m.Vault)
	if errors.Is(err, vault.ErrNoVault) {
		return []doctor.Check{{ID: "vault", Level: doctor.OK, What: "there is no vault yet; subrosa init makes one"}}, nil
	}
	if err != nil {
		return []doctor.Check{wrongVault(err)}, nil
	}
	locksAt := a.agentLocksAt(head)
	if locksAt == nil {
		return []doctor.Check{{ID: "agent", Level: doctor.OK, What: "the vault is locked: no agent holds its key"},
			{ID: "backup", Level: doctor.Unknown, What: "when the last backup was made cannot be told while the vault is locked"}}, nil
	}
	checks := []doctor.Check{{ID: "agent", Level: doctor.OK, What: "the agent holds the key and forgets it " + inWords(locksAt.Sub(a.now()))}}
	err = a.quietly().ifUnlocked(ctx, func(ctx context.Context, v *vault.Vault) error {
		info, err := v.Info(ctx)
		if err != nil {
			return err
		}
		m.Saved = info.Saved
		return onBook(ctx, v, func(ctx context.Context, b *notes.Book) error {
			list, err := b.Backups(ctx)
			if err != nil {
				return err
			}
			for _, k := range list {
				m.Backups = append(m.Backups, filepath.Dir(k.Path))
			}
			s, err := b.Status(ctx)
			checks = append(checks,
				a.upkeep("backup", "last backup", s.Backup, "subrosa backup add FOLDER, best on a stick"),
				a.upkeep("rehearsal", "last rehearsal of a restore", s.Rehearsal, "subrosa backup check FILE"))
			return err
		})
	})
	if err != nil {
		checks = append(checks, wrongVault(err))
	}
	return checks, nil
}

// upkeep is about something that has to be done again and again.
func (a *app) upkeep(id, what string, u notes.Upkeep, fix string) doctor.Check {
	c := doctor.Check{ID: id, Level: doctor.OK, What: what + " " + ago(u.Last, a.now())}
	if u.By(day(a.now())) {
		c.Level, c.What, c.Fix = doctor.Warning, c.What+", due since "+u.Due, fix
	}
	return c
}

func wrongVault(err error) doctor.Check {
	f := explain(err)
	return doctor.Check{ID: "vault", Level: doctor.Problem, What: f.Message, Fix: f.Hint}
}

// renderDoctor says what is wrong and what to do about it; what is well is a
// line each.
func renderDoctor(w io.Writer, r doctorResult, width int) {
	wrong := 0
	for _, c := range r.Checks {
		mark := map[doctor.Level]string{doctor.Problem: "! ", doctor.Warning: "! ", doctor.Unknown: "? "}[c.Level]
		switch {
		case c.Wrong():
			wrong++
			paragraph(w, mark, c.What, width)
			if c.Fix != "" {
				paragraph(w, "  -> ", c.Fix, width)
			}
			fmt.Fprintln(w)
		case c.Level == doctor.Unknown || c.ID == "encryption":
			paragraph(w, mark+strings.Repeat(" ", 2-len(mark)), c.What, width)
		default:
			fmt.Fprintln(w, screen.Fit("  "+screen.Line(c.What), width))
		}
	}
	if wrong == 0 {
		fmt.Fprintln(w, "nothing is wrong, as far as this computer tells")
	}
}

// paragraph writes a text in lines that hang under its first.
func paragraph(w io.Writer, mark, text string, width int) {
	for _, line := range screen.Wrap(screen.Line(text), max(20, width-len(mark))) {
		fmt.Fprintln(w, mark+line)
		mark = strings.Repeat(" ", len(mark))
	}
}

// tryLocksMode is the hidden command of the other process that doctor tries
// locks with.
const tryLocksMode = "try-locks"

func newTryLocksCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:    tryLocksMode + " FILE",
		Hidden: true,
		Args:   oneArg("FILE", "the file that doctor made for it"),
		RunE:   body(a, func(_ *cobra.Command, args []string) error { return doctor.TryLocks(args[0], a.out) }),
	}
}
