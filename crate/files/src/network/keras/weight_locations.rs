//! Where in the file a network's weights are, in any of Keras' HDF5 layouts.

use std::collections::BTreeMap;

use hdf5_pure::{Dataset, File, Group};
use serde_json::Value;

use super::architecture::{Architecture, Layer};
use crate::error::{Error, Result};
use crate::source::hdf5::unreadable;

/// How deep a layer's weights may lie in its group.
const DEEPEST: usize = 8;

/// A layer's weights, by what Keras calls them (`kernel`, `bias`, `gamma`, ...).
pub(crate) type Weighted = BTreeMap<String, Dataset>;

/// Where the weights of an architecture are in a file.
#[derive(Default)]
pub(crate) struct WeightLocations {
    /// By layer.
    pub(crate) layers: BTreeMap<String, Weighted>,
    /// What else has weights there, as the file calls it.
    pub(crate) others: Vec<String>,
}

impl WeightLocations {
    /// Finds the weights of an architecture. A whole network has the groups of its layers beside its description, a file of weights
    /// at its root; what Keras 3 writes as `.weights.h5`, and keeps in its archives, has them in a group `layers`.
    pub(crate) fn find(file: &str, h5: &File, architecture: &Architecture) -> Result<Self> {
        let failed = |error: hdf5_pure::Error| unreadable(file, error);
        let (root, groups) = (h5.root(), h5.root().groups().map_err(failed)?);
        let has = |wanted: &str| groups.iter().any(|name| name == wanted);
        if has("layers") && !has("model_weights") {
            return numbered(file, &root.group("layers").map_err(failed)?, architecture);
        }
        let group = if has("model_weights") { root.group("model_weights").map_err(failed)? } else { root };
        let mut locations = Self::default();
        for name in group.groups().map_err(failed)? {
            let mut found = Weighted::new();
            gather(file, &group.group(&name).map_err(failed)?, 0, &mut found)?;
            match architecture.layers.iter().any(|layer| layer.name == name) {
                _ if found.is_empty() => {}
                true => drop(locations.layers.insert(name, found)),
                false => locations.others.push(name),
            }
        }
        Ok(locations)
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.layers.is_empty() && self.others.is_empty()
    }
}

/// Keras 3 calls a layer's group after its class, with a number after it from the second of a class on (`conv2d`, `conv2d_1`), and
/// numbers its weights. Its newer versions note the layer's name as well.
fn numbered(file: &str, group: &Group, architecture: &Architecture) -> Result<WeightLocations> {
    let failed = |error: hdf5_pure::Error| unreadable(file, error);
    // By the group's name: what messages call it, and its weights in their order.
    let mut groups = BTreeMap::<String, (String, Vec<Dataset>)>::new();
    for name in group.groups().map_err(failed)? {
        let layer = group.group(&name).map_err(failed)?;
        if !layer.groups().map_err(failed)?.iter().any(|inner| inner == "vars") {
            continue;
        }
        let vars = layer.group("vars").map_err(failed)?;
        let count = vars.datasets().map_err(failed)?.len();
        let datasets = (0..count).map(|number| vars.dataset(&number.to_string()));
        let datasets = datasets.collect::<Result<Vec<_>, _>>().map_err(failed)?;
        if !datasets.is_empty() {
            let attributes = vars.attrs().map_err(failed)?;
            let called = attributes.get("name").and_then(|called| called.as_str()).unwrap_or(&name).to_owned();
            groups.insert(name, (called, datasets));
        }
    }
    let weighted: Vec<_> = architecture.layers.iter().filter_map(|layer| Some((layer, numbering(layer)?))).collect();
    // Names are the surer way, but those that Keras gave itself differ from one session to the next.
    let by_name = weighted.iter().all(|(layer, _)| groups.values().any(|(called, _)| *called == layer.name));
    let (mut locations, mut earlier) = (WeightLocations::default(), BTreeMap::<&str, usize>::new());
    for (layer, Numbering { class, weights }) in weighted {
        let count = earlier.entry(class).or_default();
        let in_order = if *count == 0 { class.to_owned() } else { format!("{class}_{count}") };
        *count += 1;
        let named = groups.iter().find(|(_, (called, _))| *called == layer.name).map(|(name, _)| name.clone());
        let name = named.filter(|_| by_name).unwrap_or(in_order);
        if let Some((_, datasets)) = groups.remove(&name) {
            locations.layers.insert(layer.name.clone(), weights.into_iter().map(str::to_owned).zip(datasets).collect());
        }
    }
    locations.others = groups.into_values().map(|(called, _)| called).collect();
    Ok(locations)
}

/// How a layer's weights are numbered.
struct Numbering {
    /// The layer's class in snake case.
    class: &'static str,
    /// Its weights in order.
    weights: Vec<&'static str>,
}

/// The numbering of a layer's weights; nothing for one without any, or of an unknown class.
fn numbering(layer: &Layer) -> Option<Numbering> {
    // Each weight with the option that it depends on.
    let (class, weights): (_, &[(&str, &str)]) = match layer.class.as_str() {
        "Conv2D" => ("conv2d", &[("kernel", ""), ("bias", "use_bias")]),
        "Dense" => ("dense", &[("kernel", ""), ("bias", "use_bias")]),
        "BatchNormalization" => (
            "batch_normalization",
            &[("gamma", "scale"), ("beta", "center"), ("moving_mean", ""), ("moving_variance", "")],
        ),
        _ => return None,
    };
    let is_there = |option: &str| layer.config.get(option).and_then(Value::as_bool) != Some(false);
    let weights = weights.iter().filter(|(_, option)| is_there(option)).map(|&(weight, _)| weight).collect();
    Some(Numbering { class, weights })
}

/// A layer's weights, by name. How deep they lie in its group differs between versions; their last name does not, but for a `:0`
/// after it.
fn gather(file: &str, group: &Group, depth: usize, found: &mut Weighted) -> Result<()> {
    let failed = |error: hdf5_pure::Error| unreadable(file, error);
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
