//! A dense layer: a batch of rows times a matrix.
//!
//! What comes out of a ReLU is mostly zeros: two thirds of what DeepID's dense layers read, five sixths before the scores. So
//! each row's other numbers are listed first, and only these meet their rows of the matrix.

use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp};

use crate::panel::{Panel, Panels, load, store};

/// Vectors of a panel at most: as many sums as hide the latency of a multiply-add, and few enough to stay in registers.
const WIDEST: usize = 8;

/// Rows of a panel that all rows are multiplied with before the next few: in WebAssembly 16 kB of weights, which stay in the
/// innermost cache meanwhile.
const BLOCK: usize = 128;

/// Packs a matrix, row-major, for [`Dense`].
pub fn pack(matrix: &[f32], columns: usize) -> Panels {
    Panels::new(matrix, columns, WIDEST)
}

/// `out[n][column] += rows[n][k] * matrix[k][column]`.
pub struct Dense<'a> {
    /// The matrix, `[inputs, outputs]`, from [`pack`].
    pub matrix: &'a Panels,
    /// f32 `[n][inputs]`.
    pub rows: &'a [&'a [f32]],
    /// Whether the rows are taken through a ReLU.
    pub relu: bool,
    /// f32 `[n, outputs]`: what the products are added to.
    pub out: &'a mut [f32],
}

impl Dense<'_> {
    /// Runs it.
    pub fn run(self) {
        let numbers = if self.relu {
            // A NaN stays one.
            Numbers::list(self.rows, self.matrix.rows(), |value| (value > 0.0) | value.is_nan())
        } else {
            Numbers::list(self.rows, self.matrix.rows(), |value| value != 0.0)
        };
        let (out, columns) = (self.out, self.matrix.columns());
        for panel in &self.matrix.panels {
            let numbers = &numbers;
            match panel.vectors {
                1 => Product::<1> { panel, numbers, out, columns }.run(),
                2 => Product::<2> { panel, numbers, out, columns }.run(),
                3 => Product::<3> { panel, numbers, out, columns }.run(),
                4 => Product::<4> { panel, numbers, out, columns }.run(),
                5 => Product::<5> { panel, numbers, out, columns }.run(),
                6 => Product::<6> { panel, numbers, out, columns }.run(),
                7 => Product::<7> { panel, numbers, out, columns }.run(),
                _ => Product::<8> { panel, numbers, out, columns }.run(),
            }
        }
    }
}

/// What of some rows is not zero.
struct Numbers {
    /// Places and values, a [`BLOCK`] of places after the other, in each row by row.
    entries: Vec<(u32, f32)>,
    /// Where each row of each block ends.
    ends: Vec<usize>,
}

impl Numbers {
    /// Lists what counts.
    fn list(rows: &[&[f32]], inputs: usize, counts: impl Fn(f32) -> bool) -> Self {
        let mut entries = vec![(0, 0.0); rows.len() * inputs];
        let mut ends = Vec::with_capacity(inputs.div_ceil(BLOCK) * rows.len());
        let mut count = 0;
        for first in (0..inputs).step_by(BLOCK) {
            let block = first..inputs.min(first + BLOCK);
            for row in rows {
                for (place, &value) in (first as u32..).zip(&row[block.clone()]) {
                    // Written each time and kept if it counts: a branch would be mispredicted every other time.
                    entries[count] = (place, value);
                    count += usize::from(counts(value));
                }
                ends.push(count);
            }
        }
        Self { entries, ends }
    }
}

/// All rows times one panel of `V` vectors.
struct Product<'a, const V: usize> {
    panel: &'a Panel,
    numbers: &'a Numbers,
    out: &'a mut [f32],
    columns: usize,
}

impl<const V: usize> Product<'_, V> {
    /// Runs it. Not inlined: browsers compile the loop badly inside a large function.
    #[inline(never)]
    fn run(self) {
        self.dispatch();
    }
}

impl<const V: usize> SimdOp for Product<'_, V> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        let (lanes, rows) = (ops.len(), self.out.len() / self.columns);
        let mut start = 0;
        for (index, &end) in self.numbers.ends.iter().enumerate() {
            let out = &mut self.out[index % rows * self.columns + self.panel.first..][..self.panel.columns];
            let mut sums: [_; V] = load(ops, out);
            for &(place, value) in &self.numbers.entries[start..end] {
                let weights = &self.panel.values[place as usize * V * lanes..][..V * lanes];
                let value = ops.splat(value);
                for (sum, weights) in sums.iter_mut().zip(weights.chunks_exact(lanes)) {
                    *sum = ops.mul_add(value, ops.load(weights), *sum);
                }
            }
            store(ops, sums, out);
            start = end;
        }
    }
}
