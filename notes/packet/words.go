package packet

import (
	"fmt"
	"time"
	"unicode"
	"unicode/utf8"
)

// words is what the packet itself says, in one language. Nothing in it speaks
// of what may lie outside the packet.
type words struct {
	tag           string // of the document's language
	documentTitle string
	confidential  string
	pageOf        func(n, total int) string

	subject     string // of the letter
	dear        func(name string, own bool) string
	answer      func(received, person string, own bool) string
	enclosed    func(n int, first, last string, from, to string) string
	nothing     string // instead of enclosed, when there is no record
	noMore      string
	thirdParty  string
	rights      func(authority string) string
	keep        func(own bool) string
	provesTitle string
	proves      string
	regards     string

	indexTitle                           string
	number, when, what, length, pageName string

	item       func(number int, kind string) string
	continued  func(number int) string
	minutes    func(n string) string
	kinds      map[string]string
	process    string
	written    func(at string) string
	signed     func(at, by string) string
	late       func(reason string) string
	risk       map[string]string
	next       func(when string) string
	digest     string
	addenda    map[string]string
	addendumBy func(kind, at, by string) string
	places     map[string]string
	date       func(t time.Time) string
	weekday    func(t time.Time) string
}

func wordsOf(language string) words {
	if language == "da" {
		return danish()
	}
	return english()
}

func english() words {
	date := func(t time.Time) string { return t.Format("2 January 2006") }
	return words{
		tag:           "en-GB",
		documentTitle: "Copy of records",
		confidential:  "Confidential",
		pageOf:        func(n, total int) string { return fmt.Sprintf("Page %d of %d", n, total) },

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
		regards: "Yours sincerely,",

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

var (
	danishMonths = [...]string{"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"}
	danishDays   = [...]string{"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"}
)

func danish() words {
	date := func(t time.Time) string {
		return fmt.Sprintf("%d. %s %d", t.Day(), danishMonths[t.Month()-1], t.Year())
	}
	return words{
		tag:           "da-DK",
		documentTitle: "Kopi af journal",
		confidential:  "Fortroligt",
		pageOf:        func(n, total int) string { return fmt.Sprintf("Side %d af %d", n, total) },

		subject: "Kopi af journal",
		dear: func(name string, own bool) string {
			if own {
				return "Kære " + name
			}
			return "Til modtageren"
		},
		answer: func(received, person string, own bool) string {
			if own {
				return "Den " + received + " modtog jeg din anmodning om indsigt i den journal, jeg fører over vores forløb. Dette er mit svar sammen med en kopi af journalen."
			}
			return "Den " + received + " modtog jeg anmodningen om indsigt i den journal, jeg fører om " + person + ". Dette er mit svar sammen med en kopi af journalen."
		},
		enclosed: func(n int, first, last, from, to string) string {
			what := "Vedlagt er ét notat fra " + first + "."
			if n > 1 {
				what = fmt.Sprintf("Vedlagt er %d notater fra %s til %s, ordnet efter dato.", n, first, last)
			}
			return what + " Efter brevet følger en oversigt. Hver side har sit eget nummer nederst til højre; siderne i denne udlevering går fra " + from + " til " + to + "."
		},
		nothing:    "Der er ingen notater at vedlægge dette svar.",
		noMore:     "Dette er journalen, i det omfang den udleveres som svar på anmodningen. Brevet siger ikke, om der findes mere.",
		thirdParty: "Hvor andre er omtalt, kan der i stedet for et navn stå et mærke som [third party 1], tredjepart 1. Det samme mærke betyder altid den samme person.",
		rights: func(authority string) string {
			s := "Hvis du mener, at noget er forkert, så skriv til mig: en rettelse eller din egen fremstilling kan føjes til journalen."
			if authority != "" {
				s += " Du kan også klage til tilsynsmyndigheden (" + authority + ")."
			}
			return s
		},
		keep: func(own bool) string {
			if own {
				return "Siderne indeholder fortrolige oplysninger om dit helbred. Opbevar dem, hvor du selv bestemmer, hvem der læser dem."
			}
			return "Siderne indeholder fortrolige oplysninger om en persons helbred. De er kun til den modtager, der er nævnt ovenfor, og kun til anmodningens formål; at give dem videre kan være ulovligt."
		},
		provesTitle: "Hvad denne udlevering beviser",
		proves: "Hvert notat er underskrevet, efter at det blev skrevet. Fra da af har det et fingeraftryk, et tal dannet af dets ord, som her står under notatet. " +
			"Filen proof.json i den elektroniske udlevering viser, at ordene, som er trykt her, er de ord, der blev underskrevet, og at fingeraftrykkene står i praksissens log. " +
			"Det er bevist for tiden, efter at loggens hoved første gang forlod praksissen, og ikke for tiden før. " +
			"Hvordan det kontrolleres, med eller uden det program, der lavede udleveringen, står i VERIFY.txt.",
		regards: "Med venlig hilsen",

		indexTitle: "Oversigt",
		number:     "Nr.", when: "Dato", what: "Notat", length: "Varighed", pageName: "Side",

		item:      func(n int, kind string) string { return fmt.Sprintf("%d. %s", n, kind) },
		continued: func(n int) string { return fmt.Sprintf("Notat %d, fortsat", n) },
		minutes:   func(n string) string { return n + " minutter" },
		kinds: map[string]string{"session": "Samtale", "no-show": "Udeblivelse", "cancellation": "Afbud", "intake": "Indledende samtale", "contact": "Kontakt",
			"plan": "Behandlingsplan", "risk": "Risikovurdering", "closing": "Afslutning", "recording-request": "Ønske om optagelse",
			"correspondence": "Korrespondance", "report": "Rapport", "incident": "Hændelse", "supervision": "Supervision"},
		process: "procesnotat",
		written: func(at string) string { return "Skrevet " + at },
		signed:  func(at, by string) string { return "underskrevet " + at + " af " + by },
		late: func(reason string) string {
			return "Skrevet mere end 48 timer senere. Angivet grund: " + reason
		},
		risk: map[string]string{"none": "Risiko: ingen tegn", "not-assessed": "Risiko: ikke vurderet", "present": "Risiko: til stede"},
		next: func(when string) string { return "Næste aftale: " + when },
		addenda: map[string]string{"addendum": "Tilføjelse", "correction": "Rettelse", "late-entry": "Senere tilføjelse",
			"client-statement": "Klientens egen fremstilling", "mark": "Ændret mærke"},
		addendumBy: func(kind, at, by string) string { return kind + ", " + at + ", " + by },
		digest:     "Fingeraftryk",
		places: map[string]string{"online": "online", "client-home": "hjemme hos klienten", "walk": "på en gåtur", "phone": "telefon",
			"message": "besked"},
		date: date,
		weekday: func(t time.Time) string {
			return danishDays[t.Weekday()] + " den " + date(t)
		},
	}
}

// name looks a code up in the words for it; one that has none stands as it is.
func name(m map[string]string, code string) string {
	if s, ok := m[code]; ok {
		return s
	}
	return code
}

// capital begins a sentence.
func capital(s string) string {
	if s == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
