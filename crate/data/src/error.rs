//! What can go wrong, as one enum that carries the offending values.

use serde::Serialize;

use crate::cause::Cause;

/// Everything that goodnet's core refuses, each with the values that were wrong and what to do about it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are not an ONNX model that tract can read.
    #[error(
        "this file could not be read as an ONNX model: {reason}. Export the model to ONNX again, and check that the whole file was copied"
    )]
    ModelUnreadable {
        /// What the parser says.
        reason: String,
    },
    /// The model's input is no batch of images, `[N, C, H, W]` or `[N, H, W, C]`.
    #[error(
        "the model's input has the shape {found}, but a batch of images, `[N, C, H, W]` or `[N, H, W, C]`, is needed. Export the model with one image input"
    )]
    ModelInput {
        /// The shape as the graph declares it.
        found: String,
    },
    /// The model's output is not one row of logits an image.
    #[error("the model's output has the shape {found}, but one row of scores an image, `[N, classes]`, is needed")]
    ModelOutput {
        /// The shape as the graph declares it.
        found: String,
    },
    /// No convolution in the graph can be pruned.
    #[error("the model has no convolution that can be pruned: {reason}")]
    NothingToPrune {
        /// Why none will do.
        reason: String,
    },
    /// The convolution asked for is not there.
    #[error("the model has no prunable convolution named `{name}`; it has {known}")]
    NoSuchConvolution {
        /// The name asked for.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// The tensor that was to get other values is not there.
    #[error("the model's file has no constant tensor named `{name}`")]
    NoSuchTensor {
        /// The name asked for.
        name: String,
    },
    /// A tensor whose values cannot be changed where they lie.
    #[error(
        "the values of `{name}` cannot be changed: it is not f32, or does not lie in the model's file in one piece"
    )]
    TensorFixed {
        /// The tensor's name.
        name: String,
    },
    /// Other values for a tensor, but not as many as it has.
    #[error("{found} values were given for `{name}`, but it has {wanted}")]
    TensorLength {
        /// The tensor's name.
        name: String,
        /// How many there were.
        found: usize,
        /// How many it has.
        wanted: usize,
    },
    /// An operation before the pruned tensor that the fused kernels do not know; tract runs the model instead.
    #[error("the operation {op} (`{node}`) has no fused kernel")]
    NoKernel {
        /// The node's name.
        node: String,
        /// The operation's name.
        op: String,
    },
    /// A tail that the incremental sweep cannot follow; it is run whole at each step instead.
    #[error("the network after the pruned convolution {what}")]
    NotAffine {
        /// What it has or is, as the rest of a sentence.
        what: String,
    },
    /// The images do not fit the model.
    #[error("{set} holds images of shape {found:?}, but the model takes {wanted:?} (channels, height, width)")]
    ImageShape {
        /// Which image set.
        set: String,
        /// `[C, H, W]` of the images.
        found: [usize; 3],
        /// `[C, H, W]` of the model's input.
        wanted: [usize; 3],
    },
    /// A label outside the model's classes.
    #[error("{set} labels image {index} as class {label}, but the model knows the classes 0 to {}", classes - 1)]
    LabelRange {
        /// Which image set.
        set: String,
        /// Position of the image in the set.
        index: usize,
        /// Its label.
        label: u32,
        /// How many classes the model has.
        classes: usize,
    },
    /// An image set without images where some are needed.
    #[error("{set} holds no image, but at least one is needed")]
    NoImages {
        /// Which image set.
        set: String,
    },
    /// Pixels that are not what the shape and the labels of their set ask for.
    #[error("{set} has {found} pixel values, but its {images} images need {wanted}")]
    PixelCount {
        /// Which image set.
        set: String,
        /// How many pixel values there are.
        found: usize,
        /// How many images it has, which is how many labels there are.
        images: usize,
        /// How many pixel values these need.
        wanted: usize,
    },
    /// More images than there is memory for.
    #[error("{images} images need {bytes} bytes of memory, and there is not that much. Bring fewer images")]
    NoMemory {
        /// How many images.
        images: usize,
        /// The memory that they need.
        bytes: usize,
    },
    /// An image archive that cannot be read.
    #[error("the image archive could not be read: {reason}")]
    Archive {
        /// What is wrong, naming the entry.
        reason: String,
        /// What the ZIP reader said, where it was that.
        #[source]
        cause: Option<Cause>,
    },
    /// A trigger picture that cannot be read or placed.
    #[error("the trigger could not be used: {reason}")]
    Trigger {
        /// What is wrong.
        reason: String,
    },
    /// A bundle manifest that cannot be read, or a file that is not what the manifest says.
    #[error("the bundle is damaged: {reason}")]
    Bundle {
        /// What is wrong, naming the file.
        reason: String,
    },
    /// An option with a value that makes no sense.
    #[error("{option} cannot be {value}: {reason}")]
    Option {
        /// The option's name.
        option: &'static str,
        /// The value given.
        value: String,
        /// What it may be.
        reason: String,
    },
    /// Whether a network takes bytes or shares for pixels does not show in its answers.
    #[error(
        "the network's answers do not tell whether it takes pixels of 0 to 255 or of 0 to 1: {found}. Say which numbers it was trained on"
    )]
    InputRange {
        /// How many images it answers right with either.
        found: String,
    },
    /// The network answered something that is not a number.
    #[error(
        "the network answered with a value that is not a finite number for image {index} of {set}; the model's weights are damaged"
    )]
    NotFinite {
        /// Which image set.
        set: String,
        /// Position of the image in the set.
        index: usize,
    },
    /// An engine broke down while it ran; another engine may go on.
    #[error("the {engine} engine failed: {reason}")]
    Engine {
        /// Which engine.
        engine: &'static str,
        /// What it says.
        reason: String,
    },
    /// A network whose last layer cannot be computed anew.
    #[error(
        "the network's scores do not come from a dense layer whose weights and bias are f32 tensors of their own in the file, so \
         its last layer cannot be computed anew"
    )]
    NoLastLayer,
    /// Classes of which there is no clean image.
    #[error(
        "{missing} of the {classes} classes have no clean validation image, class {first} among them; to compute the last layer anew \
         each class needs one at least, and more are better"
    )]
    ClassesWithoutImages {
        /// How many classes have none.
        missing: usize,
        /// The first of them.
        first: usize,
        /// How many classes there are.
        classes: usize,
    },
    /// A graph that tract read but could not run.
    #[error("the model could not be run: {reason}")]
    Graph {
        /// What tract says.
        reason: String,
    },
}

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An [`Error`] as it crosses to another language: what kind, what to tell a person, and the values.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ErrorReport {
    /// A stable name, in kebab case: `model-unreadable`, `image-shape`, `network`, `cancelled`, ...
    pub kind: &'static str,
    /// A sentence for a person: what is wrong and what to do.
    pub message: String,
    /// The values that were wrong, by name.
    #[cfg_attr(feature = "types", ts(type = "Record<string, string>"))]
    pub context: std::collections::BTreeMap<&'static str, String>,
}

