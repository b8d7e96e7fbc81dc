//! Choose by the weights alone, then score.

use std::sync::Arc;

use goodnet_data::{Bias, ChannelsOff, Edit, Result};

use super::lipschitz;
use super::options::ClpOptions;
use super::outcome::{ClpModel, ClpOutcome};
use crate::defence::event::Event;
use crate::defence::scored_edits::ScoredEdits;
use crate::evaluate::{Found, Subject, Task};
use crate::inquiry::Inquiry;

/// CLP of one network.
#[derive(Debug)]
pub(crate) struct Clp {
    task: Option<Arc<Task>>,
    scored: ScoredEdits,
}

impl Clp {
    /// The channels are chosen, and nothing is scored yet.
    ///
    /// # Errors
    /// [`goodnet_data::Error::Option`] for options that make no sense.
    pub(crate) fn new(subject: &Subject, options: &ClpOptions) -> Result<Self> {
        let layers: Vec<(String, Vec<f64>)> = (subject.model.filters())
            .map(|filters| (filters.convolution.clone(), lipschitz::constants(&filters)))
            .collect();
        let edit = |u: f64| Edit {
            channels: (layers.iter())
                .map(|(convolution, constants)| ChannelsOff {
                    convolution: convolution.clone(),
                    channels: lipschitz::outliers(constants, u),
                    bias: Bias::Zero,
                })
                .filter(|off| !off.channels.is_empty())
                .collect(),
            tensors: Vec::new(),
        };
        let edits = options.checked()?.into_iter().map(|u| (u, edit(u))).collect();
        let scored = ScoredEdits::new(&subject.images, edits);
        Ok(Self { task: Some(scored.task()), scored })
    }
}

impl Inquiry for Clp {
    type Event = Event;
    type Outcome = ClpOutcome;

    fn task(&self) -> Option<&Arc<Task>> {
        self.task.as_ref()
    }

    fn hear(&mut self, found: Found) -> Vec<Event> {
        match found {
            Found::Features { set, done, total } => vec![Event::Features { set, done, total }],
            Found::Answers(answers) => {
                let event = self.scored.score(&answers);
                self.task.take_if(|_| self.scored.baseline().is_some());
                event.into_iter().collect()
            }
            Found::Activations(_) | Found::LastLayerInput(_) | Found::Stimulated { .. } => Vec::new(),
        }
    }

    fn outcome(&self) -> Option<ClpOutcome> {
        let ScoredEdits { edits, scored_on, repaired, tally, .. } = &self.scored;
        let model = |((_, edit), repaired): (&(f64, Edit), &_)| ClpModel {
            repaired: Clone::clone(repaired),
            edit: edit.clone(),
        };
        Some(ClpOutcome {
            scored_on: *scored_on,
            baseline: self.scored.baseline()?.clone(),
            repaired: edits.iter().zip(repaired).map(model).collect(),
            ties: tally.ties.len(),
            decisions: tally.decisions,
            tied: tally.ties.clone(),
        })
    }
}
