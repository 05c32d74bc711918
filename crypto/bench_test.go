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
