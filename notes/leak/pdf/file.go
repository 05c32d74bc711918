package pdf

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
)

const (
	maxObjects = 500_000
	maxChain   = 32 // of references and parents
)

// object is one object of one revision.
type object struct {
	num   int
	off   int // where it stands in the file; of one in an object stream, where that stands
	end   int
	inner bool // it stands in the bytes of a stream: perhaps a file in the file
	value any
	data  []byte // of a stream, undecoded
	isStm bool
	whole bool // the end of the stream was found
}

func (o *object) dict() dict {
	d, _ := o.value.(dict)
	return d
}

func (o *object) where() string { return fmt.Sprintf("object %d", o.num) }

// file is a PDF that is being read.
type file struct {
	ctx      context.Context
	data     []byte
	r        Reader
	objects  []*object         // in the order of the file
	table    map[int][]*object // the versions of each object, the oldest first
	trailers []dict
	used     map[*object]bool // streams that were read as part of something
	fonts    map[*object]*font
	names    map[name][]*object // fonts by the names that resources give them
	pages    []*page
	bad      error
}

// index finds every object by its head, 12 0 obj.
//
// Objects are looked for inside objects, too: a string that is never closed would
// hide all that follows. How much is read again and again for that has a bound.
func (f *file) index() error {
	parsed, tokens := 0, 0
	for from := 0; ; {
		i := bytes.Index(f.data[from:], []byte("obj"))
		if i < 0 {
			break
		}
		i += from
		from = i + 3
		num, start, ok := objectHead(f.data, i)
		if !ok {
			continue
		}
		l := lexer{b: f.data, i: i + 3}
		v, ok := l.object(0)
		if !ok {
			continue
		}
		o := &object{num: num, off: start, value: v}
		if _, isDict := v.(dict); isDict {
			l.skipSpace()
			if keywordAt(f.data, l.i, "stream") {
				o.isStm = true
				l.i += len("stream")
				if keywordAt(f.data, l.i, "\r\n") {
					l.i += 2
				} else if keywordAt(f.data, l.i, "\n") || keywordAt(f.data, l.i, "\r") {
					l.i++
				}
			}
		}
		o.end = l.i
		f.objects = append(f.objects, o)
		if parsed += o.end - i; parsed > 32*len(f.data) {
			return fmt.Errorf("%w: its objects overlap", ErrBroken)
		}
		if tokens += l.read; l.read >= maxTokens || tokens > 4*maxTokens {
			return fmt.Errorf("%w: its objects are too large", ErrBroken)
		}
		if len(f.objects) > maxObjects {
			return fmt.Errorf("%w: more than %d objects", ErrBroken, maxObjects)
		}
		if len(f.objects)%1000 == 0 && f.ctx.Err() != nil {
			return f.ctx.Err()
		}
	}
	f.measure()
	f.enter(f.objects)
	f.findTrailers()
	return nil
}

// objectHead reads the two numbers before obj.
func objectHead(b []byte, i int) (num, start int, ok bool) {
	k := i
	var n [2]int
	for which := range 2 {
		spaces := k
		for k > 0 && isSpace(b[k-1]) {
			k--
		}
		digits := k
		for k > 0 && '0' <= b[k-1] && b[k-1] <= '9' && digits-k < 10 {
			k--
		}
		if digits == k || which > 0 && spaces == digits {
			return 0, 0, false
		}
		for _, c := range b[k:digits] {
			n[which] = n[which]*10 + int(c-'0')
		}
	}
	return n[1], k, true
}

func (f *file) enter(list []*object) {
	for _, o := range list {
		versions := f.table[o.num]
		f.table[o.num] = append(versions, o)
	}
	for _, versions := range f.table {
		slices.SortStableFunc(versions, func(a, b *object) int {
			if a.inner != b.inner { // what stands inside a stream counts only where nothing else does
				if a.inner {
					return -1
				}
				return 1
			}
			return cmp.Compare(a.off, b.off)
		})
	}
}

// measure finds where streams end: by their length if endstream stands there,
// else at the next endstream.
func (f *file) measure() {
	lengths := map[int]int{}
	for _, o := range f.objects {
		if n, ok := o.value.(float64); ok {
			lengths[o.num] = int(n)
		}
	}
	inside := 0
	next := -1 // the endstream that comes next; the length of the file if none does
	for _, o := range f.objects {
		o.inner = o.off < inside
		if !o.isStm {
			inside = max(inside, o.end)
			continue
		}
		length := -1
		switch n := o.dict()["Length"].(type) {
		case float64:
			length = int(n)
		case ref:
			if v, ok := lengths[n.num]; ok {
				length = v
			}
		}
		start := min(o.end, len(f.data))
		if length >= 0 && length <= len(f.data)-start {
			l := lexer{b: f.data, i: start + length}
			for l.i < len(f.data) && isSpace(f.data[l.i]) {
				l.i++
			}
			o.whole = keywordAt(f.data, l.i, "endstream")
		}
		if !o.whole {
			if next < start {
				if next = bytes.Index(f.data[start:], []byte("endstream")); next < 0 {
					next = len(f.data)
				} else {
					next += start
				}
			}
			o.whole = next < len(f.data)
			length = next - start
		}
		o.data, o.end = f.data[start:start+length], start+length
		if !o.inner {
			inside = o.end
		}
	}
}

