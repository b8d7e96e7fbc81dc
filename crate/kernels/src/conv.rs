//! A convolution with its bias, ReLU and 2x2 max pool in one pass.
//!
//! Images lie channel-last (`[height, width, channels]`). The lines under a row of output are laid beside each other, pixel by
//! pixel, so that all taps of a filter are neighbours in memory and the inner loop runs along them. Output is made in windows
//! of 2x2: what a pool looks at is never stored.

use rten_simd::ops::NumOps;
use rten_simd::{Isa, SimdOp};

use crate::epilogue::{Epilogue, Sink};
use crate::panel::{Panel, Panels, ROWS, WIDEST, for_panel, multiply};
use crate::scratch::Scratch;
use crate::stage::ConvStage;
use crate::winograd::Winograd;

/// A [`ConvStage`] ready to run: weights packed for this machine's vectors.
#[derive(Debug, Clone)]
pub struct ConvLayer {
    /// `[channels, height, width]` of what it reads.
    input: [usize; 3],
    kernel: [usize; 2],
    weights: Weights,
    epilogue: Epilogue,
}

#[derive(Debug, Clone)]
enum Weights {
    /// `[kernel width, kernel height, in, out]`.
    Direct(Panels),
    /// For filters of 3x3: less than half the multiplications.
    Winograd(Winograd),
}

impl ConvLayer {
    /// Packs a stage's weights. What reads images of few channels is never transformed: most of
    /// each vector would be empty.
    pub fn new(stage: &ConvStage, reads_images: bool) -> Self {
        let [channels, ..] = stage.input;
        let [height, width] = stage.kernel;
        let out = stage.bias.len();
        let weights = if stage.kernel == [3, 3] && !reads_images {
            Weights::Winograd(Winograd::new(&stage.weights, channels, out))
        } else {
            let mut matrix = Vec::with_capacity(stage.weights.len());
            for (x, y, channel) in places(width, height, channels) {
                matrix.extend((0..out).map(|o| stage.weights[((o * channels + channel) * height + y) * width + x]));
            }
            Weights::Direct(Panels::new(&matrix, out, WIDEST))
        };
        Self { input: stage.input, kernel: stage.kernel, weights, epilogue: Epilogue::new(stage) }
    }

    /// Values of its output, an image.
    pub fn output_len(&self) -> usize {
        self.epilogue.output.iter().product()
    }

    /// Runs one image as the file has it, u8 `[channels, height, width]`; else as [`ConvLayer::run`].
    pub fn run_on_image(&self, image: &[u8], out: &mut [f32], sums: Option<&mut [f32]>, scratch: &mut Scratch) {
        let [_, height, width] = self.input;
        let strides = [height * width, width, 1];
        if let Weights::Direct(panels) = &self.weights {
            self.run_direct(panels, image, strides, Sink { epilogue: &self.epilogue, out, sums }, scratch);
        }
    }

    /// Runs one image, f32 `[height, width, channels]` and a vector more that is read but never used, into `out` of the same
    /// layout. To `sums`, one a channel, is added what the convolution answered, before the pool.
    pub fn run(&self, image: &[f32], out: &mut [f32], sums: Option<&mut [f32]>, scratch: &mut Scratch) {
        let [channels, _, width] = self.input;
        let sink = Sink { epilogue: &self.epilogue, out, sums };
        match &self.weights {
            Weights::Direct(panels) => {
                self.run_direct(panels, image, [1, width * channels, channels], sink, scratch);
            }
            Weights::Winograd(winograd) => winograd.run(self.input, image, self.epilogue.windows(), sink, scratch),
        }
    }

    fn run_direct<T: Copy + Into<f32>>(
        &self,
        panels: &Panels,
        image: &[T],
        strides: [usize; 3],
        mut sink: Sink<'_>,
        scratch: &mut Scratch,
    ) {
        for row in 0..self.epilogue.windows()[0] {
            // Below an odd edge, a window's second row is its first once more, and goes nowhere.
            let below = (2 * row + 1).min(self.epilogue.conv_output[1] - 1);
            self.lay(image, strides, 2 * row, &mut scratch.upper);
            self.lay(image, strides, below, &mut scratch.lower);
            let strips = [scratch.upper.as_slice(), scratch.lower.as_slice()];
            Direct { layer: self, panels, strips, row, sink: &mut sink }.run();
        }
    }

    /// Lays the lines from `row` on that a filter sees beside each other: f32 `[width, kernel height, channels]`. `strides` are
    /// the image's, of a channel, a line and a pixel.
    fn lay<T: Copy + Into<f32>>(&self, image: &[T], strides: [usize; 3], row: usize, strip: &mut Vec<f32>) {
        let [channels, _, width] = self.input;
        let [of_channel, of_line, of_pixel] = strides;
        let pixel = self.kernel[0] * channels;
        strip.resize(width * pixel, 0.0);
        for y in 0..self.kernel[0] {
            for channel in 0..channels {
                let line = image[channel * of_channel + (row + y) * of_line..].iter().step_by(of_pixel);
                for (pixel, &value) in strip.chunks_exact_mut(pixel).zip(line) {
                    pixel[y * channels + channel] = value.into();
                }
            }
        }
    }
}

/// One row of windows.
struct Direct<'a, 'b> {
    layer: &'a ConvLayer,
    panels: &'a Panels,
    strips: [&'a [f32]; 2],
    row: usize,
    sink: &'a mut Sink<'b>,
}

impl Direct<'_, '_> {
    /// Runs it. Not inlined: browsers compile the loop badly inside a large function.
    #[inline(never)]
    fn run(self) {
        self.dispatch();
    }
}

impl SimdOp for Direct<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let Self { layer, panels, strips, row, sink } = self;
        for panel in &panels.panels {
            for column in 0..layer.epilogue.windows()[1] {
                for_panel!(panel, direct(isa.f32(), layer, panel, strips, [row, column], sink));
            }
        }
    }
}

/// One window of one panel of the output channels.
#[inline(always)]
fn direct<O: NumOps<f32>, const V: usize>(
    ops: O,
    layer: &ConvLayer,
    panel: &Panel,
    strips: [&[f32]; 2],
    [row, column]: [usize; 2],
    sink: &mut Sink<'_>,
) {
    let line = layer.kernel[0] * layer.input[0];
    let taps = layer.kernel[1] * line;
    // Beside an odd edge, a window's second column is its first once more.
    let right = (2 * column + 1).min(layer.epilogue.conv_output[2] - 1);
    let [upper, lower] = strips.map(|strip| [&strip[2 * column * line..][..taps], &strip[right * line..][..taps]]);
    let mut window = [[ops.zero(); V]; ROWS];
    multiply(ops, &mut window, [upper[0], upper[1], lower[0], lower[1]], &panel.values);
    sink.put(ops, panel, [row, column], window);
}

/// Every triple of indices, the last one fastest.
fn places(a: usize, b: usize, c: usize) -> impl Iterator<Item = (usize, usize, usize)> {
    (0..a).flat_map(move |i| (0..b).flat_map(move |j| (0..c).map(move |k| (i, j, k))))
}
