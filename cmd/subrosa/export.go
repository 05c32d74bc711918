package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type exportOptions struct {
	all     bool
	confirm string
	dir     string
}

// exportResult is what `export --json` prints.
type exportResult struct {
	Export string `json:"export"` // the folder
	notes.Exported
}

func newExportCmd(a *app) *cobra.Command {
	o := &exportOptions{}
	c := &cobra.Command{
		Use:   "export --all DIR --confirm all",
		Short: "Write a readable copy of everything",
		Long: `Write everything that the vault holds into a new or empty folder, in files that need
no subrosa to be read: notes as text, files as they came, lists as JSON. README.txt
in it says what is what. Names of files are codes.

Whoever has the folder can read it: it is for leaving subrosa, and no backup. todo
reminds of it until subrosa disclosure settle says that it is gone. Nothing is left
of it when it cannot be finished.`,
		Args: oneArg("DIR", "the folder to write"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			o.dir = typedPath(args[0])
			return o.run(cmd.Context(), a)
		}),
	}
	f := c.Flags()
	f.SortFlags = false
	f.BoolVar(&o.all, "all", false, "everything: there is no export of less")
	f.StringVar(&o.confirm, "confirm", "", "the word `all`: yes, everything becomes readable")
	return c
}

func (o *exportOptions) run(ctx context.Context, a *app) error {
	if !o.all {
		return usage("an export is of everything").hinting("give --all; what somebody asked for is handed over by subrosa request")
	}
	dir, err := filepath.Abs(o.dir)
	if err != nil {
		return err
	}
	o.dir = dir
	if _, err := mayFill(o.dir); err != nil {
		return err
	}
	if !isFolder(filepath.Dir(o.dir)) {
		return usage("there is no folder " + filepath.Dir(o.dir))
	}
	r := exportResult{Export: o.dir}
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		if err := a.confirmCode(ctx, "This writes readable text of everything to "+o.dir+".", "all", o.confirm); err != nil {
			return err
		}
		r.Exported, err = o.write(ctx, a, b)
		return err
	})
	if err != nil {
		return err
	}
	a.warn("%s can be read by whoever has it; when it is gone: subrosa disclosure settle %s", o.dir, r.Copy)
	return a.print(r, func(w io.Writer) {
		fmt.Fprintf(w, "everything is in %s, readable\n", r.Export)
		facts(w, "cases", fmt.Sprint(r.Cases), "notes", fmt.Sprint(r.Notes), "attachments", fmt.Sprint(r.Attachments),
			"files", fmt.Sprint(r.Files), "bytes", fmt.Sprint(r.Bytes), "copy", r.Copy)
	})
}

// write fills the folder. When that fails nothing is left of it.
func (o *exportOptions) write(ctx context.Context, a *app, b *notes.Book) (notes.Exported, error) {
	folder, err := openNewFolder(ctx, o.dir)
	if err != nil {
		return notes.Exported{}, err
	}
	tell, end := a.progress("exported")
	done, err := b.Export(ctx, folder.create, tell)
	end()
	if err == nil {
		err = folder.sync()
	}
	if err == nil {
		return done, folder.root.Close()
	}
	if left := folder.remove(); left != nil {
		a.warn("not all that was written could be removed: %s holds readable text", o.dir)
		return done, err
	}
	a.say("subrosa: nothing is left in %s", o.dir)
	if done.Copy != "" {
		if e := b.ExportUndone(context.WithoutCancel(ctx), done.Copy); e != nil {
			a.warn("%s could not be settled: %s", done.Copy, explain(e).Message)
		}
	}
	return done, err
}
