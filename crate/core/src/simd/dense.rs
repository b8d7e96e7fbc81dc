//! A dense layer: a batch of rows times a matrix.

use rten_simd::ops::NumOps;
use rten_simd::{Isa, SimdOp};

use super::kernel::{Panel, Panels, ROWS, for_panel, load, multiply, store};

/// `out[n][column] += rows[n][k] * matrix[k][column]`.
pub(crate) struct Dense<'a> {
    /// The matrix, `[inputs, outputs]`.
    pub(crate) matrix: &'a Panels,
    /// f32 `[n, inputs]`.
    pub(crate) rows: &'a [f32],
    /// f32 `[n, outputs]`: what the products are added to.
    pub(crate) out: &'a mut [f32],
}

impl Dense<'_> {
    /// Runs it. Not inlined: browsers compile the loop badly inside a large function.
    #[inline(never)]
    pub(crate) fn run(self) {
        self.dispatch();
    }
}

impl SimdOp for Dense<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        let (inputs, columns) = (self.matrix.rows(), self.matrix.columns());
        for panel in &self.matrix.panels {
            let blocks = self.rows.chunks(ROWS * inputs).zip(self.out.chunks_mut(ROWS * columns));
            for (rows, out) in blocks {
                for_panel!(panel, block(ops, panel, rows, inputs, out, columns));
            }
        }
    }
}

/// Up to four rows times one panel.
#[inline(always)]
fn block<O: NumOps<f32>, const V: usize>(
    ops: O,
    panel: &Panel,
    rows: &[f32],
    inputs: usize,
    out: &mut [f32],
    columns: usize,
) {
    let last = rows.len() / inputs - 1;
    let row = |index: usize| &rows[index.min(last) * inputs..][..inputs];
    let mut sums = [[ops.zero(); V]; ROWS];
    multiply(ops, &mut sums, [row(0), row(1), row(2), row(3)], &panel.values);
    for (sums, out) in sums.into_iter().zip(out.chunks_exact_mut(columns)) {
        let out = &mut out[panel.first..][..panel.columns];
        let before: [O::Simd; V] = load(ops, out);
        let added: [O::Simd; V] = std::array::from_fn(|v| ops.add(before[v], sums[v]));
        store(ops, added, out);
    }
}
