//! What a tail needs of a device, before anything is made on it.

use goodnet_core::Tail;

use super::layout::{group_begins, layouts, sum_width};
use crate::device::{GpuError, Needs, Size};
use crate::kernels::{Fill, MATRIX, Shift, VECTOR, WORD, vectors};

/// # Errors
/// [`GpuError::TooLarge`] when a batch of `batch` images does not fit `limits`; [`GpuError::Stage`] for a weight that is not a
/// finite number.
pub(crate) fn check(tail: &Tail, cut: [usize; 3], batch: usize, limits: &wgpu::Limits) -> Result<(), GpuError> {
    let [pixel, plane] = [vectors(cut[0]), cut[1] * cut[2]];
    let layouts = layouts(tail, &group_begins(&tail.groups));
    let finite = |weights: &[f32]| weights.iter().all(|weight| weight.is_finite());
    let matrix_bytes = |matrices: usize| WORD * (MATRIX * matrices) as u64;
    let mut needs = Needs::default();
    let matrices: usize = tail.groups.iter().map(|group| group.places.len() * vectors(group.columns.len())).sum();
    needs.buffer("the weights after the cut", matrix_bytes(matrices * pixel));
    let width = sum_width(&tail.groups);
    needs.buffer("a batch of sums", VECTOR * (batch * width) as u64);
    needs.dispatch("the shift of the sums", Shift::size(width), batch);
    needs.dispatch("the fill of a channel", Fill::size(plane), batch);
    let mut all_finite = finite(&tail.constants) && tail.groups.iter().all(|group| finite(&group.weights));
    for (index, (layer, layout)) in tail.layers.iter().zip(&layouts).enumerate() {
        needs.buffer(format!("a batch of layer {index}"), VECTOR * (batch * layout.vectors) as u64);
        needs.dispatch(format!("layer {index}"), Size::Items { each: 1, at_once: 8, times: layout.vectors }, batch);
        for (source, weights) in &layer.reads {
            let matrices = layouts[*source].vectors * layout.vectors;
            needs.buffer(format!("the weights of layer {index}"), matrix_bytes(matrices));
            all_finite &= finite(weights);
        }
        all_finite &= finite(&layer.constants);
    }
    if !all_finite {
        let reason = "a weight is not a finite number".to_owned();
        return Err(GpuError::Stage { stage: "what follows the pruned convolution".to_owned(), reason });
    }
    needs.check(limits)
}
