//! What an engine is.

use goodnet_data::Result;

use crate::network::FeatureBatch;

/// Runs the prefix on batches of images. Asynchronous because a GPU's answers are.
#[expect(async_fn_in_trait, reason = "engines live in one worker and are never sent to another thread")]
pub trait Engine {
    /// The engine's name as reports show it: `reference`, `simd`, `webgpu`.
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
