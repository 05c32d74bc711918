package form

import (
	"context"

	"subrosa/notes"
)

// CopyPlace asks where copies of the vault may be.
func (a *Asker) CopyPlace(ctx context.Context, in notes.CopyPlaceInput) (notes.CopyPlaceInput, error) {
	err := a.fill(ctx, page{title: "Where copies of the vault may be", questions: []question{
		{ask: "What is it?", value: &in.Kind, check: required, choices: []Option{
			{"stick", "a stick or another disk"},
			{"sync-folder", "a folder that a program keeps the same elsewhere"},
			{"cloud", "a storage service"},
			{"replica", "a copy that is kept up by itself"},
			{"computer", "another computer, or another folder of this one"},
			{"other", "something else"},
		}},
		{ask: "What do you call it?", value: &in.Label, help: "for example: the black stick in the safe", check: required},
		{ask: "Folder on this computer", value: &in.Folder, help: "may stay empty"},
	}})
	if err != nil {
		return notes.CopyPlaceInput{}, err
	}
	return in, nil
}
