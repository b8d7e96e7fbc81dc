//! A report as files that can be handed in: tables, a plot, and a page that has everything and prints.
//!
//! The page and the command line write the same bytes, for they are written here.

mod about;
mod csv;
mod page;
mod plot;
mod text;

use crate::defence::{Outcome, PruningOutcome};
pub use about::About;

impl Outcome {
    /// Everything, as JSON that people can read.
    ///
    /// # Errors
    /// [`serde_json::Error`] when a number cannot be written.
    pub fn json(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// B and the repaired networks as comma-separated values with a heading: the scores on the test images, in per cent.
    pub fn table_csv(&self) -> String {
        csv::table(self)
    }

    /// The same as shares of 1 and in BackdoorBench's words: `test_acc` (clean accuracy), `test_asr` and `test_ra` (recovered).
    pub fn backdoorbench_csv(&self) -> String {
        csv::backdoorbench(self)
    }

    /// Everything on one HTML page that needs no other file.
    pub fn page_html(&self, about: &About) -> String {
        page::page(self, about)
    }

    /// Pruning's outcome, which has a curve.
    pub fn curve(&self) -> Option<&PruningOutcome> {
        match self {
            Self::Pruning(pruning) => Some(pruning),
            _ => None,
        }
    }
}

impl PruningOutcome {
    /// Every step as comma-separated values with a heading: the channel, its activation, and the scores on the validation images,
    /// in per cent.
    pub fn curve_csv(&self) -> String {
        csv::curve(self)
    }

    /// The curves of clean accuracy and attack success rate, the thresholds marked, as an SVG picture of 720x420 pixels.
    pub fn plot_svg(&self) -> String {
        plot::plot(self)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::defence::{
        AccuracyDrop, Baseline, GoodNetScore, LargestShare, PruningOutcome, RankedChannel, Ranking, Recipe, Repaired,
        RepairedModel, Robustness, Step, SweepReport,
    };
    use crate::evaluate::GoodNetAnswers;
    use crate::images::Split;
    use crate::metrics::{Count, Score};
    use crate::network::TailMode;

    pub(crate) fn score(clean: usize, asr: usize) -> Score {
        Score { clean: Count { hits: clean, images: 8 }, asr: Count { hits: asr, images: 8 } }
    }

    /// Two channels; the first threshold is met by the second, the other never.
    pub(crate) fn pruned() -> PruningOutcome {
        let ranked = |channel, activation| RankedChannel { channel, activation, dead: activation < 1e-5 };
        let step = |pruned, channel, clean, asr| Step { pruned, channel, score: score(clean, asr), ties: pruned };
        let b_prime = score(5, 4);
        let [clean, asr, clean_refused, poisoned_refused] = [5, 3, 2, 5].map(|hits| Count { hits, images: 8 });
        let robustness = |recovered, target_recall, percent| Robustness {
            recovered: Some(recovered),
            target_recall: Some(target_recall),
            largest_share: Some(LargestShare { label: 3, percent }),
        };
        let model = RepairedModel {
            pruned: Some(2),
            clean: b_prime.clean.percent(),
            asr: b_prime.asr.percent(),
            robustness: robustness(25.0, 0.0, 50.0),
            goodnet: Some(GoodNetScore(GoodNetAnswers { clean, asr, clean_refused, poisoned_refused })),
        };
        let row = |points, model| Repaired { threshold: AccuracyDrop::new(points).unwrap().get(), model };
        PruningOutcome {
            convolution: "conv_3".into(),
            recipe: Recipe::LAB,
            scored_on: Split::Test,
            baseline: Baseline { score: score(8, 7), robustness: robustness(0.0, 100.0, 87.5) },
            ranking: Ranking { channels: vec![ranked(7, 0.0), ranked(3, 1.5)], smallest_gap: None },
            steps: vec![step(0, None, 8, 8), step(1, Some(7), 8, 8), step(2, Some(3), 6, 4)],
            repaired: vec![row(10.0, model), row(30.0, RepairedModel::NONE)],
            ties: 3,
            decisions: 100,
            tied: vec![],
            sweep: SweepReport { mode: TailMode::Incremental, fallback: None, slack: 1e-4, steps: vec![] },
        }
    }
}
