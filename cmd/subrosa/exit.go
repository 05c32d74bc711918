package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"subrosa/cmd/subrosa/form"
	"subrosa/cmd/subrosa/screen"
	"subrosa/crypto"
	"subrosa/notes"
	"subrosa/notes/document"
	"subrosa/notes/leak"
	"subrosa/notes/packet"
	"subrosa/vault"
)

// failure is an error as the user meets it.
type failure struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	exit    int
}

// exitIntegrity is the status of whatever does not verify.
const exitIntegrity = 7

// exitInterrupted is the status of what was left before its end.
const exitInterrupted = 130

// left is the interruption of a form, and what was not done because of it.
type left struct {
	nothing string
	cause   error
}

func (e *left) Error() string { return e.nothing }
func (e *left) Unwrap() error { return e.cause }

// unlessLeft is an error of a form, with what was not done if she left it.
func unlessLeft(err error, nothing string) error {
	if !errors.Is(err, screen.ErrInterrupted) || errors.Is(err, screen.ErrHangUp) {
		return err
	}
	return &left{nothing, err}
}

// exitRow is one row of the table: which errors it is about, and how they are
// told. An empty message means the error's own text.
type exitRow struct {
	match   func(error) (failure, bool)
	exit    int
	code    string // as documented; rules of the record bring their own
	meaning string
}

// sentinel makes a row for a sentinel error.
func sentinel(target error, exit int, code, message, hint string) exitRow {
	return exitRow{
		match: func(err error) (failure, bool) {
			if !errors.Is(err, target) {
				return failure{}, false
			}
			f := failure{Code: code, Message: message, Hint: hint, exit: exit}
			if f.Message == "" {
				f.Message = err.Error()
			}
			return f, true
		},
		exit: exit, code: code, meaning: target.Error(),
	}
}

// typed makes a row for an error type.
func typed[E error](exit int, code, meaning string, tell func(E) failure) exitRow {
	return exitRow{
		match: func(err error) (failure, bool) {
			e, ok := errors.AsType[E](err)
			if !ok {
				return failure{}, false
			}
			f := tell(e)
			if f.exit == 0 {
				f.exit = exit
			}
			if f.Code == "" {
				f.Code = code
			}
			return f, true
		},
		exit: exit, code: code, meaning: meaning,
	}
}

// leakRow is about the one rule that has an exit status of its own.
func leakRow() exitRow {
	row := typed(9, "leak", "a withheld string was found", func(e *notes.Refused) failure {
		return failure{Message: e.What, Hint: e.Hint}
	})
	refused := row.match
	row.match = func(err error) (failure, bool) {
		f, ok := refused(err)
		e, _ := errors.AsType[*notes.Refused](err)
		return f, ok && e.Rule == "leak"
	}
	return row
}

