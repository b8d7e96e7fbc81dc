//! What a repair leaves: its report, and the files that people take home.

use std::sync::Arc;

use goodnet_core::{About, Bias, Edit, Error as CoreError, Model, Network, Points, Repair, Report, SourceFile};
use goodnet_js::{Error as JsError, to_js};
use js_sys::{Reflect, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::error::{Error, Result};

/// A repair that ended: what it found, and the repaired models.
#[wasm_bindgen]
pub struct Repaired {
    about: About,
    model: Arc<Model>,
    /// Split where it was pruned.
    network: Arc<Network>,
    /// The pruned channels of each threshold that was reached.
    channels: Vec<(AccuracyDrop, Vec<usize>)>,
    report: Report,
    /// The same for JavaScript.
    shown: JsValue,
}

/// A file that can be taken home.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Wanted {
    /// The repaired network of a threshold.
    Repaired { threshold: f64 },
    /// GoodNet of a threshold.
    Goodnet { threshold: f64 },
    /// Everything on one page.
    Report,
    /// The repaired networks' scores.
    Table,
    /// Every step's scores.
    Curve,
    /// The same as a picture.
    Plot,
    /// Everything, for programs.
    Json,
}

/// A file without its bytes, which cross as a typed array.
#[derive(Serialize)]
struct Named<'a> {
    name: String,
    #[serde(rename = "type")]
    media: &'a str,
}

impl Repaired {
    pub(crate) fn new(about: About, model: Arc<Model>, network: Arc<Network>, repair: &Repair) -> Result<Self> {
        let reached = |&threshold: &AccuracyDrop| Some((threshold, repair.channels(repair.pruned_at(threshold)?)));
        let unfinished = || CoreError::Graph { reason: "the repair ended without a report".into() };
        let report = repair.report().ok_or_else(unfinished)?;
        Ok(Self {
            about,
            model,
            network,
            channels: repair.thresholds().iter().filter_map(reached).collect(),
            shown: to_js(&report)?,
            report,
        })
    }

    fn at(&self, threshold: f64) -> Result<(AccuracyDrop, &[usize])> {
        let wanted = AccuracyDrop::new(threshold)?;
        match self.channels.iter().find(|(points, _)| *points == wanted) {
            Some((points, channels)) => Ok((*points, channels)),
            None => Err(Error::NoSuchModel { threshold }),
        }
    }

    /// The network as it was split, and what of it the repaired one of a threshold has pruned.
    pub(crate) fn at_cut(&self, threshold: f64) -> Result<(&Network, &[usize], Bias)> {
        let (_, channels) = self.at(threshold)?;
        Ok((&self.network, channels, self.report.recipe.bias))
    }

    /// The end of a file's name, what kind of file it is, and its bytes.
    fn bytes(&self, wanted: &Wanted, files: Option<Vec<SourceFile>>) -> Result<(String, &'static str, Vec<u8>)> {
        let (convolution, bias) = (&self.report.convolution, self.report.recipe.bias);
        let text = |end: &str, media, text: String| Ok((end.to_owned(), media, text.into_bytes()));
        match *wanted {
            Wanted::Repaired { threshold } => {
                let (points, channels) = self.at(threshold)?;
                let bytes = self.model.edited(&Edit::pruned(convolution, channels, bias))?;
                Ok((format!("repaired-{}.onnx", points.get()), "application/octet-stream", bytes))
            }
            Wanted::Goodnet { threshold } => {
                let (points, channels) = self.at(threshold)?;
                let bytes = self.model.goodnet(&Edit::pruned(convolution, channels, bias))?;
                Ok((format!("goodnet-{}.onnx", points.get()), "application/octet-stream", bytes))
            }
            Wanted::Report => {
                let mut about = self.about.clone();
                if let Some(files) = files {
                    about.files = files;
                }
                text("report.html", "text/html", self.report.page_html(&about))
            }
            Wanted::Table => text("table.csv", "text/csv", self.report.table_csv()),
            Wanted::Curve => text("curve.csv", "text/csv", self.report.curve_csv()),
            Wanted::Plot => text("curve.svg", "image/svg+xml", self.report.plot_svg()),
            Wanted::Json => {
                let wrong = |reason: String| Error::Argument { argument: "report", reason };
                text("report.json", "application/json", self.report.json().map_err(|error| wrong(error.to_string()))?)
            }
        }
    }
}

#[wasm_bindgen]
impl Repaired {
    /// Everything that the repair found.
    #[wasm_bindgen(getter, unchecked_return_type = "RepairReport")]
    pub fn report(&self) -> JsValue {
        self.shown.clone()
    }

    /// The channels that are pruned in the repaired model of a threshold, in the order in which they were pruned.
    ///
    /// @throws {GoodnetError} of kind `no-such-model` when the threshold was not asked for or not reached
    pub fn channels(&self, threshold: f64) -> Result<Vec<usize>> {
        Ok(self.at(threshold)?.1.to_vec())
    }

    /// A file to take home. A repaired network is the original ONNX file with the pruned channels' weights (and biases, as the
    /// recipe says) zeroed in place, and the list of pruned channels in its metadata under `goodnet.pruned`.
    ///
    /// @param wanted which one
    /// @param files what the report's page says of the files, where they are the user's own
    /// @throws {GoodnetError} of kind `no-such-model` when the threshold was not asked for or not reached; `graph` when GoodNet
    /// cannot be written for this network
    #[wasm_bindgen(unchecked_return_type = "TakenFile")]
    pub fn file(
        &self,
        #[wasm_bindgen(unchecked_param_type = "TakeHome")] wanted: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "SourceFile[] | null")] files: JsValue,
    ) -> Result<JsValue> {
        let wrong =
            |argument| move |error: serde_wasm_bindgen::Error| Error::Argument { argument, reason: error.to_string() };
        let wanted: Wanted = serde_wasm_bindgen::from_value(wanted).map_err(wrong("wanted"))?;
        let files: Option<Vec<SourceFile>> = serde_wasm_bindgen::from_value(files).map_err(wrong("files"))?;
        let (end, media, bytes) = self.bytes(&wanted, files)?;
        let file = to_js(&Named { name: format!("{}-{end}", self.about.network), media })?;
        Reflect::set(&file, &"bytes".into(), &Uint8Array::from(bytes.as_slice()))
            .map_err(JsError::browser("hand over a file"))?;
        Ok(file)
    }
}
