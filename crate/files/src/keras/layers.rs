//! Each of Keras' layers as nodes of an ONNX graph.

use std::collections::HashMap;

use serde_json::Value;

use super::config::{Config, Refusal};
use super::{Architecture, Layer, Tensor, Weights};
use crate::error::{Error, Result};
use crate::onnx::{Attribute, Graph};

/// What images are called in the file that is written.
const INPUT: &str = "image";

/// The ONNX bytes of a network. A softmax at its end is left out: it changes no answer, and scores keep their precision.
///
/// # Errors
/// [`Error::NotANetwork`], naming every layer that is not known, or the one that cannot be written.
pub(crate) fn write(file: &str, architecture: &Architecture, weights: &Weights) -> Result<Vec<u8>> {
    let not_a_network = |reason: String| Error::NotANetwork { file: file.to_owned(), reason };
    let unknown: Vec<_> = (architecture.layers.iter())
        .filter(|layer| !KNOWN.contains(&layer.class.as_str()))
        .map(|layer| format!("`{}` ({})", layer.name, layer.class))
        .collect();
    if !unknown.is_empty() {
        return Err(not_a_network(format!(
            "it has layers that goodnet does not know: {}. Convert it with tf2onnx and bring the ONNX file",
            unknown.join(", ")
        )));
    }
    let mut writer = Writer { graph: Graph::new("keras"), weights, made: HashMap::new() };
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

/// What a layer gives.
#[derive(Debug, Clone)]
struct Made {
    /// The ONNX tensor's name.
    tensor: String,
    form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `[N, C, H, W]`.
    Image([usize; 3]),
    /// `[N, width]`.
    Row(usize),
}

struct Writer<'a> {
    graph: Graph,
    weights: &'a Weights,
    made: HashMap<String, Made>,
}

impl<'a> Writer<'a> {
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

