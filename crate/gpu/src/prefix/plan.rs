//! Shapes and sizes: the products of a prefix, how large its buffers are, how many images fit the limits.

use goodnet_core::ConvStage;

use crate::device::{GpuError, Needs};
use crate::kernels::{PlaneSums, Product, VECTOR, WORD, vectors};

/// Images in a batch where the limits allow it: enough to fill a GPU, some 45 MB of buffers for DeepID, and less than 100 ms
/// for a GPU of 50 G multiply-accumulates a second.
pub(crate) const GPU_BATCH: usize = 512;

/// Images in a batch on an adapter without a GPU: a batch is no faster for being large there, and between two of them
/// a caller can show progress or stop.
pub(crate) const SOFTWARE_BATCH: usize = 32;

/// What one stage computes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StagePlan {
    /// The convolution's name.
    pub(crate) name: String,
    pub(crate) product: Product,
}

/// How the stages run, whatever the device.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    pub(crate) stages: Vec<StagePlan>,
    /// `[channels, height, width]` of an image.
    pub(crate) image: [usize; 3],
    /// `[channels, height, width]` of the last stage's output.
    pub(crate) features: [usize; 3],
}

impl Plan {
    /// Checks that the stages fit their weights and each other.
    pub(crate) fn new(stages: &[ConvStage]) -> Result<Self, GpuError> {
        let (Some(first), Some(last)) = (stages.first(), stages.last()) else {
            return Err(GpuError::NoStages);
        };
        check_chain(stages)?;
        let plan = |(index, stage): (usize, &ConvStage)| StagePlan {
            name: stage.name.clone(),
            product: Product::of_stage(stage, index + 1 == stages.len()),
        };
        Ok(Self { stages: stages.iter().enumerate().map(plan).collect(), image: first.input, features: last.output() })
    }

    /// How many images fit `limits`, up to `most`.
    pub(crate) fn batch(&self, limits: &wgpu::Limits, most: usize) -> Result<usize, GpuError> {
        self.needs(1).check(limits)?;
        let batches: Vec<usize> = (1..=most).collect();
        Ok(batches.partition_point(|&images| self.needs(images).check(limits).is_ok()))
    }

    /// Bytes of the largest buffer that one image needs: what to ask an adapter for.
    pub(crate) fn largest_buffer(&self) -> u64 {
        self.needs(1).largest_buffer()
    }

    /// Bytes of an image as it is given: one a value.
    pub(crate) fn image_bytes(&self) -> usize {
        self.image.iter().product()
    }

    /// Bytes of images as they are sent: four channels of a pixel a word.
    pub(crate) fn packed_bytes(&self, images: usize) -> u64 {
        let [channels, height, width] = self.image;
        WORD * (images * height * width * vectors(channels)) as u64
    }

    /// Bytes of what a stage makes.
    pub(crate) fn output_bytes(&self, stage: usize, images: usize) -> u64 {
        VECTOR * (images * self.stages[stage].product.output_image) as u64
    }

    /// Bytes of the last stage's output.
    pub(crate) fn feature_bytes(&self, images: usize) -> u64 {
        self.output_bytes(self.stages.len() - 1, images)
    }

    /// Bytes of the last stage's sums, one a window; none where it has no pool.
    pub(crate) fn window_sum_bytes(&self, images: usize) -> u64 {
        let windows = self.stages.last().and_then(|stage| stage.product.windows).unwrap_or([0, 0]);
        VECTOR * (images * windows[0] * windows[1] * vectors(self.features[0])) as u64
    }

    /// Bytes of the last stage's sums, one a channel.
    pub(crate) fn channel_sum_bytes(&self, images: usize) -> u64 {
        VECTOR * (images * vectors(self.features[0])) as u64
    }

    fn needs(&self, images: usize) -> Needs {
        let mut needs = Needs::default();
        needs.buffer("a batch of packed images", self.packed_bytes(images));
        for (index, StagePlan { name, product }) in self.stages.iter().enumerate() {
            let last = index + 1 == self.stages.len();
            let output = if last { "a batch of features".to_owned() } else { format!("the output of `{name}`") };
            needs.buffer(output, self.output_bytes(index, images));
            needs.buffer(format!("the filters of `{name}`"), product.matrix_bytes());
            needs.dispatch(format!("`{name}`"), product.size(), images);
        }
        needs.buffer("a batch of window sums", self.window_sum_bytes(images));
        needs.buffer("the readback", self.feature_bytes(images) + self.channel_sum_bytes(images));
        needs.dispatch("the sums of the channels", PlaneSums::size(self.features[0]), images);
        needs
    }
}

