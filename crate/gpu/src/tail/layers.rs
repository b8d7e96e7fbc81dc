//! The layers after the sums: each reads the ReLUs of others, and the last gives the scores.

use goodnet_core::Tail;
use wgpu::BufferUsages as Usage;

use super::layout::{Layout, pack_weights};
use crate::device::{Dispatch, Gpu, Kernel, Size};
use crate::kernels::{Begin, Product, ProductKernels, Reads, ScoreLayout, Start, VECTOR, pack_vectors};

/// The layers' weights on the device, and room for a batch of their values.
pub(super) struct Layers {
    /// Vectors of the sums of an image.
    width: usize,
    reads: Vec<Read>,
    scores: Place,
    classes: usize,
}

/// Where the values of a layer lie.
#[derive(Clone)]
enum Place {
    /// In the sums of a chunk, from that vector on.
    Sums(usize),
    /// In a buffer of the layer's own.
    Own { buffer: wgpu::Buffer, vectors: usize },
}

/// A layer that reads others: what it takes from one of them.
struct Read {
    kernel: Kernel,
    size: Size,
    source: Place,
    /// What it starts from, where that is not a chunk's sums.
    start: Option<wgpu::Buffer>,
    taps: wgpu::Buffer,
    matrices: wgpu::Buffer,
    begin: wgpu::Buffer,
    output: wgpu::Buffer,
}

impl Layers {
    /// Sends the weights of a tail's layers, which lie as `layouts` say; an image has `width` vectors of sums.
    pub(super) fn new(gpu: &mut Gpu, tail: &Tail, layouts: &[Layout], width: usize, batch: usize) -> Self {
        let mut kernels = ProductKernels::new(batch);
        let mut reads = Vec::new();
        let mut places: Vec<Place> = Vec::new();
        for (index, (layer, layout)) in tail.layers.iter().zip(layouts).enumerate() {
            let name = format!("layer {index}");
            if layer.reads.is_empty() {
                places.push(match layout.sums {
                    Some(first) => Place::Sums(first),
                    None => {
                        let buffer = gpu.upload(&name, &pack_vectors(&layer.constants).repeat(batch));
                        Place::Own { buffer, vectors: layout.vectors }
                    }
                });
                continue;
            }
            let output = gpu.buffer(&name, VECTOR * (batch * layout.vectors) as u64, Usage::STORAGE);
            for (count, (source, weights)) in layer.reads.iter().enumerate() {
                let from = &layouts[*source];
                let source = places[*source].clone();
                let start = match (count, layout.sums) {
                    (0, None) => Start::Constants,
                    (0, Some(_)) => Start::Image(width),
                    _ => Start::Output,
                };
                let begin = Begin {
                    source: source.first(),
                    start: if start == Start::Image(width) { layout.sums.unwrap_or(0) as u32 } else { 0 },
                    ..Begin::default()
                };
                let taps = (0..from.vectors as u32).collect();
                let product = Product::dense(source.image(width), taps, layout.vectors, start, layout.vectors);
                reads.push(Read {
                    kernel: kernels.get(&gpu.device, &product, Reads::Relu),
                    size: product.size(),
                    source,
                    start: (start != Start::Image(width))
                        .then(|| gpu.upload("constants", &pack_vectors(&layer.constants))),
                    taps: gpu.upload("taps", &product.taps),
                    matrices: gpu.upload("weights", &pack_weights(weights, from, layout)),
                    begin: gpu.uniform("begin", &[begin]),
                    output: output.clone(),
                });
            }
            places.push(Place::Own { buffer: output, vectors: layout.vectors });
        }
        let Some(scores) = places.pop() else { unreachable!("a tail has a layer for its scores") };
        Self { width, reads, scores, classes: layouts.last().map_or(0, |layout| layout.positions.len()) }
    }

    /// Where a batch's scores lie.
    pub(super) fn score_layout(&self) -> ScoreLayout {
        let Self { scores, classes, width, .. } = self;
        ScoreLayout { classes: *classes, image: scores.image(*width), begin: scores.first() as usize }
    }

    /// A batch's scores; `sums` are its own.
    pub(super) fn scores<'a>(&'a self, sums: &'a wgpu::Buffer) -> &'a wgpu::Buffer {
        self.scores.buffer(sums)
    }

    /// Computes a batch's layers from its sums.
    pub(super) fn bind(&self, device: &wgpu::Device, sums: &wgpu::Buffer) -> Vec<Dispatch> {
        let bind = |read: &Read| {
            let Read { kernel, size, source, start, taps, matrices, begin, output } = read;
            let start = start.as_ref().unwrap_or(sums);
            kernel.bind(device, *size, &[source.buffer(sums), taps, matrices, start, begin, output])
        };
        self.reads.iter().map(bind).collect()
    }
}

impl Place {
    /// Its first vector in an image.
    fn first(&self) -> u32 {
        match self {
            Self::Sums(first) => *first as u32,
            Self::Own { .. } => 0,
        }
    }

    /// Vectors of an image, `width` where that is its sums.
    fn image(&self, width: usize) -> usize {
        match self {
            Self::Sums(_) => width,
            Self::Own { vectors, .. } => *vectors,
        }
    }

    /// The buffer; `sums` are a batch's.
    fn buffer<'a>(&'a self, sums: &'a wgpu::Buffer) -> &'a wgpu::Buffer {
        match self {
            Self::Sums(_) => sums,
            Self::Own { buffer, .. } => buffer,
        }
    }
}
