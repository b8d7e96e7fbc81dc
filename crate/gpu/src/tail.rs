//! The tail on the device: sums that read the cut, the layers behind them, and who wins.

use goodnet_core::{TIE, Tail};
use wgpu::BufferUsages as Usage;

use crate::device::Gpu;
use crate::error::GpuError;
use crate::kernels::{FILL, JUDGE, LIVE, SHIFT, STEP};
use crate::layout::{group_begins, layouts, pack_group, pack_weights};
use crate::pipeline::{Access, Dispatch, Kernel, Size, Source, entry};
use crate::plan::{Needs, VECTOR, WORD};
use crate::prefix::Features;
use crate::product::{Begin, Product, Reads, Start, pack_vectors, vectors};

/// Ties that there is room for in one submission.
pub(crate) const MOST_TIES: usize = 1 << 15;

/// Words before the first slot of the answers; the first of them counts the ties.
pub(crate) const HEADER: usize = 4;

/// Words that a slot has for each of the two sets.
pub(crate) const ANSWER: usize = 4;

/// Bytes of a step as kernels read it.
const STEP_BYTES: u64 = 16;

/// What one step does: see `kernels/step.wgsl`.
#[derive(Debug, Clone, Copy, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(crate) struct Step {
    pub(crate) channel: u32,
    pub(crate) constant: f32,
    pub(crate) slot: u32,
    pub(crate) padding: u32,
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
    start: Option<wgpu::Buffer>,
    taps: wgpu::Buffer,
    matrices: wgpu::Buffer,
    begin: wgpu::Buffer,
    output: wgpu::Buffer,
}

/// What a group of sums takes from the cut.
struct Group {
    kernel: Kernel,
    size: Size,
    taps: wgpu::Buffer,
    begin: wgpu::Buffer,
}

/// A tail with its weights on the device, and room for a batch between its layers.
pub(crate) struct GpuTail {
    batch: usize,
    /// Vectors of the sums of an image.
    width: usize,
    /// Values of a plane of the cut.
    plane: usize,
    matrices: wgpu::Buffer,
    columns: wgpu::Buffer,
    places: wgpu::Buffer,
    constants: wgpu::Buffer,
    groups: Vec<Group>,
    reads: Vec<Read>,
    scores: Place,
    shift: Kernel,
    fill: Kernel,
    live: Kernel,
    judge: Kernel,
    steps: wgpu::BindGroupLayout,
    /// What pruned channels' planes hold, filled up to whole vectors.
    pub(crate) pruned_planes: wgpu::Buffer,
    /// For the clean and for the poisoned images: which channels change any of them, a word each.
    pub(crate) live_channels: [wgpu::Buffer; 2],
    pub(crate) answers: wgpu::Buffer,
    pub(crate) ties: wgpu::Buffer,
}

/// Some images of a set: their features, and everything that a step does with them.
pub(crate) struct Chunk {
    pub(crate) images: usize,
    pub(crate) features: Features,
    /// Finds the channels that are not constant.
    pub(crate) live: Dispatch,
    /// Moves the sums by what pruning the step's channel changes.
    pub(crate) shift: Dispatch,
    /// Overwrites that channel.
    pub(crate) fill: Dispatch,
    /// Takes the sums anew.
    pub(crate) refresh: Vec<Dispatch>,
    /// The layers behind them.
    pub(crate) layers: Vec<Dispatch>,
    /// Who wins.
    pub(crate) judge: Dispatch,
    /// Everything that is this chunk's own.
    buffers: Vec<wgpu::Buffer>,
}

impl Drop for Chunk {
    fn drop(&mut self) {
        // A browser would keep them until its garbage collector comes by. Whatever used them has been waited for.
        self.buffers.iter().for_each(wgpu::Buffer::destroy);
    }
}

/// The steps of a sweep on the device.
pub(crate) struct Steps {
    pub(crate) bindings: wgpu::BindGroup,
    /// Bytes from one to the next.
    pub(crate) stride: u32,
}

