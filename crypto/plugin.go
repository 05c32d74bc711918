package crypto

import (
	"errors"
	"os"

	"filippo.io/age"
	"filippo.io/age/plugin"
)

// PluginUI is how an age plugin speaks to the person at the hardware key: a
// PIN, a touch. A function that is nil answers that nobody is there.
type PluginUI struct {
	Say     func(plugin, message string) error
	Ask     func(plugin, prompt string, secret bool) (string, error)
	Confirm func(plugin, prompt, yes, no string) (bool, error)
	Waiting func(plugin string) // after five seconds without an answer
}

// PluginError is an age plugin that could not do its part.
type PluginError struct {
	Plugin  string // age-plugin-NAME, the program
	Missing bool   // it is not on the PATH
	err     error
}

func (e *PluginError) Error() string {
	if e.Missing {
		return e.Plugin + " is not on the PATH"
	}
	return e.Plugin + ": " + e.err.Error()
}

func (e *PluginError) Unwrap() error { return e.err }

// client makes of ui what the library wants, and keeps the library from
// copying what passes to and from a plugin, keys among it, to standard error.
func (ui PluginUI) client() *plugin.ClientUI {
	os.Unsetenv("AGEDEBUG")
	return &plugin.ClientUI{DisplayMessage: ui.Say, RequestValue: ui.Ask, Confirm: ui.Confirm, WaitTimer: ui.Waiting}
}

// pluginRecipient and pluginIdentity are the library's, with errors of a type.

type pluginRecipient struct{ *plugin.Recipient }

func (r pluginRecipient) WrapWithLabels(fileKey []byte) ([]*age.Stanza, []string, error) {
	stanzas, labels, err := r.Recipient.WrapWithLabels(fileKey)
	return stanzas, labels, pluginError(r.Name(), err)
}

type pluginIdentity struct{ *plugin.Identity }

func (i pluginIdentity) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	fileKey, err := i.Identity.Unwrap(stanzas)
	return fileKey, pluginError(i.Name(), err)
}

func pluginError(name string, err error) error {
	if err == nil || errors.Is(err, age.ErrIncorrectIdentity) {
		return err
	}
	_, missing := errors.AsType[*plugin.NotFoundError](err)
	return &PluginError{"age-plugin-" + name, missing, err}
}
