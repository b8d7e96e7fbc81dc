//! The weights of a network, by layer, from any of Keras' HDF5 layouts.

use std::collections::BTreeMap;

use hdf5_pure::{Dataset, File, Group};

use super::Architecture;
use crate::error::{Error, Result};
use crate::hdf5::unreadable;

/// How deep a layer's weights may lie in its group.
const DEEPEST: usize = 8;

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
    /// Reads each layer's group.
    pub(crate) fn read(file: &str, group: &Group) -> Result<Self> {
        let failed = |error: hdf5_pure::Error| unreadable(file, &error);
        let mut layers = BTreeMap::new();
        for name in group.groups().map_err(failed)? {
            let mut tensors = BTreeMap::new();
            for (weight, dataset) in datasets(file, &group.group(&name).map_err(failed)?)? {
                let shape = dataset.shape().map_err(failed)?.iter().map(|&dim| dim as usize).collect();
                tensors.insert(weight, Tensor { shape, values: dataset.read_f32().map_err(failed)? });
            }
            if !tensors.is_empty() {
                layers.insert(name, tensors);
            }
        }
        Ok(Self(layers))
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One of a layer's weights, if it has it.
    pub(crate) fn find(&self, layer: &str, weight: &str) -> Option<&Tensor> {
        self.0.get(layer)?.get(weight)
    }

    /// The first layer of an architecture that should have weights, and has none here.
    pub(crate) fn missing<'a>(&self, architecture: &'a Architecture) -> Option<&'a str> {
        let weighted = architecture.layers.iter().filter(|layer| ["Conv2D", "Dense"].contains(&layer.class.as_str()));
        weighted.map(|layer| layer.name.as_str()).find(|name| !self.0.contains_key(*name))
    }
}

/// Where the layers' groups are: in a whole network beside its description, in a file of weights at the root.
pub(crate) fn layer_groups(file: &str, h5: &File) -> Result<Group> {
    let root = h5.root();
    let whole = root.groups().map_err(|error| unreadable(file, &error))?.iter().any(|name| name == "model_weights");
    if whole { h5.group("model_weights").map_err(|error| unreadable(file, &error)) } else { Ok(root) }
}

/// A layer's weights, by name. How deep they lie in its group differs between versions; their last name does not, but for a `:0`
/// behind it.
pub(crate) fn datasets(file: &str, layer: &Group) -> Result<BTreeMap<String, Dataset>> {
    let mut found = BTreeMap::new();
    gather(file, layer, 0, &mut found)?;
    Ok(found)
}

fn gather(file: &str, group: &Group, depth: usize, found: &mut BTreeMap<String, Dataset>) -> Result<()> {
    let failed = |error: hdf5_pure::Error| unreadable(file, &error);
    for path in group.datasets().map_err(failed)? {
        let dataset = group.dataset(&path).map_err(failed)?;
        let name = path.split(':').next().unwrap_or(&path).to_owned();
        if found.insert(name.clone(), dataset).is_some() {
            return Err(Error::NotANetwork {
                file: file.to_owned(),
                reason: format!(
                    "one of its layers has several weights called `{name}`; networks within networks are not read"
                ),
            });
        }
    }
    for inner in group.groups().map_err(failed)? {
        // A group may be its own child.
        if depth == DEEPEST {
            let reason = "the groups of its weights are nested too deeply".to_owned();
            return Err(Error::NotANetwork { file: file.to_owned(), reason });
        }
        gather(file, &group.group(&inner).map_err(failed)?, depth + 1, found)?;
    }
    Ok(())
}
