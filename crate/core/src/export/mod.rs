//! A report as files that can be handed in: tables, a plot, and a page that has everything and prints.
//!
//! The page and the command line write the same bytes, for they are written here.

mod csv;
mod page;
mod plot;

use std::fmt::Write as _;

use goodnet_data::SourceFile;
use serde::{Deserialize, Serialize};

use crate::bundle::{Manifest, Scenario};
use crate::defence::pruning::report::Report;

impl Manifest {
    /// The files of a scenario, its network first.
    pub fn sources(&self, scenario: &Scenario) -> Vec<SourceFile> {
        let people = scenario.people(self);
        let roles = [
            ("network", &scenario.model),
            ("clean validation images", &people.validation.file),
            ("clean test images", &people.test.file),
            ("trigger of the poisoned images", &scenario.trigger(self).file),
        ];
        roles.map(|(role, file)| file.source(role)).to_vec()
    }
}

/// What a report's page says beside its results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// What was repaired.
    pub network: String,
    /// The version of goodnet.
    pub version: String,
    /// The engine that ran it.
    pub engine: String,
    /// The files.
    pub files: Vec<SourceFile>,
}

impl Report {
    /// Everything, as JSON that people can read.
    ///
    /// # Errors
    /// [`serde_json::Error`] when a number cannot be written.
    pub fn json(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Every step as comma-separated values with a heading: the channel, its activation, and the scores on the validation images,
    /// in per cent.
    pub fn curve_csv(&self) -> String {
        csv::curve(self)
    }

    /// B and the repaired models as comma-separated values with a heading: the scores on the test images, in per cent.
    pub fn table_csv(&self) -> String {
        csv::table(self)
    }

    /// The curves of clean accuracy and attack success rate, the thresholds marked, as an SVG picture of 720x420 pixels.
    pub fn plot_svg(&self) -> String {
        plot::plot(self)
    }

    /// Everything on one HTML page that needs no other file.
    pub fn page_html(&self, about: &About) -> String {
        page::page(self, about)
    }
}

/// Adds a line to a text; writing to one cannot fail.
fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(line);
    text.push('\n');
}

/// A text as HTML and SVG show it.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::defence::pruning::ranking::{RankedChannel, Ranking};
    use crate::defence::pruning::recipe::{AccuracyDrop, Recipe};
    use crate::defence::pruning::report::{RepairedModel, RepairedReport, Report, Score, Split, StepReport, SweepReport};
    use crate::evaluate::evaluated_set::Count;
    use crate::defence::pruning::worker::TailMode;

    use super::*;

    pub(crate) fn score(clean: usize, asr: usize) -> Score {
        Score { clean: Count { hits: clean, images: 8 }, asr: Count { hits: asr, images: 8 } }
    }

    /// Two channels; the first threshold is met by the second, the other never.
    pub(crate) fn report() -> Report {
        let ranked = |channel, activation| RankedChannel { channel, activation, dead: activation < 1e-5 };
        let step = |pruned, channel, clean, asr| StepReport { pruned, channel, score: score(clean, asr), ties: pruned };
        let model = RepairedModel::new(2, score(5, 4), score(5, 3));
        Report {
            convolution: "conv_3".into(),
            recipe: Recipe::LAB,
            scored_on: Split::Test,
            baseline: score(8, 7),
            ranking: Ranking { channels: vec![ranked(7, 0.0), ranked(3, 1.5)], smallest_gap: None },
            steps: vec![step(0, None, 8, 8), step(1, Some(7), 8, 8), step(2, Some(3), 6, 4)],
            repaired: vec![
                RepairedReport { threshold: AccuracyDrop::new(10.0).unwrap(), model },
                RepairedReport { threshold: AccuracyDrop::new(30.0).unwrap(), model: RepairedModel::NOT_REACHED },
            ],
            ties: 3,
            decisions: 100,
            tied: vec![],
            sweep: SweepReport { way: TailMode::Incremental, fallback: None, slack: 1e-4, steps: vec![] },
        }
    }

    #[test]
    fn a_text_cannot_become_markup() {
        assert_eq!(escaped(r#"<a href="x">&'"#), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
    }
}
