//! A tail as plain matrices, for an engine that runs it by its own means.

use std::ops::Range;

use super::affine::AffineTail;
use super::cut_map::{CutMap, TailGroup};

/// A tail whose operations are all affine but for ReLUs. A layer is what stands before a ReLU, or the scores: an affine map of
/// the tensor at the cut and of earlier layers' ReLUs.
#[derive(Debug, Clone, PartialEq)]
pub struct Tail {
    /// What layers get from the cut, all of them side by side: the sums of an image in which the cut holds zeros.
    pub constants: Vec<f32>,
    /// How the cut adds to these sums, group by group, in the order of their columns.
    pub groups: Vec<TailGroup>,
    /// In the order in which they can be computed; the last one gives the scores.
    pub layers: Vec<TailLayer>,
}

/// What stands before a ReLU, or the scores.
#[derive(Debug, Clone, PartialEq)]
pub struct TailLayer {
    /// Where it stands in the sums, if it reads the cut: whole groups.
    pub sums: Option<Range<usize>>,
    /// What it starts from, if it does not; as many values as the layer has.
    pub constants: Vec<f32>,
    /// The earlier layers whose ReLUs it reads, and what it makes of them: f32 `[values read, values]`.
    pub reads: Vec<(usize, Vec<f32>)>,
}

impl AffineTail {
    /// The same as plain matrices.
    pub(crate) fn plain(&self) -> Tail {
        let CutMap { constants, groups, .. } = &self.cut;
        let layers = self.layers.iter().map(|layer| TailLayer {
            sums: layer.sums.clone(),
            constants: layer.constants.clone(),
            reads: layer.reads.iter().map(|(source, matrix)| (*source, matrix.matrix())).collect(),
        });
        Tail { constants: constants.clone(), groups: groups.clone(), layers: layers.collect() }
    }
}
