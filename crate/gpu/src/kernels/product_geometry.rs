//! The sizes of an implicit matrix product: a convolution with what follows it, or a dense layer.

use goodnet_core::ConvStage;

use super::vectors::{LANES, MATRIX, WORD, pack_matrices, vectors};
use crate::device::Size;

/// Places that an invocation takes at once.
const TILE: usize = 8;

/// Places of a pool's window.
const WINDOW: usize = 4;

/// What the sums of a product start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// The same values for every image.
    Constants,
    /// An image's own values: how many vectors lie between those of two images.
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
    pub(super) line: usize,
    /// A pixel of the source.
    pub(super) pixel: usize,
    /// `[height, width]` of the places at which the filters are applied.
    pub(super) places: [usize; 2],
    /// The vectors that a filter reads, counted from the first of its place.
    pub(crate) taps: Vec<u32>,
    /// Output channels.
    pub(crate) channels: usize,
    pub(crate) start: Start,
    /// An image of the output.
    pub(crate) output_image: usize,
    pub(super) relu: bool,
    /// `[rows, columns]` of the 2x2 windows that are computed, where a pool follows.
    pub(crate) windows: Option<[usize; 2]>,
    /// Whether the sums of each channel are wanted, from before the pool.
    pub(super) sums: bool,
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
        WORD * (self.taps.len() * self.channels * MATRIX) as u64
    }
}

/// The filters of a stage as matrices: `[taps, channels]`.
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
