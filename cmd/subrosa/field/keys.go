package field

import (
	tea "github.com/charmbracelet/bubbletea"
)

// Key does what a key means in a text. It says whether it means anything; the
// error is for the user's eyes.
func (f *Field) Key(k tea.KeyMsg) (bool, error) {
	if k.Type == tea.KeyRunes || k.Type == tea.KeySpace {
		if k.Alt {
			return f.altKey(k)
		}
		if k.Paste {
			f.seal()
			defer f.seal()
		}
		f.Insert(string(k.Runes))
		return true, nil
	}
	switch k.String() {
	case "enter", "ctrl+j", "alt+enter":
		f.Insert("\n")
	case "backspace", "ctrl+h":
		return true, f.Backspace()
	case "delete":
		return true, f.Delete()
	case "ctrl+w", "alt+backspace":
		return true, f.DeleteWord()
	case "ctrl+z":
		f.Undo()
	case "ctrl+y":
		f.Redo()
	case "left", "ctrl+b":
		f.Left()
	case "right":
		f.Right()
	case "up":
		f.Up()
	case "down":
		f.Down()
	case "ctrl+left", "alt+left":
		f.WordLeft()
	case "ctrl+right", "alt+right":
		f.WordRight()
	case "home", "ctrl+a":
		f.Home()
	case "end", "ctrl+e":
		f.End()
	case "pgup":
		f.PageUp()
	case "pgdown":
		f.PageDown()
	case "ctrl+home":
		f.Start()
	case "ctrl+end":
		f.Finish()
	case "tab":
		f.NextSection()
	case "shift+tab":
		f.PreviousSection()
	default:
		return false, nil
	}
	return true, nil
}

func (f *Field) altKey(k tea.KeyMsg) (bool, error) {
	switch string(k.Runes) {
	case "b":
		f.WordLeft()
	case "f":
		f.WordRight()
	default:
		return false, nil
	}
	return true, nil
}
