package doctor

import (
	"context"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

const roomAlways = 64 << 20 // for a day's saves

// space looks whether there is room for a copy of the vault, which a backup
// and the change of a key need.
func (m Machine) space(context.Context) []Check {
	var st unix.Statfs_t
	dir := nearest(m.folder())
	if err := unix.Statfs(dir, &st); err != nil {
		return []Check{unknown("space", "the free space at "+dir+" cannot be told: "+err.Error())}
	}
	free, need := uint64(st.Bavail)*uint64(st.Bsize), uint64(roomAlways)
	if info, err := os.Stat(m.Vault); err == nil {
		need += 2 * uint64(info.Size())
	}
	if free < need {
		return []Check{warning("space", fmt.Sprintf("%d MB are free at %s; a backup or a new key wants up to %d", free>>20, dir, need>>20), "make room")}
	}
	return []Check{ok("space", fmt.Sprintf("%d MB are free at %s", free>>20, dir))}
}

const (
	firstYear = 2026             // no clock is right that says less
	lastYear  = firstYear + 60   // nor more
	skew      = 10 * time.Minute // between computers that both go right
)

// clock looks whether the time that notes are signed with can be right.
func (m Machine) clock(context.Context) []Check {
	now := m.Now()
	said := now.Local().Format("2006-01-02 15:04 MST")
	const fix = "set the clock of the computer, then sign: the time of signing stays in the note"
	if now.Year() < firstYear || now.Year() > lastYear {
		return []Check{problem("clock", "the clock says "+said+", which cannot be", fix)}
	}
	if last := m.lastWritten(); last.After(now.Add(skew)) {
		return []Check{problem("clock", "the clock says "+said+", but the vault was saved at "+last.Local().Format("2006-01-02 15:04"), fix)}
	}
	if zone := m.Env("TZ"); zone != "" && zone[0] != ':' {
		if _, err := time.LoadLocation(zone); err != nil {
			return []Check{warning("clock", "the clock says "+said+"; the time zone in TZ is not one that is known, so times are not local", "unset TZ, or set it to a zone such as Europe/Copenhagen")}
		}
	}
	return []Check{ok("clock", "the clock says "+said)}
}

// lastWritten is when the vault was saved last: as it says itself, or as its
// file does while it is locked.
func (m Machine) lastWritten() time.Time {
	if !m.Saved.IsZero() {
		return m.Saved
	}
	info, err := os.Stat(m.Vault)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}
