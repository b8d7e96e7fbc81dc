//! Running a tail as affine maps with ReLUs between them.

use std::ops::Range;

use goodnet_kernels::Panels;
use goodnet_kernels::dense::Dense;
use goodnet_kernels::vectors;

use super::cut_map::CutMap;
use super::margin_bound::MarginBound;

/// A tail whose operations are all affine but for ReLUs.
#[derive(Debug)]
pub(crate) struct AffineTail {
    /// What each layer gets from the tensor at the cut.
    pub(crate) cut: CutMap,
    /// In the order in which they can be computed; the last one gives the scores.
    pub(super) layers: Vec<Layer>,
    /// Where the scores are a dense layer on the ReLU before: who wins, without computing them all.
    pub(crate) bound: Option<MarginBound>,
}

/// What stands before a ReLU, or the scores.
#[derive(Debug)]
pub(super) struct Layer {
    /// Where it stands in the sums, if it reads the cut.
    pub(super) sums: Option<Range<usize>>,
    /// What it starts from, if it does not.
    pub(super) constants: Vec<f32>,
    /// The earlier layers whose ReLUs it reads, and what it makes of them.
    pub(super) reads: Vec<(usize, Panels)>,
}

impl AffineTail {
    /// What the scores are computed from: the last ReLU where there is a bound, else the scores themselves. `sums` are images'
    /// own, f32 `[n][cut.width()]`; the answer is f32 `[n, ..]`.
    pub(crate) fn before_scores(&self, sums: &[&[f32]]) -> Vec<f32> {
        let last = if self.bound.is_some() { self.layers.len() - 1 } else { self.layers.len() };
        let mut layers: Vec<Values> = Vec::with_capacity(last);
        for layer in &self.layers[..last] {
            layers.push(match &layer.sums {
                Some(range) if layer.reads.is_empty() => Values::Sums(range.clone()),
                _ => {
                    let mut out = layer.start(sums);
                    for (source, matrix) in &layer.reads {
                        Dense { matrix, rows: &layers[*source].rows(sums), relu: true, out: &mut out }.run();
                    }
                    Values::Own(out, layer.constants.len())
                }
            });
        }
        let mut values = layers.pop().map_or_else(Vec::new, |layer| match layer {
            Values::Own(values, _) => values,
            sums_only @ Values::Sums(_) => sums_only.rows(sums).concat(),
        });
        if self.bound.is_some() {
            vectors::relu(&mut values);
        }
        values
    }

    /// The scores, f32 `[n, classes]`, of what [`AffineTail::before_scores`] gave.
    pub(crate) fn scores(&self, before: Vec<f32>) -> Vec<f32> {
        let last = self.layers.last().filter(|_| self.bound.is_some());
        // A bound stands before a layer that reads one ReLU and nothing else.
        let Some((constants, (_, matrix))) = last.and_then(|layer| Some((&layer.constants, layer.reads.first()?)))
        else {
            return before;
        };
        let rows: Vec<&[f32]> = before.chunks_exact(matrix.rows()).collect();
        let mut scores = constants.repeat(rows.len());
        Dense { matrix, rows: &rows, relu: false, out: &mut scores }.run();
        scores
    }
}

/// What stands before a layer's ReLU, for some images.
enum Values {
    /// A part of their sums.
    Sums(Range<usize>),
    /// Values of its own, f32 `[n, width]`, and the width.
    Own(Vec<f32>, usize),
}

impl Values {
    /// Image by image.
    fn rows<'a>(&'a self, sums: &[&'a [f32]]) -> Vec<&'a [f32]> {
        match self {
            Self::Sums(range) => sums.iter().map(|sums| &sums[range.clone()]).collect(),
            Self::Own(values, width) => values.chunks_exact(*width).collect(),
        }
    }
}

impl Layer {
    /// What it holds before it has read any ReLU.
    fn start(&self, sums: &[&[f32]]) -> Vec<f32> {
        match &self.sums {
            None => self.constants.repeat(sums.len()),
            Some(range) => sums.iter().map(|sums| &sums[range.clone()]).collect::<Vec<_>>().concat(),
        }
    }
}
