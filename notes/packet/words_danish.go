package packet

import (
	"fmt"
	"strings"
	"time"
)

var (
	danishMonths = [...]string{"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"}
	danishDays   = [...]string{"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"}
)

func danish() words {
	date := func(t time.Time) string {
		return fmt.Sprintf("%d. %s %d", t.Day(), danishMonths[t.Month()-1], t.Year())
	}
	return words{
		documentTitle: "Kopi af journal",

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

		markedAnswer: func(received, asked, person string) string {
			return "Den " + received + " modtog jeg " + asked + " om den journal, jeg fører om " + person + ". Dette er mit svar sammen med en kopi af det, der er bedt om."
		},
		asked: map[string]string{"": "en anmodning", "court-order": "en kendelse fra retten", "subpoena": "et pålæg", "regulator": "et krav fra tilsynsmyndigheden",
			"police": "en anmodning fra politiet", "insurer": "en anmodning fra forsikringsselskabet"},
		slips: func(n int) string {
			if n == 1 {
				return "Ét notat er tilbageholdt. I stedet for det ligger et ark, som siger, hvilken slags notat det er, og på hvilket grundlag det er tilbageholdt; 03-withheld.csv nævner det."
			}
			return fmt.Sprintf("%d notater er tilbageholdt. I stedet for hvert af dem ligger et ark, som siger, hvilken slags notat det er, og på hvilket grundlag det er tilbageholdt; 03-withheld.csv nævner dem.", n)
		},
		leftOut: func(used []string) string {
			var meant []string
			for _, words := range used {
				meant = append(meant, words+": "+danishConcerns()[words])
			}
			return "Hvor ord er udeladt, står et mærke som " + WithheldMark(1, used[0]) + " i stedet og siger, hvad de vedrører (" + strings.Join(meant, "; ") +
				"). 04-redactions.csv nævner hvert mærke med dets grundlag."
		},
		slipItem:   func(kind string) string { return kind + ", tilbageholdt" },
		slipTitle:  "Tilbageholdt notat",
		slipText:   "Dette ark ligger i stedet for et notat, der ikke udleveres. Det fylder én side, uanset hvor langt notatet er.",
		slipKind:   "Art",
		slipWords:  "Vedrører",
		slipReason: "Årsag",
		slipBasis:  "Grundlag",
		concerns:   danishConcerns(),

		certification: certificationDanish(),
		measures:      measuresDanish(),

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

func danishConcerns() map[string]string {
	return map[string]string{"other party": "den anden part", "third party": "tredjepart", "contact data": "kontaktoplysninger", "national id": "cpr-nummer",
		"health of the person": "personens eget helbred", "outside the scope": "ligger uden for det, der er bedt om", "legal advice": "juridisk rådgivning",
		"test items": "opgaver i en test", "substance use": "brug af rusmidler", "other client": "en anden klient", "supervision": "supervision",
		"entered in error": "indført ved en fejl"}
}