// exitTable is the whole of it: the first row that matches tells the error.
var exitTable = []exitRow{
	typed(130, "interrupted", "interrupted", func(e *left) failure { return failure{Message: "left; " + e.nothing} }),
	sentinel(errInterrupted, 130, "interrupted", "interrupted", ""),
	sentinel(screen.ErrInterrupted, 130, "interrupted", "left; what was not finished was not done", ""),
	sentinel(screen.ErrLocked, 10, "locked", "locked; what was saved is kept", ""),
	sentinel(context.Canceled, 130, "interrupted", "interrupted", ""),

	typed(2, "usage", "the command line is wrong", func(e *usageError) failure {
		return failure{Message: e.what, Hint: e.hint}
	}),
	typed(2, "invalid", "what was given is malformed", func(e *inputError) failure {
		return failure{Message: e.Error(), Hint: e.hint}
	}),
	typed(2, "invalid", "a note document is malformed", func(e *document.SyntaxError) failure {
		return failure{Message: atLine(e.Line, e.What)}
	}),
	typed(2, "invalid", "what was given contradicts the record", func(e *notes.Invalid) failure {
		f := failure{Message: atLine(e.Line, e.What)}
		if e.Flag != "" {
			f.Hint = "--" + strings.TrimLeft(e.Flag, "-") + " gives it"
		}
		return f
	}),
	typed(3, "not_found", "there is no such thing", func(e *notes.NotFound) failure {
		return failure{Message: e.Error()}
	}),
	leakRow(),
	typed(9, "leak", "a word can be read out of a file", func(e *leaked) failure {
		return failure{Message: e.Error(), Hint: "do not hand it over; the list says where they stand"}
	}),
	typed(8, "RULE", "a rule of the record forbids it: `signed`, `not_yet`, `open_decisions`, `declined`, ...", func(e *notes.Refused) failure {
		return failure{Code: e.Rule, Message: e.What, Hint: e.Hint}
	}),

	sentinel(errLocked, 10, "locked", "locked, and nobody to ask",
		"subrosa unlock, or give --passphrase-file"),
	sentinel(form.ErrNoTerminal, 10, "locked", "locked, and nobody to ask",
		"subrosa unlock, or give --passphrase-file"),
	sentinel(vault.ErrKeyChanged, 10, "locked", "the key was changed meanwhile",
		"subrosa unlock, then go on; what was saved before is there"),
	sentinel(crypto.ErrWrongSecret, 4, "wrong_passphrase", "wrong passphrase or recovery words", ""),
	sentinel(crypto.ErrWrongIdentity, 4, "wrong_identity", "", "subrosa key list shows whose keys are ways in"),

	typed(1, "io", "the result could not be printed", func(e *outputError) failure {
		if errors.Is(e, syscall.EPIPE) {
			return failure{Message: "standard output was closed"}
		}
		f := failure{Message: "the result could not be printed", Hint: "what was asked for is done all the same"}
		if errors.Is(e, syscall.ENOSPC) {
			f.Code, f.Message = "disk_full", f.Message+": the disk is full"
		}
		return f
	}),
	sentinel(vault.ErrDiskFull, 1, "disk_full", "", "make room and try again: nothing was changed"),
	sentinel(syscall.ENOSPC, 1, "disk_full", "the disk is full", "make room and try again"),
	typed(5, "busy", "another process is writing and did not finish in time", func(e *vault.Busy) failure {
		return failure{Message: fmt.Sprintf("another subrosa window is saving; waited %.1f seconds for it", e.Waited.Seconds()), Hint: "try again"}
	}),
	sentinel(vault.ErrBusy, 5, "busy", "another subrosa window is saving; tried for some seconds", "try again"),
	sentinel(vault.ErrNoVault, 6, "no_vault", "", "subrosa init makes one; --vault says where it is"),
	sentinel(errNotACopy, 6, "not_a_vault", "", "import takes another copy of this vault; one note document is kept with note new --from"),
	sentinel(vault.ErrNotAVault, 6, "not_a_vault", "", "--vault says where the vault is"),
	sentinel(vault.ErrNewerFormat, 6, "newer_format", "", "use a newer subrosa"),
	sentinel(vault.ErrExists, 8, "exists", "", ""),
	sentinel(vault.ErrLastWay, 8, "last_way_in", "that is the last way in of your own: no passphrase and no words would be left",
		"set the other first: subrosa key passphrase, or key recovery"),
	sentinel(vault.ErrWayExists, 8, "exists", "that key is a way in already", "subrosa key list shows them"),
	sentinel(vault.ErrTooManyWays, 8, "too_many", "", "subrosa key remove takes one away"),
	sentinel(vault.ErrNoWay, 3, "not_found", "", "subrosa key list shows them"),
	sentinel(vault.ErrOlder, 7, "older", "",
		"use the newest copy, and bring in what this one has: subrosa import; after restoring one deliberately: --accept-older"),
	sentinel(vault.ErrDiverged, 7, "diverged", "",
		"two copies were written; keep both, and join them: subrosa import OTHER-COPY; to go on with this one alone: --accept-older"),
	typed(7, "altered", vault.ErrExchanged.Error(), func(e *vault.Exchanged) failure {
		if e.Rescued == "" {
			return failure{Message: e.Error(), Hint: "look for the right file in the folder it was moved to, in the trash and among the backups"}
		}
		return failure{Message: e.Error(), Hint: "subrosa import takes from it what the vault lacks"}
	}),
	sentinel(vault.ErrExchanged, 7, "altered", "", "open the vault again"),
	typed(7, "altered", "a copy does not verify", func(e *badCopy) failure {
		f := failure{Message: e.Error(), Hint: "do not rely on this copy; subrosa backup list shows the others"}
		if !errors.Is(e, vault.ErrAltered) {
			f.Code = "damaged"
		}
		return f
	}),
	sentinel(errOverdue, 1, "overdue", "", ""),
	sentinel(vault.ErrAltered, 7, "altered", "", "restore a backup: subrosa restore"),
	sentinel(vault.ErrDamaged, 7, "damaged", "", "restore a backup: subrosa restore"),
	sentinel(crypto.ErrBadSlot, 7, "altered", "", "restore a backup: subrosa restore"),
	sentinel(vault.ErrWrongKey, 7, "altered", "", "the slots are not this vault's; restore a backup: subrosa restore"),
	sentinel(errUnsound, 7, "damaged", "", "restore a backup: subrosa restore"),
	sentinel(errHeadMismatch, 7, "altered", "", "the log was rewritten, or the head is another practice's"),
	sentinel(errNotWell, 1, "not_well", "", "what to do stands in the list"),
	sentinel(vault.ErrReadOnly, 1, "io", "", "the file or its folder cannot be written"),
	sentinel(vault.ErrNotSaved, 1, "io", "", "try again: nothing was changed"),

	sentinel(errUnreadable, 1, "unreadable", "", ""),
	sentinel(leak.ErrEncrypted, 1, "unreadable", "", "open it first, and scan what is inside"),
	sentinel(leak.ErrUnreadable, 1, "unreadable", "", "that nothing was found means nothing: what cannot be read may hold it"),
	sentinel(packet.ErrNotVerified, 7, "altered", "", "ask whoever handed it over for it again"),
	sentinel(packet.ErrUnreadable, 1, "unreadable", "", "packet verify reads the ZIP of a packet, and a head in the form of head show"),
	sentinel(packet.ErrPassword, 2, "invalid", "", ""),
	sentinel(crypto.ErrSecretKey, 2, "invalid", "that is a secret key, not a recipient's public key",
		"whoever it belongs to should make a new one; ask for the public key: age1... or ssh-ed25519 ..."),
	sentinel(crypto.ErrBadRecipient, 2, "invalid", "not an age or SSH public key", "it begins with age1, ssh-ed25519 or ssh-rsa"),
	sentinel(errNoAgeKey, 2, "invalid", "", "it begins with age1 or age1pq1, and is copied whole"),
	sentinel(crypto.ErrSSHRecipient, 2, "invalid", "an SSH key would show in the vault file whose it is",
		"ask for an age key: age-keygen -pq makes one"),
	sentinel(crypto.ErrBadIdentities, 2, "invalid", "", "age-keygen writes such a file"),
	typed(1, "plugin", "an age plugin could not do its part", func(e *crypto.PluginError) failure {
		f := failure{Message: e.Error()}
		if e.Missing {
			f.Hint = "install it, or take away the way in that needs it: subrosa key list"
		}
		return f
	}),
	sentinel(syscall.EPIPE, 1, "io", "standard output was closed", ""),
	typed(1, "io", "the system refused to read or write", func(e *fs.PathError) failure {
		return failure{Message: fmt.Sprintf("%s %s: %s", e.Op, e.Path, e.Err)}
	}),
}

