//! Single pictures, brought to the size that a network takes.

use std::io::Read as _;

use goodnet_files::{Error as FilesError, Picture};
use wasm_bindgen::{Clamped, prelude::wasm_bindgen};
use web_sys::File;

use crate::chosen::ChosenFile;
use crate::error::Result;

/// A picture as the network sees it.
#[wasm_bindgen]
pub struct FittedPicture {
    picture: Picture,
    from: [usize; 2],
}

#[wasm_bindgen]
impl FittedPicture {
    /// u8, `[C, H, W]`, row-major, 0 to 255.
    #[wasm_bindgen(getter)]
    pub fn planes(&self) -> Vec<u8> {
        self.picture.planes.clone()
    }

    /// Opaque pixels, row by row: ready for `new ImageData(rgba, width, height)`.
    #[wasm_bindgen(getter)]
    pub fn rgba(&self) -> Clamped<Vec<u8>> {
        let [channels, height, width] = self.picture.shape;
        let plane = |channel: usize| {
            self.picture.planes.chunks_exact(height * width).nth(channel % channels).unwrap_or_default()
        };
        let [red, green, blue] = [0, 1, 2].map(plane);
        Clamped(red.iter().zip(green).zip(blue).flat_map(|((&red, &green), &blue)| [red, green, blue, 255]).collect())
    }

    /// Pixels across and down that the file has.
    #[wasm_bindgen(getter)]
    pub fn from(&self) -> Vec<usize> {
        self.from.to_vec()
    }
}

/// Reads a PNG or JPEG file of any size: its middle, resized (bicubic) where it has not the network's size.
///
/// @param channels that the network takes
/// @param height of its images
/// @param width of its images
/// @throws {GoodnetError} of kind `file-unreadable`
#[wasm_bindgen(js_name = fitPicture)]
pub fn fit_picture(file: &File, channels: usize, height: usize, width: usize) -> Result<FittedPicture> {
    let name = file.name();
    let mut bytes = Vec::new();
    let read = ChosenFile::new(file)?.read_to_end(&mut bytes);
    read.map_err(|error| FilesError::unreadable(&name, error))?;
    let picture = Picture::decode(&name, &bytes)?;
    let [_, rows, columns] = picture.shape;
    Ok(FittedPicture { picture: picture.fitted(&name, [channels, height, width])?, from: [columns, rows] })
}
