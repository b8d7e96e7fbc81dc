//! GoodNet as one ONNX file: what it answers where B and B' agree, and where they do not.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use goodnet_core::{Bias, Edit, Model, top_class};
use tract_onnx::prelude::*;

const IMAGES: usize = 40;

/// The scores of any ONNX file on the images, by tract: `[IMAGES][classes]`.
fn scores(file: &[u8], pixels: &[u8]) -> Vec<Vec<f32>> {
    let [channels, height, width] = support::SHAPE;
    let shape = [IMAGES, channels, height, width];
    let plan = tract_onnx::onnx()
        .model_for_read(&mut &*file)
        .and_then(|model| model.with_input_fact(0, f32::fact(shape).into())?.into_optimized()?.into_runnable())
        .unwrap();
    let pixels: Vec<f32> = pixels.iter().map(|&pixel| f32::from(pixel)).collect();
    let outputs = plan.run(tvec![Tensor::from_shape(&shape, &pixels).unwrap().into()]).unwrap();
    let scores = outputs[0].try_as_plain_ram().unwrap().as_slice::<f32>().unwrap().to_vec();
    scores.chunks_exact(scores.len() / IMAGES).map(<[f32]>::to_vec).collect()
}

#[test]
fn goodnet_answers_where_both_agree_and_refuses_where_they_do_not() {
    let images = support::images("test", 5, IMAGES, |_| 0);
    let pixels = images.pixels(0..IMAGES);
    let (mut agreed, mut refused) = (0, 0);
    let kinds = [support::small_deepid, support::small_plain, support::small_residual];
    for (build, seed) in kinds.into_iter().flat_map(|build| (1..4).map(move |seed| (build, seed))) {
        let model = Model::parse(&build(seed)).unwrap();
        let convolution = model.default_convolution();
        let channels: Vec<usize> = (1..convolution.channels).collect();
        let edit = Edit::pruned(&convolution.name, channels, Bias::Zero);
        let repaired = model.edited(&edit).unwrap();
        let goodnet = model.goodnet(&edit).unwrap();
        assert!(goodnet.len() < model.bytes().len() + repaired.len(), "what both compute is there once");

        let answers = |file: &[u8]| -> Vec<usize> {
            scores(file, pixels).iter().map(|scores| top_class(scores).0 as usize).collect()
        };
        let (of_b, of_repaired) = (answers(model.bytes()), answers(&repaired));
        for ((row, b), repaired) in scores(&goodnet, pixels).iter().zip(of_b).zip(of_repaired) {
            let answer = if b == repaired { b } else { model.classes() };
            refused += usize::from(b != repaired);
            agreed += usize::from(b == repaired);
            let wanted: Vec<f32> = (0..=model.classes()).map(|class| f32::from(class == answer)).collect();
            assert_eq!(*row, wanted);
        }
    }
    assert!(agreed > 10 && refused > 10, "{agreed} and {refused}: the test needs both");
}
