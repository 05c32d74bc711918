package pdf

import (
	"bytes"
	"cmp"
	"slices"
)

// readStreams reads every stream that was not read as part of a page.
func (f *file) readStreams() error {
	attached := f.attachments()
	for _, o := range f.objects {
		if !o.isStm || f.used[o] {
			continue
		}
		if err := f.ctx.Err(); err != nil {
			return err
		}
		f.used[o] = true
		b, picture, err := f.bytes(o)
		if err != nil {
			return err
		}
		if err := f.readStream(o, b, picture, attached); err != nil {
			return err
		}
	}
	return nil
}

func (f *file) readStream(o *object, b []byte, picture bool, attached map[int]string) error {
	d := o.dict()
	kind, sub := f.resolve(d["Type"]), f.resolve(d["Subtype"])
	fileName, isFile := attached[o.num]
	switch {
	case kind == name("ObjStm"):
		s := newSweep(f)
		s.region(o.where()+", an object stream", b, sweepObjects)
		s.tell()
	case isFile || kind == name("EmbeddedFile"):
		f.r.File(o.where(), fileName, b)
	case sub == name("Image") || picture:
		if !f.r.Sniff(o.where(), b) {
			f.r.Data(Pixels, o.where()+", an image", b)
			f.r.Unseen(o.where() + ", an image: words in its pixels cannot be read")
		}
	case f.r.Sniff(o.where(), b):
	case looksDrawn(b):
		f.program(o, b)
		c := f.newCanvas(f.dict(d["Resources"]))
		if err := c.run(b); err != nil {
			return err
		}
		if c.foreign*5 > c.operators { // it only looks like it
			f.r.Data(Bytes, o.where()+describe(d), b)
		}
		f.tell(c, o.where()+describe(d))
	default:
		f.r.Data(Bytes, o.where()+describe(d), b)
	}
	return nil
}

// describe is what a stream is for, where its dictionary says so.
func describe(d dict) string {
	for _, key := range []name{"Type", "Subtype"} {
		switch d[key] {
		case name("Metadata"):
			return ", metadata"
		case name("Pattern"):
			return ", a pattern"
		case name("Form"):
			return ", a form or an annotation's appearance"
		case name("XRef"):
			return ", a table of objects"
		}
	}
	return ""
}

// looksDrawn says whether a stream holds drawing operators that show text.
func looksDrawn(b []byte) bool {
	if bytes.IndexByte(b[:min(len(b), 64)], 0) >= 0 {
		return false
	}
	for _, op := range []string{"Tj", "TJ", "'", "\"", "Do", "BDC", "BMC"} {
		for from := 0; ; {
			i := bytes.Index(b[from:], []byte(op))
			if i < 0 {
				break
			}
			from += i + len(op)
			if (from == len(b) || isSpace(b[from])) && bytes.Contains(b, []byte("T")) {
				return true
			}
		}
	}
	return false
}

// attachments are the streams that are files, by object number, with the names
// that they are attached under.
func (f *file) attachments() map[int]string {
	list := map[int]string{}
	for _, o := range f.objects {
		f.findFiles(o.value, list, 0)
	}
	return list
}

func (f *file) findFiles(v any, list map[int]string, deep int) {
	if deep > maxNesting {
		return
	}
	switch v := v.(type) {
	case array:
		for _, x := range v {
			f.findFiles(x, list, deep+1)
		}
	case dict:
		for _, target := range f.dict(v["EF"]) {
			o := f.stream(target)
			if o == nil || !o.isStm {
				continue
			}
			for _, key := range []name{"UF", "F", "Desc"} {
				if s, ok := f.resolve(v[key]).(str); ok {
					list[o.num] = textOf(s)
					break
				}
			}
			if _, ok := list[o.num]; !ok {
				list[o.num] = ""
			}
		}
		for _, x := range v {
			f.findFiles(x, list, deep+1)
		}
	}
}

// readObjects reads every string, name and comment of the file, and all that is
// none of PDF's words: in the objects of every revision and between them.
func (f *file) readObjects() error {
	s := newSweep(f)
	at := 0
	objects := slices.Clone(f.objects)
	slices.SortStableFunc(objects, func(a, b *object) int { return cmp.Compare(a.off, b.off) })
	for _, o := range objects {
		if o.off < at || o.inner {
			continue
		}
		s.region("between the objects", f.data[at:o.off], sweepFree)
		end := min(o.end, len(f.data))
		s.region(o.where(), f.data[o.off:end-len(o.data)], sweepObjects)
		at = end
	}
	s.region("between the objects", f.data[min(at, len(f.data)):], sweepFree)
	s.tell()
	return f.ctx.Err()
}

// readRest looks for compressed streams that belong to no object.
func (f *file) readRest() error {
	at := 0
	for _, o := range f.objects {
		if o.off < at || o.inner || !o.isStm {
			continue
		}
		if err := f.loose(f.data[at:o.off]); err != nil {
			return err
		}
		at = min(o.end, len(f.data))
	}
	return f.loose(f.data[at:])
}

func (f *file) loose(b []byte) error {
	for {
		i := bytes.Index(b, []byte("stream"))
		if i < 0 {
			return nil
		}
		ended := i >= 3 && string(b[i-3:i]) == "end"
		b = b[i+len("stream"):]
		body := bytes.TrimLeft(b, "\r\n")
		if ended || len(body) < 8 || body[0]&0x0f != 8 {
			continue
		}
		out, _ := inflate(body)
		if err := f.r.Spend(len(out)); err != nil {
			return err
		}
		if len(out) > 0 {
			s := newSweep(f)
			s.region("a stream between the objects", out, sweepDrawing)
			s.tell()
			f.r.Data(Bytes, "a stream between the objects", out)
		}
	}
}