// explain finds the row of an error; what has none is a failure of the machine.
func explain(err error) failure {
	for _, r := range exitTable {
		if f, ok := r.match(err); ok {
			return f
		}
	}
	return failure{Code: "io", Message: err.Error(), exit: 1}
}

// tell prints an error and returns its exit status.
func (a *app) tell(err error, asJSON bool) int {
	f := explain(err)
	prefix := "subrosa: error: "
	if f.exit == exitInterrupted { // she left, which is no error of hers
		prefix = "subrosa: "
	}
	fmt.Fprintln(a.err, a.wrapped(prefix+screen.Line(f.Message)))
	if f.Hint != "" {
		fmt.Fprintln(a.err, a.wrapped("subrosa: hint: "+screen.Line(f.Hint)))
	}
	if asJSON {
		json.NewEncoder(a.err).Encode(struct {
			Error failure `json:"error"`
		}{f})
	}
	return f.exit
}

func atLine(line int, what string) string {
	if line == 0 {
		return what
	}
	return fmt.Sprintf("line %d: %s", line, what)
}

// usageError is a command line that cannot be meant.
type usageError struct {
	what, hint string
	cause      error
}

func usage(what string) *usageError { return &usageError{what: what} }

func (e *usageError) Error() string                   { return e.what }
func (e *usageError) Unwrap() error                   { return e.cause }
func (e *usageError) hinting(hint string) *usageError { e.hint = hint; return e }
func (e *usageError) because(cause error) *usageError { e.cause = cause; return e }

// missing says that something must be given where nobody can be asked.
func missing(flag, what string) error {
	return usage(what + " is missing").hinting("give --" + flag)
}

// missingAll is missing of several things.
func missingAll(flag, what string) error {
	return usage(what + " are missing").hinting("give --" + flag)
}

// inputError is a document (JSON, a passphrase file) that cannot be read as
// what it should be. It never quotes the document.
type inputError struct {
	source string // file name as given, or "standard input"
	line   int
	what   string
	hint   string
}

func (e *inputError) Error() string { return e.source + ": " + atLine(e.line, e.what) }

var (
	errLocked  = errors.New("locked")
	errUnsound = errors.New("does not verify")
)
