package media

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
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
	"aifc":               "FORM\x00\x00\x00\x1eAIFCFVER",
	"caf":                "caff\x00\x01\x00\x00desc",
	"dictation":          "\x02dss\x00\x00",
	"dictation pro":      "\x03ds2\x00\x00",
	"long wav":           "RF64\xff\xff\xff\xffWAVEds64",
	"voice message":      "\x02#!SILK_V3",
	"camera":             strings.Repeat("G\x40\x11\x10"+string(make([]byte, 184)), 5),
	"camcorder":          strings.Repeat("\x00\x00\x00\x00G\x40\x11\x10"+string(make([]byte, 184)), 5),
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
		for _, container := range []func(*testing.T, string, string) string{archive, twice, tarred, zipped, mailed} {
			if k := look(t, container(t, "note.txt", head+string(make([]byte, 3000)))); !k.Recording {
				t.Errorf("%s in %s under another name is not seen", name, k.Media)
			}
		}
	}
	if !look(t, "From: a@b.dk\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: audio/x-new\n\nabc\n--x--\n").Recording {
		t.Error("a message that says it has sound is not believed")
	}
	if !look(t, archive(t, "talk.M4A", "not what it says")).Recording {
		t.Error("a name that says it is sound is not believed")
	}
}

func TestWhatIsNone(t *testing.T) {
	for media, text := range map[string]string{
		"application/pdf": "%PDF-1.7\n1 0 obj", "image/png": "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/jpeg": "\xff\xd8\xff\xe0\x00\x10JFIF",
		"text/plain": "Dear Ada,\n", "application/zip": archive(t, "letter.txt", "Dear Ada,"), "image/heic": "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1",
		"application/octet-stream": "\x00\x01\x02\x03", "message/rfc822": mailed(t, "letter.txt", archive(t, "letter.txt", "Dear Ada,")),
		"application/x-tar": tarred(t, "letter.txt", "Dear Ada,"), "application/gzip": zipped(t, "letter.txt", "Dear Ada,"),
	} {
		if k := look(t, text); k.Recording || k.Closed || k.Media != media {
			t.Errorf("%s is %+v", media, k)
		}
	}
}

// What cannot be looked into is not said to hold nothing.
func TestClosed(t *testing.T) {
	deep := "Dear Ada,"
	for range deepest + 2 {
		deep = archive(t, "letter.zip", deep)
	}
	for name, text := range map[string]string{"7z": "7z\xbc\xaf\x27\x1c\x00\x04", "rar": "Rar!\x1a\x07\x01\x00", "xz": "\xfd7zXZ\x00\x00", "bz2": "BZh91AY&SY",
		"7z in a zip": archive(t, "letter.txt", "7z\xbc\xaf\x27\x1c\x00\x04"), "zip in zip in zip": deep,
		"too large": zipped(t, "", tarred(t, "letter.txt", string(make([]byte, unpacked))))} {
		if k := look(t, text); !k.Closed || k.Recording {
			t.Errorf("%s: %+v", name, k)
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

// twice is an archive in an archive.
func twice(t *testing.T, name, text string) string {
	return archive(t, name, archive(t, name, text))
}

func tarred(t *testing.T, name, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(text))})
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zipped(t *testing.T, _, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, text)
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// mailed is a message with a file.
func mailed(_ *testing.T, name, text string) string {
	return "From: a@b.dk\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" +
		"--x\r\nContent-Type: text/plain\r\n\r\nDear Ada,\r\n--x\r\nContent-Type: application/octet-stream; name=" + name +
		"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(text)) + "\r\n--x--\r\n"
}

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
