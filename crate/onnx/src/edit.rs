//! Writes an edit into an ONNX file: values change where they lie, and a note of what was done follows the last byte.

use goodnet_data::{Bias, ChannelsOff, Edit, Error, Result};
use prost::Message;

use crate::convolutions::ConvTensors;
use crate::proto::{ModelProto, StringStringEntryProto};
use crate::read::OnnxFile;

/// Under what a file's metadata lists pruned channels, an entry a convolution.
const PRUNED: &str = "goodnet.pruned";
/// Under what it lists tensors with other values.
const EDITED: &str = "goodnet.edited";

impl OnnxFile {
    /// A copy of the file with an edit in it. Tensors get their new values; then channels are pruned: their weights are 0, and their
    /// biases, and the scales and shifts of a normalisation after them, are 0 too or as they were. Nothing else changes, but for
    /// entries at the end of the file, in the model's metadata: for each convolution which channels were pruned
    /// (`goodnet.pruned`), then which tensors have other values (`goodnet.edited`).
    ///
    /// # Errors
    /// [`Error::NoSuchConvolution`]; [`Error::Option`] for a channel that a convolution does not have; [`Error::NoSuchTensor`],
    /// [`Error::TensorFixed`] or [`Error::TensorLength`].
    pub fn apply(&self, edit: &Edit) -> Result<Vec<u8>> {
        let mut patched = self.bytes.to_vec();
        for tensor in &edit.tensors {
            let place = self.place_of(&tensor.name)?;
            let (found, wanted) = (tensor.values.len(), place.len() / size_of::<f32>());
            if found != wanted {
                return Err(Error::TensorLength { name: tensor.name.clone(), found, wanted });
            }
            let bytes = tensor.values.iter().flat_map(|value| value.to_le_bytes());
            patched[place].iter_mut().zip(bytes).for_each(|(old, new)| *old = new);
        }
        let mut entries = Vec::new();
        for off in &edit.channels {
            let convolution = self.convolution(&off.convolution)?;
            prune(&mut patched, convolution, off)?;
            entries.push((PRUNED, pruned_note(off)));
        }
        if !edit.tensors.is_empty() {
            let names: Vec<_> = edit.tensors.iter().map(|tensor| tensor.name.as_str()).collect();
            entries.push((EDITED, names.join(", ")));
        }
        let mut note = ModelProto::default();
        let mut keys = self.metadata_keys.clone();
        for (key, value) in entries {
            let key = free_key(&keys, key);
            keys.push(key.clone());
            note.metadata_props.push(StringStringEntryProto { key, value });
        }
        // A repeated field may go on anywhere in a protobuf message: what is appended joins the model's metadata.
        patched.extend(note.encode_to_vec());
        Ok(patched)
    }

    fn convolution(&self, name: &str) -> Result<&ConvTensors> {
        self.convolutions.iter().find(|convolution| convolution.name == name).ok_or_else(|| {
            let known: Vec<_> = self.convolutions.iter().map(|convolution| convolution.name.as_str()).collect();
            Error::NoSuchConvolution { name: name.to_owned(), known: known.join(", ") }
        })
    }
}

/// Sets to 0 what belongs to the channels.
fn prune(file: &mut [u8], convolution: &ConvTensors, off: &ChannelsOff) -> Result<()> {
    let biased = match off.bias {
        Bias::Zero => convolution.offsets.as_slice(),
        Bias::Keep => &[],
    };
    for &channel in &off.channels {
        if channel >= convolution.channels {
            return Err(Error::Option {
                option: "a pruned channel",
                value: channel.to_string(),
                reason: format!("`{}` has {} channels", convolution.name, convolution.channels),
            });
        }
        for tensor in std::iter::once(&convolution.weights).chain(biased) {
            let size = tensor.len() / convolution.channels;
            let start = tensor.start + channel * size;
            file[start..start + size].fill(0);
        }
    }
    Ok(())
}

/// What the metadata says of pruned channels.
fn pruned_note(off: &ChannelsOff) -> String {
    let list: Vec<_> = off.channels.iter().map(usize::to_string).collect();
    let bias = match off.bias {
        Bias::Zero => "weights and biases set to 0",
        Bias::Keep => "weights set to 0, biases kept",
    };
    format!("{}: channels {} ({bias})", off.convolution, list.join(","))
}

