//! What runs the prefix of a network: the part that pruning does not change, and that is run once an image.

use goodnet_data::Result;

/// What an engine answers for a batch of images.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureBatch {
    /// The tensor that pruning masks (`pool_3` in DeepID): f32, `[images, C, H, W]`, row-major.
    pub features: Vec<f32>,
    /// The sum over height and width of the pruned convolution's own output, after its ReLU and before its pool, in
    /// activation units: `[images, channels]`, row-major.
    pub conv_sums: Vec<f64>,
}

/// Runs the prefix on batches of images. Asynchronous because a GPU's answers are.
#[expect(async_fn_in_trait, reason = "engines live in one worker and are never sent to another thread")]
pub trait Engine {
    /// The engine's name as reports show it: `tract`, `webgpu`.
    fn name(&self) -> &'static str;

    /// How many images it likes to be given at once.
    fn batch(&self) -> usize;

    /// Runs `images` (u8, `[n, C, H, W]`, row-major, 0..=255) through the prefix; `n` may be anything from 1 to
    /// [`Engine::batch`].
    ///
    /// # Errors
    /// [`crate::Error::Engine`] when the engine breaks down (a lost device, say). The caller may repeat the batch on another engine.
    async fn features(&mut self, images: &[u8]) -> Result<FeatureBatch>;
}
