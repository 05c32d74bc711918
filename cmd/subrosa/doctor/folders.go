package doctor

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// syncs are folders that programs keep equal between computers: by the name of
// a folder on the way to the vault, and by what such a program puts into it.
var syncs = []struct {
	program string
	names   []string // of a folder, in lower case; a * at the end stands for anything
	markers []string // files in it, as filepath.Glob takes them
}{
	{"Dropbox", []string{"dropbox", "dropbox (*"}, []string{".dropbox", ".dropbox.cache"}},
	{"OneDrive", []string{"onedrive", "onedrive - *", "onedrive-*"}, []string{".849C9593-D756-4E56-8D6E-42412F2A707B"}},
	{"Google Drive", []string{"google drive", "googledrive", "googledrive-*", "my drive"}, []string{".tmp.drivedownload", ".tmp.driveupload"}},
	{"iCloud", []string{"mobile documents", "com~apple~clouddocs", "icloud drive", "iclouddrive"}, nil},
	{"Nextcloud or ownCloud", []string{"nextcloud", "owncloud"}, []string{".sync_*.db", "._sync_*.db", ".nextcloudsync.log", ".owncloudsync.log"}},
	{"Syncthing", nil, []string{".stfolder", ".stignore"}},
	{"Resilio Sync", nil, []string{".sync/ID", ".sync/StreamsList"}},
	{"pCloud, MEGA or Box", []string{"pclouddrive", "megasync", "mega", "box sync"}, []string{".debris", ".megaignore"}},
	{"a cloud drive", []string{"cloudstorage"}, nil},
}

// syncedBy is the program that keeps a path equal with other computers, as far
// as the path and the folders on it tell; "" for none.
func syncedBy(path string) string {
	for _, p := range []string{path, real(path)} { // by the way it is named, and where it really lies
		for dir := p; ; dir = filepath.Dir(dir) {
			name := strings.ToLower(filepath.Base(dir))
			for _, s := range syncs {
				if slices.ContainsFunc(s.names, func(n string) bool { return matches(name, n) }) || hasMarker(dir, s.markers) {
					return s.program
				}
			}
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	return ""
}

func matches(name, pattern string) bool {
	if start, open := strings.CutSuffix(pattern, "*"); open {
		return strings.HasPrefix(name, start)
	}
	return name == pattern
}

func hasMarker(dir string, markers []string) bool {
	for _, m := range markers {
		if strings.Contains(m, "*") {
			if entries, err := os.ReadDir(dir); err == nil && slices.ContainsFunc(entries, func(e os.DirEntry) bool {
				fits, _ := filepath.Match(m, e.Name())
				return fits
			}) {
				return true
			}
			continue
		}
		if _, err := os.Lstat(filepath.Join(dir, m)); err == nil {
			return true
		}
	}
	return false
}

// synchronised looks whether the vault, or a folder of backups, lies where a
// sync client works.
func (m Machine) synchronised(context.Context) []Check {
	vaultIn := syncedBy(m.Vault)
	if vaultIn == "" {
		vaultIn = syncedBy(m.folder())
	}
	list := []Check{ok("synchronised", "the vault is in no folder that a sync client is known by")}
	if vaultIn != "" {
		list[0] = warning("synchronised", "the vault is in a folder of "+vaultIn+": two computers that save at once make two versions, and old ones are kept elsewhere",
			"keep the vault outside (--vault, $SUBROSA_VAULT), and put backups there instead: they are sealed and never change")
	}
	var backups []string
	for _, dir := range m.Backups {
		if by := syncedBy(dir); by != "" && !slices.Contains(backups, by) {
			backups = append(backups, by)
		}
	}
	if backups != nil {
		list = append(list, ok("synchronised_backups", fmt.Sprintf("backups lie in a folder of %s: sealed, and kept there when they are deleted here",
			strings.Join(backups, ", "))))
	}
	return list
}
