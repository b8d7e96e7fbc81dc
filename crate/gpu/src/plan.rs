//! Shapes and sizes: which windows each stage computes, how large its buffers are, how many images fit the limits.

use goodnet_core::ConvStage;

use crate::error::GpuError;
use crate::kernels::{CHANNELS_AT_ONCE, WORKGROUP};

/// Images in a batch where the limits allow it: enough to fill a GPU, and some 20 MB of buffers for DeepID.
pub(crate) const GPU_BATCH: usize = 128;

/// Images in a batch on an adapter without a GPU: a batch is no faster for being large there, and between two of them
/// a caller can show progress or stop.
pub(crate) const SOFTWARE_BATCH: usize = 32;

/// Bytes of an f32, and of a word of packed pixels.
const WORD: u64 = size_of::<f32>() as u64;

/// Bytes of the vector of four values that the widening kernel writes at once.
const VECTOR: u64 = 4 * WORD;

/// What one stage computes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StagePlan {
    /// The convolution's name.
    pub(crate) name: String,
    /// `[rows, columns]` of the 2x2 windows that are computed of each channel.
    pub(crate) windows: [usize; 2],
    /// Groups of [`CHANNELS_AT_ONCE`] output channels.
    pub(crate) groups: usize,
    /// Values that it reads, an image.
    source_values: usize,
    /// Values that a window at an odd bottom right edge reads beyond the last image: a row and a value.
    overhang: usize,
    /// Values of the filters, the channels filled up to whole groups.
    filter_values: usize,
}

/// How the stages run, whatever the device.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    pub(crate) stages: Vec<StagePlan>,
    /// Bytes of an image as it is given: one a value.
    pub(crate) image_bytes: usize,
    /// Values of the last stage's output, an image.
    pub(crate) feature_values: usize,
    /// Channels of the last stage.
    pub(crate) channels: usize,
    /// Windows of the last stage, an image and channel.
    last_windows: usize,
}

/// Something that grows with the batch: `fixed + images * each`.
struct Need {
    what: String,
    fixed: u64,
    each: u64,
}

impl Plan {
    /// Checks that the stages fit their weights and each other.
    pub(crate) fn new(stages: &[ConvStage]) -> Result<Self, GpuError> {
        let (Some(first), Some((last, before))) = (stages.first(), stages.split_last()) else {
            return Err(GpuError::NoStages);
        };
        check_chain(stages)?;
        let mut plans: Vec<_> = before.iter().map(|stage| StagePlan::new(stage, false)).collect();
        let last_plan = StagePlan::new(last, true);
        let last_windows = last_plan.window_count();
        plans.push(last_plan);
        Ok(Self {
            stages: plans,
            image_bytes: first.input.iter().product(),
            feature_values: last.output().iter().product(),
            channels: last.bias.len(),
            last_windows,
        })
    }