fn check_chain(stages: &[ConvStage]) -> Result<(), GpuError> {
    for stage in stages {
        check_stage(stage).map_err(|reason| GpuError::Stage { stage: stage.name.clone(), reason })?;
    }
    for pair in stages.windows(2) {
        let (output, next) = (pair[0].output(), &pair[1]);
        if next.input != output {
            let reason = format!("it answers {output:?}, but `{}` reads {:?}", next.name, next.input);
            return Err(GpuError::Stage { stage: pair[0].name.clone(), reason });
        }
    }
    Ok(())
}

fn check_stage(stage: &ConvStage) -> Result<(), String> {
    let [channels, height, width] = stage.input;
    let [kernel_height, kernel_width] = stage.kernel;
    let filters = stage.bias.len();
    let inside = (1..=height).contains(&kernel_height) && (1..=width).contains(&kernel_width);
    if channels == 0 || filters == 0 || !inside {
        return Err(format!("{filters} filters of {:?} do not fit an input of {:?}", stage.kernel, stage.input));
    }
    let wanted = filters * channels * kernel_height * kernel_width;
    if stage.weights.len() != wanted {
        return Err(format!("it has {} weights, but its shape needs {wanted}", stage.weights.len()));
    }
    // A driver may take it that there is no such thing, and would answer something.
    if !stage.weights.iter().chain(&stage.bias).all(|weight| weight.is_finite()) {
        return Err("a weight is not a finite number".to_owned());
    }
    if stage.output().contains(&0) {
        return Err(format!("its pool leaves nothing of {:?}", stage.conv_output()));
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn stage(input: [usize; 3], kernel: [usize; 2], filters: usize) -> ConvStage {
        ConvStage {
            name: "conv".to_owned(),
            input,
            kernel,
            weights: vec![0.5; filters * input[0] * kernel[0] * kernel[1]],
            bias: vec![0.0; filters],
            relu: true,
            pool: true,
        }
    }

    fn stage_error(stages: &[ConvStage]) -> String {
        match Plan::new(stages) {
            Err(GpuError::Stage { reason, .. }) => reason,
            other => panic!("not refused: {other:?}"),
        }
    }

    #[test]
    fn stages_that_do_not_fit_are_refused_with_what_is_wrong() {
        assert_eq!(Plan::new(&[]), Err(GpuError::NoStages));
        assert!(stage_error(&[stage([3, 4, 4], [5, 3], 2)]).contains("[5, 3] do not fit an input of [3, 4, 4]"));
        assert!(stage_error(&[stage([3, 4, 4], [4, 4], 2)]).contains("leaves nothing of [2, 1, 1]"));
        let mut short = stage([1, 6, 6], [3, 3], 2);
        short.weights.pop();
        assert!(stage_error(&[short]).contains("17 weights, but its shape needs 18"));
        let mut broken = stage([1, 6, 6], [3, 3], 2);
        broken.bias[1] = f32::NAN;
        assert!(stage_error(&[broken]).contains("not a finite number"));
        let apart = [stage([1, 9, 9], [2, 2], 3), stage([3, 4, 5], [2, 2], 3)];
        assert!(stage_error(&apart).contains("answers [3, 4, 4], but `conv` reads [3, 4, 5]"));
    }

    #[test]
    fn the_batch_is_what_the_limits_allow() {
        let plan = Plan::new(&[stage([3, 55, 47], [4, 4], 20)]).unwrap();
        assert_eq!(plan.batch(&wgpu::Limits::default(), GPU_BATCH), Ok(GPU_BATCH));
        let small = wgpu::Limits { max_storage_buffer_binding_size: 320_000, ..wgpu::Limits::default() };
        assert_eq!(plan.batch(&small, GPU_BATCH), Ok(6), "features and sums take 45,840 bytes an image");
        let groups = wgpu::Limits { max_compute_workgroups_per_dimension: 100, ..wgpu::Limits::default() };
        assert_eq!(plan.batch(&groups, GPU_BATCH), Ok(4), "1,430 invocations an image, 6,400 in 100 workgroups");
    }

    #[test]
    fn one_image_that_does_not_fit_is_refused_with_the_limit() {
        let plan = Plan::new(&[stage([3, 55, 47], [4, 4], 20)]).unwrap();
        let small = wgpu::Limits { max_storage_buffer_binding_size: 45_000, ..wgpu::Limits::default() };
        assert_eq!(
            plan.batch(&small, GPU_BATCH),
            Err(GpuError::TooLarge {
                what: "a batch of features".to_owned(),
                needed: 45_760,
                limit_name: "maxStorageBufferBindingSize",
                limit: 45_000
            })
        );
        assert_eq!(plan.largest_buffer(), 45_840, "features and sums are read back together");
    }
}
