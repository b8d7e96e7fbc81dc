//! Excite channel after channel, and count who wins.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use goodnet_data::{Label, Result};

use super::options::VoteOptions;
use super::outcome::{LabelVotes, VoteOutcome};
use crate::detect::event::DetectEvent;
use crate::evaluate::{Found, Stimulus, Subject, Task};
use crate::inquiry::Inquiry;

/// A run votes where one image in so many changes over to the label that gains most.
const ONE_IN: usize = 20;

/// A vote in one network.
#[derive(Debug)]
pub(crate) struct Vote {
    convolution: String,
    images: usize,
    stimuli: Vec<Stimulus>,
    task: Option<Arc<Task>>,
    /// What images are taken for with nothing excited.
    rest: BTreeMap<Label, usize>,
    /// Each label's votes and the channels that gave them.
    votes: BTreeMap<Label, (usize, BTreeSet<usize>)>,
}

impl Vote {
    /// # Errors
    /// [`goodnet_data::Error::Option`] for options that make no sense.
    pub(super) fn new(subject: &Subject, options: &VoteOptions) -> Result<Self> {
        options.check()?;
        let nothing = Stimulus { channels: Vec::new(), share: 0.0 };
        let channels = 0..subject.network.cut()[0];
        let excited = channels
            .flat_map(|channel| options.shares.iter().map(move |&share| Stimulus { channels: vec![channel], share }));
        let stimuli: Vec<Stimulus> = std::iter::once(nothing).chain(excited).collect();
        Ok(Self {
            convolution: subject.network.convolution().to_owned(),
            images: subject.images.validation.len(),
            task: Some(Arc::new(Task::Stimulate { stimuli: stimuli.clone() })),
            stimuli,
            rest: BTreeMap::new(),
            votes: BTreeMap::new(),
        })
    }

    /// Counts a run's vote: for the label that gained most, the first of equals, where that is enough.
    fn count(&mut self, stimulus: usize, taken_for: &[(Label, usize)]) {
        let gain = |(label, images): &(Label, usize)| images.saturating_sub(self.rest.get(label).copied().unwrap_or(0));
        // Of equals `max_by_key` takes the last, so it is asked from behind.
        let Some(most) = taken_for.iter().rev().max_by_key(|it| gain(it)) else { return };
        if gain(most) > 0 && gain(most) * ONE_IN >= self.images {
            let (votes, channels) = self.votes.entry(most.0).or_default();
            *votes += 1;
            channels.extend(&self.stimuli[stimulus].channels);
        }
    }
}

impl Inquiry for Vote {
    type Event = DetectEvent;
    type Outcome = VoteOutcome;

    fn task(&self) -> Option<&Arc<Task>> {
        self.task.as_ref()
    }

    fn hear(&mut self, found: Found) -> Vec<DetectEvent> {
        match found {
            Found::Features { set, done, total } => vec![DetectEvent::Features { set, done, total }],
            Found::Stimulated { stimulus, taken_for } => {
                if stimulus == 0 {
                    self.rest = taken_for.into_iter().collect();
                } else {
                    self.count(stimulus, &taken_for);
                }
                let (done, total) = (stimulus + 1, self.stimuli.len());
                self.task.take_if(|_| done == total);
                vec![DetectEvent::Asked { done, total }]
            }
            Found::Activations(_) | Found::LastLayerInput(_) | Found::Answers(_) => Vec::new(),
        }
    }

    fn outcome(&self) -> Option<VoteOutcome> {
        if self.task.is_some() {
            return None;
        }
        let mut votes: Vec<LabelVotes> = (self.votes.iter())
            .map(|(&label, (votes, channels))| LabelVotes {
                label,
                votes: *votes,
                channels: channels.iter().copied().collect(),
            })
            .collect();
        votes.sort_by_key(|votes| Reverse(votes.votes));
        let runs = self.stimuli.len() - 1;
        Some(VoteOutcome { convolution: self.convolution.clone(), images: self.images, runs, votes })
    }
}
