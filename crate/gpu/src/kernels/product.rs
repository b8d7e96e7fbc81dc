//! Compiling an implicit matrix product, see `product.wgsl`.

use super::product_geometry::{Product, Start};
use crate::device::{Access, Kernel, Source};

/// What follows one of the two below in a module.
pub(super) const PRODUCT: &str = include_str!("product.wgsl");

/// Pixels as a product's source.
pub(super) const SOURCE_PIXELS: &str = include_str!("source_pixels.wgsl");

/// Values as a product's source.
pub(super) const SOURCE_VALUES: &str = include_str!("source_values.wgsl");

/// What a product reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reads {
    /// u8 pixels.
    Pixels,
    /// f32 as they are.
    Values,
    /// f32 through a ReLU.
    Relu,
}

/// Where things begin, in vectors and matrices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(crate) struct Begin {
    pub(crate) source: u32,
    pub(crate) matrices: u32,
    pub(crate) start: u32,
    pub(crate) output: u32,
}

/// Compiles a product for buffers of `batch` images. Its bindings: source, taps, matrices, start, [`Begin`], output and, where it
/// sums windows, these sums.
pub(crate) fn compile_product(
    device: &wgpu::Device,
    label: &str,
    product: &Product,
    batch: usize,
    reads: Reads,
) -> Kernel {
    use Access::{Read, Uniform, Write};
    let source = if reads == Reads::Pixels { SOURCE_PIXELS } else { SOURCE_VALUES };
    let bindings = [Read, Read, Read, Read, Uniform, Write, Write];
    let (entry, count) = match product.windows {
        None => ("multiply", 6),
        Some(_) if product.sums => ("multiply_pool_and_sum", 7),
        Some(_) => ("multiply_and_pool", 6),
    };
    let source = Source {
        label,
        parts: &[source, PRODUCT],
        entry,
        constants: &constants(product, batch, reads),
        bindings: &bindings[..count],
        steps: None,
    };
    Kernel::new(device, &source)
}

fn constants(product: &Product, batch: usize, reads: Reads) -> Vec<(&'static str, f64)> {
    let [window_rows, window_columns] = product.windows.unwrap_or([1, 1]);
    let sizes = [
        ("BATCH", batch),
        ("SOURCE_IMAGE", product.source_image),
        ("LINE", product.line),
        ("PIXEL", product.pixel),
        ("HEIGHT", product.places[0]),
        ("WIDTH", product.places[1]),
        ("TAPS", product.taps.len()),
        ("CHANNELS", product.channels),
        ("START_IMAGE", if let Start::Image(vectors) = product.start { vectors } else { 0 }),
        ("OUTPUT_IMAGE", product.output_image),
        ("RELU", usize::from(product.relu)),
        ("ACCUMULATE", usize::from(product.start == Start::Output)),
        ("WINDOW_ROWS", window_rows),
        ("WINDOW_COLUMNS", window_columns),
    ];
    let mut constants = sizes.map(|(name, size)| (name, size as f64)).to_vec();
    if reads != Reads::Pixels {
        constants.push(("SOURCE_RELU", f64::from(u8::from(reads == Reads::Relu))));
    }
    constants
}

/// Compiles each kernel once: products of one shape differ in their buffers alone.
pub(crate) struct ProductKernels {
    batch: usize,
    made: Vec<(Product, Reads, Kernel)>,
}

impl ProductKernels {
    /// None yet, for buffers of `batch` images.
    pub(crate) fn new(batch: usize) -> Self {
        Self { batch, made: Vec::new() }
    }

    /// The kernel of a dense layer.
    pub(crate) fn get(&mut self, device: &wgpu::Device, product: &Product, reads: Reads) -> Kernel {
        let alike = |made: &&(Product, Reads, Kernel)| made.1 == reads && made.0.same_kernel(product);
        if let Some((_, _, kernel)) = self.made.iter().find(alike) {
            return kernel.clone();
        }
        let kernel = compile_product(device, "dense", product, self.batch, reads);
        self.made.push((product.clone(), reads, kernel.clone()));
        kernel
    }
}
