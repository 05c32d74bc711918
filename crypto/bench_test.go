package crypto

import "testing"

func BenchmarkOpenPage(b *testing.B) {
	k := NewKey()
	sealed, err := k.Seal(make([]byte, 16384))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(16384)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := k.Open(sealed); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSealPage(b *testing.B) {
	k := NewKey()
	plain := make([]byte, 16384)
	b.SetBytes(16384)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := k.Seal(plain); err != nil {
			b.Fatal(err)
		}
	}
}

// What a passphrase costs beside the stretching of it: the two halves of a slot.
func BenchmarkOpenSlot(b *testing.B) {
	s := sealed(b, NewKey())(NewPassphraseWay("x", 1))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := OpenSlots([]Slot{s}, "x"); err != nil {
			b.Fatal(err)
		}
	}
}
