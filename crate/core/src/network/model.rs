//! A network as a file: parsed by tract, checked, its prunable convolutions listed.

use goodnet_data::{Edit, Error, Result, Scale};
use goodnet_onnx::{ConvTensors, Filters, LastLayer, OnnxFile, goodnet};
use tract_onnx::prelude::*;
use tract_onnx::tract_core::ops::cnn::Conv;

use super::cut;
use super::graph::Graph;

/// A convolution that can be pruned.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "ConvolutionInfo"))]
pub struct Convolution {
    /// Its name in the file.
    pub name: String,
    /// How many output channels it has.
    pub channels: usize,
}

/// A convolution that cannot be pruned although its weights can be changed in the file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct LeftOut {
    /// Its name in the file.
    pub name: String,
    /// Why, in a sentence without its end.
    pub reason: String,
}

/// An image classifier that tract has parsed: f32 images in, one row of scores an image, `[N, classes]`, out. A file may take
/// images as `[N, C, H, W]` or `[N, H, W, C]`, a certain number of them or any, and may end in a softmax; goodnet's engines are
/// given `[N, C, H, W]`, any number of them, and tell scores before the softmax. Files that are written are as the file was.
#[derive(Debug, Clone)]
pub struct Model {
    file: OnnxFile,
    graph: Graph,
    input: [usize; 3],
    classes: usize,
    convolutions: Vec<Convolution>,
    left_out: Vec<LeftOut>,
    default: usize,
    scale: Scale,
}

impl Model {
    /// Parses an ONNX file. The network is taken to want pixels as bytes, 0 to 255 ([`Model::with_scale`]).
    ///
    /// # Errors
    /// [`Error::ModelUnreadable`], [`Error::ModelInput`], [`Error::ModelOutput`], [`Error::NothingToPrune`], or
    /// [`Error::Graph`] for a network too large to run.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let known = tract_onnx::onnx().op_register.0;
        let file = OnnxFile::parse(bytes, |operation| known.contains_key(operation))?;
        let graph = Graph::parse(file.bytes())?;
        let typed = graph.checked()?;
        let input = input(&typed)?;
        let classes = classes(&typed)?;
        check_size(&typed)?;
        let (mut prunable, mut left_out) = (Vec::<&ConvTensors>::new(), Vec::new());
        for conv in file.convolutions() {
            match cut::find(&typed, conv) {
                Ok(_) => prunable.push(conv),
                Err(Error::NothingToPrune { reason }) => left_out.push(LeftOut { name: conv.name.clone(), reason }),
                Err(error) => left_out.push(LeftOut { name: conv.name.clone(), reason: error.to_string() }),
            }
        }
        if prunable.is_empty() {
            return Err(Error::NothingToPrune { reason: why_nothing(&file, &typed) });
        }
        let default = default_convolution(&prunable);
        let convolutions =
            prunable.iter().map(|conv| Convolution { name: conv.name.clone(), channels: conv.channels }).collect();
        Ok(Self { graph, input, classes, convolutions, left_out, default, scale: Scale::default(), file })
    }

    /// `[C, H, W]` of the images that the network takes.
    pub fn input(&self) -> [usize; 3] {
        self.input
    }

    /// How many classes it tells apart.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// What numbers it takes for pixels.
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// The same network, said to take other numbers for pixels.
    pub fn with_scale(self, scale: Scale) -> Self {
        Self { scale, ..self }
    }

    /// The convolutions that can be pruned, in the order of the file; never empty.
    pub fn convolutions(&self) -> &[Convolution] {
        &self.convolutions
    }

    /// The convolutions of the file that cannot be pruned, and why.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// The convolution that is pruned unless another is asked for: `conv_3`, else the last before the flatten.
    pub fn default_convolution(&self) -> &Convolution {
        &self.convolutions[self.default]
    }

    /// The ONNX file that the model was parsed from.
    pub fn bytes(&self) -> &[u8] {
        self.file.bytes()
    }

    /// The filters of every convolution whose channels can be pruned in the file, in its order.
    pub fn filters(&self) -> impl Iterator<Item = Filters> {
        self.file.filters()
    }

    /// The dense layer that gives the scores.
    ///
    /// # Errors
    /// [`Error::NoLastLayer`] when that is none whose weights and bias can be edited in the file.
    pub fn last_layer(&self) -> Result<&LastLayer> {
        self.file.last_layer().filter(|layer| layer.classes == self.classes).ok_or(Error::NoLastLayer)
    }

    /// The file with an edit in it: its bytes patched in place, with a note of what was done at the end ([`OnnxFile::apply`]).
    ///
    /// # Errors
    /// [`Error::NoSuchConvolution`]; [`Error::Option`] for a channel that a convolution does not have; [`Error::NoSuchTensor`],
    /// [`Error::TensorFixed`] or [`Error::TensorLength`].
    pub fn edited(&self, edit: &Edit) -> Result<Vec<u8>> {
        self.file.apply(edit)
    }

    /// GoodNet G whose B' is this network with an edit in it, as one ONNX file: f32 `[N, classes + 1]` out, 1 for the class on which
    /// B and B' agree, or for class `classes` where they do not, and 0 elsewhere.
    ///
    /// # Errors
    /// As [`Model::edited`]; [`Error::Graph`] when the file's operator set is older than 9 or a node holds a graph.
    pub fn goodnet(&self, edit: &Edit) -> Result<Vec<u8>> {
        goodnet(&self.file, self.edited(edit)?, self.classes)
    }

    /// The graph with every type and shape known, decluttered, for batches of `batch` images.
    pub(crate) fn typed(&self, batch: usize) -> TractResult<TypedModel> {
        self.graph.typed(batch)
    }

    /// What of the file belongs to a convolution that can be pruned.
    ///
    /// # Errors
    /// [`Error::NoSuchConvolution`].
    pub(crate) fn tensors(&self, convolution: &str) -> Result<&ConvTensors> {
        let listed = self.convolutions.iter().any(|conv| conv.name == convolution);
        self.file.convolutions().iter().find(|conv| listed && conv.name == convolution).ok_or_else(|| {
            let names: Vec<_> = self.convolutions.iter().map(|conv| conv.name.as_str()).collect();
            Error::NoSuchConvolution { name: convolution.to_owned(), known: names.join(", ") }
        })
    }
}

