//! Read what the last layer reads, compute it anew, then score.

use std::sync::Arc;

use goodnet_data::{Edit, Error, Label, Result, TensorEdit};

use super::discriminant::{Classes, Layer, Sample};
use super::options::RefitOptions;
use super::outcome::RefitOutcome;
use crate::defence::event::Event;
use crate::defence::scored_edits::ScoredEdits;
use crate::evaluate::{COPIES, Found, Subject, Task};
use crate::images::Images;
use crate::inquiry::Inquiry;
use crate::network::LastLayer;

/// Images a class from which on they vary enough by themselves.
const ENOUGH: usize = 3;

/// A refit of one network.
#[derive(Debug)]
pub(crate) struct Refit {
    ridges: Vec<f64>,
    layer: LastLayer,
    images: Images,
    copies: usize,
    task: Option<Arc<Task>>,
    /// The networks, once they are computed.
    scored: Option<ScoredEdits>,
}

impl Refit {
    /// Nothing is read yet.
    ///
    /// # Errors
    /// [`Error::Option`] for options that make no sense; [`Error::NoLastLayer`]; [`Error::ClassesWithoutImages`].
    pub(crate) fn new(subject: &Subject, options: &RefitOptions) -> Result<Self> {
        let ridges = options.checked()?;
        let layer = subject.model.last_layer()?.clone();
        let images = subject.images.clone();
        let labels = images.validation.labels();
        check(labels, layer.classes)?;
        let copies = if labels.len() < ENOUGH * layer.classes { COPIES } else { 0 };
        let task = Some(Arc::new(Task::LastLayerInput { copies }));
        Ok(Self { ridges, layer, images, copies, task, scored: None })
    }

    /// The networks whose last layer tells `read`, f32 `[1 + copies, images, inputs]`, apart.
    fn edits(&self, read: &[f32]) -> Vec<(f64, Edit)> {
        let LastLayer { inputs, classes, .. } = self.layer;
        let labels = self.images.validation.labels();
        let sample = |(features, &label): (_, &Label)| Sample { features, class: label as usize };
        let (images, copies) = read.split_at(labels.len() * inputs);
        let images = images.chunks_exact(inputs).zip(labels).map(sample);
        let copies = copies.chunks_exact(inputs).zip(labels.iter().cycle()).map(sample);
        let known = Classes::new(classes, inputs, images, copies);
        self.ridges.iter().map(|&ridge| (ridge, self.edit(known.layer(ridge)))).collect()
    }

    fn edit(&self, Layer { weights, bias }: Layer) -> Edit {
        let LastLayer { inputs, classes, by_class, .. } = self.layer;
        let weights = if by_class {
            weights
        } else {
            (0..inputs)
                .flat_map(|input| (0..classes).map(move |class| class * inputs + input))
                .map(|at| weights[at])
                .collect()
        };
        let tensor = |name: &String, values| TensorEdit { name: name.clone(), values };
        Edit {
            channels: Vec::new(),
            tensors: vec![tensor(&self.layer.weights, weights), tensor(&self.layer.bias, bias)],
        }
    }
}

/// Whether every class has an image.
fn check(labels: &[Label], classes: usize) -> Result<()> {
    let mut seen = vec![false; classes];
    labels.iter().for_each(|&label| seen[label as usize] = true);
    match seen.iter().position(|seen| !seen) {
        None => Ok(()),
        Some(first) => {
            let missing = seen.iter().filter(|seen| !**seen).count();
            Err(Error::ClassesWithoutImages { missing, first, classes })
        }
    }
}

impl Inquiry for Refit {
    type Event = Event;
    type Outcome = RefitOutcome;

    fn task(&self) -> Option<&Arc<Task>> {
        self.task.as_ref()
    }

    fn hear(&mut self, found: Found) -> Vec<Event> {
        match (found, &mut self.scored) {
            (Found::Features { set, done, total }, _) => vec![Event::Features { set, done, total }],
            (Found::LastLayerInput(read), None) => {
                let scored = ScoredEdits::new(&self.images, self.edits(&read));
                self.task = Some(scored.task());
                self.scored = Some(scored);
                Vec::new()
            }
            (Found::Answers(answers), Some(scored)) => {
                let event = scored.score(&answers);
                self.task.take_if(|_| scored.baseline().is_some());
                event.into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn outcome(&self) -> Option<RefitOutcome> {
        let scored = self.scored.as_ref()?;
        Some(RefitOutcome {
            scored_on: scored.scored_on,
            baseline: scored.baseline()?.clone(),
            repaired: scored.repaired.clone(),
            images: self.images.validation.len(),
            copies: self.copies,
            ties: scored.tally.ties.len(),
            decisions: scored.tally.decisions,
            tied: scored.tally.ties.clone(),
            edits: scored.edits.iter().map(|(_, edit)| edit.clone()).collect(),
        })
    }
}
