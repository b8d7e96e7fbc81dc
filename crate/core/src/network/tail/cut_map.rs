//! What the layers of a tail get from the tensor at the cut, channel by channel.

use std::ops::Range;

use goodnet_kernels::Panels;
use goodnet_kernels::dense::{self, Dense};
use goodnet_kernels::vectors;

/// An affine map from the tensor at the cut to the sums of the layers that read it.
///
/// Sums that read the same places of every channel's plane form a group: all of them for a dense layer, one output place of
/// all filters for a convolution. Nothing is multiplied by the zeros in between.
#[derive(Debug)]
pub(crate) struct CutMap {
    channels: usize,
    /// Values of a channel's plane.
    plane: usize,
    /// The sums of an image in which the cut holds zeros.
    pub(super) constants: Vec<f32>,
    pub(super) groups: Vec<TailGroup>,
}

/// Sums that read the same places of every channel's plane.
#[derive(Debug, Clone, PartialEq)]
pub struct TailGroup {
    /// Which places of a plane they read; one at least.
    pub places: Vec<usize>,
    /// Which sums these are.
    pub columns: Range<usize>,
    /// f32 `[channels, places, columns]`.
    pub weights: Vec<f32>,
}

/// Where a layer's sums are, and which of the layer's columns each of them is.
pub(super) struct Place {
    pub(super) sums: Range<usize>,
    pub(super) order: Vec<usize>,
}

/// One layer's matrix, f32 `[channels * plane, columns]`, and its constants.
pub(super) struct Part {
    pub(super) matrix: Vec<f32>,
    pub(super) constants: Vec<f32>,
    /// Whether its sums may be put in another order.
    pub(super) free: bool,
}

impl CutMap {
    /// Joins the maps of several layers, and says where each layer's sums are.
    pub(super) fn new(channels: usize, plane: usize, parts: &[Part]) -> (Self, Vec<Place>) {
        let mut map = Self { channels, plane, constants: Vec::new(), groups: Vec::new() };
        let mut layers = Vec::new();
        for part in parts {
            let width = part.constants.len();
            let mut classes: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
            for column in 0..width {
                let reads = |place: &usize| {
                    !part.free
                        || (0..channels).any(|channel| part.matrix[(channel * plane + place) * width + column] != 0.0)
                };
                let mut places: Vec<usize> = (0..plane).filter(reads).collect();
                // Who reads nothing reads zeros times the first place: a group is never empty.
                if places.is_empty() {
                    places.push(0);
                }
                match classes.iter_mut().find(|class| class.0 == places) {
                    Some(class) => class.1.push(column),
                    None => classes.push((places, vec![column])),
                }
            }
            let start = map.constants.len();
            let mut order = Vec::with_capacity(width);
            for (places, columns) in classes {
                let mut weights = Vec::with_capacity(channels * places.len() * columns.len());
                for channel in 0..channels {
                    for place in &places {
                        let row = &part.matrix[(channel * plane + place) * width..][..width];
                        weights.extend(columns.iter().map(|&column| row[column]));
                    }
                }
                let first = map.constants.len();
                map.constants.extend(columns.iter().map(|&column| part.constants[column]));
                map.groups.push(TailGroup { places, columns: first..map.constants.len(), weights });
                order.extend(columns);
            }
            layers.push(Place { sums: start..map.constants.len(), order });
        }
        (map, layers)
    }

    /// How many values the sums of one image have.
    pub(crate) fn width(&self) -> usize {
        self.constants.len()
    }

    /// A map of the same tensor of which only some channels are looked at; the others hold `others`, a value a channel.
    pub(crate) fn restrict(&self, channels: &[usize], others: &[f32]) -> PackedCutMap {
        let mut constants = self.constants.clone();
        for channel in (0..self.channels).filter(|channel| !channels.contains(channel)) {
            self.shift(channel, &vec![others[channel]; self.plane], &mut constants);
        }
        let pack = |group: &TailGroup| {
            let rows = group.places.len() * group.columns.len();
            let matrix: Vec<f32> =
                channels.iter().flat_map(|&channel| &group.weights[channel * rows..][..rows]).copied().collect();
            dense::pack(&matrix, group.columns.len())
        };
        PackedCutMap { channels: channels.to_vec(), constants, matrices: self.groups.iter().map(pack).collect() }
    }

    /// Adds to an image's sums what a change of one channel's plane adds.
    pub(crate) fn shift(&self, channel: usize, change: &[f32], sums: &mut [f32]) {
        for group in &self.groups {
            let (places, columns) = (group.places.len(), group.columns.len());
            let weights = &group.weights[channel * places * columns..][..places * columns];
            vectors::shift(&mut sums[group.columns.clone()], &group.places, change, weights);
        }
    }

    /// The sums of images at the cut, each f32 `[channels, plane]`, through a map restricted to some channels: f32
    /// `[n, width]`.
    pub(crate) fn sums(&self, restricted: &PackedCutMap, images: &[&[f32]]) -> Vec<f32> {
        let mut sums = restricted.constants.repeat(images.len());
        for (group, matrix) in self.groups.iter().zip(&restricted.matrices) {
            let mut rows = Vec::with_capacity(images.len() * matrix.rows());
            for image in images {
                for channel in &restricted.channels {
                    let plane = &image[channel * self.plane..][..self.plane];
                    rows.extend(group.places.iter().map(|&place| plane[place]));
                }
            }
            if rows.is_empty() {
                // Every channel is pruned: the constants are all there is.
                continue;
            }
            let mut products = vec![0.0; images.len() * matrix.columns()];
            let rows: Vec<&[f32]> = rows.chunks_exact(matrix.rows()).collect();
            Dense { matrix, rows: &rows, relu: false, out: &mut products }.run();
            for (sums, products) in sums.chunks_exact_mut(self.width()).zip(products.chunks_exact(matrix.columns())) {
                vectors::add(&mut sums[group.columns.clone()], products);
            }
        }
        sums
    }
}

/// Some channels of a [`CutMap`], packed; the others are constants.
#[derive(Debug)]
pub(crate) struct PackedCutMap {
    channels: Vec<usize>,
    constants: Vec<f32>,
    /// A matrix for each group, `[channels * places, columns]`.
    matrices: Vec<Panels>,
}
