//! The weights of a network, by layer.

use std::collections::BTreeMap;

use super::weight_locations::WeightLocations;
use crate::error::Result;
use crate::source::hdf5::unreadable;

/// One of a layer's weights.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tensor {
    /// As Keras has it: a filter is `[height, width, in, out]`, a dense layer's matrix `[in, out]`.
    pub(crate) shape: Vec<usize>,
    /// Row-major.
    pub(crate) values: Vec<f32>,
}

/// All weights: layer, then what Keras calls it (`kernel`, `bias`, `gamma`, ...).
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Weights(BTreeMap<String, BTreeMap<String, Tensor>>);

impl Weights {
    /// Reads them from where they are.
    pub(crate) fn read(file: &str, locations: &WeightLocations) -> Result<Self> {
        let failed = |error: hdf5_pure::Error| unreadable(file, error);
        let mut layers = BTreeMap::new();
        for (name, datasets) in &locations.layers {
            let mut tensors = BTreeMap::new();
            for (weight, dataset) in datasets {
                let shape = dataset.shape().map_err(failed)?.iter().map(|&dim| dim as usize).collect();
                tensors.insert(weight.clone(), Tensor { shape, values: dataset.read_f32().map_err(failed)? });
            }
            layers.insert(name.clone(), tensors);
        }
        Ok(Self(layers))
    }

    /// One of a layer's weights, if it has it.
    pub(crate) fn find(&self, layer: &str, weight: &str) -> Option<&Tensor> {
        self.0.get(layer)?.get(weight)
    }
}
