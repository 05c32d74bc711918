//go:build !linux

package doctor

import "context"

// Here the program does not know how to ask, and says so.

func (m Machine) process(context.Context) []Check {
	return []Check{unknown("core_dumps", "core dumps were switched off when this program began; whether that held cannot be told on this system")}
}

func (m Machine) swap(context.Context) []Check {
	return []Check{unknown("swap", "whether memory is swapped to a disk in clear cannot be told on this system: let the system encrypt the disk (FileVault)")}
}

func (m Machine) fileSystem(context.Context) []Check {
	return []Check{unknown("file_system", "what kind of drive the vault is on cannot be told on this system: it should be a disk of this computer")}
}
