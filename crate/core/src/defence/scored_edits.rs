//! Edited networks, each scored on the test images: how every defence ends that makes its networks first.

use std::sync::Arc;

use goodnet_data::Edit;

use super::event::Event;
use super::repaired::{Baseline, Repaired, RepairedModel};
use super::tally::Tally;
use crate::evaluate::{Answers, CloseLook, SetPair, Task};
use crate::images::{Images, Split};

/// A network a threshold, on their way to figures.
#[derive(Debug)]
pub(super) struct ScoredEdits {
    /// Thresholds and edits, in the order in which they are scored.
    pub(super) edits: Vec<(f64, Edit)>,
    pub(super) scored_on: Split,
    /// B itself.
    baseline: Option<Baseline>,
    closely: CloseLook,
    /// A row an edit, as far as they are scored.
    pub(super) repaired: Vec<Repaired>,
    pub(super) tally: Tally,
}

impl ScoredEdits {
    /// Nothing is scored yet.
    pub(super) fn new(images: &Images, edits: Vec<(f64, Edit)>) -> Self {
        Self {
            edits,
            scored_on: images.scored_on(),
            baseline: None,
            closely: CloseLook::new(images),
            repaired: Vec::new(),
            tally: Tally::new(images),
        }
    }

    /// What has to be done: B answers, then each network.
    pub(super) fn task(&self) -> Arc<Task> {
        let edits = self.edits.iter().map(|(_, edit)| edit.clone());
        let edits = std::iter::once(Edit::default()).chain(edits).collect();
        Arc::new(Task::Networks { on: SetPair::Test, edits, closely: self.closely })
    }

    /// B, or a network, has answered every test image.
    pub(super) fn score(&mut self, answers: &Answers) -> Option<Event> {
        let Some(index) = answers.network.checked_sub(1) else {
            self.tally.count(0, answers);
            let baseline = self.baseline.insert(Baseline::new(answers));
            return Some(Event::Baseline { score: baseline.score, repaired: self.edits.len() });
        };
        let (threshold, edit) = self.edits.get(index)?;
        let pruned = edit.channels.iter().map(|off| off.channels.len()).sum();
        self.tally.count(pruned, answers);
        let repaired = Repaired { threshold: *threshold, model: RepairedModel::new(pruned, answers) };
        self.repaired.push(repaired.clone());
        Some(Event::Repaired(repaired))
    }

    /// B's score, once every network has its own.
    pub(super) fn baseline(&self) -> Option<&Baseline> {
        self.baseline.as_ref().filter(|_| self.repaired.len() == self.edits.len())
    }
}
