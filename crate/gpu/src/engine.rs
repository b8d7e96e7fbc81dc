//! The engine: a network's prefix on a device, a batch at a time.

use goodnet_core::{ConvStage, Engine, Error, FeatureBatch, Result};

use crate::adapter::{Adapter, OpenDevice, open_device};
use crate::error::{ENGINE, GpuError};
use crate::fault::{Faults, Watch};
use crate::network::Network;
use crate::plan::{GPU_BATCH, Plan, SOFTWARE_BATCH};
use crate::stats::GpuStats;

/// Runs the prefix of one network on one device.
///
/// Everything stays on the device from the images to the features; a batch costs one submission and one readback.
/// Outside a browser [`Engine::features`] blocks the thread while the device works; in a browser it waits without
/// blocking, and must be used where the device was opened. An engine that failed once fails from then on with the same
/// reason: a caller goes on with another engine, or makes a new one.
pub struct GpuEngine {
    device: wgpu::Device,
    queue: wgpu::Queue,
    adapter: Adapter,
    plan: Plan,
    batch: usize,
    network: Network,
    faults: Faults,
    stats: GpuStats,
}

impl GpuEngine {
    /// Finds an adapter, opens a device and makes an engine for `stages` on it.
    ///
    /// # Errors
    /// [`GpuError`]: no adapter, no device, or stages that it cannot run.
    pub async fn request(stages: &[ConvStage]) -> Result<Self, GpuError> {
        Self::new(open_device(stages).await?, stages).await
    }

    /// Makes an engine for `stages` on a device that the caller opened. The engine takes over the device's lost and
    /// error callbacks, and destroys the device when it is dropped. Where the device's limits are small, or there
    /// is no GPU behind it, so is [`Engine::batch`].
    ///
    /// # Errors
    /// [`GpuError::Stage`] for stages that do not fit each other, [`GpuError::TooLarge`] when not even one image fits
    /// the device's limits, [`GpuError::Setup`] when the device refuses a buffer or a kernel.
    pub async fn new(open: OpenDevice, stages: &[ConvStage]) -> Result<Self, GpuError> {
        let OpenDevice { device, queue, adapter } = open;
        let plan = Plan::new(stages)?;
        let most = if adapter.software { SOFTWARE_BATCH } else { GPU_BATCH };
        let batch = plan.batch(&device.limits(), most)?;
        let faults = Faults::watch(&device);
        let watch = Watch::open(&device);
        let network = Network::new(&device, &queue, &plan, stages, batch);
        match watch.close().await.or_else(|| faults.first()) {
            Some(reason) => Err(GpuError::Setup { reason }),
            None => Ok(Self { device, queue, adapter, plan, batch, network, faults, stats: GpuStats::default() }),
        }
    }

    /// What it runs on.
    pub fn adapter(&self) -> &Adapter {
        &self.adapter
    }

    /// What it has done so far.
    pub fn stats(&self) -> GpuStats {
        self.stats
    }

    /// How many images `bytes` bytes are.
    fn count(&self, bytes: usize) -> Result<usize> {
        let image = self.plan.image_bytes;
        let images = bytes / image;
        if bytes.is_multiple_of(image) && (1..=self.batch).contains(&images) {
            return Ok(images);
        }
        let most = self.batch;
        let reason = format!("it was given {bytes} bytes, which are not 1 to {most} images of {image} bytes");
        Err(Error::Engine { engine: ENGINE, reason })
    }
}

impl Engine for GpuEngine {
    fn name(&self) -> &'static str {
        ENGINE
    }

    fn batch(&self) -> usize {
        self.batch
    }

    async fn features(&mut self, images: &[u8]) -> Result<FeatureBatch> {
        let count = self.count(images.len())?;
        self.faults.check()?;

        let watch = Watch::open(&self.device);
        let dispatches = self.network.submit(&self.device, &self.queue, &self.plan, images, count);
        let bytes_down = self.plan.readback_bytes(count);
        let mapping = self.network.readback.map(bytes_down);
        let refused = watch.close();
        self.stats.submissions += 1;
        self.stats.dispatches += dispatches;
        self.stats.bytes_up += self.plan.packed_bytes(count);
        self.stats.readbacks += 1;

        // A browser maps by itself, and this does nothing there; elsewhere it drives the mapping to its end.
        if let Err(error) = self.device.poll(wgpu::PollType::wait_indefinitely()) {
            self.faults.note(&format!("waiting for the device failed: {error}"));
        }
        let feature_bytes = self.plan.feature_bytes(count) as usize;
        let answer = mapping
            .read(|bytes| {
                let (features, sums) = bytes.split_at(feature_bytes);
                let sums: Vec<f32> = bytemuck::pod_collect_to_vec(sums);
                FeatureBatch {
                    features: bytemuck::pod_collect_to_vec(features),
                    conv_sums: sums.into_iter().map(f64::from).collect(),
                }
            })
            .await;
        if let Some(reason) = refused.await {
            self.faults.note(&format!("the device refused a batch: {reason}"));
        }
        self.faults.check()?;
        let answer = answer.map_err(|reason| {
            self.faults.note(&reason);
            Error::Engine { engine: ENGINE, reason }
        })?;
        self.stats.images += count as u64;
        self.stats.bytes_down += bytes_down;
        Ok(answer)
    }
}

impl Drop for GpuEngine {
    fn drop(&mut self) {
        // A browser would keep the buffers until its garbage collector comes by.
        self.device.destroy();
    }
}