    /// How many images fit `limits`, up to `most`.
    pub(crate) fn batch(&self, limits: &wgpu::Limits, most: usize) -> Result<usize, GpuError> {
        let binding = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size);
        // In invocations, since a workgroup may straddle two images.
        let invocations = u64::from(limits.max_compute_workgroups_per_dimension).saturating_mul(WORKGROUP);
        let storage = self.storage().into_iter().map(|need| (need, "maxStorageBufferBindingSize", binding));
        let dispatches =
            self.dispatches().into_iter().map(|need| (need, "maxComputeWorkgroupsPerDimension", invocations));
        let readback = Need { what: "the readback".to_owned(), fixed: 0, each: self.readback_bytes(1) };
        let mut batch = most as u64;
        for (need, limit_name, limit) in
            storage.chain(dispatches).chain([(readback, "maxBufferSize", limits.max_buffer_size)])
        {
            let Need { what, fixed, each } = need;
            if fixed + each > limit {
                return Err(GpuError::TooLarge { what, needed: fixed + each, limit_name, limit });
            }
            if let Some(room) = (limit - fixed).checked_div(each) {
                batch = batch.min(room);
            }
        }
        Ok(batch as usize)
    }

    /// Bytes of the largest buffer that one image needs: what to ask an adapter for.
    pub(crate) fn largest_buffer(&self) -> u64 {
        let storage = self.storage().into_iter().map(|need| need.fixed + need.each);
        storage.chain([self.readback_bytes(1)]).max().unwrap_or(0)
    }

    /// Bytes of the packed images: whole words.
    pub(crate) fn packed_bytes(&self, images: usize) -> u64 {
        ((images * self.image_bytes) as u64).next_multiple_of(WORD)
    }

    /// Bytes of the last stage's output.
    pub(crate) fn feature_bytes(&self, images: usize) -> u64 {
        WORD * (images * self.feature_values) as u64
    }

    /// Bytes of the last stage's sums, one a window.
    pub(crate) fn window_sum_bytes(&self, images: usize) -> u64 {
        WORD * (images * self.channels * self.last_windows) as u64
    }

    /// Bytes of the last stage's sums, one a channel.
    pub(crate) fn channel_sum_bytes(&self, images: usize) -> u64 {
        WORD * (images * self.channels) as u64
    }

    /// Bytes of what a batch reads back.
    pub(crate) fn readback_bytes(&self, images: usize) -> u64 {
        self.feature_bytes(images) + self.channel_sum_bytes(images)
    }

    /// Every storage buffer, in bytes.
    fn storage(&self) -> Vec<Need> {
        let mut needs = vec![
            Need { what: "a batch of packed images".to_owned(), fixed: WORD, each: self.image_bytes as u64 },
            Need { what: "a batch of features".to_owned(), fixed: 0, each: self.feature_bytes(1) },
            Need { what: "a batch of window sums".to_owned(), fixed: 0, each: self.window_sum_bytes(1) },
        ];
        for stage in &self.stages {
            needs.push(Need {
                what: format!("the input of `{}`", stage.name),
                fixed: VECTOR + WORD * stage.overhang as u64,
                each: WORD * stage.source_values as u64,
            });
            needs.push(Need { what: format!("the filters of `{}`", stage.name), fixed: stage.filter_bytes(), each: 0 });
        }
        needs
    }

    /// Every dimension of a dispatch, in invocations.
    fn dispatches(&self) -> Vec<Need> {
        let words = (self.image_bytes as u64).div_ceil(WORD);
        let mut needs = vec![
            Need { what: "the dispatch that widens the images".to_owned(), fixed: 0, each: words },
            Need { what: "the dispatch that adds up the channels".to_owned(), fixed: 0, each: self.channels as u64 },
        ];
        for stage in &self.stages {
            let name = &stage.name;
            let groups = stage.groups as u64 * WORKGROUP;
            needs.push(Need { what: format!("the channels of `{name}`"), fixed: groups, each: 0 });
            needs.push(Need { what: format!("the windows of `{name}`"), fixed: 0, each: stage.window_count() as u64 });
        }
        needs
    }
}

impl StagePlan {
    fn new(stage: &ConvStage, last: bool) -> Self {
        let [_, height, width] = stage.conv_output();
        // An odd row or column that a pool drops counts only in the last stage's sums.
        let windows =
            if stage.pool && !last { [height / 2, width / 2] } else { [height.div_ceil(2), width.div_ceil(2)] };
        let groups = stage.bias.len().div_ceil(CHANNELS_AT_ONCE);
        Self {
            name: stage.name.clone(),
            windows,
            groups,
            source_values: stage.input.iter().product(),
            overhang: stage.input[2] + 1,
            filter_values: groups * CHANNELS_AT_ONCE * stage.input[0] * stage.kernel[0] * stage.kernel[1],
        }
    }

    /// Windows of one image and channel.
    pub(crate) fn window_count(&self) -> usize {
        self.windows[0] * self.windows[1]
    }

    /// Bytes of the buffer that the stage reads: whole vectors, with room for what a window reads beyond the edge.
    pub(crate) fn source_bytes(&self, images: usize) -> u64 {
        (WORD * (images * self.source_values + self.overhang) as u64).next_multiple_of(VECTOR)
    }

    /// Bytes of the filters.
    pub(crate) fn filter_bytes(&self) -> u64 {
        WORD * self.filter_values as u64
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
        let apart = [stage([1, 9, 9], [2, 2], 3), stage([3, 4, 5], [2, 2], 3)];
        assert!(stage_error(&apart).contains("answers [3, 4, 4], but `conv` reads [3, 4, 5]"));
    }

    #[test]
    fn the_batch_is_what_the_limits_allow() {
        let plan = Plan::new(&[stage([3, 55, 47], [4, 4], 20)]).unwrap();
        assert_eq!(plan.batch(&wgpu::Limits::default(), GPU_BATCH), Ok(GPU_BATCH));
        let small = wgpu::Limits { max_storage_buffer_binding_size: 320_000, ..wgpu::Limits::default() };
        assert_eq!(plan.batch(&small, GPU_BATCH), Ok(6), "the features, 45,760 bytes an image, are the largest");
        let groups = wgpu::Limits { max_compute_workgroups_per_dimension: 100, ..wgpu::Limits::default() };
        assert_eq!(plan.batch(&groups, GPU_BATCH), Ok(3), "widening takes 1,939 invocations an image");
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