    fn weight(&self, layer: &Layer, weight: &str, shape: &[usize]) -> Result<Option<&'a Tensor>, Refusal> {
        match self.weights.find(&layer.name, weight) {
            Some(found) if found.shape != shape => {
                Err(format!("has a {weight} of shape {:?}, but {shape:?} fits", found.shape))
            }
            found => Ok(found),
        }
    }

    /// Writes a weight with one value a channel, and gives its name.
    fn vector(&mut self, layer: &Layer, weight: &str, length: usize, default: Option<f32>) -> Result<String, Refusal> {
        let values = match (self.weight(layer, weight, &[length])?, default) {
            (Some(tensor), _) => tensor.values.clone(),
            (None, Some(value)) => vec![value; length],
            (None, None) => return Err(format!("has no {weight}")),
        };
        let name = format!("{}/{weight}", layer.name);
        self.graph.tensor(&name, &[length], &values);
        Ok(name)
    }

    fn convolution(&mut self, layer: &Layer, input: &Made) -> Result<Made, Refusal> {
        let config = Config(&layer.config);
        let [channels, ..] = input.image()?;
        if config.number("groups").unwrap_or(1.0) != 1.0 {
            return Err("works on groups of channels".into());
        }
        let window = config.pair("kernel_size", None)?;
        let kernel = self.weights.find(&layer.name, "kernel").ok_or("has no weights in the file")?;
        let filters = *kernel.shape.last().unwrap_or(&0);
        if kernel.shape != [window[0], window[1], channels, filters] {
            return Err(format!(
                "has filters of shape {:?}, but {window:?} pixels of {channels} channels are needed",
                kernel.shape
            ));
        }
        let name = format!("{}/kernel", layer.name);
        self.graph.tensor(&name, &[filters, channels, window[0], window[1]], &filters_first(kernel));
        let bias = self.vector(layer, "bias", filters, Some(0.0))?;
        let strides = config.pair("strides", Some([1, 1]))?;
        let dilations = config.pair("dilation_rate", Some([1, 1]))?;
        let ([height, width], auto_pad) = config.windows(input.image()?, window, strides, dilations)?;
        let form = Form::Image([filters, height, width]);
        let ints = |pair: [usize; 2]| pair.map(|side| side as i64);
        let tensor = format!("{}/sum", layer.name);
        self.graph.node(
            "Conv",
            &layer.name,
            &[&input.tensor, &name, &bias],
            &tensor,
            &[
                Attribute::Text("auto_pad", auto_pad),
                Attribute::Ints("kernel_shape", &ints(window)),
                Attribute::Ints("strides", &ints(strides)),
                Attribute::Ints("dilations", &ints(dilations)),
            ],
        );
        Ok(Made { tensor, form })
    }

    fn dense(&mut self, layer: &Layer, input: &Made) -> Result<Made, Refusal> {
        let Form::Row(width) = input.form else {
            return Err("reads an image that was not flattened".into());
        };
        let kernel = self.weights.find(&layer.name, "kernel").ok_or("has no weights in the file")?;
        let &[rows, units] = kernel.shape.as_slice() else {
            return Err(format!("has weights of shape {:?}", kernel.shape));
        };
        if rows != width {
            return Err(format!("has weights of shape {:?}, but reads {width} values", kernel.shape));
        }
        let name = format!("{}/kernel", layer.name);
        self.graph.tensor(&name, &[rows, units], &kernel.values);
        let bias = self.vector(layer, "bias", units, Some(0.0))?;
        let tensor = format!("{}/sum", layer.name);
        self.graph.node("Gemm", &layer.name, &[&input.tensor, &name, &bias], &tensor, &[]);
        Ok(Made { tensor, form: Form::Row(units) })
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

    fn pool(&mut self, layer: &Layer, op: &str, input: &Made) -> Result<Made, Refusal> {
        let config = Config(&layer.config);
        let [channels, ..] = input.image()?;
        let window = config.pair("pool_size", Some([2, 2]))?;
        let strides = config.pair("strides", Some(window))?;
        let ([height, width], auto_pad) = config.windows(input.image()?, window, strides, [1, 1])?;
        let form = Form::Image([channels, height, width]);
        let ints = |pair: [usize; 2]| pair.map(|side| side as i64);
        self.graph.node(
            op,
            &layer.name,
            &[&input.tensor],
            &layer.name,
            &[
                Attribute::Text("auto_pad", auto_pad),
                Attribute::Ints("kernel_shape", &ints(window)),
                Attribute::Ints("strides", &ints(strides)),
            ],
        );
        Ok(Made { tensor: layer.name.clone(), form })
    }

    fn global_average(&mut self, layer: &Layer, input: &Made) -> Result<Made, Refusal> {
        let [channels, ..] = input.image()?;
        if layer.config.get("keepdims").and_then(Value::as_bool) == Some(true) {
            return Err("keeps height and width, which goodnet does not know".into());
        }
        let pooled = format!("{}/mean", layer.name);
        self.graph.node("GlobalAveragePool", &pooled, &[&input.tensor], &pooled, &[]);
        self.graph.node("Flatten", &layer.name, &[&pooled], &layer.name, &[]);
        Ok(Made { tensor: layer.name.clone(), form: Form::Row(channels) })
    }

    fn normalisation(&mut self, layer: &Layer, input: &Made) -> Result<Made, Refusal> {
        let config = Config(&layer.config);
        let (length, last) = match input.form {
            Form::Image([channels, ..]) => (channels, 3),
            Form::Row(width) => (width, 1),
        };
        if !config.axis_is_last(last) {
            return Err("does not work on channels".into());
        }
        let inputs = [
            input.tensor.clone(),
            self.vector(layer, "gamma", length, Some(1.0))?,
            self.vector(layer, "beta", length, Some(0.0))?,
            self.vector(layer, "moving_mean", length, None)?,
            self.vector(layer, "moving_variance", length, None)?,
        ];
        let epsilon = config.number("epsilon").unwrap_or(1e-3) as f32;
        self.graph.node(
            "BatchNormalization",
            &layer.name,
            &inputs.each_ref().map(String::as_str),
            &layer.name,
            &[Attribute::Float("epsilon", epsilon)],
        );
        Ok(Made { tensor: layer.name.clone(), form: input.form })
    }

    fn flatten(&mut self, layer: &Layer, input: &Made) -> Made {
        let Form::Image([channels, height, width]) = input.form else { return input.clone() };
        let turned = format!("{}/colour_last", layer.name);
        self.graph.node("Transpose", &turned, &[&input.tensor], &turned, &[Attribute::Ints("perm", &[0, 2, 3, 1])]);
        self.graph.node("Flatten", &layer.name, &[&turned], &layer.name, &[]);
        Made { tensor: layer.name.clone(), form: Form::Row(channels * height * width) }
    }

    fn add(&mut self, layer: &Layer, first: &Made, rest: &[Made]) -> Result<Made, Refusal> {
        let mut sum = first.clone();
        for (index, next) in rest.iter().enumerate() {
            if next.form != first.form {
                return Err("adds up what is not of one shape".into());
            }
            let tensor = if index + 1 == rest.len() { layer.name.clone() } else { format!("{}/{index}", layer.name) };
            self.graph.node("Add", &tensor, &[&sum.tensor, &next.tensor], &tensor, &[]);
            sum.tensor = tensor;
        }
        Ok(sum)
    }

    fn concatenate(&mut self, layer: &Layer, first: &Made, rest: &[Made]) -> Result<Made, Refusal> {
        let last = if matches!(first.form, Form::Row(_)) { 1 } else { 3 };
        if !Config(&layer.config).axis_is_last(last) {
            return Err("does not join channels".into());
        }
        let mut form = first.form;
        for next in rest {
            form = match (form, next.form) {
                (Form::Row(a), Form::Row(b)) => Form::Row(a + b),
                (Form::Image([a, height, width]), Form::Image([b, h, w])) if [height, width] == [h, w] => {
                    Form::Image([a + b, height, width])
                }
                _ => return Err("joins what does not fit together".into()),
            };
        }
        let inputs: Vec<&str> = std::iter::once(first).chain(rest).map(|made| made.tensor.as_str()).collect();
        self.graph.node("Concat", &layer.name, &inputs, &layer.name, &[Attribute::Int("axis", 1)]);
        Ok(Made { tensor: layer.name.clone(), form })
    }
}