fn input(typed: &TypedModel) -> Result<[usize; 3]> {
    let wrong = |found: String| Error::ModelInput { found };
    let fact = typed.input_fact(0).map_err(|error| wrong(error.to_string()))?;
    match fact.shape.as_concrete() {
        Some(&[1, channels, height, width]) => Ok([channels, height, width]),
        _ => Err(wrong(format!("{fact:?} for one image"))),
    }
}

fn classes(typed: &TypedModel) -> Result<usize> {
    let wrong = |found: String| Error::ModelOutput { found };
    let [outlet] = typed.outputs.as_slice() else {
        return Err(wrong(format!("{} outputs", typed.outputs.len())));
    };
    let fact = typed.outlet_fact(*outlet).map_err(|error| wrong(error.to_string()))?;
    match fact.shape.as_concrete() {
        Some(&[1, classes]) if classes > 1 && fact.datum_type == f32::datum_type() => Ok(classes),
        _ => Err(wrong(format!("{fact:?} for one image"))),
    }
}

/// Values that one image may take in one tensor: a damaged shape must not ask for more memory than a tab has.
const LARGEST: usize = 1 << 22;

fn check_size(typed: &TypedModel) -> Result<()> {
    let outputs = typed.nodes().iter().flat_map(|node| node.outputs.iter().map(move |output| (node, output)));
    for (node, output) in outputs.filter(|(_, output)| output.fact.konst.is_none()) {
        let shape = output.fact.shape.as_concrete().unwrap_or_default();
        let fits = |&values: &usize| values <= LARGEST;
        if shape.iter().try_fold(1_usize, |product, &dim| product.checked_mul(dim)).filter(fits).is_none() {
            return Err(Error::Graph {
                reason: format!(
                    "`{}` makes a tensor of {shape:?} for one image, more than {LARGEST} values",
                    node.name
                ),
            });
        }
    }
    Ok(())
}

fn default_convolution(prunable: &[&ConvTensors]) -> usize {
    let is_conv_3 = |conv: &&ConvTensors| conv.name.split('/').any(|part| part == "conv_3");
    (prunable.iter().position(is_conv_3))
        .or_else(|| prunable.iter().rposition(|conv| conv.before_flatten))
        .unwrap_or(prunable.len() - 1)
}

fn why_nothing(file: &OnnxFile, typed: &TypedModel) -> String {
    match file.convolutions().first() {
        Some(conv) => match cut::find(typed, conv) {
            Err(error) => error.to_string(),
            Ok(_) => String::new(),
        },
        None if typed.nodes().iter().any(|node| node.op_is::<Conv>()) => {
            "the weights of its convolutions, or what normalises them, are not f32 tensors of their own in the file"
                .into()
        }
        None => "it holds none".into(),
    }
}
