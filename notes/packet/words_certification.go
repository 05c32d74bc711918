package packet

import "fmt"

// certificationWords are what 02-certification.pdf says, in one language.
type certificationWords struct {
	title                                     string
	to, concerning, approved                  string
	records, pages, late, addenda, marks      string
	withheld, void                            string
	keeper, copies, allInTime, unchanged      string
	someLate                                  func(n int) string
	none, marked, onlyThis, slips, noSlips    string
	missing, register, placeAndDate, unsigned string
}

func certificationEnglish() certificationWords {
	return certificationWords{
		title: "Statement of the keeper of the records",
		to:    "For", concerning: "Concerning", approved: "Packet of",
		records: "Records enclosed", pages: "Pages", late: "Of these, changed late", addenda: "Addenda", marks: "Marks in the text",
		withheld: "Records withheld", void: "Of these, entered in error",
		keeper: "I keep the records of this practice, and this statement about them is mine to make.",
		copies: "The words enclosed are taken unchanged from notes that I wrote in the course of my work, as I regularly do. Each record says when its session was, " +
			"when the text was last changed, and when I signed it.",
		allInTime: "The text of each was complete within 48 hours after the end of its session.",
		someLate: func(n int) string {
			if n == 1 {
				return "The text of one was changed more than 48 hours after the end of its session."
			}
			return fmt.Sprintf("The text of %d was changed more than 48 hours after the end of the session.", n)
		},
		unchanged: "A note does not change once it is signed. What stands below one was put right or added later, and has a date of its own.",
		none:      "No record is enclosed.",
		marked:    "A mark in a text stands for words that were left out there. 04-redactions.csv lists the marks.",
		onlyThis:  "This statement speaks of what is enclosed and of nothing else.",
		slips:     "Where a record is withheld, a sheet stands in its place. 03-withheld.csv lists them with their grounds.",
		noSlips:   "No record is withheld.",
		missing:   "What is missing:",
		register: "The SHA-256 of the packet, by which its bytes are known, stands in the register of what this practice has handed over. " +
			"It can not stand here, because this page is part of the packet.",
		placeAndDate: "Place and date",
		unsigned:     "Prepared for signature by hand. Without a signature it states nothing.",
	}
}

func certificationDanish() certificationWords {
	return certificationWords{
		title: "Erklæring fra den, der fører journalen",
		to:    "Til", concerning: "Vedrørende", approved: "Udlevering af",
		records: "Vedlagte notater", pages: "Sider", late: "Heraf ændret sent", addenda: "Tilføjelser", marks: "Mærker i teksten",
		withheld: "Tilbageholdte notater", void: "Heraf indført ved en fejl",
		keeper: "Jeg fører praksissens journaler, og denne erklæring om dem er min.",
		copies: "De vedlagte ord er taget uændret fra notater, som jeg har skrevet som et fast led i mit arbejde. Hvert notat siger, hvornår samtalen var, " +
			"hvornår teksten sidst blev ændret, og hvornår jeg underskrev den.",
		allInTime: "Teksten i hvert notat var færdig inden for 48 timer efter samtalens slutning.",
		someLate: func(n int) string {
			if n == 1 {
				return "Teksten i ét notat blev ændret mere end 48 timer efter samtalens slutning."
			}
			return fmt.Sprintf("Teksten i %d notater blev ændret mere end 48 timer efter samtalens slutning.", n)
		},
		unchanged: "Et notat ændres ikke, når det er underskrevet. Det, der står under et notat, er rettet eller føjet til senere og har sin egen dato.",
		none:      "Der er ikke vedlagt noget notat.",
		marked:    "Et mærke i en tekst står for ord, der er udeladt dér. 04-redactions.csv nævner mærkerne.",
		onlyThis:  "Erklæringen taler om det, der er vedlagt, og ikke om andet.",
		slips:     "Hvor et notat er tilbageholdt, ligger et ark i stedet. 03-withheld.csv nævner dem med grundlag.",
		noSlips:   "Intet notat er tilbageholdt.",
		missing:   "Hvad der mangler:",
		register: "Udleveringens SHA-256, som dens bytes kan kendes på, står i praksissens fortegnelse over det udleverede. " +
			"Den kan ikke stå her, fordi denne side er en del af udleveringen.",
		placeAndDate: "Sted og dato",
		unsigned:     "Udarbejdet til underskrift i hånden. Uden underskrift siger den intet.",
	}
}
