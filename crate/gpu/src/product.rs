//! The sizes and weights of an implicit matrix product, as `kernels/product.wgsl` takes them.

use goodnet_core::ConvStage;

use crate::device::Gpu;
use crate::kernels::{PRODUCT, SOURCE_PIXELS, SOURCE_VALUES};
use crate::pipeline::{Access, Kernel, Size, Source};

/// Channels in a vector.
pub(crate) const LANES: usize = 4;

/// Values of a 4x4 matrix.
const MATRIX: usize = LANES * LANES;

/// Places that an invocation takes at once.
const TILE: usize = 8;

/// Places of a pool's window.
const WINDOW: usize = 4;

/// Vectors that so many channels fill.
pub(crate) fn vectors(channels: usize) -> usize {
    channels.div_ceil(LANES)
}

/// What the sums of a product start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// The same values for every image.
    Constants,
    /// An image's own values, so many vectors apart.
    Image(usize),
    /// What the output holds.
    Output,
}

/// The sizes of a product, in vectors of four channels unless it says otherwise.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Product {
    /// An image of the source.
    pub(crate) source_image: usize,
    /// A line of an image of the source.
    line: usize,
    /// A pixel of the source.
    pixel: usize,
    /// `[height, width]` of the places at which the filters are applied.
    places: [usize; 2],
    /// The vectors that a filter reads, counted from the first of its place.
    pub(crate) taps: Vec<u32>,
    /// Output channels.
    pub(crate) channels: usize,
    pub(crate) start: Start,
    /// An image of the output.
    pub(crate) output_image: usize,
    relu: bool,
    /// `[rows, columns]` of the 2x2 windows that are computed, where a pool follows.
    pub(crate) windows: Option<[usize; 2]>,
    /// Whether the sums of each channel are wanted, from before the pool.
    sums: bool,
}

/// What a product reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reads {
    /// u8 pixels.
    Pixels,
    /// f32 as they are.
    Values,
    /// f32 through a ReLU.
    Relu,
}

impl Product {
    /// A convolution with what follows it. The last stage of a prefix also sums up its channels; an odd row or column that
    /// its pool drops counts there.
    pub(crate) fn of_stage(stage: &ConvStage, last: bool) -> Self {
        let [channels, _, width] = stage.input;
        let [_, conv_height, conv_width] = stage.conv_output();
        let [out_channels, out_height, out_width] = stage.output();
        let pixel = vectors(channels);
        let line = width * pixel;
        let offsets =
            (0..stage.kernel[0]).flat_map(|y| (0..stage.kernel[1] * pixel).map(move |x| (y * line + x) as u32));
        let windows = if last { [conv_height.div_ceil(2), conv_width.div_ceil(2)] } else { [out_height, out_width] };
        Self {
            source_image: stage.input[1] * line,
            line,
            pixel,
            places: [conv_height, conv_width],
            taps: offsets.collect(),
            channels: vectors(out_channels),
            start: Start::Constants,
            output_image: out_height * out_width * vectors(out_channels),
            relu: stage.relu,
            windows: stage.pool.then_some(windows),
            sums: last,
        }
    }

    /// A dense layer that reads the vectors `taps` of an image.
    pub(crate) fn dense(
        source_image: usize,
        taps: Vec<u32>,
        channels: usize,
        start: Start,
        output_image: usize,
    ) -> Self {
        Self {
            source_image,
            line: 0,
            pixel: 0,
            places: [1, 1],
            taps,
            channels,
            start,
            output_image,
            relu: false,
            windows: None,
            sums: false,
        }
    }

    /// Whether it makes sums of windows.
    pub(crate) fn sums_windows(&self) -> bool {
        self.sums && self.windows.is_some()
    }

    /// The size of its dispatch.
    pub(crate) fn size(&self) -> Size {
        let times = self.channels;
        match self.windows {
            Some([rows, columns]) => Size::Items { each: rows * columns, at_once: TILE / WINDOW, times },
            None => Size::Items { each: self.places[0] * self.places[1], at_once: TILE, times },
        }
    }

