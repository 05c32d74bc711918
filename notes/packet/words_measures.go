package packet

import "fmt"

// measureWords is what the packet says about measures, in one language.
type measureWords struct {
	title, enclosed, only string
	screening, unsigned   string
	scale                 func(low, high float64, higher bool) string
	manual, licence       string
	score, band, answers  string
	noScore               string
	leftOut               func(n int, concerns string) string
}

func measuresEnglish() measureWords {
	return measureWords{
		title:     "Measures",
		enclosed:  "Measures (questionnaires with a score) follow behind the records.",
		only:      "Measures (questionnaires with a score) are enclosed.",
		screening: "What a score is called is screening and not a diagnosis. Answers stand by their numbers, in the order of the questions; - is an answer that is missing.",
		unsigned:  "Measures are not signed one by one as notes are: that they are as they were packed is shown by the signature of the whole packet.",
		scale: func(low, high float64, higher bool) string {
			better := "lower is better"
			if higher {
				better = "higher is better"
			}
			return fmt.Sprintf("Scores go from %g to %g; %s.", low, high, better)
		},
		manual: "Check with the manual", licence: "Licence",
		score: "Score", band: "Called", answers: "Answers", noScore: "none",
		leftOut: func(n int, concerns string) string {
			return fmt.Sprintf("Measures that are not enclosed: %d. They concern: %s.", n, concerns)
		},
	}
}

func measuresDanish() measureWords {
	return measureWords{
		title:     "Målinger",
		enclosed:  "Efter notaterne følger målinger (spørgeskemaer med en score).",
		only:      "Vedlagt er målinger (spørgeskemaer med en score).",
		screening: "Det, en score kaldes, er en screening og ikke en diagnose. Svarene står med deres tal i spørgsmålenes rækkefølge; - er et svar, der mangler.",
		unsigned:  "Målinger underskrives ikke hver for sig, som notater gør: at de er, som de blev pakket, vises af hele udleveringens underskrift.",
		scale: func(low, high float64, higher bool) string {
			better := "lavere er bedre"
			if higher {
				better = "højere er bedre"
			}
			return fmt.Sprintf("Scoren går fra %g til %g; %s.", low, high, better)
		},
		manual: "Se efter i manualen", licence: "Licens",
		score: "Score", band: "Kaldes", answers: "Svar", noScore: "ingen",
		leftOut: func(n int, concerns string) string {
			return fmt.Sprintf("Målinger, der ikke er vedlagt: %d. De vedrører: %s.", n, concerns)
		},
	}
}
