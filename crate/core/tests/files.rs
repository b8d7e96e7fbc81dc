//! ONNX files: what is read from them, what is refused, and what a repaired one differs in.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use goodnet_core::{Bias, Edit, Error, Model};
use prost::Message;
use support::Builder;
use tract_onnx::pb::ModelProto;

#[test]
fn the_convolutions_are_listed_and_one_is_chosen() {
    let model = Model::parse(&support::small_deepid(1)).unwrap();
    let listed: Vec<_> = model.convolutions().iter().map(|conv| (conv.name.as_str(), conv.channels)).collect();
    // Another path leads around conv_4, so that it cannot be pruned with one cached tensor.
    assert_eq!(listed, [("conv_1", 6), ("conv_3", 10)]);
    let [left_out] = model.left_out() else { panic!("{:?}", model.left_out()) };
    assert!(left_out.name == "conv_4" && left_out.reason.starts_with("the network has a shortcut past `conv_4`"));
    assert_eq!(model.default_convolution().name, "conv_3");
    assert_eq!(model.input(), support::SHAPE);
    assert_eq!(model.classes(), 7);
    let unnamed = Model::parse(&support::small_plain(1)).unwrap();
    assert_eq!(unnamed.default_convolution().name, "second", "the last before the flatten");
    let error = model.network("conv_9").unwrap_err();
    assert_eq!(error, Error::NoSuchConvolution { name: "conv_9".into(), known: "conv_1, conv_3".into() });
}

#[test]
fn only_the_pruned_weights_and_biases_change() {
    let original = support::small_deepid(4);
    let model = Model::parse(&original).unwrap();
    let parsed = |bytes: &[u8]| ModelProto::decode(bytes).unwrap();
    for (bias, note) in [(Bias::Zero, "weights and biases set to 0"), (Bias::Keep, "weights set to 0, biases kept")] {
        let patched = model.edited(&Edit::pruned("conv_3", [7, 2], bias)).unwrap();
        // In place: what follows the original's length is the note.
        assert_eq!(parsed(&patched[..original.len()]).metadata_props.len(), 0);
        let (before, mut after) = (parsed(&original), parsed(&patched));
        let entry = after.metadata_props.remove(0);
        assert_eq!((entry.key.as_str(), entry.value), ("goodnet.pruned", format!("conv_3: channels 7,2 ({note})")));
        let mut expected = before;
        for tensor in &mut expected.graph.as_mut().unwrap().initializer {
            let size = match tensor.name.as_str() {
                "conv_3/weight" => 6 * 3 * 3 * 4,
                "conv_3/bias" if bias == Bias::Zero => 4,
                _ => continue,
            };
            let mut data = tensor.raw_data.to_vec();
            for channel in [7, 2] {
                assert!(data[channel * size..][..size].iter().any(|&byte| byte != 0));
                data[channel * size..][..size].fill(0);
            }
            tensor.raw_data = data;
        }
        assert_eq!(after, expected);
    }
}

#[test]
fn a_repaired_model_can_be_repaired_again() {
    let model = Model::parse(&support::small_deepid(4)).unwrap();
    let once = Model::parse(&model.edited(&Edit::pruned("conv_3", [1], Bias::Zero)).unwrap()).unwrap();
    let twice = ModelProto::decode(&*once.edited(&Edit::pruned("conv_3", [2], Bias::Zero)).unwrap()).unwrap();
    let keys: Vec<_> = twice.metadata_props.iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys, ["goodnet.pruned", "goodnet.pruned.2"]);
}

#[test]
fn a_channel_that_is_not_there_is_refused() {
    let model = Model::parse(&support::small_deepid(4)).unwrap();
    let error = model.edited(&Edit::pruned("conv_3", [3, 10], Bias::Zero)).unwrap_err();
    assert!(error.to_string().contains("`conv_3` has 10 channels"), "{error}");
}

#[test]
fn a_truncated_file_is_an_error_wherever_it_ends() {
    let whole = support::small_deepid(1);
    for length in (0..whole.len()).step_by(7).chain([whole.len() - 1]) {
        let error = Model::parse(&whole[..length]).expect_err("a part is no model");
        let report = error.report();
        assert!(
            ["model-unreadable", "nothing-to-prune", "model-input", "model-output"].contains(&report.kind),
            "{length}: {report:?}"
        );
        assert!(report.message.len() > 40, "{report:?}");
    }
}

#[test]
fn a_damaged_file_is_an_error_or_another_network_but_never_a_crash() {
    let whole = support::small_plain(1);
    let mut random = support::Random::new(5);
    let mut refused = 0;
    for _ in 0..600 {
        let mut damaged = whole.clone();
        for _ in 0..3 {
            let at = random.next() as usize % damaged.len();
            damaged[at] = random.next() as u8;
        }
        refused += usize::from(
            Model::parse(&damaged)
                .and_then(|model| {
                    let name = model.default_convolution().name.clone();
                    model.network(&name)
                })
                .is_err(),
        );
    }
    assert!(refused > 50, "{refused} of 600");
}

#[test]
fn what_does_not_fit_is_named() {
    let refused = |bytes: &[u8]| Model::parse(bytes).unwrap_err();
    assert_eq!(refused(b"").report().context["reason"], "the file is empty");
    assert_eq!(refused(b"\x89HDF\r\n\x1a\n and so on").report().kind, "model-unreadable");

    let flat = Builder::new(1, [3, 4, 4]).dense("output", "image", [48, 5]).finish("output", 5);
    assert_eq!(refused(&flat), Error::NothingToPrune { reason: "it holds none".into() });

    let mut net = Builder::new(1, [3, 6, 6]);
    let picture = net.conv("conv", "image", [4, 3, 3, 3], 1.0).finish("conv", 4);
    assert_eq!(refused(&picture).report().kind, "model-output");

    let mut net = Builder::new(1, [3, 6, 6]);
    net.tensor("conv/weight", &[4, 3, 3, 3], &[0.5; 50]);
    let short = net.node("Conv", "conv", &["image", "conv/weight"], vec![]).dense("output", "conv:0", [64, 5]);
    let error = refused(&short.finish("output", 5));
    assert!(
        error.to_string().contains("the tensor `conv/weight` has 200 bytes, but its shape [4, 3, 3, 3]"),
        "{error}"
    );

    let dangling = Builder::new(1, [3, 6, 6]).relu("relu", "nowhere:0").finish("relu", 5);
    let error = refused(&dangling);
    assert!(error.to_string().contains("`nowhere:0`, which nothing in the file makes"), "{error}");
}
