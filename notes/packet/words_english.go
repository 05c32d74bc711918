package packet

import (
	"fmt"
	"time"
)

func english() words {
	date := func(t time.Time) string { return t.Format("2 January 2006") }
	return words{
		documentTitle: "Copy of records",

		subject: "Copy of records",
		dear: func(name string, own bool) string {
			if own {
				return "Dear " + name + ","
			}
			return "Dear Sir or Madam,"
		},
		answer: func(received, person string, own bool) string {
			if own {
				return "On " + received + " I received your request for access to the record I keep of our work. This is my answer, with a copy of the record."
			}
			return "On " + received + " I received the request for access to the record that I keep about " + person + ". This is my answer, with a copy of the record."
		},
		enclosed: func(n int, first, last, from, to string) string {
			what := "One record is enclosed, of " + first + "."
			if n > 1 {
				what = fmt.Sprintf("%d records are enclosed, from %s to %s, in the order of their dates.", n, first, last)
			}
			return what + " An index follows this letter. Every page carries its own number at the foot, on the right; the pages of this packet run from " + from + " to " + to + "."
		},
		nothing:    "There is no record to enclose with this answer.",
		noMore:     "What is enclosed is my whole answer to your request. Whether the record holds anything else, I neither say nor deny.",
		thirdParty: "Where somebody else is spoken of, a mark such as [third party 1] can stand in place of a name. The same mark always means the same person.",
		rights: func(authority string) string {
			s := "If you find something wrong, write to me: a correction or your own account can be placed beside the record."
			if authority != "" {
				s += " You can also complain to the supervisory authority (" + authority + ")."
			}
			return s
		},
		keep: func(own bool) string {
			if own {
				return "These pages hold confidential information about your health. Keep them where you alone decide who reads them."
			}
			return "These pages hold confidential information about a person's health. They are meant for the recipient named above and for the purpose of the request only; passing them on can be against the law."
		},
		provesTitle: "What this packet proves",
		proves: "Each record was signed after it was written. From then on it has a digest, a number made from its words, which stands below it here. " +
			"The file proof.json of the electronic packet shows that the words printed here are the words that were signed, and that their digests stand in the log of this practice. " +
			"It proves this for the time since a head of that log first left the practice, and not for the time before. " +
			"How to check it, with or without the program that made the packet, is told in VERIFY.txt.",

		markedAnswer: func(received, asked, person string) string {
			return "On " + received + " I received " + asked + " that concerns the record I keep about " + person + ". This is my answer, with a copy of what it asks for."
		},
		asked: map[string]string{"": "a request", "court-order": "an order of the court", "subpoena": "a subpoena", "regulator": "a demand of the supervisory authority",
			"police": "a request of the police", "insurer": "a request of the insurer"},
		slips: func(n int) string {
			if n == 1 {
				return "One record is withheld. A sheet stands in its place and says what kind of record it is, and on what ground it is withheld; 03-withheld.csv lists it."
			}
			return fmt.Sprintf("%d records are withheld. A sheet stands in place of each and says what kind of record it is, and on what ground it is withheld; 03-withheld.csv lists them.", n)
		},
		leftOut: func(used []string) string {
			return "Where words were left out, a mark such as " + WithheldMark(1, used[0]) + " stands in their place and says what they concern. 04-redactions.csv lists every mark with its ground."
		},
		slipItem:   func(kind string) string { return kind + ", withheld" },
		slipTitle:  "Record withheld",
		slipText:   "This sheet stands in place of a record that is not handed over. It takes up one page, however long the record is.",
		slipKind:   "Kind",
		slipWords:  "Concerns",
		slipReason: "Reason",
		slipBasis:  "Ground",

		certification: certificationEnglish(),
		measures:      measuresEnglish(),

		indexTitle: "Index",
		number:     "No.", when: "Date", what: "Record", length: "Length", pageName: "Page",

		item:      func(n int, kind string) string { return fmt.Sprintf("%d. %s", n, kind) },
		continued: func(n int) string { return fmt.Sprintf("Record %d, continued", n) },
		minutes:   func(n string) string { return n + " minutes" },
		kinds: map[string]string{"session": "Session", "no-show": "No-show", "cancellation": "Cancellation", "intake": "Intake", "contact": "Contact",
			"plan": "Treatment plan", "risk": "Risk assessment", "closing": "Closing summary", "recording-request": "Request for a recording",
			"correspondence": "Correspondence", "report": "Report", "incident": "Incident", "supervision": "Supervision"},
		process: "process note",
		written: func(at string) string { return "Written " + at },
		signed:  func(at, by string) string { return "signed " + at + " by " + by },
		late: func(reason string) string {
			return "Written more than 48 hours later. Reason given: " + reason
		},
		risk: map[string]string{"none": "Risk: no indication", "not-assessed": "Risk: not assessed", "present": "Risk: present"},
		next: func(when string) string { return "Next appointment: " + when },
		addenda: map[string]string{"addendum": "Addendum", "correction": "Correction", "late-entry": "Late entry",
			"client-statement": "Statement of the client", "mark": "Change of a mark"},
		addendumBy: func(kind, at, by string) string { return kind + ", " + at + ", " + by },
		digest:     "Digest",
		places: map[string]string{"online": "online", "client-home": "at the client's home", "walk": "on a walk", "phone": "by telephone",
			"message": "by message"},
		date:    date,
		weekday: func(t time.Time) string { return t.Format("Monday 2 January 2006") },
	}
}
