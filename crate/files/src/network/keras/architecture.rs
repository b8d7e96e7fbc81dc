//! The layers of a network, as Keras writes them down: `model_config`, or what `model.to_json()` gives, in the forms of versions 2
//! and 3.

use std::io::Read;

use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// The lab's network in the same form, for files with weights alone.
const DEEPID: &str = include_str!("deepid.json");

/// What a description may be long: 64 MB. The largest of Keras' own networks takes less than 1 MB.
const LONGEST: u64 = 64 << 20;

/// A network's layers, each after those it reads: what a file with weights alone ([`crate::network`]) does not have.
#[derive(Debug, Clone, PartialEq)]
pub struct Architecture {
    /// What messages call the place where the layers are described: a file's name.
    pub(crate) described_in: String,
    /// The layers.
    pub(crate) layers: Vec<Layer>,
    /// `[height, width, channels]` of the images that it takes.
    pub(crate) input: [usize; 3],
    /// The name of the layer that gives the answer.
    pub(crate) output: String,
}

/// One layer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layer {
    /// Its name, which its weights have too.
    pub(crate) name: String,
    /// What it is: `Conv2D`, `Dense`, ...
    pub(crate) class: String,
    /// Its options.
    pub(crate) config: Map<String, Value>,
    /// The layers that it reads.
    pub(crate) inputs: Vec<String>,
}

impl Architecture {
    /// Reads a JSON file as Keras writes it: `open("model.json", "w").write(model.to_json())`.
    ///
    /// # Errors
    /// [`Error::Unreadable`]; [`Error::NotANetwork`] when it is something else, or no network of one image and one output.
    pub fn read(file: &str, source: impl Read) -> Result<Self> {
        let mut json = String::new();
        let read = source.take(LONGEST).read_to_string(&mut json);
        read.map_err(|error| Error::unreadable(file, error))?;
        Self::parse(file, &json)
    }

    /// The lab's DeepID.
    pub(crate) fn deepid() -> Result<Self> {
        Self::parse("the lab's DeepID", DEEPID)
    }

    /// Reads a `model_config`.
    ///
    /// # Errors
    /// [`Error::NotANetwork`] when it is no chain or graph of layers with one image input and one output.
    pub(crate) fn parse(file: &str, json: &str) -> Result<Self> {
        let wrong = |reason: &str| Error::NotANetwork { file: file.to_owned(), reason: reason.to_owned() };
        let value = |json: &str| -> Result<Value> {
            serde_json::from_str(json)
                .map_err(|error| wrong(&format!("the description of its layers cannot be read ({error})")))
        };
        let model = match value(json)? {
            // json.dump(model.to_json(), file): JSON in JSON.
            Value::String(json) => value(&json)?,
            model => model,
        };
        let config = &model["config"];
        // Keras 2.2 wrote a chain as the bare list of its layers.
        let list = config["layers"].as_array().or_else(|| config.as_array());
        let list = list.ok_or_else(|| wrong("the description of its layers has no list of them"))?;
        let mut layers = list
            .iter()
            .map(Layer::parse)
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| wrong("one of its layers has no name, or is used more than once"))?;
        let chain = model["class_name"] == "Sequential";
        if chain {
            for next in 1..layers.len() {
                layers[next].inputs = vec![layers[next - 1].name.clone()];
            }
        }
        let mut inputs: Vec<[usize; 3]> = layers.iter().filter_map(Layer::input_shape).collect();
        if chain {
            // Its first layer may repeat what the input layer says.
            inputs.truncate(1);
        }
        let [input] = inputs.as_slice() else {
            return Err(wrong("it does not take exactly one image, of a height and width that its description says"));
        };
        let output =
            if chain { layers.last().map(|layer| layer.name.clone()) } else { output(&config["output_layers"]) };
        let output = output.ok_or_else(|| wrong("it does not have exactly one output"))?;
        Ok(Self { described_in: file.to_owned(), layers, input: *input, output })
    }
}

