package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// small mounts a small disk at a new folder of the house.
func (h *asked) small(name, size string) string {
	h.t.Helper()
	unmountable := func(why string) {
		if os.Getenv("SUBROSA_CI") == "1" {
			h.t.Fatal(why)
		}
		h.t.Skip("skipped: " + why)
	}
	if os.Getuid() != 0 {
		unmountable("only root can mount a small disk")
	}
	dir := filepath.Join(h.dir, name)
	check(h.t, os.Mkdir(dir, 0o700))
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		unmountable(fmt.Sprintf("mount a small disk: %v", err))
	}
	h.t.Cleanup(func() { unix.Unmount(dir, unix.MNT_DETACH) })
	return dir
}

// A stick that is full keeps the copies it has, and gets no half one; nothing is
// entered, and the next command works.
func TestFullDiskDuringBackup(t *testing.T) {
	h := newAsked(t)
	info, err := os.Stat(h.env["SUBROSA_VAULT"])
	check(t, err)
	stick := h.small("stick", fmt.Sprint(info.Size()*8/5)) // room for one copy, and not for two
	if said := h.must("backup", "add", stick, "--json"); !strings.Contains(said, `"same_disk":false`) {
		t.Errorf("a disk of its own: %s", said)
	}
	if said := h.must("place", "list"); !strings.Contains(said, "L-001  stick ") {
		t.Errorf("%s", said)
	}
	before := h.must("backup", "list", "--json")
	status, out, errs := h.run("backup", "add", stick, "--keep", "1", "--json")
	if status != 1 || out != "" || !strings.Contains(errs, `"code":"disk_full"`) {
		t.Errorf("exit status %d\n%s%s", status, out, errs)
	}
	copies, err := os.ReadDir(stick)
	if err != nil || len(copies) != 1 {
		t.Errorf("on the stick: %v %v", copies, err)
	}
	if after := h.must("backup", "list", "--json"); after != before {
		t.Errorf("the register was %s\nand is %s", before, after)
	}
	h.must("backup", "check", filepath.Join(stick, copies[0].Name()))
	h.must("backup", "add", filepath.Join(h.dir, "elsewhere.vault"))
	if status, _, errs := h.run("restore", filepath.Join(h.dir, "elsewhere.vault"), "--to", filepath.Join(stick, "v", "again.vault")); status != 1 || !strings.Contains(errs, "disk full") {
		t.Errorf("exit status %d\n%s", status, errs)
	}
	if left, err := os.ReadDir(filepath.Join(stick, "v")); err != nil || len(left) > 0 {
		t.Errorf("half a vault: %v %v", left, err)
	}
	h.must("verify")
}

// A copy that was made but could not be entered in the register is said to be
// just that.
func TestBackupThatCannotBeRegistered(t *testing.T) {
	h := newAsked(t)
	disk := h.small("disk", "8m")
	data, err := os.ReadFile(h.env["SUBROSA_VAULT"])
	check(t, err)
	h.env["SUBROSA_VAULT"] = filepath.Join(disk, "practice.vault")
	check(t, os.WriteFile(h.env["SUBROSA_VAULT"], data, 0o600))
	if err := unix.Mount("", disk, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	dest := filepath.Join(h.dir, "copy.vault")
	status, out, errs := h.run("backup", "add", dest)
	if status != 1 || out != "" || !strings.Contains(errs, "copy.vault is whole and was read back, but it is not in the register: subrosa backup check enters it") {
		t.Errorf("exit status %d\n%s%s", status, out, errs)
	}
	h.must("backup", "check", dest)
	// from a stick that is locked against writing, too
	copied, err := os.ReadFile(dest)
	check(t, err)
	check(t, unix.Mount("", disk, "", unix.MS_REMOUNT, ""))
	check(t, os.WriteFile(filepath.Join(disk, "copy.vault"), copied, 0o600))
	check(t, unix.Mount("", disk, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""))
	h.must("backup", "check", filepath.Join(disk, "copy.vault"))
	h.must("restore", filepath.Join(disk, "copy.vault"), "--to", filepath.Join(h.dir, "again.vault"))
}
