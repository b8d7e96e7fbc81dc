//! Whether weights are those of an architecture.

use serde_json::Value;

use super::architecture::{Architecture, Layer};
use super::config::Config;
use super::weight_locations::WeightLocations;
use crate::error::Result;
use crate::source::hdf5::unreadable;

/// What tells weights from those of an architecture, as the rest of a sentence; nothing where they fit as far as layers alone can
/// tell: how many channels a layer reads shows once it is written ([`super::layers`]).
///
/// # Errors
/// [`crate::Error::Unreadable`].
pub(super) fn misfit(file: &str, locations: &WeightLocations, architecture: &Architecture) -> Result<Option<String>> {
    let described = &architecture.described_in;
    for layer in &architecture.layers {
        let Some(weights) = wanted(layer) else { continue };
        let Some(found) = locations.layers.get(&layer.name) else {
            let all: Vec<_> = locations.layers.keys().chain(&locations.others).map(String::as_str).collect();
            let has = if all.is_empty() { "none".into() } else { all.join(", ") };
            let reason = format!(
                "there are no weights for the layer `{}` ({}) of {described}; there are some for {has}",
                layer.name, layer.class
            );
            return Ok(Some(reason));
        };
        for Weight { name, is_there, shape } in weights {
            let dataset = match (found.get(name), is_there) {
                (Some(dataset), true) => dataset,
                (None, false) => continue,
                (found, _) => {
                    let [here, there] = if found.is_some() { ["a", "none"] } else { ["no", "one"] };
                    return Ok(Some(format!(
                        "its layer `{}` has {here} {name}, but {described} gives it {there}",
                        layer.name
                    )));
                }
            };
            let sizes = dataset.shape().map_err(|error| unreadable(file, error))?;
            let fits = |(size, wanted): (&u64, &Option<usize>)| wanted.is_none_or(|wanted| wanted as u64 == *size);
            if sizes.len() != shape.len() || !sizes.iter().zip(&shape).all(fits) {
                let shape: Vec<_> =
                    shape.iter().map(|size| size.map_or("any".into(), |size| size.to_string())).collect();
                let reason = format!(
                    "its layer `{}` has a {name} of shape {sizes:?}, but {described} says [{}]",
                    layer.name,
                    shape.join(", ")
                );
                return Ok(Some(reason));
            }
        }
    }
    Ok((!locations.others.is_empty()).then(|| {
        format!("it has weights of the layers {}, which {described} does not have", locations.others.join(", "))
    }))
}

/// What a layer's description says of one of its weights.
struct Weight {
    name: &'static str,
    is_there: bool,
    /// None where it does not say.
    shape: Vec<Option<usize>>,
}

/// The weights of a layer that [`super::layers`] would miss; nothing for one without any.
fn wanted(layer: &Layer) -> Option<Vec<Weight>> {
    let size = |key: &str| layer.config.get(key).and_then(Value::as_u64).and_then(|size| usize::try_from(size).ok());
    let (kernel, filters) = match layer.class.as_str() {
        "Conv2D" => {
            let window = Config(&layer.config).pair("kernel_size", None).ok();
            let filters = size("filters");
            (vec![window.map(|window| window[0]), window.map(|window| window[1]), None, filters], filters)
        }
        "Dense" => (vec![None, size("units")], size("units")),
        _ => return None,
    };
    let has_bias = layer.config.get("use_bias").and_then(Value::as_bool).unwrap_or(true);
    Some(vec![
        Weight { name: "kernel", is_there: true, shape: kernel },
        Weight { name: "bias", is_there: has_bias, shape: vec![filters] },
    ])
}
