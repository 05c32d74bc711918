// Package media looks at what is in a file, whatever its name says.
//
//	kind, err := media.Look(file, size)
//	if kind.Recording { ... }
//
// A recording is sound or moving pictures, also inside an archive.
package media

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// Kind is what a file is.
type Kind struct {
	Media     string // application/pdf, for one
	Ending    string // that such files have, with its point; "" when there is none
	Recording bool   // it is, or holds, sound or moving pictures
}

// beginning is how much of a file is looked at.
const beginning = 4096

// Look finds what a file of so many bytes is. Its error is that of reading.
func Look(file io.ReaderAt, size int64) (Kind, error) {
	head := make([]byte, min(size, beginning))
	if _, err := file.ReadAt(head, 0); err != nil && err != io.EOF {
		return Kind{}, err
	}
	k := of(head)
	if !k.Recording && strings.Contains(ancestry(head), "application/zip") {
		inside, err := archived(file, size)
		if err != nil {
			return k, err
		}
		k.Recording = inside
	}
	return k, nil
}

func of(head []byte) Kind {
	m := mimetype.Detect(head)
	k := Kind{Media: m.String(), Ending: m.Extension()}
	k.Media, _, _ = strings.Cut(k.Media, ";")
	if bytes.HasPrefix(head, []byte("ID3")) { // a title or a picture before the sound can be longer than what is looked at
		k.Media, k.Recording = "audio/mpeg", true
	}
	for t := m; t != nil && !strings.HasPrefix(k.Media, "image/"); t = t.Parent() { // some pictures come in the box of a film
		k.Recording = k.Recording || recording(t.String())
	}
	return k
}

// Ending is what files of a type have at the end of their names, with its point;
// "" for a type that has none.
func Ending(media string) string {
	if m := mimetype.Lookup(media); m != nil {
		return m.Extension()
	}
	return ""
}

// recording says whether a type is one of sound or moving pictures.
func recording(media string) bool {
	switch media {
	case "application/ogg", "application/vnd.rn-realmedia", "application/vnd.rn-realmedia-vbr", "application/vnd.ms-asf",
		"application/x-shockwave-flash", "application/mxf", "application/vnd.apple.mpegurl":
		return true
	}
	return strings.HasPrefix(media, "audio/") || strings.HasPrefix(media, "video/")
}

// ancestry are the types that a file is one of.
func ancestry(head []byte) string {
	var all []string
	for t := mimetype.Detect(head); t != nil; t = t.Parent() {
		all = append(all, t.String())
	}
	return strings.Join(all, " ")
}

// recorded are the endings under which recordings go.
const recorded = " .mp3 .m4a .m4b .aac .wav .aif .aiff .flac .ogg .oga .opus .amr .wma .mid .midi .caf .3gp .3g2 .mp4 .m4v .mov .avi .mkv .webm .wmv .mpg .mpeg .flv .ogv .mts .ts .vob "

// archived looks at the beginning of each file in an archive. One that cannot be
// unpacked is judged by its name; an archive in the archive is judged by its
// name alone, and one that is broken holds nothing that could be played.
func archived(file io.ReaderAt, size int64) (bool, error) {
	z, err := zip.NewReader(file, size)
	if err != nil {
		return false, nil
	}
	for _, f := range z.File {
		if ending := strings.ToLower(path.Ext(f.Name)); ending != "" && strings.Contains(recorded, " "+ending+" ") {
			return true, nil
		}
		r, err := f.Open()
		if err != nil {
			continue
		}
		head, err := io.ReadAll(io.LimitReader(r, beginning))
		r.Close()
		if err != nil && len(head) == 0 {
			continue
		}
		if of(head).Recording {
			return true, nil
		}
	}
	return false, nil
}
