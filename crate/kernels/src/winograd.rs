//! Convolutions of 3x3 by Winograd's minimal filtering F(2x2, 3x3): Lavin and Gray, Fast Algorithms for Convolutional Neural
//! Networks (2016), section 4.1. A 2x2 window of the output takes 16 multiplications an input channel instead of 36.
//!
//! The window is what a max pool looks at, so it goes through bias, ReLU and pool before it is stored. A block of windows
//! is small enough that everything between the image and the pooled output stays in the first cache.

use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp};

use crate::epilogue::Sink;
use crate::panel::{Panel, Panels, ROWS, WIDEST, for_panel, multiply, store};
use crate::scratch::Scratch;

/// Points of the transform: 4x4.
const POINTS: usize = 16;

/// Windows in a block.
const BLOCK: usize = 8;

/// The transformed filters: a matrix `[in, out]` for each point, packed.
#[derive(Debug, Clone)]
pub(crate) struct Winograd {
    /// `panels[point]`.
    points: Vec<Panels>,
}

impl Winograd {
    /// Transforms filters, `[out, in, 3, 3]`.
    pub(crate) fn new(weights: &[f32], channels: usize, out: usize) -> Self {
        let mut matrices = vec![vec![0.0; channels * out]; POINTS];
        for (index, filter) in weights.chunks_exact(9).enumerate() {
            let (o, channel) = (index / channels, index % channels);
            for (matrix, value) in matrices.iter_mut().zip(transform_filter(filter)) {
                matrix[channel * out + o] = value;
            }
        }
        Self { points: matrices.iter().map(|matrix| Panels::new(matrix, out, WIDEST)).collect() }
    }

    /// Runs one image, f32 `[height, width, channels]` and a vector more, which is read but never used; `[rows, columns]`
    /// of windows go to `sink`. Not inlined: browsers compile the loop badly inside a large function.
    #[inline(never)]
    pub(crate) fn run(
        &self,
        input: [usize; 3],
        image: &[f32],
        windows: [usize; 2],
        mut sink: Sink<'_>,
        Scratch { transformed, products, .. }: &mut Scratch,
    ) {
        Run { winograd: self, input, image, windows, transformed, products, sink: &mut sink }.dispatch();
    }
}

struct Run<'a, 'b> {
    winograd: &'a Winograd,
    input: [usize; 3],
    image: &'a [f32],
    windows: [usize; 2],
    transformed: &'a mut Vec<f32>,
    products: &'a mut Vec<f32>,
    sink: &'a mut Sink<'b>,
}

impl SimdOp for Run<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        let Self { winograd, input, image, windows: [rows, columns], transformed, products, sink } = self;
        let [channels, ..] = input;
        transformed.resize(POINTS * BLOCK * channels.next_multiple_of(ops.len()), 0.0);
        products.resize(POINTS * BLOCK * WIDEST * ops.len(), 0.0);
        let windows = rows * columns;
        for start in (0..windows).step_by(BLOCK) {
            // The last block is filled up with the last window.
            for index in 0..BLOCK {
                let window = (start + index).min(windows - 1);
                transform_window(ops, input, image, [window / columns, window % columns], index, transformed);
            }
            let places = (start..windows.min(start + BLOCK)).map(|window| [window / columns, window % columns]);
            for index in 0..winograd.points[0].panels.len() {
                let panel = &winograd.points[0].panels[index];
                for_panel!(panel, block(ops, winograd, index, channels, transformed, products, places.clone(), sink));
            }
        }
    }
}

/// `G g Gᵀ`.
fn transform_filter(filter: &[f32]) -> [f32; POINTS] {
    // Along one axis: three taps become four.
    let along = |a: f32, b: f32, c: f32| [a, (a + b + c) * 0.5, (a - b + c) * 0.5, c];
    let mut columns = [[0.0; 3]; 4];
    for column in 0..3 {
        let four = along(filter[column], filter[3 + column], filter[6 + column]);
        for (row, value) in four.into_iter().enumerate() {
            columns[row][column] = value;
        }
    }
    let mut points = [0.0; POINTS];
    for (row, [a, b, c]) in columns.into_iter().enumerate() {
        points[4 * row..][..4].copy_from_slice(&along(a, b, c));
    }
    points
}