// findTrailers reads the dictionaries that say where a document begins, of every
// revision.
func (f *file) findTrailers() {
	for from := 0; ; {
		i := bytes.Index(f.data[from:], []byte("trailer"))
		if i < 0 {
			break
		}
		from += i + len("trailer")
		if f.inStream(from) {
			continue
		}
		l := lexer{b: f.data, i: from}
		if v, ok := l.object(0); ok {
			if d, ok := v.(dict); ok {
				f.trailers = append(f.trailers, d)
			}
		}
	}
	for _, o := range f.objects {
		if d := o.dict(); o.isStm && !o.inner && d["Type"] == name("XRef") {
			f.trailers = append(f.trailers, d)
		}
	}
}

func (f *file) inStream(at int) bool {
	i, _ := slices.BinarySearchFunc(f.objects, at, func(o *object, at int) int { return cmp.Compare(o.off, at) })
	for i--; i >= 0; i-- {
		if o := f.objects[i]; !o.inner {
			return o.isStm && at < o.end && at >= o.end-len(o.data)
		}
	}
	return false
}

func (f *file) encrypted() bool {
	for _, t := range f.trailers {
		if t["Encrypt"] != nil {
			return true
		}
	}
	return false
}

// resolve follows a reference to the newest version of an object.
func (f *file) resolve(v any) any {
	for range maxChain {
		r, ok := v.(ref)
		if !ok {
			return v
		}
		o := f.newest(r.num)
		if o == nil {
			return nil
		}
		v = o.value
	}
	return nil
}

func (f *file) newest(num int) *object {
	versions := f.table[num]
	if len(versions) == 0 {
		return nil
	}
	return versions[len(versions)-1]
}

// stream is the object of a stream that is referred to.
func (f *file) stream(v any) *object {
	for range maxChain {
		r, ok := v.(ref)
		if !ok {
			return nil
		}
		o := f.newest(r.num)
		if o == nil || o.isStm {
			return o
		}
		v = o.value
	}
	return nil
}

func (f *file) dict(v any) dict {
	d, _ := f.resolve(v).(dict)
	return d
}

func (f *file) number(v any, otherwise float64) float64 {
	if n, ok := f.resolve(v).(float64); ok {
		return n
	}
	return otherwise
}

// bytes are the decoded bytes of a stream, as far as they can be read.
func (f *file) bytes(o *object) (b []byte, picture bool, err error) {
	b, picture, err = f.decode(o.dict(), o.data)
	if err == errDecode {
		f.broken("%s: %v", o.where(), err)
		err = nil
	}
	return b, picture, err
}

// unpackObjects reads the objects that stand in object streams.
func (f *file) unpackObjects() error {
	var all []*object
	for _, o := range f.objects {
		if !o.isStm || f.resolve(o.dict()["Type"]) != name("ObjStm") {
			continue
		}
		b, _, err := f.bytes(o)
		if err != nil {
			return err
		}
		list := f.objectsIn(o, b)
		if all = append(all, list...); len(all) > maxObjects {
			return fmt.Errorf("%w: more than %d objects", ErrBroken, maxObjects)
		}
	}
	f.objects = append(f.objects, all...)
	f.enter(all)
	return nil
}

func (f *file) objectsIn(o *object, b []byte) []*object {
	n, begin := int(f.number(o.dict()["N"], 0)), int(f.number(o.dict()["First"], 0))
	var list []*object
	head := lexer{b: b}
	tokens := 0
	for range n {
		num, ok1 := head.object(0)
		off, ok2 := head.object(0)
		if !ok1 || !ok2 {
			break
		}
		at, isNumber := off.(float64)
		id, isNumber2 := num.(float64)
		if !isNumber || !isNumber2 || at < 0 || begin < 0 || int(at)+begin > len(b) {
			break
		}
		l := lexer{b: b, i: int(at) + begin}
		v, ok := l.object(0)
		if tokens += l.read; tokens > 4*maxTokens {
			f.broken("%s: its objects are too large", o.where())
			break
		}
		if ok {
			list = append(list, &object{num: int(id), off: o.off, end: o.end, inner: o.inner, value: v})
		}
	}
	return list
}

// checkTree says whether the document is whole: it has an end, a catalog, and
// every page that its tree names.
func (f *file) checkTree() error {
	tail := f.data[max(0, len(f.data)-4096):]
	if !bytes.Contains(tail, []byte("%%EOF")) {
		f.broken("its end is missing")
	}
	for _, o := range f.objects {
		if o.isStm && !o.whole {
			f.broken("%s: a stream without an end", o.where())
		}
	}
	var root dict
	for _, t := range f.trailers {
		if d := f.dict(t["Root"]); d != nil {
			root = d
		}
	}
	if root == nil {
		f.broken("it has no catalog")
		return nil
	}
	f.walkTree(root["Pages"], map[int]bool{}, 0)
	if len(f.pages) == 0 {
		f.broken("it has no pages")
	}
	return nil
}

func (f *file) walkTree(v any, seen map[int]bool, deep int) {
	r, ok := v.(ref)
	if !ok || seen[r.num] || deep > maxChain*4 {
		return
	}
	seen[r.num] = true
	d := f.dict(v)
	if d == nil {
		f.broken("object %d: a page is missing", r.num)
		return
	}
	kids, hasKids := f.resolve(d["Kids"]).(array)
	if hasKids {
		for _, k := range kids {
			f.walkTree(k, seen, deep+1)
		}
		return
	}
	f.pages = append(f.pages, &page{object: f.newest(r.num), number: len(f.pages) + 1})
}
