//! The engine: a network's prefix on a device, a batch at a time.

use goodnet_core::{Activation, ConvStage, Engine, Error, FeatureBatch, Result};

use crate::device::{Adapter, BufferRange, ENGINE, Gpu, GpuError, GpuStats, OpenDevice, Recorder, open_device};
use crate::prefix::{FeatureBuffer, GPU_BATCH, Plan, Prefix, SOFTWARE_BATCH};

/// Runs the prefix of one network on one device.
///
/// Everything stays on the device from the images to the features; a batch costs one submission and one readback.
/// Outside a browser [`Engine::features`] blocks the thread while the device works; in a browser it waits without
/// blocking, and must be used where the device was opened. An engine that failed once fails from then on with the same
/// reason: a caller goes on with another engine, or makes a new one.
///
/// Where the tail is affine but for its ReLUs, a [`GpuEvaluator`](crate::GpuEvaluator) takes the engine over and answers with channels
/// switched off, too.
pub struct GpuEngine {
    pub(crate) gpu: Gpu,
    pub(crate) prefix: Prefix,
    features: FeatureBuffer,
}

impl GpuEngine {
    /// Finds an adapter, opens a device and makes an engine for `stages` on it.
    ///
    /// # Errors
    /// [`GpuError`]: no adapter, no device, or stages that it cannot run.
    pub async fn request(stages: &[ConvStage]) -> Result<Self, GpuError> {
        Self::new(open_device(Self::largest_buffer(stages)?).await?, stages).await
    }

    /// Bytes of the largest buffer that `stages` need for one image: what [`open_device`] is to ask for.
    ///
    /// # Errors
    /// [`GpuError::NoStages`], or [`GpuError::Stage`] for stages that do not fit each other.
    pub fn largest_buffer(stages: &[ConvStage]) -> Result<u64, GpuError> {
        Ok(Plan::new(stages)?.largest_buffer())
    }

    /// Makes an engine for `stages` on a device that the caller opened. The engine takes over the device's lost and
    /// error callbacks, and destroys the device when it is dropped. Where the device's limits are small, or it
    /// runs on the processor, so is [`Engine::batch`].
    ///
    /// # Errors
    /// [`GpuError::Stage`] for stages that do not fit each other, [`GpuError::TooLarge`] when not even one image fits
    /// the device's limits, [`GpuError::Setup`] when the device refuses a buffer or a kernel.
    pub async fn new(open: OpenDevice, stages: &[ConvStage]) -> Result<Self, GpuError> {
        let plan = Plan::new(stages)?;
        let most = if open.adapter.software { SOFTWARE_BATCH } else { GPU_BATCH };
        let batch = plan.batch(&open.device.limits(), most)?;
        let mut gpu = Gpu::new(open);
        let made = gpu.set_up(|gpu| {
            let prefix = Prefix::new(gpu, plan, stages, batch);
            let features = prefix.features(gpu);
            (prefix, features)
        });
        let (prefix, features) = made.await.map_err(|reason| GpuError::Setup { reason })?;
        Ok(Self { gpu, prefix, features })
    }

    /// What it runs on.
    pub fn adapter(&self) -> &Adapter {
        &self.gpu.adapter
    }

    /// What it has done so far.
    pub fn stats(&self) -> GpuStats {
        self.gpu.stats
    }

    /// How many images `bytes` bytes are.
    fn count(&self, bytes: usize) -> Result<usize> {
        let (image, most) = (self.prefix.plan.image_bytes(), self.prefix.batch);
        let images = bytes / image;
        if bytes.is_multiple_of(image) && (1..=most).contains(&images) {
            return Ok(images);
        }
        let reason = format!("it was given {bytes} bytes, which are not 1 to {most} images of {image} bytes");
        Err(Error::Engine { engine: ENGINE, reason })
    }
}

impl Engine for GpuEngine {
    fn name(&self) -> &'static str {
        ENGINE
    }

    fn batch(&self) -> usize {
        self.prefix.batch
    }

    async fn features(&mut self, images: &[u8]) -> Result<FeatureBatch> {
        let count = self.count(images.len())?;
        let Self { gpu, prefix, features } = self;
        prefix.send(gpu, images);
        let feature_bytes = prefix.plan.feature_bytes(count);
        let ranges = [
            BufferRange { buffer: &features.buffer, from: 0, bytes: feature_bytes },
            BufferRange { buffer: &prefix.channel_sums, from: 0, bytes: prefix.plan.channel_sum_bytes(count) },
        ];
        let record = |recorder: &mut Recorder<'_>| prefix.record(recorder, features, count, Some(Activation::Conv));
        let bytes = gpu.run(record, &ranges).await?;
        let (features, sums) = bytes.split_at(feature_bytes as usize);
        Ok(FeatureBatch { features: prefix.unpack_features(features), conv_sums: prefix.unpack_sums(sums) })
    }
}