/// `Bᵀ d B` of the 4x4 pixels below one window: to `transformed[point][index][channel]`.
#[inline(always)]
fn transform_window<O: NumOps<f32>>(
    ops: O,
    [channels, height, width]: [usize; 3],
    image: &[f32],
    [row, column]: [usize; 2],
    index: usize,
    transformed: &mut [f32],
) {
    let lanes = ops.len();
    let stride = channels.next_multiple_of(lanes);
    // Pixels behind an odd edge only matter to places that are behind it too.
    let lines: [usize; 4] = std::array::from_fn(|y| (2 * row + y).min(height - 1) * width * channels);
    let pixels: [usize; 4] = std::array::from_fn(|x| (2 * column + x).min(width - 1) * channels);
    for first in (0..channels).step_by(lanes) {
        let [a, b, c, d] = [
            transform_line(ops, image, pixels, lines[0] + first),
            transform_line(ops, image, pixels, lines[1] + first),
            transform_line(ops, image, pixels, lines[2] + first),
            transform_line(ops, image, pixels, lines[3] + first),
        ];
        for x in 0..4 {
            let column = transform(ops, [a[x], b[x], c[x], d[x]]);
            for (y, vector) in column.into_iter().enumerate() {
                let at = ((4 * y + x) * BLOCK + index) * stride + first;
                ops.store(vector, &mut transformed[at..at + lanes]);
            }
        }
    }
}

#[inline(always)]
fn transform_line<O: NumOps<f32>>(ops: O, image: &[f32], pixels: [usize; 4], line: usize) -> [O::Simd; 4] {
    let [a, b, c, d] = pixels;
    let [a, b, c, d] = [
        ops.load(&image[line + a..line + a + ops.len()]),
        ops.load(&image[line + b..line + b + ops.len()]),
        ops.load(&image[line + c..line + c + ops.len()]),
        ops.load(&image[line + d..line + d + ops.len()]),
    ];
    transform(ops, [a, b, c, d])
}

/// `Bᵀ d`: four pixels along one axis.
#[inline(always)]
fn transform<O: NumOps<f32>>(ops: O, [a, b, c, d]: [O::Simd; 4]) -> [O::Simd; 4] {
    [ops.sub(a, c), ops.add(b, c), ops.sub(c, b), ops.sub(b, d)]
}

/// `Aᵀ m`: four products along one axis make two values of the output.
#[inline(always)]
fn gather<O: NumOps<f32>>(ops: O, [a, b, c, d]: [O::Simd; 4]) -> [O::Simd; 2] {
    [ops.add(ops.add(a, b), c), ops.sub(ops.sub(b, c), d)]
}

/// One panel of the output channels for a block of windows.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "an inner loop's variables")]
#[expect(clippy::needless_range_loop, reason = "the vectors of four places are taken side by side")]
fn block<O: NumOps<f32>, const V: usize>(
    ops: O,
    winograd: &Winograd,
    panel: usize,
    channels: usize,
    transformed: &[f32],
    products: &mut [f32],
    places: impl Iterator<Item = [usize; 2]>,
    sink: &mut Sink<'_>,
) {
    let width = V * ops.len();
    let stride = channels.next_multiple_of(ops.len());
    let (transformed, products) = (transformed.chunks_exact(BLOCK * stride), &mut products[..POINTS * BLOCK * width]);
    for ((point, rows), out) in winograd.points.iter().zip(transformed).zip(products.chunks_exact_mut(BLOCK * width)) {
        let weights = &point.panels[panel].values;
        for (rows, out) in rows.chunks_exact(ROWS * stride).zip(out.chunks_exact_mut(ROWS * width)) {
            let row = |index: usize| &rows[index * stride..][..channels];
            let mut sums = [[ops.zero(); V]; ROWS];
            multiply(ops, &mut sums, [row(0), row(1), row(2), row(3)], weights);
            for (sums, out) in sums.into_iter().zip(out.chunks_exact_mut(width)) {
                store(ops, sums, out);
            }
        }
    }
    let panel: &Panel = &winograd.points[0].panels[panel];
    for (index, place) in places.enumerate() {
        let mut window = [[ops.zero(); V]; ROWS];
        for v in 0..V {
            let first = index * width + v * ops.len();
            let mut lines = [[ops.zero(); 2]; 4];
            for (y, line) in lines.iter_mut().enumerate() {
                let mut four = [ops.zero(); 4];
                for (x, product) in four.iter_mut().enumerate() {
                    let at = (4 * y + x) * BLOCK * width + first;
                    *product = ops.load(&products[at..at + ops.len()]);
                }
                *line = gather(ops, four);
            }
            let [a, b, c, d] = lines;
            for x in 0..2 {
                let [top, bottom] = gather(ops, [a[x], b[x], c[x], d[x]]);
                window[x][v] = top;
                window[2 + x][v] = bottom;
            }
        }
        sink.put(ops, panel, place, window);
    }
}
