//! The innermost loop: four rows of numbers against a panel of weights.
//!
//! Convolutions and Winograd products end here. Each step of the loop spreads one number of each row over
//! a vector and multiplies it with the panel's two vectors: eight sums, two weights and a number, which fit the 15 registers
//! that browsers leave WebAssembly of x86's 16. (With three vectors they spill, and the loop takes twice as long.)

use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp};

/// Rows that are multiplied at once.
pub(crate) const ROWS: usize = 4;

/// Vectors that a convolution's panel has at most.
pub(crate) const WIDEST: usize = 2;

/// `sums[row][vector] += rows[row][k] * weights[k][vector]`, for every `k` of the rows.
#[inline(always)]
pub(crate) fn multiply<O: NumOps<f32>, const V: usize>(
    ops: O,
    sums: &mut [[O::Simd; V]; ROWS],
    [first, second, third, fourth]: [&[f32]; ROWS],
    weights: &[f32],
) {
    // Zipped iterators are checked once, not at each step.
    let rows = first.iter().zip(second).zip(third).zip(fourth);
    for ((((&a, &b), &c), &d), weights) in rows.zip(weights.chunks_exact(V * ops.len())) {
        let weights: [O::Simd; V] = ops.load_many(weights);
        for (sums, value) in sums.iter_mut().zip([a, b, c, d]) {
            let value = ops.splat(value);
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum = ops.mul_add(value, weight, *sum);
            }
        }
    }
}

/// How many f32 a vector of this machine has.
struct Lanes;

impl SimdOp for Lanes {
    type Output = usize;

    fn eval<I: Isa>(self, isa: I) -> usize {
        isa.f32().len()
    }
}

/// A matrix `[rows, columns]` cut into panels of a few vectors' width, each row-major on its own and filled up with zeros.
#[derive(Debug, Clone)]
pub struct Panels {
    rows: usize,
    columns: usize,
    pub(crate) panels: Vec<Panel>,
}

/// Some neighbouring columns of a matrix: `[rows, vectors * lanes]`.
#[derive(Debug, Clone)]
pub(crate) struct Panel {
    /// The first column.
    pub(crate) first: usize,
    /// How many columns are the matrix's own; the others are zeros.
    pub(crate) columns: usize,
    pub(crate) vectors: usize,
    pub(crate) values: Vec<f32>,
}

impl Panels {
    /// Packs a matrix, row-major, for this machine's vectors, of which a panel has `widest` at most.
    pub(crate) fn new(matrix: &[f32], columns: usize, widest: usize) -> Self {
        let lanes = Lanes.dispatch();
        let vectors = columns.div_ceil(lanes);
        let count = vectors.div_ceil(widest);
        let mut first = 0_usize;
        let panels = (0..count).map(|index| {
            // As even as possible: a narrow panel keeps too few sums in flight.
            let vectors = (vectors - first.div_ceil(lanes)).div_ceil(count - index);
            let own = (vectors * lanes).min(columns - first);
            let mut values = Vec::with_capacity(matrix.len() / columns * vectors * lanes);
            for row in matrix.chunks_exact(columns) {
                values.extend_from_slice(&row[first..first + own]);
                values.resize(values.len() + vectors * lanes - own, 0.0);
            }
            let panel = Panel { first, columns: own, vectors, values };
            first += own;
            panel
        });
        Self { rows: matrix.len() / columns, columns, panels: panels.collect() }
    }

    /// The matrix itself, row-major.
    pub fn matrix(&self) -> Vec<f32> {
        let mut matrix = Vec::with_capacity(self.rows * self.columns);
        for row in 0..self.rows {
            for panel in &self.panels {
                let width = panel.values.len() / self.rows;
                matrix.extend_from_slice(&panel.values[row * width..][..panel.columns]);
            }
        }
        matrix
    }

    /// Rows of the matrix.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Columns of the matrix.
    pub fn columns(&self) -> usize {
        self.columns
    }
}

/// Calls a function that is generic in the number of vectors for a panel's own number.
macro_rules! for_panel {
    ($panel:expr, $function:ident($($argument:expr),* $(,)?)) => {
        match $panel.vectors {
            1 => $function::<_, 1>($($argument),*),
            _ => $function::<_, 2>($($argument),*),
        }
    };
}
pub(crate) use for_panel;

/// Stores as much of some vectors as `out` has room for.
#[inline(always)]
pub(crate) fn store<O: NumOps<f32>, const V: usize>(ops: O, vectors: [O::Simd; V], out: &mut [f32]) {
    let lanes = ops.len();
    if out.len() == V * lanes {
        for (vector, out) in vectors.into_iter().zip(out.chunks_exact_mut(lanes)) {
            ops.store(vector, out);
        }
        return;
    }
    // AVX-512 has the widest vectors: 16 lanes.
    let mut whole = [0.0; 16];
    for (vector, out) in vectors.into_iter().zip(out.chunks_mut(lanes)) {
        ops.store(vector, &mut whole[..lanes]);
        out.copy_from_slice(&whole[..out.len()]);
    }
}

/// The larger of two, number by number; `b` where `a` or `b` is no number. `NumOps::max` takes twice the instructions in
/// WebAssembly, to get NaNs right from either side.
#[inline(always)]
pub(crate) fn larger<O: NumOps<f32>>(ops: O, a: O::Simd, b: O::Simd) -> O::Simd {
    ops.select(a, b, ops.gt(a, b))
}

/// The first `V` vectors of `values`, filled up with zeros where it is shorter.
#[inline(always)]
pub(crate) fn load<O: NumOps<f32>, const V: usize>(ops: O, values: &[f32]) -> [O::Simd; V] {
    let lanes = ops.len();
    if let Some(whole) = values.get(..V * lanes) {
        return ops.load_many(whole);
    }
    std::array::from_fn(|index| ops.load_pad(values.get(index * lanes..).unwrap_or_default()).0)
}
