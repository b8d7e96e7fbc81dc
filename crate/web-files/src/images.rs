//! Labelled images, as they come out of a file.

use goodnet_core::Label;
use goodnet_files::{Brought, read_images as read};
use goodnet_js::{Job, Loading};
use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{AbortSignal, File};

use crate::chosen::ChosenFile;
use crate::error::Result;

/// Images that are handed over at once; a thousandth of the course's largest set.
const PIECE: usize = 12;

/// Labelled images that were read from a file.
#[wasm_bindgen]
pub struct BroughtImages {
    brought: Brought,
    /// How many images were handed over.
    taken: usize,
    notes: Vec<String>,
}

#[wasm_bindgen]
impl BroughtImages {
    /// `[C, H, W]` of every image.
    #[wasm_bindgen(getter)]
    pub fn shape(&self) -> Vec<usize> {
        self.brought.images.shape().to_vec()
    }

    /// The labels, in order.
    #[wasm_bindgen(getter)]
    pub fn labels(&self) -> Vec<Label> {
        self.brought.images.labels().to_vec()
    }

    /// What white is in the file, 255 or 1.
    #[wasm_bindgen(getter)]
    pub fn white(&self) -> f32 {
        self.brought.values.scale.white()
    }

    /// What people should know of the file, in sentences.
    #[wasm_bindgen(getter)]
    pub fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }

    /// The next images' pixels: u8, `[N, C, H, W]`, row-major, 0 to 255; nothing once all were handed over. In pieces, so that the
    /// images are never held three times.
    pub fn piece(&mut self) -> Option<Uint8Array> {
        let images = &self.brought.images;
        let piece = self.taken..images.len().min(self.taken + PIECE);
        self.taken = piece.end;
        (!piece.is_empty()).then(|| Uint8Array::from(images.pixels(piece)))
    }
}

/// Reads labelled images: an HDF5 file or an `.npz` with `data` and `label`, or a ZIP of PNGs or JPEGs named with `label=K`.
///
/// @param name what errors call the set
/// @param onProgress is told how much of the file is read
/// @param signal cancels the reading
/// @throws {GoodnetError} of kind `file-unreadable`, `not-images` or `cancelled`
#[wasm_bindgen(js_name = readImages)]
pub async fn read_images(
    name: String,
    file: File,
    #[wasm_bindgen(js_name = onProgress, unchecked_optional_param_type = "((event: LoadingEvent) => void) | null")]
    on_progress: Option<Function>,
    #[wasm_bindgen(unchecked_optional_param_type = "AbortSignal | null")] signal: Option<AbortSignal>,
) -> Result<BroughtImages> {
    let mut job = Job::start(on_progress, signal)?;
    let (called, size) = (file.name(), file.size());
    let mut stopped = None;
    let progress = async |done: usize, total: usize| {
        let bytes = (size * done as f64 / total as f64) as u64;
        let told = match job.tell(&Loading { file: &called, done: bytes, total: Some(size as u64) }) {
            Ok(()) => job.breathe().await,
            told => told,
        };
        stopped = told.err();
        stopped.is_none()
    };
    let read = read(&name, &called, ChosenFile::buffered(&file)?, progress).await;
    match stopped {
        Some(stopped) => Err(stopped.into()),
        None => {
            let brought = read?;
            Ok(BroughtImages { notes: brought.notes(&called), brought, taken: 0 })
        }
    }
}
