//! One image set as it is being pruned: its features at the cut, and what the network answers for each image.

use std::sync::Arc;

use goodnet_data::{ImageSet, Label, Result};
use goodnet_kernels::vectors;

use crate::metrics::{Count, Decision, StepWork, Verdict};
use crate::network::tail::{AffineTail, Answer, BoundAnchor, PackedCutMap, SumRefresh, TopKScan};
use crate::network::{BATCH, Network, TailMode};

/// An image set with its features at the cut and the network's answers.
#[derive(Debug)]
pub(crate) struct EvaluatedSet {
    images: Arc<ImageSet>,
    /// f32 `[images, channels, height, width]`, pruned channels overwritten by their constants.
    features: Vec<f32>,
    verdicts: Vec<Verdict>,
    /// Images whose answer has yet to be computed for the channels pruned so far.
    pending: Vec<usize>,
    pruned: Vec<usize>,
    work: StepWork,
    /// Whether it is asked which class wins, and not only whether the label does.
    closely: bool,
    /// What the incremental way keeps; nothing where the tail is run whole.
    kept: Option<Kept>,
}

/// What an image's answer can be brought up to date from.
#[derive(Debug)]
struct Kept {
    /// The sums of the layers that read the cut, f32 `[images, width]`.
    sums: Vec<f32>,
    /// Images whose sums have to be taken anew.
    stale: Vec<bool>,
    anchors: Vec<Option<BoundAnchor>>,
    /// The channels that new sums are taken from.
    fresh: PackedCutMap,
    refresh: SumRefresh,
}

impl EvaluatedSet {
    /// A set whose features are all there, nothing pruned, nothing answered; `closely` has every answer tell which class wins.
    pub(crate) fn new(
        images: Arc<ImageSet>,
        features: Vec<f32>,
        network: &Network,
        mode: TailMode,
        closely: bool,
    ) -> Self {
        let count = images.len();
        let kept = match (mode, network.affine()) {
            (TailMode::Incremental, Ok(tail)) => Some(Kept::new(tail, network, count)),
            _ => None,
        };
        Self {
            images,
            features,
            verdicts: vec![Verdict::default(); count],
            pending: (0..count).collect(),
            pruned: Vec::new(),
            work: StepWork::default(),
            closely,
            kept,
        }
    }

    /// Overwrites a channel's plane by the constant it holds once it is pruned. Images for which that changes nothing,
    /// to the bit, keep their answers.
    pub(crate) fn prune(&mut self, network: &Network, channel: usize, constants: &[f32]) {
        let [channels, height, width] = network.cut();
        let (size, plane) = (channels * height * width, height * width);
        let tail = network.affine().ok();
        let mut change = vec![0.0; plane];
        let mut changed = Vec::new();
        for (index, features) in self.features.chunks_exact_mut(size).enumerate() {
            let values = &mut features[channel * plane..][..plane];
            if !vectors::overwrite(values, constants[channel], &mut change) {
                continue;
            }
            changed.push(index);
            if let (Some(tail), Some(kept)) = (tail, &mut self.kept)
                && !kept.stale[index]
            {
                tail.cut.shift(channel, &change, kept.sums_mut(tail, index));
            }
        }
        self.pruned.push(channel);
        if let (Some(tail), Some(kept)) = (tail, &mut self.kept) {
            kept.refresh(tail, channels, &self.pruned, constants);
        }
        // Steps whose answers nobody asked for in between leave their images pending.
        self.pending.extend(changed);
        self.pending.sort_unstable();
        self.pending.dedup();
    }

    /// Answers one batch of the images that still wait; false when none did.
    pub(crate) fn work(&mut self, network: &Network) -> Result<bool> {
        let batch = self.pending.split_off(self.pending.len().saturating_sub(BATCH));
        if batch.is_empty() {
            return Ok(false);
        }
        self.work.changed += batch.len();
        match (network.affine(), &mut self.kept) {
            (Ok(tail), Some(_)) => self.follow(tail, &batch)?,
            _ => {
                self.work.full += batch.len();
                let features = self.rows(&batch).concat();
                self.decide(&batch, &network.scores(features)?)?;
            }
        }
        Ok(true)
    }

