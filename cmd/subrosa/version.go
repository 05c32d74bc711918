package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is set by the linker in a release (-X main.version=1.2.3).
var version = "dev"

// versionResult is what `version --json` prints.
type versionResult struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func newVersionCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of the program",
		Args:  noArgs,
		RunE: body(a, func(*cobra.Command, []string) error {
			r := thisVersion()
			return a.print(r, func(w io.Writer) {
				fmt.Fprintf(w, "subrosa %s\n", r.Version)
			})
		}),
	}
}

func thisVersion() versionResult {
	r := versionResult{Version: version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				r.Revision = s.Value
			}
		}
	}
	return r
}
