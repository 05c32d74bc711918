package leak

import (
	"fmt"
	"testing"
)

// manySecrets are the sentences of withheld notes and some names: nothing that
// is in the sample.
func manySecrets(n int) []Secret {
	list := []Secret{{Code: "a name", Text: "Kevin Brandt", Whole: true}, {Code: "a name", Text: "Kevin", Whole: true}}
	for i := range n {
		list = append(list, Secret{Code: "a note", Text: fmt.Sprintf("Han lagde mærke til %d gange, at hun så på noget andet, da de talte om det %d", i, i*7)})
	}
	return list
}

// How long does the scan of a packet of so many notes take, while so many
// sentences stay?
func BenchmarkScanPacket(b *testing.B) {
	for _, n := range []int{30, 300} {
		p := composed(b, n)
		for _, secrets := range []int{10, 3000} {
			list := manySecrets(secrets)
			b.Run(fmt.Sprintf("notes=%d/sentences=%d", n, secrets), func(b *testing.B) {
				b.SetBytes(int64(len(p.Zip)))
				for b.Loop() {
					report, err := scanned(b, "packet.zip", p.Zip, list)
					if err != nil || len(report.Found) > 0 {
						b.Fatal(report.Found, err)
					}
				}
			})
		}
	}
}
