//! A set on its way through the prefix.

use goodnet_core::{Activation, Images, Result, Split};

use crate::device::{BufferRange, GpuError};
use crate::engine::GpuEngine;
use crate::kernels::WORD;
use crate::tail::{Chunk, GpuTail};

/// A set's features on the device, chunk by chunk, as far as they are computed.
pub struct SetFeatures {
    split: Split,
    pub(super) chunks: Vec<Chunk>,
    /// Sums by channel, where activations were asked for: f64 `[done, channels]`.
    sums: Vec<f64>,
}

impl SetFeatures {
    pub(super) fn new(split: Split) -> Self {
        Self { split, chunks: Vec::new(), sums: Vec::new() }
    }

    /// The activations that were read: f64 `[images, channels]`.
    pub(super) fn sums(&self) -> &[f64] {
        &self.sums
    }

    /// Runs the prefix on the next images; tells how many are done, or `None` when all were.
    pub(super) async fn read_chunk(
        &mut self,
        GpuEngine { gpu, prefix, .. }: &mut GpuEngine,
        tail: &GpuTail,
        images: &Images,
        activation: Option<Activation>,
    ) -> Result<Option<usize>> {
        let set = images.of(self.split);
        let first: usize = self.chunks.iter().map(|chunk| chunk.images).sum();
        if first == set.len() {
            return Ok(None);
        }
        let range = first..set.len().min(first + prefix.batch);
        let poisoned = matches!(self.split, Split::PoisonedValidation | Split::PoisonedTest);
        let chunk = gpu.set_up(|gpu| {
            let features = prefix.features(gpu);
            tail.chunk(gpu, features, &set.labels()[range.clone()], first, poisoned)
        });
        let chunk = chunk.await.map_err(|reason| GpuError::Setup { reason })?;
        prefix.send(gpu, set.pixels(range.clone()));
        let bytes = activation.map_or(0, |_| prefix.plan.channel_sum_bytes(chunk.images));
        // Nothing to read is a few bytes that nobody looks at: the readback also waits for the submission.
        let ranges = [BufferRange { buffer: &prefix.channel_sums, from: 0, bytes: bytes.max(WORD) }];
        let bytes =
            gpu.run(|recorder| prefix.record(recorder, &chunk.features, chunk.images, activation), &ranges).await?;
        if activation.is_some() {
            self.sums.extend(prefix.unpack_sums(&bytes));
        }
        self.chunks.push(chunk);
        Ok(Some(range.end))
    }
}
