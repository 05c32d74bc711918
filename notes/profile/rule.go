package profile

// Rule is one rule and where it stands.
type Rule struct {
	Text      string
	Source    string // a statute and its section, a guidance, or the paper itself
	From      string // day from which it is known to hold here, 2006-01-02
	Confirmed bool   // read in its source; else from memory
}

// String is the rule as it is shown: one that is not confirmed says so.
func (r Rule) String() string {
	s := r.Source + ": " + r.Text
	if !r.Confirmed {
		s += ": check with your lawyer"
	}
	return s
}
