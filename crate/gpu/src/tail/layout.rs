//! How a tail lies on the device: everything in vectors of four, sums as their groups do.

use goodnet_core::{Tail, TailGroup, TailLayer};

use crate::kernels::{LANES, pack_matrices, vectors};

/// A layer as it lies on the device.
pub(super) struct Layout {
    /// Vectors that it fills.
    pub(super) vectors: usize,
    /// Where each of its values stands in these, and how many values there are.
    pub(super) positions: Vec<usize>,
    /// The first vector of its sums, if it reads the cut.
    pub(super) sums: Option<usize>,
}

/// The first vector of each group's sums.
pub(super) fn group_begins(groups: &[TailGroup]) -> Vec<usize> {
    let mut next = 0;
    let begin = |group: &TailGroup| {
        let begin = next;
        next += vectors(group.columns.len());
        begin
    };
    groups.iter().map(begin).collect()
}

/// Vectors of the sums of an image.
pub(super) fn sum_width(groups: &[TailGroup]) -> usize {
    groups.iter().map(|group| vectors(group.columns.len())).sum()
}

/// How the layers lie on the device: sums as their groups do, each filled up to whole vectors.
pub(super) fn layouts(tail: &Tail, begins: &[usize]) -> Vec<Layout> {
    let layout = |layer: &TailLayer| {
        let Some(sums) = &layer.sums else {
            let values = layer.constants.len();
            return Layout { vectors: vectors(values), positions: (0..values).collect(), sums: None };
        };
        let own = tail.groups.iter().zip(begins).filter(|(group, _)| sums.contains(&group.columns.start));
        let (mut first, mut end, mut positions) = (None, 0, Vec::new());
        for (group, &begin) in own {
            let first = *first.get_or_insert(begin);
            positions.extend((0..group.columns.len()).map(|column| (begin - first) * LANES + column));
            end = begin + vectors(group.columns.len()) - first;
        }
        Layout { vectors: end, positions, sums: first }
    };
    tail.layers.iter().map(layout).collect()
}

/// A group's weights as matrices: `[places, vectors of channels, vectors of columns]`.
pub(super) fn pack_group(group: &TailGroup, channels: usize) -> Vec<f32> {
    let (places, columns) = (group.places.len(), group.columns.len());
    let pixel = vectors(channels);
    pack_matrices(places * pixel, vectors(columns), |tap, lane, column| {
        let (place, channel) = (tap / pixel, tap % pixel * LANES + lane);
        if channel >= channels || column >= columns {
            return 0.0;
        }
        group.weights[(channel * places + place) * columns + column]
    })
}

/// A layer's weights, f32 `[values read, values]`, as matrices between the places where both lie.
pub(super) fn pack_weights(weights: &[f32], from: &Layout, to: &Layout) -> Vec<f32> {
    let invert = |layout: &Layout| {
        let mut values = vec![None; layout.vectors * LANES];
        for (value, &position) in layout.positions.iter().enumerate() {
            values[position] = Some(value);
        }
        values
    };
    let (rows, columns) = (invert(from), invert(to));
    let width = to.positions.len();
    pack_matrices(from.vectors, to.vectors, |tap, lane, column| match (rows[tap * LANES + lane], columns[column]) {
        (Some(row), Some(column)) => weights[row * width + column],
        _ => 0.0,
    })
}