impl GpuTail {
    /// Sends the weights of a tail behind a cut of `[channels, height, width]`, and makes room for `batch` images. What the
    /// device has against it, it tells the open error scope.
    pub(crate) fn new(gpu: &mut Gpu, tail: &Tail, cut: [usize; 3], batch: usize) -> Self {
        let [channels, height, width] = cut;
        let (plane, pixel) = (height * width, vectors(channels));
        let begins = group_begins(&tail.groups);
        let width: usize = tail.groups.iter().map(|group| vectors(group.columns.len())).sum();
        let layouts: Vec<_> = layouts(tail, &begins);

        let mut made = Made { gpu, batch, kernels: Vec::new() };
        let (mut matrices, mut columns, mut places, mut constants) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut groups = Vec::new();
        for (group, &first) in tail.groups.iter().zip(&begins) {
            let across = vectors(group.columns.len());
            let taps: Vec<u32> =
                group.places.iter().flat_map(|place| (0..pixel).map(move |v| (place * pixel + v) as u32)).collect();
            let begin =
                Begin { source: 0, matrices: (matrices.len() / 16) as u32, start: first as u32, output: first as u32 };
            columns.extend((0..across as u32).map(|column| {
                [begin.matrices + column, across as u32, places.len() as u32, group.places.len() as u32]
            }));
            places.extend(group.places.iter().map(|&place| place as u32));
            constants.extend(pack_vectors(&tail.constants[group.columns.clone()]));
            matrices.extend(pack_group(group, channels));
            let product = Product::dense(plane * pixel, taps, across, Start::Constants, width);
            groups.push(Group {
                kernel: made.kernel(&product, Reads::Values),
                size: product.size(),
                taps: made.gpu.upload("taps", &product.taps),
                begin: made.gpu.uniform("begin", &[begin]),
            });
        }

        let mut reads = Vec::new();
        let mut layer_places: Vec<Place> = Vec::new();
        for (index, (layer, layout)) in tail.layers.iter().zip(&layouts).enumerate() {
            if let (Some(first), true) = (layout.sums, layer.reads.is_empty()) {
                layer_places.push(Place::Sums(first));
                continue;
            }
            if layout.sums.is_none() && layer.reads.is_empty() {
                let values = pack_vectors(&layer.constants).repeat(batch);
                let buffer = made.gpu.upload(&format!("layer {index}"), &values);
                layer_places.push(Place::Own { buffer, vectors: layout.vectors });
                continue;
            }
            let bytes = VECTOR * (batch * layout.vectors) as u64;
            let output = made.gpu.buffer(&format!("layer {index}"), bytes, Usage::STORAGE);
            for (count, (source, weights)) in layer.reads.iter().enumerate() {
                let from = &layouts[*source];
                let start = match (count, layout.sums) {
                    (0, None) => Start::Constants,
                    (0, Some(_)) => Start::Image(width),
                    _ => Start::Output,
                };
                let source_image = match &layer_places[*source] {
                    Place::Sums(_) => width,
                    Place::Own { vectors, .. } => *vectors,
                };
                let taps = (0..from.vectors as u32).collect();
                let product = Product::dense(source_image, taps, layout.vectors, start, layout.vectors);
                let source = layer_places[*source].clone();
                let begin = Begin {
                    source: if let Place::Sums(first) = source { first as u32 } else { 0 },
                    start: if start == Start::Image(width) { layout.sums.unwrap_or(0) as u32 } else { 0 },
                    ..Begin::default()
                };
                reads.push(Read {
                    kernel: made.kernel(&product, Reads::Relu),
                    size: product.size(),
                    source,
                    start: (start != Start::Image(width))
                        .then(|| made.gpu.upload("constants", &pack_vectors(&layer.constants))),
                    taps: made.gpu.upload("taps", &product.taps),
                    matrices: made.gpu.upload("weights", &pack_weights(weights, from, layout)),
                    begin: made.gpu.uniform("begin", &[begin]),
                    output: output.clone(),
                });
            }
            layer_places.push(Place::Own { buffer: output, vectors: layout.vectors });
        }
        let Some(scores) = layer_places.pop() else { unreachable!("a tail has a layer for its scores") };
        let classes = layouts.last().map_or(0, |layout| layout.positions.len());
        let gpu = made.gpu;

        let steps = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("steps"),
            entries: &[wgpu::BindGroupLayoutEntry {
                ty: wgpu::BindingType::Buffer {
                    ty: wgpu::BufferBindingType::Uniform,
                    has_dynamic_offset: true,
                    min_binding_size: None,
                },
                ..entry(0, Access::Uniform)
            }],
        });
        let kernel = |label, parts: &[&str], constants: &[(&str, f64)], bindings: &[Access], with_steps: bool| {
            let steps = with_steps.then_some(&steps);
            Kernel::new(&gpu.device, &Source { label, parts, entry: label, constants, bindings, steps })
        };
        use Access::{Read as R, Uniform as U, Write as W};
        let (scores_image, scores_begin) = match &scores {
            Place::Sums(first) => (width, *first),
            Place::Own { vectors, .. } => (*vectors, 0),
        };
        let [places_of, channels_of] = [("PLACES", plane as f64), ("CHANNELS", pixel as f64)];
        let shift = [("BATCH", batch as f64), places_of, channels_of, ("WIDTH", width as f64)];
        let judge = [
            ("CLASSES", classes as f64),
            ("SCORES_IMAGE", scores_image as f64),
            ("SCORES_BEGIN", scores_begin as f64),
            ("HEADER", HEADER as f64),
            ("TIE", f64::from(TIE)),
        ];
        let words = Usage::STORAGE | Usage::COPY_SRC | Usage::COPY_DST;
        let channel_bytes = VECTOR * pixel as u64;
        // A slot for the network with nothing pruned, and one for each channel.
        let answer_bytes = WORD * (HEADER + 2 * ANSWER * (channels + 1)) as u64;
        Self {
            shift: kernel("shift", &[STEP, SHIFT], &shift, &[R, R, R, R, W], true),
            fill: kernel("fill", &[STEP, FILL], &[channels_of], &[W], true),
            live: kernel("find_live", &[LIVE], &[places_of, channels_of], &[R, R, W], false),
            judge: kernel("judge", &[STEP, JUDGE], &judge, &[R, R, W, W, W, U], true),
            pruned_planes: gpu.buffer("pruned planes", channel_bytes, Usage::STORAGE | Usage::COPY_DST),
            live_channels: ["live, clean", "live, poisoned"].map(|label| gpu.buffer(label, channel_bytes, words)),
            answers: gpu.buffer("answers", answer_bytes, words),
            ties: gpu.buffer("ties", VECTOR * MOST_TIES as u64, Usage::STORAGE | Usage::COPY_SRC),
            matrices: gpu.upload("weights behind the cut", &matrices),
            columns: gpu.upload("columns", &columns),
            places: gpu.upload("places", &places),
            constants: gpu.upload("constants", &constants),
            batch,
            width,
            plane,
            groups,
            reads,
            scores,
            steps,
        }
    }

    /// # Errors
    /// [`GpuError::TooLarge`] when a batch of `batch` images does not fit `limits`; [`GpuError::Stage`] for a weight that is not a
    /// finite number.
    pub(crate) fn check(tail: &Tail, cut: [usize; 3], batch: usize, limits: &wgpu::Limits) -> Result<(), GpuError> {
        let [pixel, plane] = [vectors(cut[0]), cut[1] * cut[2]];
        let layouts = layouts(tail, &group_begins(&tail.groups));
        let each = |each| Size::Items { each, at_once: 1, times: 1 };
        let finite = |weights: &[f32]| weights.iter().all(|weight| weight.is_finite());
        let mut needs = Needs::default();
        let matrices: usize = tail.groups.iter().map(|group| group.places.len() * vectors(group.columns.len())).sum();
        needs.buffer("what the cut's readers weigh", 16 * WORD * (matrices * pixel) as u64);
        let width: usize = tail.groups.iter().map(|group| vectors(group.columns.len())).sum();
        needs.buffer("a batch of sums", VECTOR * (batch * width) as u64);
        needs.dispatch("the shift of the sums", each(width), batch);
        needs.dispatch("the fill of a channel", each(plane), batch);
        let mut all_finite = finite(&tail.constants) && tail.groups.iter().all(|group| finite(&group.weights));
        for (index, (layer, layout)) in tail.layers.iter().zip(&layouts).enumerate() {
            needs.buffer(format!("a batch of layer {index}"), VECTOR * (batch * layout.vectors) as u64);
            needs.dispatch(format!("layer {index}"), Size::Items { each: 1, at_once: 8, times: layout.vectors }, batch);
            for (source, weights) in &layer.reads {
                let matrices = layouts[*source].vectors * layout.vectors;
                needs.buffer(format!("the weights of layer {index}"), 16 * WORD * matrices as u64);
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

    /// Binds everything that happens to some images of a set: `labels` are theirs, `first` is the position of the first in
    /// the set.
    pub(crate) fn chunk(
        &self,
        gpu: &mut Gpu,
        features: Features,
        labels: &[u32],
        first: usize,
        poisoned: bool,
    ) -> Chunk {
        let sums = gpu.buffer("sums", VECTOR * (self.batch * self.width) as u64, Usage::STORAGE);
        let before = gpu.buffer("before", WORD * labels.len() as u64, Usage::STORAGE);
        let live = &self.live_channels[usize::from(poisoned)];
        let own_labels = gpu.upload("labels", labels);
        let chunk = gpu.uniform("chunk", &[first as u32, u32::from(poisoned), 0, 0]);
        let device = &gpu.device;
        let at = |place: &Place| match place {
            Place::Sums(_) => sums.clone(),
            Place::Own { buffer, .. } => buffer.clone(),
        };
        let refresh = self.groups.iter().map(|group| {
            let Group { kernel, size, taps, begin } = group;
            kernel.bind(device, *size, &[&features.buffer, taps, &self.matrices, &self.constants, begin, &sums])
        });
        let layers = self.reads.iter().map(|read| {
            let Read { kernel, size, source, start, taps, matrices, begin, output } = read;
            let start = start.as_ref().unwrap_or(&sums);
            kernel.bind(device, *size, &[&at(source), taps, matrices, start, begin, output])
        });
        let each = |each| Size::Items { each, at_once: 1, times: 1 };
        let shift = [&features.buffer, &self.matrices, &self.columns, &self.places, &sums];
        let judge = [&at(&self.scores), &own_labels, &before, &self.answers, &self.ties, &chunk];
        Chunk {
            images: labels.len(),
            live: self.live.bind(device, Size::Workgroups, &[&features.buffer, &self.pruned_planes, live]),
            shift: self.shift.bind(device, each(self.width), &shift),
            fill: self.fill.bind(device, each(self.plane), &[&features.buffer]),
            refresh: refresh.collect(),
            layers: layers.collect(),
            judge: self.judge.bind(device, Size::Workgroups, &judge),
            buffers: vec![features.buffer.clone(), sums.clone(), before.clone(), own_labels.clone(), chunk.clone()],
            features,
        }
    }

    /// Sends the steps of a sweep.
    pub(crate) fn steps(&self, gpu: &mut Gpu, steps: &[Step]) -> Steps {
        let stride = gpu.device.limits().min_uniform_buffer_offset_alignment.max(STEP_BYTES as u32);
        let mut bytes = vec![0_u8; steps.len() * stride as usize];
        for (bytes, step) in bytes.chunks_exact_mut(stride as usize).zip(steps) {
            bytes[..STEP_BYTES as usize].copy_from_slice(bytemuck::bytes_of(step));
        }
        let buffer = gpu.uniform("steps", &bytes);
        let size = wgpu::BufferSize::new(STEP_BYTES);
        let resource = wgpu::BindingResource::Buffer(wgpu::BufferBinding { buffer: &buffer, offset: 0, size });
        let bindings = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("steps"),
            layout: &self.steps,
            entries: &[wgpu::BindGroupEntry { binding: 0, resource }],
        });
        Steps { bindings, stride }
    }
}

/// Compiles each kernel once.
struct Made<'a> {
    gpu: &'a mut Gpu,
    batch: usize,
    kernels: Vec<(Product, Reads, Kernel)>,
}

impl Made<'_> {
    fn kernel(&mut self, product: &Product, reads: Reads) -> Kernel {
        let alike = |made: &&(Product, Reads, Kernel)| made.1 == reads && made.0.same_kernel(product);
        if let Some((_, _, kernel)) = self.kernels.iter().find(alike) {
            return kernel.clone();
        }
        let kernel = product.kernel(self.gpu, "dense", self.batch, reads);
        self.kernels.push((product.clone(), reads, kernel.clone()));
        kernel
    }
}
