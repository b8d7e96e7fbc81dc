//! The weights of a network, by layer, from any of Keras' HDF5 layouts.

use std::collections::BTreeMap;

use hdf5_pure::{Dataset, File, Group};
use serde_json::Value;

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
    /// Reads them from where they are.
    pub(crate) fn read(file: &str, places: &Places) -> Result<Self> {
        let failed = |error: hdf5_pure::Error| unreadable(file, &error);
        let mut layers = BTreeMap::new();
        for (name, datasets) in places {
            let mut tensors = BTreeMap::new();
            for (weight, dataset) in datasets {
                let shape = dataset.shape().map_err(failed)?.iter().map(|&dim| dim as usize).collect();
                tensors.insert(weight.clone(), Tensor { shape, values: dataset.read_f32().map_err(failed)? });
            }
            layers.insert(name.clone(), tensors);
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

/// Where the weights are: layer, then what Keras calls it.
pub(crate) type Places = BTreeMap<String, BTreeMap<String, Dataset>>;

/// Finds the weights of an architecture. A whole network has the groups of its layers beside its description, a file of weights at
/// its root; what Keras 3 writes as `.weights.h5`, and keeps in its archives, has them in a group `layers`.
pub(crate) fn places(file: &str, h5: &File, architecture: &Architecture) -> Result<Places> {
    let failed = |error: hdf5_pure::Error| unreadable(file, &error);
    let (root, groups) = (h5.root(), h5.root().groups().map_err(failed)?);
    let has = |wanted: &str| groups.iter().any(|name| name == wanted);
    if has("layers") && !has("model_weights") {
        return numbered(file, &root.group("layers").map_err(failed)?, architecture);
    }
    let group = if has("model_weights") { root.group("model_weights").map_err(failed)? } else { root };
    let mut places = Places::new();
    for name in group.groups().map_err(failed)? {
        let mut found = BTreeMap::new();
        gather(file, &group.group(&name).map_err(failed)?, 0, &mut found)?;
        if !found.is_empty() {
            places.insert(name, found);
        }
    }
    Ok(places)
}

/// Keras 3 calls a layer's group after its class, with a number behind it from the second of a class on (`conv2d`, `conv2d_1`), and
/// numbers its weights.
fn numbered(file: &str, group: &Group, architecture: &Architecture) -> Result<Places> {
    let failed = |error: hdf5_pure::Error| unreadable(file, &error);
    let groups = group.groups().map_err(failed)?;
    let (mut places, mut earlier) = (Places::new(), BTreeMap::<&str, usize>::new());
    for layer in &architecture.layers {
        let (class, weights): (_, &[(&str, &str)]) = match layer.class.as_str() {
            "Conv2D" => ("conv2d", &[("kernel", ""), ("bias", "use_bias")]),
            "Dense" => ("dense", &[("kernel", ""), ("bias", "use_bias")]),
            "BatchNormalization" => (
                "batch_normalization",
                &[("gamma", "scale"), ("beta", "center"), ("moving_mean", ""), ("moving_variance", "")],
            ),
            _ => continue,
        };
        let count = earlier.entry(class).or_default();
        let name = if *count == 0 { class.to_owned() } else { format!("{class}_{count}") };
        *count += 1;
        if !groups.contains(&name) {
            continue;
        }
        let vars = group.group(&name).and_then(|layer| layer.group("vars")).map_err(failed)?;
        let is_there = |(_, option): &&(&str, &str)| layer.config.get(*option).and_then(Value::as_bool) != Some(false);
        let mut found = BTreeMap::new();
        for (number, (weight, _)) in weights.iter().filter(is_there).enumerate() {
            found.insert((*weight).to_owned(), vars.dataset(&number.to_string()).map_err(failed)?);
        }
        places.insert(layer.name.clone(), found);
    }
    Ok(places)
}

/// A layer's weights, by name. How deep they lie in its group differs between versions; their last name does not, but for a `:0`
/// behind it.
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