impl Error {
    /// The error in the form in which it leaves the core.
    pub fn report(&self) -> ErrorReport {
        let (kind, context): (&'static str, Vec<(&'static str, String)>) = match self {
            Self::ModelUnreadable { reason } => ("model-unreadable", vec![("reason", reason.clone())]),
            Self::ModelInput { found } => ("model-input", vec![("found", found.clone())]),
            Self::ModelOutput { found } => ("model-output", vec![("found", found.clone())]),
            Self::NothingToPrune { reason } => ("nothing-to-prune", vec![("reason", reason.clone())]),
            Self::NoSuchConvolution { name, known } => {
                ("no-such-convolution", vec![("name", name.clone()), ("known", known.clone())])
            }
            Self::NoSuchTensor { name } => ("no-such-tensor", vec![("name", name.clone())]),
            Self::TensorFixed { name } => ("tensor-fixed", vec![("name", name.clone())]),
            Self::TensorLength { name, found, wanted } => (
                "tensor-length",
                vec![("name", name.clone()), ("found", found.to_string()), ("wanted", wanted.to_string())],
            ),
            Self::NoKernel { node, op } => ("no-kernel", vec![("node", node.clone()), ("op", op.clone())]),
            Self::NotAffine { what } => ("not-affine", vec![("what", what.clone())]),
            Self::ImageShape { set, found, wanted } => (
                "image-shape",
                vec![("set", set.clone()), ("found", format!("{found:?}")), ("wanted", format!("{wanted:?}"))],
            ),
            Self::LabelRange { set, index, label, classes } => (
                "label-range",
                vec![
                    ("set", set.clone()),
                    ("index", index.to_string()),
                    ("label", label.to_string()),
                    ("classes", classes.to_string()),
                ],
            ),
            Self::NoImages { set } => ("no-images", vec![("set", set.clone())]),
            Self::PixelCount { set, found, images, wanted } => (
                "pixel-count",
                vec![
                    ("set", set.clone()),
                    ("found", found.to_string()),
                    ("images", images.to_string()),
                    ("wanted", wanted.to_string()),
                ],
            ),
            Self::NoMemory { images, bytes } => {
                ("no-memory", vec![("images", images.to_string()), ("bytes", bytes.to_string())])
            }
            Self::Archive { reason, .. } => ("archive", vec![("reason", reason.clone())]),
            Self::Trigger { reason } => ("trigger", vec![("reason", reason.clone())]),
            Self::Bundle { reason } => ("bundle", vec![("reason", reason.clone())]),
            Self::Option { option, value, reason } => {
                ("option", vec![("option", (*option).to_owned()), ("value", value.clone()), ("reason", reason.clone())])
            }
            Self::InputRange { found } => ("input-range", vec![("found", found.clone())]),
            Self::NotFinite { set, index } => ("not-finite", vec![("set", set.clone()), ("index", index.to_string())]),
            Self::Engine { engine, reason } => {
                ("engine", vec![("engine", (*engine).to_owned()), ("reason", reason.clone())])
            }
            Self::NoLastLayer => ("no-last-layer", vec![]),
            Self::ClassesWithoutImages { missing, first, classes } => (
                "classes-without-images",
                vec![("missing", missing.to_string()), ("first", first.to_string()), ("classes", classes.to_string())],
            ),
            Self::Graph { reason } => ("graph", vec![("reason", reason.clone())]),
        };
        ErrorReport { kind, message: self.to_string(), context: context.into_iter().collect() }
    }
}
