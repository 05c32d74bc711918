package vault

import "errors"

// What can be wrong with a vault file. The wrapped text names pages and
// generations, never content.
var (
	ErrNoVault     = errors.New("no vault there")
	ErrNotAVault   = errors.New("not a vault")
	ErrNewerFormat = errors.New("made by a newer version")
	ErrExists      = errors.New("a file exists there")
	ErrBusy        = errors.New("another window is saving")
	ErrAltered     = errors.New("altered")
	ErrDamaged     = errors.New("damaged")
	ErrOlder       = errors.New("older than the one last used here")
	ErrDiverged    = errors.New("went two ways")
	ErrExchanged   = errors.New("another file was put in the vault's place")
	ErrReadOnly    = errors.New("read-only")
	ErrDiskFull    = errors.New("disk full")
	ErrNotSaved    = errors.New("not saved")
	ErrWrongKey    = errors.New("the key does not open this vault")
	ErrKeyChanged  = errors.New("the key of the vault was changed meanwhile")
)
