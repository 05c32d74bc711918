package doctor

import (
	"os"
	"path/filepath"
	"testing"
)

const mounts = `22 1 253:0 / / rw,relatime shared:1 - ext4 /dev/mapper/vg-root rw
30 22 0:40 / /home/ada rw - fuse.sshfs ada@host:/home rw
31 22 0:41 / /home/ada/My\040Files rw - cifs //nas/ada rw
32 22 0:42 / /run rw - tmpfs tmpfs rw
33 22 8:1 / /media/stick rw - vfat /dev/sda1 rw
34 22 0:43 / /crypt rw - fuse.gocryptfs /home/x rw
nonsense
35 22 - -
`

func TestMounts(t *testing.T) {
	for path, want := range map[string]string{
		"/": "ext4", "/home": "ext4", "/home/adam": "ext4", "/home/ada/x": "fuse.sshfs", "/home/ada/My Files/x": "cifs",
		"/run": "tmpfs", "/media/stick/x": "vfat",
	} {
		if got := mountAmong(mounts, path); got.kind != want {
			t.Errorf("%s: %+v, want %s", path, got, want)
		}
	}
}

func TestFileSystem(t *testing.T) {
	m := machine(t)
	m.system = filepath.Join(filepath.Dir(m.State), "system")
	write(t, m.system+"/proc/self/mountinfo", mounts, 0o600)
	for dir, want := range map[string]Level{"/": OK, "/home/ada/x": Problem, "/home/ada/My Files": Problem, "/run/x": Problem, "/media/stick": Warning, "/crypt": OK} {
		if got := m.drive(dir); got.Level != want {
			t.Errorf("%s: %+v", dir, got)
		}
	}
	if err := os.Remove(m.system + "/proc/self/mountinfo"); err != nil {
		t.Fatal(err)
	}
	if got := m.fileSystem(t.Context()); !has(got, "file_system", Unknown) {
		t.Errorf("%v", got)
	}
}

func TestSwap(t *testing.T) {
	const head = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
	for name, test := range map[string]struct {
		swaps string
		want  Level
	}{
		"none":                {"", OK},
		"a partition":         {"/dev/sda2 partition 1 0 -2\n", Warning},
		"memory":              {"/dev/zram0 partition 1 0 100\n", OK},
		"dm-crypt":            {"/dev/dm-1 partition 1 0 -2\n", OK},
		"lvm on dm-crypt":     {"/dev/dm-2 partition 1 0 -2\n", OK},
		"lvm on a disk":       {"/dev/dm-3 partition 1 0 -2\n", Warning},
		"by its name":         {"/dev/mapper/swap partition 1 0 -2\n", OK},
		"a file on dm-crypt":  {"/swapfile file 1 0 -2\n", OK},
		"a file on a stick":   {"/media/stick/swap file 1 0 -2\n", Warning},
		"an unheard-of thing": {"/dev/what0 partition 1 0 -2\n", Unknown},
		"one of two":          {"/dev/zram0 partition 1 0 100\n/dev/sda2 partition 1 0 -2\n", Warning},
	} {
		t.Run(name, func(t *testing.T) {
			m := machine(t)
			m.system = filepath.Join(filepath.Dir(m.State), "system")
			block := m.system + "/sys/class/block/"
			write(t, m.system+"/proc/swaps", head+test.swaps, 0o600)
			write(t, m.system+"/proc/self/mountinfo", mounts, 0o600)
			for name, uuid := range map[string]string{"dm-1": "CRYPT-LUKS2-1-x", "dm-2": "LVM-1", "dm-3": "LVM-2"} {
				write(t, block+name+"/dm/uuid", uuid+"\n", 0o600)
			}
			for _, dir := range []string{"sda1", "sda2", "dm-1/slaves/sda1", "dm-2/slaves/dm-1", "dm-3/slaves/sda1"} {
				if err := os.MkdirAll(block+dir, 0o700); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.MkdirAll(m.system+"/dev/mapper", 0o700); err != nil {
				t.Fatal(err)
			}
			for link, to := range map[string]string{"swap": "../dm-1", "vg-root": "../dm-2"} {
				if err := os.Symlink(to, m.system+"/dev/mapper/"+link); err != nil {
					t.Fatal(err)
				}
			}
			if got := m.swap(t.Context()); !has(got, "swap", test.want) {
				t.Errorf("%v, want %s", got, test.want)
			}
		})
	}
}