    /// Answers a batch from its sums.
    fn follow(&mut self, tail: &AffineTail, batch: &[usize]) -> Result<()> {
        let Some(mut kept) = self.kept.take() else { return Ok(()) };
        let stale: Vec<usize> = batch.iter().copied().filter(|&index| kept.stale[index]).collect();
        let sums = tail.cut.sums(&kept.fresh, &self.rows(&stale));
        for (&index, sums) in stale.iter().zip(sums.chunks_exact(tail.cut.width())) {
            kept.sums_mut(tail, index).copy_from_slice(sums);
            kept.stale[index] = false;
        }
        let width = tail.cut.width();
        let sums: Vec<&[f32]> = batch.iter().map(|&index| &kept.sums[index * width..][..width]).collect();
        let before = tail.before_scores(&sums);
        let result = match &tail.bound {
            None => {
                self.work.full += batch.len();
                self.decide(batch, &before)
            }
            Some(bound) => {
                let mut open = Vec::new();
                let mut open_hidden = Vec::new();
                for (&index, hidden) in batch.iter().zip(before.chunks_exact(bound.hidden())) {
                    let label = self.images.labels()[index];
                    let anchor = kept.anchors[index].as_ref().filter(|_| !self.closely);
                    match anchor.map(|it| bound.judge(it, hidden, label as usize)) {
                        Some(Answer::Label) => {
                            self.verdicts[index] = Verdict { hit: true, tie: None, answer: Some(label) };
                        }
                        Some(Answer::Other) => {
                            self.verdicts[index] = Verdict { hit: false, tie: None, answer: None };
                        }
                        Some(Answer::Unknown) | None => {
                            open.push(index);
                            open_hidden.extend_from_slice(hidden);
                        }
                    }
                }
                self.work.full += open.len();
                let scores = tail.scores(open_hidden.clone());
                let rows = open_hidden.chunks_exact(bound.hidden()).zip(scores.chunks_exact(bound.classes()));
                for (&index, (hidden, scores)) in open.iter().zip(rows) {
                    let label = self.images.labels()[index];
                    let scan = TopKScan::new(scores, label as usize, self.images.name(), index)?;
                    self.verdicts[index] = Verdict::new(scan.decision(), label);
                    kept.anchors[index] = Some(scan.anchor(hidden));
                }
                Ok(())
            }
        };
        self.kept = Some(kept);
        result
    }

    /// Takes over the scores of some images, f32 `[n, classes]`.
    fn decide(&mut self, batch: &[usize], scores: &[f32]) -> Result<()> {
        let classes = scores.len() / batch.len().max(1);
        for (&index, scores) in batch.iter().zip(scores.chunks_exact(classes.max(1))) {
            let decision = Decision::new(scores, self.images.name(), index)?;
            self.verdicts[index] = Verdict::new(decision, self.images.labels()[index]);
        }
        Ok(())
    }

    /// The features of some images.
    fn rows(&self, chosen: &[usize]) -> Vec<&[f32]> {
        let size = self.features.len() / self.images.len().max(1);
        chosen.iter().map(|&index| &self.features[index * size..][..size]).collect()
    }

    /// What the network answers for each image, once [`EvaluatedSet::work`] has nothing left to do.
    pub(crate) fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// The class that wins for each image, where answers tell it.
    pub(crate) fn answers(&self) -> Option<Vec<Label>> {
        self.verdicts.iter().map(|verdict| verdict.answer).collect()
    }

    /// The images.
    pub(crate) fn images(&self) -> &ImageSet {
        &self.images
    }

    /// How many images the network gives their label: clean accuracy, or for a poisoned set the attack's success.
    pub(crate) fn count(&self) -> Count {
        Count { hits: self.verdicts.iter().filter(|verdict| verdict.hit).count(), images: self.verdicts.len() }
    }

    /// What was done since this was last asked.
    pub(crate) fn take_work(&mut self) -> StepWork {
        std::mem::take(&mut self.work)
    }
}

impl Kept {
    fn new(tail: &AffineTail, network: &Network, images: usize) -> Self {
        let channels = network.cut()[0];
        let all: Vec<usize> = (0..channels).collect();
        Self {
            sums: vec![0.0; images * tail.cut.width()],
            stale: vec![true; images],
            anchors: vec![None; images],
            fresh: tail.cut.restrict(&all, &[]),
            refresh: SumRefresh::new(channels),
        }
    }

    fn sums_mut(&mut self, tail: &AffineTail, image: usize) -> &mut [f32] {
        let width = tail.cut.width();
        &mut self.sums[image * width..][..width]
    }

    /// Has all sums taken anew where that is due.
    fn refresh(&mut self, tail: &AffineTail, channels: usize, pruned: &[usize], constants: &[f32]) {
        let left: Vec<usize> = (0..channels).filter(|channel| !pruned.contains(channel)).collect();
        if self.refresh.due(left.len()) {
            self.fresh = tail.cut.restrict(&left, constants);
            self.stale.fill(true);
        }
    }
}
