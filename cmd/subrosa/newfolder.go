package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"subrosa/notes"
	"subrosa/vault"
)

// newFolder is a folder that is filled with files nobody else can read, and of
// which nothing is left when that fails.
type newFolder struct {
	ctx  context.Context // when it ends nothing more is written
	dir  string
	made bool // it was not there before
	root *os.Root
	all  []string        // files and folders in it, in the order in which they were made
	have map[string]bool // folders
}

// mayFill refuses what is no place for a new folder: whatever exists, but for a
// folder that is empty.
func mayFill(dir string) (there bool, err error) {
	list, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !exists(dir):
		return false, nil
	case exists(dir) && !isFolder(dir):
		return true, fmt.Errorf("%s: %w", dir, vault.ErrExists)
	case err != nil:
		return true, err
	case len(list) > 0:
		return true, &notes.Refused{Rule: "exists", What: dir + " is a folder with something in it", Hint: "name a new folder, or an empty one"}
	}
	return true, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// openNewFolder makes the folder, or takes an empty one.
func openNewFolder(ctx context.Context, dir string) (*newFolder, error) {
	there, err := mayFill(dir)
	if err != nil {
		return nil, err
	}
	f := &newFolder{ctx: ctx, dir: dir, made: !there, have: map[string]bool{".": true}}
	if f.made {
		err = os.Mkdir(dir, 0o700)
	} else {
		os.Chmod(dir, 0o700) // not every disk can
	}
	if err != nil {
		return nil, err
	}
	if f.root, err = os.OpenRoot(dir); err != nil && f.made {
		os.Remove(dir)
	}
	return f, err
}

// create is notes.CreateFile.
func (f *newFolder) create(name string) (io.WriteCloser, error) {
	if err := f.ctx.Err(); err != nil {
		return nil, err
	}
	if err := f.folder(path.Dir(name)); err != nil {
		return nil, err
	}
	file, err := f.root.OpenFile(filepath.FromSlash(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	f.all = append(f.all, name)
	return &interruptible{f.ctx, file}, nil
}

// folder makes a folder and those that lead to it.
func (f *newFolder) folder(name string) error {
	if f.have[name] {
		return nil
	}
	if err := f.folder(path.Dir(name)); err != nil {
		return err
	}
	if err := f.root.Mkdir(filepath.FromSlash(name), 0o700); err != nil {
		return err
	}
	f.have[name] = true
	f.all = append(f.all, name)
	return nil
}

// sync makes what was written durable. A disk that cannot do that for a folder is
// not asked to.
func (f *newFolder) sync() error {
	for _, name := range append(slices.Clone(f.all), ".") {
		if err := f.ctx.Err(); err != nil {
			return err
		}
		file, err := f.root.Open(filepath.FromSlash(name))
		if err != nil {
			return err
		}
		err = file.Sync()
		file.Close()
		if err != nil && !f.have[name] {
			return err
		}
	}
	return nil
}

// remove takes away what was made, and nothing else.
func (f *newFolder) remove() (err error) {
	for _, name := range slices.Backward(f.all) {
		if e := f.root.Remove(filepath.FromSlash(name)); !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	f.root.Close()
	if f.made {
		err = errors.Join(err, os.Remove(f.dir))
	}
	return err
}

// interruptible is a file into which nothing more is written once its context
// ended.
type interruptible struct {
	ctx context.Context
	io.WriteCloser
}

func (w *interruptible) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.WriteCloser.Write(p)
}
