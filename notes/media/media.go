// Package media looks at what is in a file, whatever its name says.
//
//	kind, err := media.Look(file, size)
//	if kind.Recording { ... }
//
// A recording is sound or moving pictures, also inside an archive or a message.
// Archives other than ZIP, tar and gzip are not opened, and it says so.
package media

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"io"
	"path"
	"regexp"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// Kind is what a file is.
type Kind struct {
	Media     string // application/pdf, for one
	Ending    string // that such files have, with its point; "" when there is none
	Recording bool   // it is, or holds, sound or moving pictures
	Closed    bool   // it is, or holds, an archive that cannot be looked into
}

// beginning is how much of a file is looked at.
const beginning = 4096

// Look finds what a file of so many bytes is. Its error is that of reading.
func Look(file io.ReaderAt, size int64) (Kind, error) {
	return lookInto(io.NewSectionReader(file, 0, size), 0)
}

// lookInto is Look of a file that lies so deep in archives.
func lookInto(file *io.SectionReader, depth int) (Kind, error) {
	head := make([]byte, min(file.Size(), beginning))
	if _, err := file.ReadAt(head, 0); err != nil && err != io.EOF {
		return Kind{}, err
	}
	k := of(head)
	if !k.Recording && !k.Closed {
		k.open(file, container(head), depth)
	}
	return k, nil
}

func of(head []byte) Kind {
	m := mimetype.Detect(head)
	k := Kind{Media: m.String(), Ending: m.Extension(), Closed: container(head) == "closed"}
	k.Media, _, _ = strings.Cut(k.Media, ";")
	if bytes.HasPrefix(head, []byte("ID3")) { // a title or a picture before the sound can be longer than what is looked at
		k.Media, k.Recording = "audio/mpeg", true
	}
	for t := m; t != nil && !strings.HasPrefix(k.Media, "image/"); t = t.Parent() { // some pictures come in the box of a film
		k.Recording = k.Recording || recording(t.String())
	}
	if k.Media == "application/octet-stream" {
		k.Recording = unnamed(head)
	}
	return k
}

// unnamed knows recordings that mimetype has no name for: of dictating machines,
// telephones and cameras.
func unnamed(head []byte) bool {
	for _, sign := range []string{"\x02dss", "\x03dss", "\x03ds2", "\x07ds2", "caff\x00\x01", "RF64", "riff\x2e\x91\xcf\x11", "wvpk", "#!SILK", "\x02#!SILK", ".ra\xfd"} {
		if bytes.HasPrefix(head, []byte(sign)) {
			return true
		}
	}
	if len(head) >= 12 && string(head[:4]) == "FORM" && string(head[8:12]) == "AIFC" {
		return true
	}
	return packets(head, 0, 188) || packets(head, 4, 192)
}

// packets says whether head has the marks of an MPEG transport stream.
func packets(head []byte, first, size int) bool {
	for n := range 4 {
		if at := first + n*size; at >= len(head) || head[at] != 0x47 {
			return false
		}
	}
	return true
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

// container is what a file has to be opened with to see what is in it: "zip",
// "tar", "gzip" or "message", "closed" when that is not known, "" for all else.
func container(head []byte) string {
	for t := mimetype.Detect(head); t != nil; t = t.Parent() {
		switch t.String() {
		case "application/zip":
			return "zip"
		case "application/x-tar":
			return "tar"
		case "application/gzip":
			return "gzip"
		case "message/rfc822":
			return "message"
		case "application/x-7z-compressed", "application/vnd.rar", "application/x-rar-compressed", "application/x-xz", "application/x-bzip2",
			"application/zstd", "application/lzip", "application/vnd.ms-cab-compressed":
			return "closed"
		}
	}
	return ""
}

// Bounds of what is unpacked, so that nobody waits for an archive of archives.
const (
	deepest  = 4
	unpacked = 64 << 20
)

// recorded are the endings under which recordings go.
const recorded = " .mp3 .m4a .m4b .aac .wav .aif .aiff .aifc .flac .ogg .oga .opus .amr .wma .wv .mid .midi .caf .dss .ds2 .3gp .3g2 .mp4 .m4v .mov .avi .mkv .webm .wmv .mpg .mpeg .flv .ogv .mts .m2ts .ts .vob "

// open looks at each file in a container. One that is broken holds nothing that
// could be played.
func (k *Kind) open(file *io.SectionReader, container string, depth int) {
	switch container {
	case "zip":
		z, err := zip.NewReader(file, file.Size())
		if err != nil {
			return
		}
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil { // packed in a way that is not known
				r = io.NopCloser(strings.NewReader(""))
			}
			k.holds(f.Name, r, depth)
			r.Close()
		}
	case "tar":
		t := tar.NewReader(file)
		for f, err := t.Next(); err == nil; f, err = t.Next() {
			k.holds(f.Name, t, depth)
		}
	case "gzip":
		if z, err := gzip.NewReader(file); err == nil {
			k.holds(z.Name, z, depth)
		}
	case "message":
		k.message(file, depth)
	}
}

// ofRecording is the line that says that a part of a message is one.
var ofRecording = regexp.MustCompile(`(?im)^content-type:\s*(audio|video)/`)

// message looks at what is attached to a message: at every paragraph that stands
// for bytes, whatever is said about it.
func (k *Kind) message(file io.Reader, depth int) {
	text, err := io.ReadAll(file)
	if err != nil {
		return
	}
	k.Recording = k.Recording || ofRecording.Match(text)
	for paragraph := range bytes.SplitSeq(bytes.ReplaceAll(text, []byte("\r"), nil), []byte("\n\n")) {
		coded, _, _ := bytes.Cut(paragraph, []byte("\n--"))
		k.holds("", base64.NewDecoder(base64.StdEncoding, bytes.NewReader(coded)), depth)
	}
}

// holds looks at a file in a container. What cannot be unpacked is judged by its
// name.
func (k *Kind) holds(name string, file io.Reader, depth int) {
	if ending := strings.ToLower(path.Ext(name)); ending != "" && strings.Contains(recorded, " "+ending+" ") {
		k.Recording = true
	}
	r := bufio.NewReaderSize(file, beginning)
	head, _ := r.Peek(beginning)
	in := of(head)
	if container(head) != "" && !in.Closed {
		all, err := io.ReadAll(io.LimitReader(r, unpacked+1))
		if err != nil || len(all) > unpacked || depth >= deepest {
			in.Closed = true
		} else {
			in, _ = lookInto(io.NewSectionReader(bytes.NewReader(all), 0, int64(len(all))), depth+1)
		}
	}
	k.Recording = k.Recording || in.Recording
	k.Closed = k.Closed || in.Closed
}
