//! What is kept of images at the cut.

/// What an engine answers for a batch of images.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureBatch {
    /// The tensor that pruning masks (`pool_3` in DeepID): f32, `[images, C, H, W]`, row-major.
    pub features: Vec<f32>,
    /// The sum over height and width of the pruned convolution's own output, after its ReLU and before its pool, in
    /// activation units: `[images, channels]`, row-major.
    pub conv_sums: Vec<f64>,
}
