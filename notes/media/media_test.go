package media

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

// The beginnings of files as programs write them.
var beginnings = map[string]string{
	"mp3 with a tag":     "ID3\x03\x00\x00\x00\x00\x0f\x76TIT2\x00\x00\x00\x05\x00\x00\x00abcd",
	"mp3 with a picture": "ID3\x04\x00\x00\x00\x7f\x7f\x7fAPIC" + strings.Repeat("x", 9000),
	"mp3":                "\xff\xfb\x90\x44\x00\x00\x00\x00",
	"wav":                "RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00",
	"ogg":                "OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01\x1eOpusHead\x01\x02",
	"flac":               "fLaC\x00\x00\x00\x22",
	"m4a":                "\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00M4A mp42isom",
	"mp4":                "\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41",
	"mov":                "\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00qt  ",
	"3gp":                "\x00\x00\x00\x18ftyp3gp5\x00\x00\x01\x003gp53gp4",
	"webm":               "\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm",
	"mkv":                "\x1a\x45\xdf\xa3\xa3B\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x88matroska",
	"avi":                "RIFF\x24\x00\x00\x00AVI LIST",
	"amr":                "#!AMR\n\x3c\x91",
	"aac":                "\xff\xf1\x50\x80\x02\x1f\xfc",
	"midi":               "MThd\x00\x00\x00\x06\x00\x01\x00\x02",
	"wma":                "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c",
	"aiff":               "FORM\x00\x00\x00\x1eAIFFCOMM",
}

func look(t *testing.T, text string) Kind {
	t.Helper()
	k, err := Look(bytes.NewReader([]byte(text)), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestRecordings(t *testing.T) {
	for name, head := range beginnings {
		if k := look(t, head+string(make([]byte, 6000))); !k.Recording {
			t.Errorf("%s is %s", name, k.Media)
		}
		if k := look(t, archive(t, "note.txt", head+string(make([]byte, 100)))); !k.Recording {
			t.Errorf("%s in an archive under another name is not seen", name)
		}
	}
	if !look(t, archive(t, "talk.M4A", "not what it says")).Recording {
		t.Error("a name that says it is sound is not believed")
	}
}

func TestWhatIsNone(t *testing.T) {
	for media, text := range map[string]string{
		"application/pdf": "%PDF-1.7\n1 0 obj", "image/png": "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/jpeg": "\xff\xd8\xff\xe0\x00\x10JFIF",
		"text/plain": "Dear Ada,\n", "application/zip": archive(t, "letter.txt", "Dear Ada,"), "image/heic": "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1",
		"application/octet-stream": "\x00\x01\x02\x03",
	} {
		if k := look(t, text); k.Recording || k.Media != media {
			t.Errorf("%s is %+v", media, k)
		}
	}
}

func TestTheErrorOfReading(t *testing.T) {
	if _, err := Look(broken{}, 100); !errors.Is(err, io.ErrClosedPipe) {
		t.Error(err)
	}
}

type broken struct{}

func (broken) ReadAt([]byte, int64) (int, error) { return 0, io.ErrClosedPipe }

// archive is a ZIP of one file.
func archive(t *testing.T, name, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
