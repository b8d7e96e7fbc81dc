//! The tail on the device: sums that read the cut, the layers after them, and which class wins. `layout` says how a tail lies in
//! vectors, `limits` what that needs; `sums` and `layers` hold the weights, and a [`Chunk`] binds some images to all of it.

mod chunk;
mod layers;
mod layout;
mod limits;
mod sums;

use goodnet_core::Tail;
use wgpu::BufferUsages as Usage;

pub(crate) use chunk::Chunk;
pub(crate) use limits::check;

use crate::device::Gpu;
use crate::kernels::{
    Fill, FindLive, Judge, JudgeBuffers, MOST_TIES, StepLayout, VECTOR, WORD, answer_bytes, pack_vectors, vectors,
};
use crate::prefix::FeatureBuffer;
use layers::Layers;
use layout::{group_begins, layouts};
use sums::CutSums;

/// A tail with its weights on the device, and room for a batch between its layers.
pub(crate) struct GpuTail {
    batch: usize,
    sums: CutSums,
    layers: Layers,
    fill: Fill,
    live: FindLive,
    judge: Judge,
    pub(crate) steps: StepLayout,
    /// What pruned channels' planes hold, filled up to whole vectors.
    pub(crate) pruned_planes: wgpu::Buffer,
    /// For the clean and for the poisoned images: which channels change any of them, a word each.
    pub(crate) live_channels: [wgpu::Buffer; 2],
    /// What is counted, see `kernels/judge.wgsl`.
    pub(crate) answers: wgpu::Buffer,
    /// The ties of a submission, see there.
    pub(crate) ties: wgpu::Buffer,
}

impl GpuTail {
    /// Sends the weights of a tail after a cut of `[channels, height, width]`, and makes room for `batch` images. What the
    /// device has against it, it tells the open error scope.
    pub(crate) fn new(gpu: &mut Gpu, tail: &Tail, cut: [usize; 3], batch: usize) -> Self {
        let [channels, height, width] = cut;
        let places = height * width;
        let begins = group_begins(&tail.groups);
        let layouts = layouts(tail, &begins);
        let steps = StepLayout::new(&gpu.device);
        let sums = CutSums::new(gpu, &steps, &tail.groups, &tail.constants, &begins, [channels, places], batch);
        let layers = Layers::new(gpu, tail, &layouts, sums.width(), batch);
        let words = Usage::STORAGE | Usage::COPY_SRC | Usage::COPY_DST;
        let channel_bytes = VECTOR * vectors(channels) as u64;
        let device = &gpu.device;
        Self {
            fill: Fill::new(device, &steps, channels, places),
            live: FindLive::new(device, channels, places),
            judge: Judge::new(device, &steps, &layers.score_layout()),
            pruned_planes: gpu.buffer("pruned planes", channel_bytes, Usage::STORAGE | Usage::COPY_DST),
            live_channels: ["live, clean", "live, poisoned"].map(|label| gpu.buffer(label, channel_bytes, words)),
            // The network with nothing pruned answers, and one for each channel.
            answers: gpu.buffer("answers", answer_bytes(channels + 1), words),
            ties: gpu.buffer("ties", VECTOR * MOST_TIES as u64, Usage::STORAGE | Usage::COPY_SRC),
            batch,
            sums,
            layers,
            steps,
        }
    }

    /// Sends what the planes of pruned channels hold, one constant a channel.
    pub(crate) fn send_pruned_planes(&self, gpu: &mut Gpu, planes: &[f32]) {
        gpu.write(&self.pruned_planes, &pack_vectors(planes));
    }

    /// Binds everything that happens to some images of a set: `labels` are theirs, `first` is the position of the first in
    /// the set.
    pub(crate) fn chunk(
        &self,
        gpu: &mut Gpu,
        features: FeatureBuffer,
        labels: &[u32],
        first: usize,
        poisoned: bool,
    ) -> Chunk {
        let sums = gpu.buffer("sums", VECTOR * (self.batch * self.sums.width()) as u64, Usage::STORAGE);
        let winners = gpu.buffer("winners", WORD * labels.len() as u64, Usage::STORAGE | Usage::COPY_SRC);
        let own_labels = gpu.upload("labels", labels);
        let place = gpu.uniform("chunk", &[first as u32, u32::from(poisoned), 0, 0]);
        let device = &gpu.device;
        let judge = JudgeBuffers {
            scores: self.layers.scores(&sums),
            labels: &own_labels,
            winners: &winners,
            answers: &self.answers,
            ties: &self.ties,
            chunk: &place,
        };
        let live = &self.live_channels[usize::from(poisoned)];
        Chunk {
            images: labels.len(),
            live: self.live.bind(device, &features.buffer, &self.pruned_planes, live),
            shift: self.sums.shift(device, &features.buffer, &sums),
            fill: self.fill.bind(device, &features.buffer),
            refresh: self.sums.refresh(device, &features.buffer, &sums),
            layers: self.layers.bind(device, &sums),
            judge: self.judge.bind(device, &judge),
            buffers: vec![features.buffer.clone(), sums.clone(), own_labels.clone(), place.clone()],
            winners,
            features,
        }
    }
}
