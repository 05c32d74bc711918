package notes

import "testing"

// Consents of both copies count after a joining; the end that one of them knows
// counts for both.
func TestConsentsAreJoined(t *testing.T) {
	a := newSite(t)
	file := withCase(t, a.Book)
	common := must(a.AddConsent(ctx, ConsentInput{Case: file, Kind: "privacy-notice"}))
	b := a.second()
	must(a.AddConsent(ctx, ConsentInput{Case: file, Kind: "recording-policy", Parties: []Label{"A"}}))
	must(b.AddConsent(ctx, ConsentInput{Case: file, Kind: "joint-record"}))
	must(b.WithdrawConsent(ctx, common.ID, "", ""))
	joined := a.mustTake(b)
	list := must(a.Consents(ctx, file))
	if len(list) != 3 || list[0].State != "withdrawn" || list[1].Kind != "recording-policy" || list[2].Kind != "joint-record" {
		t.Errorf("%+v", list)
	}
	if len(joined.Renumbered) != 1 || joined.Renumbered[0] != (Renumbered{"S-000002", "S-000003"}) {
		t.Errorf("%+v", joined.Renumbered)
	}
}