impl Layer {
    fn parse(value: &Value) -> Option<Self> {
        let config = value["config"].as_object()?;
        let name = value["name"].as_str().or_else(|| config.get("name")?.as_str())?;
        let nodes = value["inbound_nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
        let mut inputs = Vec::new();
        match nodes {
            [] => {}
            [node] => sources(node, &mut inputs),
            _ => return None,
        }
        Some(Self {
            name: name.to_owned(),
            class: value["class_name"].as_str()?.to_owned(),
            config: config.clone(),
            inputs,
        })
    }

    /// `[height, width, channels]`, where the layer says what images the network takes.
    fn input_shape(&self) -> Option<[usize; 3]> {
        let shape = self.config.get("batch_input_shape").or_else(|| self.config.get("batch_shape"))?.as_array()?;
        let [_, height, width, channels] = shape.as_slice() else { return None };
        let size = |dim: &Value| dim.as_u64().and_then(|dim| usize::try_from(dim).ok());
        Some([size(height)?, size(width)?, size(channels)?])
    }
}

/// The names of the layers that a node reads: version 2 lists `["conv_1", 0, 0, {}]`, version 3 arguments that are tensors, each
/// with a `keras_history` of the same form.
fn sources(node: &Value, names: &mut Vec<String>) {
    match node {
        Value::Array(items) => match items.as_slice() {
            [Value::String(name), Value::Number(_), Value::Number(_), ..] => names.push(name.clone()),
            items => items.iter().for_each(|item| sources(item, names)),
        },
        Value::Object(fields) => match fields.get("keras_history") {
            Some(history) => sources(history, names),
            None => {
                ["args", "config"].iter().filter_map(|field| fields.get(*field)).for_each(|item| sources(item, names))
            }
        },
        _ => {}
    }
}

/// The one layer in `output_layers`: `[["output", 0, 0]]`, or `["output", 0, 0]` in version 3.
fn output(value: &Value) -> Option<String> {
    let mut names = Vec::new();
    sources(value, &mut names);
    match names.as_slice() {
        [name] => Some(name.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deepid_has_the_labs_layers() {
        let deepid = Architecture::deepid().unwrap();
        assert_eq!((deepid.input, deepid.output.as_str()), ([55, 47, 3], "output"));
        let add = deepid.layers.iter().find(|layer| layer.class == "Add").unwrap();
        assert_eq!(add.inputs, ["fc_1", "fc_2"]);
    }

    #[test]
    fn both_versions_say_what_a_layer_reads() {
        let names = |json: &str| {
            let mut names = Vec::new();
            sources(&serde_json::from_str(json).unwrap(), &mut names);
            names
        };
        assert_eq!(names(r#"[["fc_1", 0, 0, {}], ["fc_2", 0, 0, {}]]"#), ["fc_1", "fc_2"]);
        let tensor = |name: &str| {
            format!(
                r#"{{"class_name": "__keras_tensor__", "config": {{"shape": [null, 160], "keras_history": ["{name}", 0, 0]}}}}"#
            )
        };
        let node = format!(r#"{{"args": [[{}, {}]], "kwargs": {{}}}}"#, tensor("fc_1"), tensor("fc_2"));
        assert_eq!(names(&node), ["fc_1", "fc_2"]);
    }

    #[test]
    fn a_chain_may_say_twice_what_it_takes() {
        let json = r#"{"class_name": "Sequential", "config": {"name": "chain", "layers": [
            {"class_name": "InputLayer", "config": {"name": "in", "batch_input_shape": [null, 8, 9, 3]}},
            {"class_name": "Conv2D", "config": {"name": "conv", "batch_input_shape": [null, 8, 9, 3]}}]}}"#;
        let chain = Architecture::parse("model.h5", json).unwrap();
        assert_eq!((chain.input, chain.output.as_str()), ([8, 9, 3], "conv"));
        assert_eq!(chain.layers[1].inputs, ["in"]);
    }

    #[test]
    fn json_in_json_is_read() {
        let twice = Value::String(DEEPID.to_owned()).to_string();
        let read = Architecture::read("model.json", twice.as_bytes()).unwrap();
        assert_eq!(read.layers, Architecture::deepid().unwrap().layers);
    }

    #[test]
    fn a_description_without_one_image_is_refused() {
        for json in ["{}", "nothing", r#"{"class_name": "Sequential", "config": {"layers": []}}"#] {
            let error = Architecture::parse("model.h5", json).unwrap_err().to_string();
            assert!(error.contains("model.h5 is no network"), "{error}");
        }
    }
}