    /// Whether the same kernel serves both: the taps may lie elsewhere.
    pub(crate) fn same_kernel(&self, other: &Self) -> bool {
        let sizes = |product: &Self| (product.taps.len(), Self { taps: Vec::new(), ..product.clone() });
        sizes(self) == sizes(other)
    }

    /// Bytes of its matrices.
    pub(crate) fn matrix_bytes(&self) -> u64 {
        (self.taps.len() * self.channels * MATRIX * size_of::<f32>()) as u64
    }

    fn constants(&self, batch: usize, reads: Reads) -> Vec<(&'static str, f64)> {
        let [window_rows, window_columns] = self.windows.unwrap_or([1, 1]);
        let sizes = [
            ("BATCH", batch),
            ("SOURCE_IMAGE", self.source_image),
            ("LINE", self.line),
            ("PIXEL", self.pixel),
            ("HEIGHT", self.places[0]),
            ("WIDTH", self.places[1]),
            ("TAPS", self.taps.len()),
            ("CHANNELS", self.channels),
            ("START_IMAGE", if let Start::Image(vectors) = self.start { vectors } else { 0 }),
            ("OUTPUT_IMAGE", self.output_image),
            ("RELU", usize::from(self.relu)),
            ("ACCUMULATE", usize::from(self.start == Start::Output)),
            ("WINDOW_ROWS", window_rows),
            ("WINDOW_COLUMNS", window_columns),
        ];
        let mut constants = sizes.map(|(name, size)| (name, size as f64)).to_vec();
        if reads != Reads::Pixels {
            constants.push(("SOURCE_RELU", f64::from(u8::from(reads == Reads::Relu))));
        }
        constants
    }

    /// Compiles it. Its bindings: source, taps, matrices, start, [`Begin`], output and, where it sums windows, these sums.
    pub(crate) fn kernel(&self, gpu: &Gpu, label: &str, batch: usize, reads: Reads) -> Kernel {
        use Access::{Read, Uniform, Write};
        let source = if reads == Reads::Pixels { SOURCE_PIXELS } else { SOURCE_VALUES };
        let bindings = [Read, Read, Read, Read, Uniform, Write, Write];
        let (entry, count) = match self.windows {
            None => ("multiply", 6),
            Some(_) if self.sums => ("multiply_pool_and_sum", 7),
            Some(_) => ("multiply_and_pool", 6),
        };
        Kernel::new(
            &gpu.device,
            &Source {
                label,
                parts: &[source, PRODUCT],
                entry,
                constants: &self.constants(batch, reads),
                bindings: &bindings[..count],
                steps: None,
            },
        )
    }
}

/// Where things begin, in vectors and matrices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(crate) struct Begin {
    pub(crate) source: u32,
    pub(crate) matrices: u32,
    pub(crate) start: u32,
    pub(crate) output: u32,
}

/// Weights as 4x4 matrices: `[taps, channels]`, a column for each channel of a tap's vector, a row for each output channel.
/// `weight` is asked for a tap, a lane of its vector and an output channel, and answers 0 where there is none.
pub(crate) fn pack_matrices(taps: usize, channels: usize, weight: impl Fn(usize, usize, usize) -> f32) -> Vec<f32> {
    let mut packed = Vec::with_capacity(taps * channels * MATRIX);
    for tap in 0..taps {
        for vector in 0..channels {
            for lane in 0..LANES {
                packed.extend((0..LANES).map(|row| weight(tap, lane, LANES * vector + row)));
            }
        }
    }
    packed
}

/// The filters of a stage.
pub(crate) fn pack_filters(stage: &ConvStage) -> Vec<f32> {
    let channels = stage.input[0];
    let [height, width] = stage.kernel;
    let pixel = vectors(channels);
    let filters = stage.bias.len();
    pack_matrices(height * width * pixel, vectors(filters), |tap, lane, filter| {
        let (place, channel) = (tap / pixel, tap % pixel * LANES + lane);
        if channel >= channels || filter >= filters {
            return 0.0;
        }
        stage.weights[(filter * channels + channel) * height * width + place]
    })
}

/// Values filled up with zeros to whole vectors.
pub(crate) fn pack_vectors(values: &[f32]) -> Vec<f32> {
    let mut packed = values.to_vec();
    packed.resize(vectors(values.len()) * LANES, 0.0);
    packed
}
