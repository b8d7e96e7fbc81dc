//! What a repair leaves: its report, and the files that people take home.

use std::sync::Arc;

use goodnet_core::{About, Error as CoreError, Model, Points, Repair, Report};
use js_sys::{Reflect, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::{
    error::{Error, Result},
    job::to_js,
};

/// A repair that ended: what it found, and the repaired models.
#[wasm_bindgen]
pub struct Repaired {
    about: About,
    model: Arc<Model>,
    /// The pruned channels of each threshold that was reached.
    channels: Vec<(Points, Vec<usize>)>,
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
    pub(crate) fn new(about: About, model: Arc<Model>, repair: &Repair) -> Result<Self> {
        let reached = |&threshold: &Points| Some((threshold, repair.channels(repair.pruned_at(threshold)?)));
        let unfinished = || CoreError::Graph { reason: "the repair ended without a report".into() };
        let report = repair.report().ok_or_else(unfinished)?;
        Ok(Self {
            about,
            model,
            channels: repair.thresholds().iter().filter_map(reached).collect(),
            shown: to_js(&report)?,
            report,
        })
    }

    fn at(&self, threshold: f64) -> Result<(Points, &[usize])> {
        let wanted = Points::new(threshold)?;
        match self.channels.iter().find(|(points, _)| *points == wanted) {
            Some((points, channels)) => Ok((*points, channels)),
            None => Err(Error::NoSuchModel { threshold }),
        }
    }

    /// The end of a file's name, what kind of file it is, and its bytes.
    fn bytes(&self, wanted: &Wanted) -> Result<(String, &'static str, Vec<u8>)> {
        let (convolution, bias) = (&self.report.convolution, self.report.recipe.bias);
        let text = |end: &str, media, text: String| Ok((end.to_owned(), media, text.into_bytes()));
        match *wanted {
            Wanted::Repaired { threshold } => {
                let (points, channels) = self.at(threshold)?;
                let bytes = self.model.pruned(convolution, channels, bias)?;
                Ok((format!("repaired-{}.onnx", points.get()), "application/octet-stream", bytes))
            }
            Wanted::Goodnet { threshold } => {
                let (points, channels) = self.at(threshold)?;
                let bytes = self.model.goodnet(convolution, channels, bias)?;
                Ok((format!("goodnet-{}.onnx", points.get()), "application/octet-stream", bytes))
            }
            Wanted::Report => text("report.html", "text/html", self.report.page_html(&self.about)),
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

    /// A file to take home. A repaired network is the original ONNX file with the pruned channels' weights (and biases, as the
    /// recipe says) zeroed in place, and the list of pruned channels in its metadata under `goodnet.pruned`.
    ///
    /// @param wanted which one
    /// @throws {GoodnetError} of kind `no-such-model` when the threshold was not asked for or not reached; `graph` when GoodNet
    /// cannot be written for this network
    #[wasm_bindgen(unchecked_return_type = "TakenFile")]
    pub fn file(&self, #[wasm_bindgen(unchecked_param_type = "TakeHome")] wanted: JsValue) -> Result<JsValue> {
        let wanted: Wanted = serde_wasm_bindgen::from_value(wanted)
            .map_err(|error| Error::Argument { argument: "wanted", reason: error.to_string() })?;
        let (end, media, bytes) = self.bytes(&wanted)?;
        let file = to_js(&Named { name: format!("{}-{end}", self.about.network), media })?;
        Reflect::set(&file, &"bytes".into(), &Uint8Array::from(bytes.as_slice()))
            .map_err(Error::browser("hand over a file"))?;
        Ok(file)
    }
}
