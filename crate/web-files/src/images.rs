//! Labelled images, as they come out of a file.

use goodnet_data::Label;
use goodnet_files::{DatasetInfo, Error as FilesError, PixelSink, Result as FilesResult, stream_images};
use goodnet_js::{Job, LoadingEvent};
use js_sys::Function;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::{AbortSignal, File};

use crate::chosen::ChosenFile;
use crate::error::{Error, Result};

#[wasm_bindgen(typescript_custom_section)]
const IMAGE_SINK: &str = r#"
/** Where images go while their file is read. */
export interface ImageSink {
  /** Is told once, before the first image: how many come at most, and `[channels, height, width]` of each. */
  expect(images: number, shape: Uint32Array): void;
  /** The next images' pixels, 0 to 255, planes of rows: a view of memory that is used again once the call is over. */
  push(pixels: Uint8Array): void;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// Where images go as they are read.
    #[wasm_bindgen(typescript_type = "ImageSink")]
    pub type ImageSink;

    #[wasm_bindgen(method, structural, catch)]
    fn expect(this: &ImageSink, images: usize, shape: &[usize]) -> Result<(), JsValue>;

    /// The slice is a view of this module's memory: it is gone when the call is over.
    #[wasm_bindgen(method, structural, catch)]
    fn push(this: &ImageSink, pixels: &[u8]) -> Result<(), JsValue>;
}

/// What a file says of its images.
#[wasm_bindgen]
pub struct ImageInfo {
    info: DatasetInfo,
    notes: Vec<String>,
}

#[wasm_bindgen]
impl ImageInfo {
    /// The labels, in order.
    #[wasm_bindgen(getter)]
    pub fn labels(&self) -> Vec<Label> {
        self.info.labels.clone()
    }

    /// What white is in the file, 255 or 1.
    #[wasm_bindgen(getter)]
    pub fn white(&self) -> f32 {
        self.info.stats.scale.white()
    }

    /// What people should know of the file, in sentences.
    #[wasm_bindgen(getter)]
    pub fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }
}

/// Hands images over, and keeps what was thrown.
struct Handed {
    file: String,
    sink: ImageSink,
    thrown: Option<JsValue>,
}

impl Handed {
    fn passed(&mut self, called: Result<(), JsValue>) -> FilesResult<()> {
        called.map_err(|thrown| {
            self.thrown = Some(thrown);
            FilesError::Stopped { file: self.file.clone() }
        })
    }
}

impl PixelSink for Handed {
    fn expect(&mut self, images: usize, shape: [usize; 3]) -> FilesResult<()> {
        let called = self.sink.expect(images, &shape);
        self.passed(called)
    }

    fn push(&mut self, pixels: &[u8]) -> FilesResult<()> {
        let called = self.sink.push(pixels);
        self.passed(called)
    }
}

/// Reads labelled images: an HDF5 file or an `.npz` with `data` and `label`, or a ZIP of PNGs or JPEGs named with `label=K`.
///
/// @param sink is given the images as they are read; what it throws is thrown here
/// @param onProgress is told how much of the file is read
/// @param signal cancels the reading
/// @throws {GoodnetError} of kind `file-unreadable`, `not-images` or `cancelled`
#[wasm_bindgen(js_name = readImages)]
pub async fn read_images(
    file: File,
    sink: ImageSink,
    #[wasm_bindgen(js_name = onProgress, unchecked_optional_param_type = "((event: LoadingEvent) => void) | null")]
    on_progress: Option<Function>,
    #[wasm_bindgen(unchecked_optional_param_type = "AbortSignal | null")] signal: Option<AbortSignal>,
) -> Result<ImageInfo, JsValue> {
    let mut job = Job::start(on_progress, signal).map_err(Error::from)?;
    let (called, size) = (file.name(), file.size());
    let chosen = ChosenFile::new(&file)?;
    let (mut ahead, mut stopped) = (chosen.ahead(), None);
    let progress = async |done: usize, total: usize| {
        let bytes = (size * done as f64 / total as f64) as u64;
        let told = match job.tell(&LoadingEvent::Loading { file: &called, done: bytes, total: Some(size as u64) }) {
            Ok(()) => job.breathe().await,
            told => told,
        };
        stopped = told.err();
        if stopped.is_none() {
            ahead.fetch().await;
        }
        stopped.is_none()
    };
    let mut handed = Handed { file: called.clone(), sink, thrown: None };
    let read = stream_images(&called, chosen.buffered(), &mut handed, progress).await;
    if let Some(thrown) = handed.thrown {
        return Err(thrown);
    }
    if let Some(stopped) = stopped {
        return Err(Error::from(stopped).into());
    }
    let info = read.map_err(Error::from)?;
    Ok(ImageInfo { notes: info.notes(&called), info })
}
