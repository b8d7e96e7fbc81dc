//! A network's layers as an ONNX graph, one after the other.

use std::collections::HashMap;

use goodnet_onnx::GraphBuilder;
use serde_json::Value;

use super::super::architecture::{Architecture, Layer};
use super::super::config::{Config, Refusal};
use super::super::weights::Weights;
use super::writer::{Form, Made, Writer};
use crate::error::{Error, Result};

/// What images are called in the file that is written.
const INPUT: &str = "image";

/// The ONNX bytes of a network. A softmax at its end is left out: it changes no answer, and scores keep their precision.
///
/// # Errors
/// [`Error::NotANetwork`], naming every layer that is not known, or the one that cannot be written.
pub(crate) fn convert(file: &str, architecture: &Architecture, weights: &Weights) -> Result<Vec<u8>> {
    let not_a_network = |reason: String| Error::NotANetwork { file: file.to_owned(), reason };
    refuse_unknown(file, architecture)?;
    let mut writer = Writer { graph: GraphBuilder::new("keras"), weights, made: HashMap::new() };
    for layer in &architecture.layers {
        let is_output = layer.name == architecture.output;
        let made = writer
            .layer(layer, architecture.input, is_output)
            .map_err(|reason| not_a_network(format!("its layer `{}` ({}) {reason}", layer.name, layer.class)))?;
        writer.made.insert(layer.name.clone(), made);
    }
    let [height, width, channels] = architecture.input;
    match writer.made.get(&architecture.output) {
        Some(Made { tensor, form: Form::Row(classes) }) => {
            let producer = [env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")];
            Ok(writer.graph.finish(producer, INPUT, [channels, height, width], tensor, *classes))
        }
        _ => Err(not_a_network("its answer is not one row of scores an image".into())),
    }
}

/// Refuses a network with layers that are not known.
///
/// # Errors
/// [`Error::NotANetwork`], naming all of them.
pub(crate) fn refuse_unknown(file: &str, architecture: &Architecture) -> Result<()> {
    let unknown: Vec<_> = (architecture.layers.iter())
        .filter(|layer| !KNOWN.contains(&layer.class.as_str()))
        .map(|layer| format!("`{}` ({})", layer.name, layer.class))
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(Error::NotANetwork {
        file: file.to_owned(),
        reason: format!(
            "it has layers that goodnet does not know: {}. Convert it with tf2onnx and bring the ONNX file",
            unknown.join(", ")
        ),
    })
}

/// The layers that [`Writer::layer`] writes.
const KNOWN: [&str; 18] = [
    "Activation",
    "Add",
    "AveragePooling2D",
    "BatchNormalization",
    "Conv2D",
    "Dense",
    "Dropout",
    "Flatten",
    "GaussianDropout",
    "GaussianNoise",
    "GlobalAveragePooling2D",
    "InputLayer",
    "MaxPooling2D",
    "ReLU",
    "Softmax",
    "SpatialDropout2D",
    "ActivityRegularization",
    "Concatenate",
];

impl Writer<'_> {
    fn layer(
        &mut self,
        layer: &Layer,
        [height, width, channels]: [usize; 3],
        is_output: bool,
    ) -> Result<Made, Refusal> {
        let inputs = layer
            .inputs
            .iter()
            .map(|name| self.made.get(name).cloned().ok_or_else(|| format!("reads `{name}`, which is not there")))
            .collect::<Result<Vec<Made>, Refusal>>()?;
        let config = Config(&layer.config);
        let class = layer.class.as_str();
        if class == "InputLayer" {
            return Ok(Made { tensor: INPUT.into(), form: Form::Image([channels, height, width]) });
        }
        if !["channels_last", ""].contains(&config.text("data_format")) {
            return Err("has colour first; only networks with colour last are read".into());
        }
        match (class, inputs.as_slice()) {
            ("Add", [first, rest @ ..]) if !rest.is_empty() => self.add(layer, first, rest),
            ("Concatenate", [first, rest @ ..]) if !rest.is_empty() => self.concatenate(layer, first, rest),
            // A chain may begin without a layer of its own for the input.
            (class, []) if layer.input_is_own() => {
                let image = Made { tensor: INPUT.into(), form: Form::Image([channels, height, width]) };
                self.single(layer, class, &image, is_output)
            }
            (class, [input]) => self.single(layer, class, input, is_output),
            (_, inputs) => Err(format!("reads {} layers", inputs.len())),
        }
    }

    /// A layer that reads one other.
    fn single(&mut self, layer: &Layer, class: &str, input: &Made, is_output: bool) -> Result<Made, Refusal> {
        let config = Config(&layer.config);
        if !matches!(layer.config.get("activation"), None | Some(Value::Null | Value::String(_))) {
            return Err("has an activation of its own, which goodnet does not know".into());
        }
        let activation = config.text("activation");
        match class {
            "Conv2D" => {
                let made = self.convolution(layer, input)?;
                self.activation(layer, activation, made, is_output)
            }
            "Dense" => {
                let made = self.dense(layer, input)?;
                self.activation(layer, activation, made, is_output)
            }
            "MaxPooling2D" => self.pool(layer, "MaxPool", input),
            "AveragePooling2D" => self.pool(layer, "AveragePool", input),
            "GlobalAveragePooling2D" => self.global_average(layer, input),
            "BatchNormalization" => self.normalisation(layer, input),
            "Flatten" => Ok(self.flatten(layer, input)),
            "Activation" => self.activation(layer, activation, input.clone(), is_output),
            "ReLU" => {
                if config.number("max_value").is_some()
                    || config.number("negative_slope").unwrap_or(0.0) != 0.0
                    || config.number("threshold").unwrap_or(0.0) != 0.0
                {
                    return Err("is no plain ReLU".into());
                }
                self.activation(layer, "relu", input.clone(), is_output)
            }
            "Softmax" => self.activation(layer, "softmax", input.clone(), is_output),
            // What acts in training alone.
            _ => Ok(input.clone()),
        }
    }

    fn activation(&mut self, layer: &Layer, name: &str, input: Made, is_output: bool) -> Result<Made, Refusal> {
        let op = match name {
            "" | "linear" => return Ok(input),
            "softmax" if is_output => return Ok(input),
            "relu" => "Relu",
            "sigmoid" => "Sigmoid",
            "tanh" => "Tanh",
            "softmax" if matches!(input.form, Form::Row(_)) => "Softmax",
            other => return Err(format!("has the activation `{other}`, which goodnet does not know")),
        };
        let tensor = format!("{}/{name}", layer.name);
        self.graph.node(op, &tensor, &[&input.tensor], &tensor, &[]);
        Ok(Made { tensor, form: input.form })
    }
}

impl Layer {
    /// Whether it says itself what images the network takes.
    fn input_is_own(&self) -> bool {
        ["batch_input_shape", "batch_shape"].iter().any(|key| self.config.contains_key(*key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unknown_layer_is_named() {
        let json = r#"{"class_name": "Sequential", "config": {"layers": [
            {"class_name": "InputLayer", "config": {"name": "in", "batch_input_shape": [null, 8, 8, 3]}},
            {"class_name": "LSTM", "config": {"name": "first"}},
            {"class_name": "Lambda", "config": {"name": "second"}}]}}"#;
        let architecture = Architecture::parse("model.h5", json).unwrap();
        let error = convert("model.h5", &architecture, &Weights::default()).unwrap_err().to_string();
        assert!(error.contains("`first` (LSTM), `second` (Lambda)"), "{error}");
    }

    #[test]
    fn a_layer_without_weights_is_named() {
        let architecture = Architecture::deepid().unwrap();
        let error = convert("weights.h5", &architecture, &Weights::default()).unwrap_err().to_string();
        assert!(error.contains("its layer `conv_1` (Conv2D) has no weights in the file"), "{error}");
    }
}
