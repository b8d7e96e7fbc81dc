//! One image set as it is being pruned: its features at the cut, and what the network answers for each image.

use std::sync::Arc;

use serde::Serialize;

use crate::decision::Decision;
use crate::error::Result;
use crate::images::{ImageSet, Label};
use crate::network::{BATCH, Network};

/// How many of how many images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Images for which it holds.
    pub hits: usize,
    /// All images.
    pub images: usize,
}

impl Count {
    /// The share in per cent, 0..=100.
    pub fn percent(self) -> f64 {
        100.0 * self.hits as f64 / self.images as f64
    }
}

/// A decision that rounding could turn: another engine may answer `rival`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tie {
    /// The image set.
    pub set: String,
    /// How many channels were pruned.
    pub pruned: usize,
    /// The image's position in the set.
    pub image: usize,
    /// The class that won here.
    pub label: Label,
    /// The class that was as good.
    pub rival: Label,
}

/// An image set with its features at the cut and the network's answers.
#[derive(Debug)]
pub(crate) struct Scored {
    images: Arc<ImageSet>,
    /// f32 `[images, channels, height, width]`, pruned channels overwritten by their constants.
    features: Vec<f32>,
    decisions: Vec<Decision>,
    /// Images whose answer has yet to be computed for the channels pruned so far.
    pending: Vec<usize>,
    pruned: usize,
}

impl Scored {
    /// A set whose features are all there, nothing pruned, nothing answered.
    pub(crate) fn new(images: Arc<ImageSet>, features: Vec<f32>) -> Self {
        let nothing = Decision { label: Label::MAX, rival: None };
        let count = images.len();
        Self { images, features, decisions: vec![nothing; count], pending: (0..count).collect(), pruned: 0 }
    }

    /// Overwrites a channel's plane by the constant it holds once it is pruned. Images for which that changes nothing,
    /// to the bit, keep their answers.
    pub(crate) fn prune(&mut self, network: &Network, channel: usize, constant: f32) {
        let [channels, height, width] = network.cut();
        let (size, plane) = (channels * height * width, height * width);
        let mut changed = Vec::new();
        for (index, features) in self.features.chunks_exact_mut(size).enumerate() {
            let plane = &mut features[channel * plane..][..plane];
            if plane.iter().any(|value| value.to_bits() != constant.to_bits()) {
                plane.fill(constant);
                changed.push(index);
            }
        }
        // Steps whose answers nobody asked for in between leave their images pending.
        self.pending.extend(changed);
        self.pending.sort_unstable();
        self.pending.dedup();
        self.pruned += 1;
    }

    /// Answers one batch of the images that still wait; false when none did.
    pub(crate) fn work(&mut self, network: &Network) -> Result<bool> {
        let batch = self.pending.split_off(self.pending.len().saturating_sub(BATCH));
        if batch.is_empty() {
            return Ok(false);
        }
        let size: usize = network.cut().iter().product();
        let features = batch.iter().flat_map(|&index| &self.features[index * size..][..size]).copied().collect();
        let scores = network.scores(features)?;
        for (&index, scores) in batch.iter().zip(scores.chunks_exact(network.classes())) {
            self.decisions[index] = Decision::new(scores, self.images.name(), index)?;
        }
        Ok(true)
    }

    /// What the network answers for each image, once [`Scored::work`] has nothing left to do.
    pub(crate) fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// The images' labels.
    pub(crate) fn labels(&self) -> &[Label] {
        self.images.labels()
    }

    /// How many images the network gives their label: clean accuracy, or for a poisoned set the attack's success.
    pub(crate) fn count(&self) -> Count {
        let hits = self.labels().iter().zip(&self.decisions).filter(|(label, decision)| **label == decision.label);
        Count { hits: hits.count(), images: self.images.len() }
    }

    /// The answers that rounding could turn.
    pub(crate) fn ties(&self) -> impl Iterator<Item = Tie> {
        self.decisions.iter().enumerate().filter_map(|(image, decision)| {
            let rival = decision.rival?;
            Some(Tie { set: self.images.name().to_owned(), pruned: self.pruned, image, label: decision.label, rival })
        })
    }
}
