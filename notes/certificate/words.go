package certificate

// words are what a certificate says in one language.
type words struct {
	title, intro        string
	labels              [8]string
	course, when        string
	kinds, rules        map[string]string
	one, many           [5]string
	neverHeld, wasHeld  string
	howTitle, how       string
	copiesTitle, copies string
	mayHold, gone       string
	none, to, on, more  string
	signed, witness     string
}

var english = words{
	title: "Certificate of destruction",
	intro: "The record of the case below was destroyed when it had been kept as long as it had to be. This page names nobody whom " +
		"the record was about: the code is the one under which the practice kept it.",
	labels: [8]string{"Case", "Course", "To be kept until", "Holds", "Destroyed", "When", "By", "With"},
	course: "opened %s, closed %s, last entry %s",
	when:   "%s, %s UTC",
	kinds:  map[string]string{"individual": "individual", "couple": "couple", "family": "family", "inquiry": "inquiry"},
	rules: map[string]string{"term": "years after the last entry", "minors": "birthday of somebody who was a minor",
		"inquiry": "an inquiry from which no therapy came", "own": "decision of the practice"},
	one:       [5]string{"note", "addendum", "request with its packets", "disclosure", "person with name and contacts"},
	many:      [5]string{"notes", "addenda", "requests with their packets", "disclosures", "persons with names and contacts"},
	neverHeld: "none stood, and none had been placed",
	wasHeld:   "none stood; lifted before: %d",
	howTitle:  "How",
	how: "Everything that the case had in the record was deleted and overwritten, the full-text index was made anew without it, and free " +
		"pages were given back. In the same step the whole encrypted file was sealed with a new key. What stays is the code of the case with its " +
		"days, what was done when, by codes, and the digests of what had been signed. A disk can keep blocks that were overwritten, an SSD " +
		"or a synchronised folder most of all: what it keeps is sealed with the former key, which can be had only from an old copy of the file and with a way into it, as its passphrase.",
	copiesTitle: "Copies of before",
	copies: "A copy of the encrypted file from before that moment has the record, and opens with the passphrase of its time. Copies that the " +
		"practice does not know of are not covered.",
	mayHold: "May still have it",
	gone:    "Known to be gone",
	none:    "none (on %s)",
	to:      " to ",
	on:      " (on %s)",
	more:    "and %d more",
	signed:  "Place, date, signature",
	witness: "Witness: place, date, signature",
}

var danish = words{
	title: "Attest for sletning",
	intro: "Journalen i sagen nedenfor er slettet, efter at den var opbevaret så længe, som den skulle. Siden nævner ingen, som journalen " +
		"handlede om: koden er den, som praksis førte sagen under.",
	labels: [8]string{"Sag", "Forløb", "Skulle opbevares til", "Spærringer", "Slettet", "Hvornår", "Af", "Med"},
	course: "begyndt %s, afsluttet %s, sidste indførsel %s",
	when:   "%s kl. %s UTC",
	kinds:  map[string]string{"individual": "individuel", "couple": "par", "family": "familie", "inquiry": "henvendelse"},
	rules: map[string]string{"term": "år efter sidste indførsel", "minors": "fødselsdag for en, der var mindreårig",
		"inquiry": "en henvendelse, der ikke førte til terapi", "own": "praksis' egen beslutning"},
	one:       [5]string{"notat", "tilføjelse", "anmodning med pakker", "udlevering", "person med navn og kontaktoplysninger"},
	many:      [5]string{"notater", "tilføjelser", "anmodninger med pakker", "udleveringer", "personer med navne og kontaktoplysninger"},
	neverHeld: "ingen gjaldt, og ingen havde været lagt på",
	wasHeld:   "ingen gjaldt; ophævet forinden: %d",
	howTitle:  "Hvordan",
	how: "Alt, hvad sagen havde i journalen, blev slettet og overskrevet, fuldtekstindekset blev dannet på ny uden den, og frie sider blev " +
		"givet tilbage. I samme skridt blev hele den krypterede fil forseglet med en ny nøgle. Tilbage er sagens kode med dens datoer, hvad der blev " +
		"gjort hvornår, som koder, og kontrolsummerne af det, der var underskrevet. En disk kan beholde blokke, der er overskrevet, en SSD " +
		"eller en synkroniseret mappe især: det, den beholder, er forseglet med den tidligere nøgle, som kun fås af en gammel kopi af filen og med en vej ind i den, som dens adgangssætning.",
	copiesTitle: "Kopier fra før",
	copies: "En kopi af den krypterede fil fra før det tidspunkt har journalen og kan åbnes med sin tids adgangssætning. Kopier, som praksis ikke " +
		"kender til, er ikke omfattet.",
	mayHold: "Kan stadig have den",
	gone:    "Vides at være væk",
	none:    "ingen (den %s)",
	to:      " til ",
	on:      " (den %s)",
	more:    "og %d flere",
	signed:  "Sted, dato, underskrift",
	witness: "Vidne: sted, dato, underskrift",
}