impl Made {
    fn image(&self) -> Result<[usize; 3], Refusal> {
        match self.form {
            Form::Image(shape) => Ok(shape),
            Form::Row(_) => Err("reads what was flattened before".into()),
        }
    }
}

impl Layer {
    /// Whether it says itself what images the network takes.
    fn input_is_own(&self) -> bool {
        ["batch_input_shape", "batch_shape"].iter().any(|key| self.config.contains_key(*key))
    }
}

/// Filters `[height, width, in, out]` as `[out, in, height, width]`.
fn filters_first(kernel: &Tensor) -> Vec<f32> {
    let &[height, width, inputs, filters] = kernel.shape.as_slice() else { return Vec::new() };
    let mut turned = Vec::with_capacity(kernel.values.len());
    for filter in 0..filters {
        for input in 0..inputs {
            for tap in 0..height * width {
                turned.push(kernel.values[(tap * inputs + input) * filters + filter]);
            }
        }
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_turned() {
        // One row, two columns, two inputs, three filters; the value says where it was.
        let values = (0..12).map(|at| at as f32).collect();
        let turned = filters_first(&Tensor { shape: vec![1, 2, 2, 3], values });
        assert_eq!(turned, [0.0, 6.0, 3.0, 9.0, 1.0, 7.0, 4.0, 10.0, 2.0, 8.0, 5.0, 11.0]);
    }

    #[test]
    fn every_unknown_layer_is_named() {
        let json = r#"{"class_name": "Sequential", "config": {"layers": [
            {"class_name": "InputLayer", "config": {"name": "in", "batch_input_shape": [null, 8, 8, 3]}},
            {"class_name": "LSTM", "config": {"name": "first"}},
            {"class_name": "Lambda", "config": {"name": "second"}}]}}"#;
        let architecture = Architecture::parse("model.h5", json).unwrap();
        let error = write("model.h5", &architecture, &Weights::default()).unwrap_err().to_string();
        assert!(error.contains("`first` (LSTM), `second` (Lambda)"), "{error}");
    }

    #[test]
    fn a_layer_without_weights_is_named() {
        let architecture = Architecture::deepid("weights.h5").unwrap();
        let error = write("weights.h5", &architecture, &Weights::default()).unwrap_err().to_string();
        assert!(error.contains("its layer `conv_1` (Conv2D) has no weights in the file"), "{error}");
    }
}
