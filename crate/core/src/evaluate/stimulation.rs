//! What images are taken for while channels at the cut are excited: what a trigger would do, done to the network by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use goodnet_data::{Error, ImageSet, Label, Result};

use super::feature_pass::FeaturePass;
use super::subject::Subject;
use super::task::{Stimulus, Update};
use crate::engine::ProcessorEngine;
use crate::images::Split;
use crate::metrics::Decision;
use crate::network::tail::AffineTail;
use crate::network::{BATCH, Network, TailMode};

/// Images at the cut, and the stimuli that are left.
#[derive(Debug)]
pub(super) struct Stimulation {
    images: Arc<ImageSet>,
    network: Arc<Network>,
    engine: ProcessorEngine,
    pass: FeaturePass,
    stimuli: Vec<Stimulus>,
    next: usize,
    /// Images that the present stimulus has answered, and what they are taken for.
    answered: usize,
    taken_for: BTreeMap<Label, usize>,
    /// What each image has at the cut, once that is computed.
    rest: Option<Rest>,
}

/// Images with nothing excited.
#[derive(Debug)]
struct Rest {
    /// The largest value of each image.
    largest: Vec<f32>,
    /// The sums of the layers that read the cut, f32 `[images, width]`; nothing where the tail is run whole.
    sums: Vec<f32>,
}

/// Whether stimuli fit a cut of `channels`.
///
/// # Errors
/// [`Error::Option`] for a channel that is not there, or a share that is no number.
pub(super) fn check(stimuli: &[Stimulus], channels: usize) -> Result<()> {
    let wrong = |it: &&Stimulus| !it.share.is_finite() || it.channels.iter().any(|&channel| channel >= channels);
    match stimuli.iter().find(wrong) {
        None => Ok(()),
        Some(Stimulus { channels: excited, share }) => Err(Error::Option {
            option: "a stimulus",
            value: format!("{excited:?} at {share}"),
            reason: format!("there are {channels} channels, and a share is a number"),
        }),
    }
}

impl Stimulation {
    pub(super) fn new(subject: &Subject, stimuli: Vec<Stimulus>, mode: TailMode) -> Self {
        let (engine, _) = ProcessorEngine::new(&subject.network, mode);
        let (images, network) = (Arc::clone(&subject.images.validation), Arc::clone(&subject.network));
        let (answered, taken_for) = (0, BTreeMap::new());
        Self {
            images,
            network,
            engine,
            pass: FeaturePass::default(),
            stimuli,
            next: 0,
            answered,
            taken_for,
            rest: None,
        }
    }

    /// Does the next slice; `None` when everything was told.
    ///
    /// # Errors
    /// [`Error::Engine`], [`Error::Graph`] or [`Error::NotFinite`].
    pub(super) async fn advance(&mut self) -> Result<Option<Update>> {
        let Some(rest) = &self.rest else {
            let done = self.pass.advance(&self.images, &mut self.engine).await?;
            if done.is_none() {
                self.rest = Some(Rest::new(&self.network, self.engine.mode(), &self.pass.features, self.images.len()));
            }
            return Ok(Some(done.map_or(Update::Working, |done| Update::Features { set: Split::Validation, done })));
        };
        let Some(stimulus) = self.stimuli.get(self.next) else { return Ok(None) };
        let batch = self.answered..self.images.len().min(self.answered + BATCH);
        let scores = match (self.network.affine(), self.engine.mode()) {
            (Ok(tail), TailMode::Incremental) => self.incremental(tail, rest, stimulus, batch.clone()),
            _ => self.whole(rest, stimulus, batch.clone())?,
        };
        self.answered = batch.end;
        for (index, scores) in batch.zip(scores.chunks_exact(self.network.classes())) {
            *self.taken_for.entry(Decision::new(scores, self.images.name(), index)?.label).or_default() += 1;
        }
        if self.answered < self.images.len() {
            return Ok(Some(Update::Working));
        }
        let (stimulus, taken_for) = (self.next, std::mem::take(&mut self.taken_for));
        (self.next, self.answered) = (self.next + 1, 0);
        Ok(Some(Update::Stimulated { stimulus, taken_for: taken_for.into_iter().collect() }))
    }

    /// The scores of some images, f32 `[n, classes]`, from their sums, to which a stimulus adds its channels' shares.
    fn incremental(
        &self,
        tail: &AffineTail,
        rest: &Rest,
        Stimulus { channels, share }: &Stimulus,
        batch: std::ops::Range<usize>,
    ) -> Vec<f32> {
        let width = tail.cut.width();
        let [all, height, plane_width] = self.network.cut();
        let plane = height * plane_width;
        let mut sums = rest.sums[batch.start * width..batch.end * width].to_vec();
        let mut change = vec![0.0; plane];
        for (index, sums) in batch.zip(sums.chunks_exact_mut(width)) {
            let level = share * rest.largest[index];
            for &channel in channels {
                let values = &self.pass.features[(index * all + channel) * plane..][..plane];
                change.iter_mut().zip(values).for_each(|(change, value)| *change = level - value);
                tail.cut.shift(channel, &change, sums);
            }
        }
        let rows: Vec<&[f32]> = sums.chunks_exact(width).collect();
        tail.scores(tail.before_scores(&rows))
    }

    /// The same by tract, which runs all of the tail.
    fn whole(
        &self,
        rest: &Rest,
        Stimulus { channels, share }: &Stimulus,
        batch: std::ops::Range<usize>,
    ) -> Result<Vec<f32>> {
        let [all, height, width] = self.network.cut();
        let (image, plane) = (all * height * width, height * width);
        let mut features = self.pass.features[batch.start * image..batch.end * image].to_vec();
        for (index, features) in batch.zip(features.chunks_exact_mut(image)) {
            for &channel in channels {
                features[channel * plane..][..plane].fill(share * rest.largest[index]);
            }
        }
        self.network.scores(features)
    }
}

impl Rest {
    fn new(network: &Network, mode: TailMode, features: &[f32], images: usize) -> Self {
        let rows: Vec<&[f32]> = features.chunks_exact(features.len() / images.max(1)).collect();
        let largest = rows.iter().map(|row| row.iter().copied().fold(0.0, f32::max)).collect();
        let sums = match (network.affine(), mode) {
            (Ok(tail), TailMode::Incremental) => {
                let all: Vec<usize> = (0..network.cut()[0]).collect();
                let map = tail.cut.restrict(&all, &[]);
                rows.chunks(BATCH).flat_map(|rows| tail.cut.sums(&map, rows)).collect()
            }
            _ => Vec::new(),
        };
        Self { largest, sums }
    }
}