/// `key`, or with a number after it where that is taken: when a model that was repaired before is repaired again, and for the second
/// of several convolutions.
fn free_key(taken: &[String], key: &str) -> String {
    let numbered = (2..).map(|number| format!("{key}.{number}"));
    std::iter::once(key.to_owned()).chain(numbered).find(|candidate| !taken.contains(candidate)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use goodnet_data::TensorEdit;

    use super::*;
    use crate::proto::data_type;
    use crate::read::decode;
    use crate::write::{Attribute, GraphBuilder};

    /// Two convolutions of one channel in, two and three out, and a tensor of whole numbers.
    fn file() -> OnnxFile {
        let mut graph = GraphBuilder::new("two");
        graph.tensor("first/weight", &[2, 1, 1, 1], &[1.0, 2.0]);
        graph.tensor("first/bias", &[2], &[0.5, 0.25]);
        graph.tensor("second/weight", &[3, 2, 1, 1], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let window = [Attribute::Ints("kernel_shape", &[1, 1])];
        graph.node("Conv", "first", &["image", "first/weight", "first/bias"], "planes", &window);
        graph.node("Conv", "second", &["planes", "second/weight"], "more", &window);
        graph.node("Flatten", "flatten", &["more"], "scores", &[]);
        let bytes = graph.finish(["test", "1"], "image", [1, 2, 2], "scores", 12);
        let mut model = decode(bytes.into()).unwrap();
        let graph = model.graph.as_mut().unwrap();
        let mut shape = graph.initializer[1].clone();
        (shape.name, shape.data_type, shape.dims) = ("shape".into(), data_type::INT64, vec![1]);
        graph.initializer.push(shape);
        OnnxFile::parse(&model.encode_to_vec(), |_| true).unwrap()
    }

    fn off(convolution: &str, channels: &[usize], bias: Bias) -> ChannelsOff {
        ChannelsOff { convolution: convolution.into(), channels: channels.into(), bias }
    }

    fn tensor(name: &str, values: &[f32]) -> TensorEdit {
        TensorEdit { name: name.into(), values: values.into() }
    }

    fn notes(bytes: &[u8]) -> Vec<(String, String)> {
        let entries = decode(bytes.to_vec().into()).unwrap().metadata_props;
        entries.into_iter().map(|entry| (entry.key, entry.value)).collect()
    }

    #[test]
    fn several_convolutions_and_tensors_are_edited_and_noted_in_order() {
        let file = file();
        let edit = Edit {
            channels: vec![off("second", &[2, 0], Bias::Keep), off("first", &[0], Bias::Zero)],
            tensors: vec![tensor("first/weight", &[7.0, 8.0]), tensor("first/bias", &[-1.0, f32::MIN_POSITIVE])],
        };
        let edited = file.apply(&edit).unwrap();
        let read = OnnxFile::parse(&edited, |_| true).unwrap();
        assert_eq!(read.values("first/weight").unwrap(), [0.0, 8.0], "what is pruned stays so");
        assert_eq!(read.values("first/bias").unwrap(), [0.0, f32::MIN_POSITIVE]);
        assert_eq!(read.values("second/weight").unwrap(), [0.0, 0.0, 3.0, 4.0, 0.0, 0.0]);
        let noted = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let all = [
            noted("goodnet.pruned", "second: channels 2,0 (weights set to 0, biases kept)"),
            noted("goodnet.pruned.2", "first: channels 0 (weights and biases set to 0)"),
            noted("goodnet.edited", "first/weight, first/bias"),
        ];
        assert_eq!(notes(&edited), all);
        let again = read.apply(&Edit { channels: edit.channels, ..Edit::default() }).unwrap();
        let keys: Vec<_> = notes(&again).into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys[3..], ["goodnet.pruned.3", "goodnet.pruned.4"]);
    }

    #[test]
    fn an_empty_edit_changes_no_byte() {
        let file = file();
        assert_eq!(file.apply(&Edit::default()).unwrap(), file.bytes());
    }

    #[test]
    fn what_does_not_fit_is_refused_with_its_name() {
        let file = file();
        let prunes = |convolution: &str, channel: usize| Edit::pruned(convolution, [channel], Bias::Zero);
        let edits = |name: &str, values: &[f32]| Edit { tensors: vec![tensor(name, values)], ..Edit::default() };
        let cases = [
            (prunes("third", 0), "no-such-convolution", "`third`; it has first, second"),
            (prunes("second", 3), "option", "`second` has 3 channels"),
            (edits("third/weight", &[1.0]), "no-such-tensor", "named `third/weight`"),
            (edits("shape", &[1.0, 2.0]), "tensor-fixed", "`shape` cannot be changed"),
            (edits("first/bias", &[1.0]), "tensor-length", "1 values were given for `first/bias`, but it has 2"),
        ];
        for (edit, kind, words) in cases {
            let error = file.apply(&edit).unwrap_err();
            assert!(error.report().kind == kind && error.to_string().contains(words), "{error}");
        }
    }
}
