//! Counts decisions and lists ties while answers come in.

use std::sync::Arc;

use goodnet_data::ImageSet;

use crate::evaluate::Answers;
use crate::images::{Images, Split};
use crate::metrics::Tie;

/// Decisions so far, and those that rounding could turn.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    names: [String; 4],
    /// How many decisions there were.
    pub(super) decisions: usize,
    /// Each tie.
    pub(super) ties: Vec<Tie>,
}

impl Tally {
    /// Nothing was decided yet.
    pub(super) fn new(images: &Images) -> Self {
        let name = |split: Split| -> &Arc<ImageSet> { images.of(split) };
        Self { names: Split::ALL.map(|split| name(split).name().to_owned()), decisions: 0, ties: Vec::new() }
    }

    /// Counts the answers of a network with `pruned` channels switched off.
    pub(super) fn count(&mut self, pruned: usize, answers: &Answers) {
        self.decisions += answers.clean.images + answers.asr.images;
        self.ties.extend(answers.ties.iter().map(|tie| Tie {
            set: self.names[tie.split as usize].clone(),
            pruned,
            image: tie.image,
            label: tie.label,
            rival: tie.rival,
        }));
    }
}
