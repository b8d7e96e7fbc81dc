//! The sums that read the cut: what each layer gets from it, before any ReLU.

use goodnet_core::TailGroup;

use super::layout::{pack_group, sum_width};
use crate::device::{Dispatch, Gpu, Kernel, Size};
use crate::kernels::{
    Begin, MATRIX, Product, ProductKernels, Reads, Shift, ShiftBuffers, Start, StepLayout, pack_vectors, vectors,
};

/// The weights of the cut's readers on the device.
pub(super) struct CutSums {
    /// Vectors of the sums of an image.
    width: usize,
    matrices: wgpu::Buffer,
    columns: wgpu::Buffer,
    places: wgpu::Buffer,
    constants: wgpu::Buffer,
    groups: Vec<Group>,
    shift: Shift,
}

/// What a group of sums takes from the cut.
struct Group {
    kernel: Kernel,
    size: Size,
    taps: wgpu::Buffer,
    begin: wgpu::Buffer,
}

impl CutSums {
    /// Sends the weights of `groups`, whose sums begin at the vectors `begins` and start from `constants`. The cut has `channels`
    /// planes of `plane` values.
    pub(super) fn new(
        gpu: &mut Gpu,
        steps: &StepLayout,
        groups: &[TailGroup],
        sum_constants: &[f32],
        begins: &[usize],
        [channels, plane]: [usize; 2],
        batch: usize,
    ) -> Self {
        let pixel = vectors(channels);
        let width = sum_width(groups);
        let mut kernels = ProductKernels::new(batch);
        let (mut matrices, mut columns, mut places, mut constants) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut made = Vec::new();
        for (group, &first) in groups.iter().zip(begins) {
            let across = vectors(group.columns.len());
            let taps: Vec<u32> =
                group.places.iter().flat_map(|place| (0..pixel).map(move |v| (place * pixel + v) as u32)).collect();
            let begin = Begin {
                source: 0,
                matrices: (matrices.len() / MATRIX) as u32,
                start: first as u32,
                output: first as u32,
            };
            columns.extend((0..across as u32).map(|column| {
                [begin.matrices + column, across as u32, places.len() as u32, group.places.len() as u32]
            }));
            places.extend(group.places.iter().map(|&place| place as u32));
            constants.extend(pack_vectors(&sum_constants[group.columns.clone()]));
            matrices.extend(pack_group(group, channels));
            let product = Product::dense(plane * pixel, taps, across, Start::Constants, width);
            made.push(Group {
                kernel: kernels.get(&gpu.device, &product, Reads::Values),
                size: product.size(),
                taps: gpu.upload("taps", &product.taps),
                begin: gpu.uniform("begin", &[begin]),
            });
        }
        Self {
            shift: Shift::new(&gpu.device, steps, batch, [channels, plane], width),
            matrices: gpu.upload("weights after the cut", &matrices),
            columns: gpu.upload("columns", &columns),
            places: gpu.upload("places", &places),
            constants: gpu.upload("constants", &constants),
            groups: made,
            width,
        }
    }

    /// Vectors of the sums of an image.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Takes a batch's sums from all of its features.
    pub(super) fn refresh(&self, device: &wgpu::Device, features: &wgpu::Buffer, sums: &wgpu::Buffer) -> Vec<Dispatch> {
        let bind = |Group { kernel, size, taps, begin }: &Group| {
            kernel.bind(device, *size, &[features, taps, &self.matrices, &self.constants, begin, sums])
        };
        self.groups.iter().map(bind).collect()
    }

    /// Moves a batch's sums by what pruning a channel changes.
    pub(super) fn shift(&self, device: &wgpu::Device, features: &wgpu::Buffer, sums: &wgpu::Buffer) -> Dispatch {
        let Self { matrices, columns, places, .. } = self;
        self.shift.bind(device, &ShiftBuffers { features, matrices, columns, places, sums })
    }
}
