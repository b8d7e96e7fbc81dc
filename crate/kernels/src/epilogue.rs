//! What happens to a convolution's output before it is stored: bias, ReLU, 2x2 max pool, and sums by channel.

use rten_simd::ops::NumOps;

use crate::panel::{Panel, ROWS, larger, load, store};
use crate::stage::ConvStage;

/// The output of a window's four places, in the order of rows: the vectors of one panel each.
pub(crate) type Window<T, const V: usize> = [[T; V]; ROWS];

/// What follows the multiplications of one convolution.
#[derive(Debug, Clone)]
pub(crate) struct Epilogue {
    bias: Vec<f32>,
    relu: bool,
    pool: bool,
    /// `[channels, height, width]` before the pool.
    pub(crate) conv_output: [usize; 3],
    /// `[channels, height, width]` after it.
    pub(crate) output: [usize; 3],
}

impl Epilogue {
    /// That of a stage.
    pub(crate) fn new(stage: &ConvStage) -> Self {
        Self {
            bias: stage.bias.clone(),
            relu: stage.relu,
            pool: stage.pool,
            conv_output: stage.conv_output(),
            output: stage.output(),
        }
    }

    /// `[rows, columns]` of the windows: where a pool drops an odd row or column, its window still counts in the sums.
    pub(crate) fn windows(&self) -> [usize; 2] {
        let [_, height, width] = self.conv_output;
        [height.div_ceil(2), width.div_ceil(2)]
    }
}

/// Where windows of one image go.
pub(crate) struct Sink<'a> {
    pub(crate) epilogue: &'a Epilogue,
    /// f32 `[height, width, channels]` after the pool.
    pub(crate) out: &'a mut [f32],
    /// One sum a channel, to which is added what comes out of the activation, before the pool.
    pub(crate) sums: Option<&'a mut [f32]>,
}

impl Sink<'_> {
    /// Takes the window at `[row, column]` of the channels of `panel`.
    #[inline(always)]
    pub(crate) fn put<O: NumOps<f32>, const V: usize>(
        &mut self,
        ops: O,
        panel: &Panel,
        [row, column]: [usize; 2],
        window: Window<O::Simd, V>,
    ) {
        let epilogue = self.epilogue;
        let bias: [O::Simd; V] = load(ops, &epilogue.bias[panel.first..]);
        let [_, height, width] = epilogue.conv_output;
        let inside = [0, 1, 2, 3].map(|place| 2 * row + place / 2 < height && 2 * column + place % 2 < width);
        if let Some(sums) = &mut self.sums {
            let sums = &mut sums[panel.first..][..panel.columns];
            let mut total: [O::Simd; V] = load(ops, sums);
            for (values, inside) in window.iter().zip(inside) {
                if inside {
                    for v in 0..V {
                        total[v] = ops.add(total[v], activate(ops, epilogue.relu, values[v], bias[v]));
                    }
                }
            }
            store(ops, total, sums);
        }
        let [channels, rows, columns] = epilogue.output;
        if !epilogue.pool {
            for (place, mut values) in window.into_iter().enumerate().filter(|(place, _)| inside[*place]) {
                for v in 0..V {
                    values[v] = activate(ops, epilogue.relu, values[v], bias[v]);
                }
                let at = ((2 * row + place / 2) * columns + 2 * column + place % 2) * channels + panel.first;
                store(ops, values, &mut self.out[at..][..panel.columns]);
            }
        } else if row < rows && column < columns {
            // Bias and ReLU do not change which of four is the largest.
            let mut largest = bias;
            for v in 0..V {
                let top = larger(ops, window[0][v], window[1][v]);
                let bottom = larger(ops, window[2][v], window[3][v]);
                largest[v] = activate(ops, epilogue.relu, larger(ops, top, bottom), bias[v]);
            }
            let at = (row * columns + column) * channels + panel.first;
            store(ops, largest, &mut self.out[at..][..panel.columns]);
        }
    }
}

/// Bias and, where there is one, ReLU.
#[inline(always)]
fn activate<O: NumOps<f32>>(ops: O, relu: bool, sum: O::Simd, bias: O::Simd) -> O::Simd {
    let sum = ops.add(sum, bias);
    if relu { larger(ops, ops.zero(), sum) } else { sum }
}
