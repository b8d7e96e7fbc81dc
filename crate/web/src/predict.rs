//! What B, a repaired B' and GoodNet G say of pictures that somebody brought.

use goodnet_core::{Network, predictions};
use goodnet_js::to_js;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::{
    error::{Error, Result},
    model::BadNet,
    repaired::Repaired,
};

/// Classes that are told of each network.
const TOLD: usize = 3;

#[wasm_bindgen]
impl BadNet {
    /// What the network says of pictures.
    ///
    /// @param pictures u8, `[N, C, H, W]`, row-major, 0 to 255
    /// @throws {GoodnetError} of kind `argument` or `graph`
    #[wasm_bindgen(unchecked_return_type = "Prediction[]")]
    pub fn predict(&self, pictures: &[u8]) -> Result<JsValue> {
        answer(&self.network, pictures, None)
    }
}

#[wasm_bindgen]
impl Repaired {
    /// What the network, its repaired copy of a threshold, and GoodNet say of pictures.
    ///
    /// @param pictures u8, `[N, C, H, W]`, row-major, 0 to 255
    /// @throws {GoodnetError} of kind `argument`, `graph`, or `no-such-model` when the threshold was not reached
    #[wasm_bindgen(unchecked_return_type = "Prediction[]")]
    pub fn predict(&self, pictures: &[u8], threshold: f64) -> Result<JsValue> {
        answer(&self.subject.network, pictures, Some(&self.network_at(threshold)?))
    }
}

fn answer(network: &Network, pictures: &[u8], repaired: Option<&Network>) -> Result<JsValue> {
    let size: usize = network.input().iter().product();
    if !pictures.len().is_multiple_of(size) {
        let reason = format!("{} values are no pictures of {size}", pictures.len());
        return Err(Error::Argument { argument: "pictures", reason });
    }
    let badnet = network.classify(pictures)?;
    let repaired = repaired.map(|repaired| repaired.classify(pictures)).transpose()?;
    Ok(to_js(&predictions(network.classes(), &badnet, repaired.as_deref(), TOLD))?)
}
