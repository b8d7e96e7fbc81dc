//! The plot as a picture.

use goodnet_plot::png;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Result;

/// The plot of a repair as a PNG file, twice as large as the SVG says.
///
/// @param svg what the repair's `plot` file holds
/// @throws {GoodnetError} of kind `plot`
#[wasm_bindgen(js_name = plotPng)]
pub fn plot_png(svg: &str) -> Result<Vec<u8>> {
    Ok(png(svg)?)
}
