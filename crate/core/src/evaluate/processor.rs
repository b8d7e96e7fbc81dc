//! Answers for image sets on the processor: any engine runs the prefix, and the tail is followed from step to step.

use std::sync::Arc;

use goodnet_data::{Label, Result};

use super::clean_and_poisoned::CleanAndPoisoned;
use super::evaluated_set::EvaluatedSet;
use super::evaluator::{Evaluator, Slice};
use super::feature_pass::{Activation, FeaturePass};
use super::subject::Subject;
use super::task::Masks;
use crate::engine::Engine;
use crate::images::{Images, Split};
use crate::network::{Network, TailMode};

/// The processor's evaluator.
#[derive(Debug)]
pub struct Processor<E> {
    engine: E,
    network: Arc<Network>,
    images: Images,
    mode: TailMode,
}

impl<E: Engine> Processor<E> {
    /// An evaluator for a subject's images: `engine` runs the prefix.
    pub fn new(engine: E, subject: &Subject, mode: TailMode) -> Self {
        Self { engine, network: Arc::clone(&subject.network), images: subject.images.clone(), mode }
    }

    /// What runs the prefix.
    pub fn engine(&self) -> &E {
        &self.engine
    }

    /// The network that answers.
    pub(super) fn network(&self) -> &Network {
        &self.network
    }
}

impl<E: Engine> Evaluator for Processor<E> {
    type Features = SetFeatures;
    type Masked = Masked;

    fn begin(&self, split: Split) -> Self::Features {
        SetFeatures { split, pass: FeaturePass::default() }
    }

    async fn read(
        &mut self,
        SetFeatures { split, pass }: &mut SetFeatures,
        _: Option<Activation>,
    ) -> Result<Option<usize>> {
        pass.advance(self.images.of(*split), &mut self.engine).await
    }

    fn activations(&self, SetFeatures { pass, .. }: &SetFeatures, activation: Activation) -> Vec<Vec<f64>> {
        pass.activations(activation, &self.network)
    }

    async fn mask(&mut self, sets: [SetFeatures; 2], masks: Masks) -> Result<Masked> {
        let [clean, poisoned] = sets.map(|SetFeatures { split, pass }| {
            let images = Arc::clone(self.images.of(split));
            EvaluatedSet::new(images, pass.features, &self.network, self.mode, masks.closely.is_some())
        });
        Ok(Masked { sets: CleanAndPoisoned::new(clean, poisoned), masks, next: 0, first: None })
    }

    async fn answer(&mut self, masked: &mut Masked) -> Result<Slice> {
        masked.advance(&self.network)
    }
}

/// A set on its way through the prefix.
#[derive(Debug, Clone)]
pub struct SetFeatures {
    split: Split,
    pass: FeaturePass,
}

/// A clean set and its poisoned copy on their way through some numbers of channels.
#[derive(Debug)]
pub struct Masked {
    sets: CleanAndPoisoned,
    masks: Masks,
    /// The network that is answering.
    next: usize,
    /// What the first one answered, where they are looked at closely.
    first: Option<[Vec<Label>; 2]>,
}

impl Masked {
    fn advance(&mut self, network: &Network) -> Result<Slice> {
        let Self { sets, masks, next, first } = self;
        let Some(&pruned) = masks.pruned.get(*next) else { return Ok(Slice::Done) };
        sets.prune(network, &masks.channels, masks.bias, pruned);
        if sets.work(network)? {
            return Ok(Slice::Working);
        }
        let mut answers = sets.answers(*next, masks.on);
        if let (Some(closely), Some(now)) = (masks.closely, sets.labels()) {
            answers.close = Some(Box::new(sets.look(closely, first.as_ref(), &now)));
            first.get_or_insert(now);
        }
        *next += 1;
        Ok(Slice::Answers(answers))
    }

    /// Has its networks be compared with one that answered `first`, in place of the first of them.
    pub(super) fn compare(&mut self, first: Option<[Vec<Label>; 2]>) {
        self.first = first;
    }

    /// What the first network answered.
    pub(super) fn into_first(self) -> Option<[Vec<Label>; 2]> {
        self.first
    }
}
