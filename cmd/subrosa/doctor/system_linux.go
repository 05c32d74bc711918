package doctor

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// process looks whether the memory of this very process can be dumped.
func (m Machine) process(context.Context) []Check {
	dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	var core unix.Rlimit
	if err == nil {
		err = unix.Getrlimit(unix.RLIMIT_CORE, &core)
	}
	if err != nil {
		return []Check{unknown("core_dumps", "whether this process can be dumped cannot be told: "+err.Error())}
	}
	if dumpable != 0 || core.Max != 0 {
		return []Check{problem("core_dumps", "a crash could write this program's memory, with what is open in it, to a file", "ulimit -c 0, and report it: subrosa switches this off by itself")}
	}
	what := "a crash of this program writes no memory to a file, and no debugger of this user's can read it"
	if pattern, err := os.ReadFile(m.system + "/proc/sys/kernel/core_pattern"); err == nil && strings.HasPrefix(string(pattern), "|") {
		program, _, _ := strings.Cut(strings.TrimSpace(string(pattern[1:])), " ")
		what += "; " + filepath.Base(program) + ", which takes the crashes of other programs, gets none"
	}
	return []Check{ok("core_dumps", what), m.lockable()}
}

// lockable looks whether keys can be kept out of the swap area.
func (m Machine) lockable() Check {
	page, err := unix.Mmap(-1, 0, unix.Getpagesize(), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err == nil {
		defer unix.Munmap(page)
		err = unix.Mlock(page)
	}
	if err != nil {
		return warning("locked_memory", "the system does not let the key's memory be kept out of the swap area", "raise the limit of locked memory (ulimit -l), or encrypt the swap area")
	}
	return ok("locked_memory", "the key's memory is kept out of the swap area; what is read and typed is not")
}

// swap looks whether memory can be written to a disk in clear.
func (m Machine) swap(context.Context) []Check {
	text, err := os.ReadFile(m.system + "/proc/swaps")
	if err != nil {
		return []Check{unknown("swap", "whether memory is swapped to a disk cannot be told: "+err.Error())}
	}
	var clear, silent []string
	areas := 0
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) < 2 || fields[0] == "Filename" {
			continue
		}
		areas++
		device := fields[0]
		if fields[1] == "file" {
			device = m.mountOf(fields[0]).source
		}
		switch m.sealed(device) {
		case isClear:
			clear = append(clear, fields[0])
		case isSilent:
			silent = append(silent, fields[0])
		}
	}
	switch {
	case areas == 0:
		return []Check{ok("swap", "no memory is swapped to a disk")}
	case clear != nil:
		return []Check{warning("swap", "what is open may be written to "+strings.Join(clear, ", ")+", which is not encrypted as far as the system tells",
			"encrypt the disk, or the swap area; or switch it off: sudo swapoff -a")}
	case silent != nil:
		return []Check{unknown("swap", "whether "+strings.Join(silent, ", ")+" is encrypted cannot be told")}
	}
	return []Check{ok("swap", "memory is swapped only to memory or to an encrypted disk")}
}

const (
	isSealed = iota
	isClear
	isSilent
)

// sealed follows a block device down to what it is made of. Memory (zram) and
// dm-crypt are sealed, and so is what lies wholly on them; a disk is not.
func (m Machine) sealed(device string) int {
	name := filepath.Base(device)
	if link, err := os.Readlink(m.system + device); err == nil { // /dev/mapper/x -> ../dm-0
		name = filepath.Base(link)
	}
	if strings.HasPrefix(name, "zram") {
		return isSealed
	}
	block := filepath.Join(m.system, "/sys/class/block", name)
	if _, err := os.Stat(block); err != nil {
		return isSilent
	}
	if uuid, err := os.ReadFile(filepath.Join(block, "dm", "uuid")); err == nil && strings.HasPrefix(string(uuid), "CRYPT-") {
		return isSealed
	}
	below, err := os.ReadDir(filepath.Join(block, "slaves"))
	if err != nil || len(below) == 0 {
		return isClear
	}
	worst := isSealed
	for _, b := range below {
		worst = max(worst, m.sealed("/dev/"+b.Name()))
	}
	return worst
}

// mount is where a file system is attached.
type mount struct{ point, kind, source string }

// mountOf finds the file system of a path.
func (m Machine) mountOf(path string) (best mount) {
	text, err := os.ReadFile(m.system + "/proc/self/mountinfo")
	if err != nil {
		return best
	}
	return mountAmong(string(text), path)
}

// mountAmong reads /proc/self/mountinfo: of those that hold the path the one
// mounted deepest, and last.
func mountAmong(text, path string) (best mount) {
	for line := range strings.Lines(text) {
		before, after, found := strings.Cut(line, " - ")
		left, right := strings.Fields(before), strings.Fields(after)
		if !found || len(left) < 5 || len(right) < 2 {
			continue
		}
		point := unescape(left[4])
		inside := point == "/" || path == point || strings.HasPrefix(path, point+"/")
		if inside && len(point) >= len(best.point) {
			best = mount{point, right[0], unescape(right[1])}
		}
	}
	return best
}

// unescape reads the octal escapes of mountinfo.
func unescape(s string) string {
	return strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(s)
}

// fileSystem looks what kind of drive the vault is on.
func (m Machine) fileSystem(context.Context) []Check { return []Check{m.drive(nearest(m.folder()))} }

func (m Machine) drive(dir string) Check {
	switch kind := m.mountOf(dir).kind; {
	case kind == "":
		return unknown("file_system", "what kind of drive "+dir+" is on cannot be told")
	case remote(kind):
		return problem("file_system", fmt.Sprintf("the vault is on a network drive (%s): saving there is not safe from a second window or a lost connection", kind),
			"move the vault to a disk of this computer, and put backups on the network drive")
	case kind == "tmpfs" || kind == "ramfs":
		return problem("file_system", "the vault is on a drive in memory: it is gone when the computer is switched off", "move the vault to a disk")
	case kind == "vfat" || kind == "exfat" || kind == "msdos":
		return warning("file_system", "the vault is on a drive ("+kind+") that knows no users and no journal", "keep the vault on the computer's own disk, and backups there")
	default:
		return ok("file_system", "the vault is on a disk of this computer ("+kind+")")
	}
}

func remote(kind string) bool {
	switch kind {
	case "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "ncpfs", "glusterfs", "lustre", "davfs", "vboxsf", "virtiofs", "prl_fs", "vmhgfs":
		return true
	}
	return strings.HasPrefix(kind, "fuse.") && kind != "fuse.gocryptfs" && kind != "fuse.cryfs" && kind != "fuse.encfs" && kind != "fuse.ntfs-3g"
}
