//! What a defence leaves: its outcome, and the files that people take home.

use goodnet_core::{About, Edit, Model, Network, Outcome, SourceFile, Subject};
use goodnet_js::to_js;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::error::{Error, Result};

/// A defence that ended: what it found, and the repaired networks.
#[wasm_bindgen]
pub struct Repaired {
    about: About,
    pub(crate) subject: Subject,
    outcome: Outcome,
    /// The same for JavaScript.
    shown: JsValue,
}

/// A file that can be taken home: a network of a threshold that was reached, or what was found.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub(crate) enum OutputKind {
    /// The repaired network of a threshold.
    Repaired { threshold: f64 },
    /// GoodNet of a threshold.
    Goodnet { threshold: f64 },
    /// Everything on one page.
    Report,
    /// The repaired networks' scores.
    Table,
    /// Their clean accuracy, ASR and recovered images, in BackdoorBench's words.
    Backdoorbench,
    /// Every step's scores.
    Curve,
    /// The same as a picture.
    Plot,
    /// Everything, for programs.
    Json,
}

/// A file, ready to be saved.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub(crate) struct OutputFile<'a> {
    /// A name for it.
    name: String,
    /// Its media type.
    #[serde(rename = "type")]
    media: &'a str,
    /// What is in it.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "types", ts(type = "Uint8Array<ArrayBuffer>"))]
    bytes: Vec<u8>,
}

impl Repaired {
    pub(crate) fn new(about: About, subject: Subject, outcome: Outcome) -> Result<Self> {
        Ok(Self { about, subject, shown: to_js(&outcome)?, outcome })
    }

    /// What is changed in the network of a threshold.
    fn edit_at(&self, threshold: f64) -> Result<Edit> {
        self.outcome.edit(threshold).ok_or(Error::NoSuchModel { threshold })
    }

    /// The repaired network of a threshold, ready to run.
    pub(crate) fn network_at(&self, threshold: f64) -> Result<Network> {
        let Subject { model, network, .. } = &self.subject;
        let repaired = Model::parse(&model.edited(&self.edit_at(threshold)?)?)?.with_scale(model.scale());
        Ok(repaired.network(network.convolution())?)
    }

    /// The end of a file's name, what kind of file it is, and its bytes.
    fn bytes(&self, wanted: &OutputKind, files: Option<Vec<SourceFile>>) -> Result<(String, &'static str, Vec<u8>)> {
        let model = &self.subject.model;
        let text = |end: &str, media, text: String| Ok((end.to_owned(), media, text.into_bytes()));
        let curve = || self.outcome.curve().ok_or(Error::NoCurve { defence: self.outcome.info().title });
        match *wanted {
            OutputKind::Repaired { threshold } => {
                let bytes = model.edited(&self.edit_at(threshold)?)?;
                Ok((format!("repaired-{threshold}.onnx"), "application/octet-stream", bytes))
            }
            OutputKind::Goodnet { threshold } => {
                let bytes = model.goodnet(&self.edit_at(threshold)?)?;
                Ok((format!("goodnet-{threshold}.onnx"), "application/octet-stream", bytes))
            }
            OutputKind::Report => {
                let mut about = self.about.clone();
                if let Some(files) = files {
                    about.files = files;
                }
                text("report.html", "text/html", self.outcome.page_html(&about))
            }
            OutputKind::Table => text("table.csv", "text/csv", self.outcome.table_csv()),
            OutputKind::Backdoorbench => text("backdoorbench.csv", "text/csv", self.outcome.backdoorbench_csv()),
            OutputKind::Curve => text("curve.csv", "text/csv", curve()?.curve_csv()),
            OutputKind::Plot => text("curve.svg", "image/svg+xml", curve()?.plot_svg()),
            OutputKind::Json => {
                let wrong = |reason: String| Error::Argument { argument: "report", reason };
                text("report.json", "application/json", self.outcome.json().map_err(|error| wrong(error.to_string()))?)
            }
        }
    }
}

#[wasm_bindgen]
impl Repaired {
    /// Everything that the defence found.
    #[wasm_bindgen(getter, unchecked_return_type = "Outcome")]
    pub fn report(&self) -> JsValue {
        self.shown.clone()
    }

    /// What is changed in the repaired network of a threshold.
    ///
    /// @throws {GoodnetError} of kind `no-such-model` when the threshold was not asked for or not reached
    #[wasm_bindgen(unchecked_return_type = "Edit")]
    pub fn edit(&self, threshold: f64) -> Result<JsValue> {
        Ok(to_js(&self.edit_at(threshold)?)?)
    }

    /// A file to take home. A repaired network is the original ONNX file with the pruned channels' weights (and biases, as the
    /// recipe says) zeroed in place, and the list of pruned channels in its metadata under `goodnet.pruned`.
    ///
    /// @param wanted which one
    /// @param files what the report's page says of the files, where they are the user's own
    /// @throws {GoodnetError} of kind `no-such-model` when the threshold was not asked for or not reached; `graph` when GoodNet
    /// cannot be written for this network
    #[wasm_bindgen(unchecked_return_type = "OutputFile")]
    pub fn file(
        &self,
        #[wasm_bindgen(unchecked_param_type = "OutputKind")] wanted: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "SourceFile[] | null")] files: JsValue,
    ) -> Result<JsValue> {
        let wrong =
            |argument| move |error: serde_wasm_bindgen::Error| Error::Argument { argument, reason: error.to_string() };
        let wanted: OutputKind = serde_wasm_bindgen::from_value(wanted).map_err(wrong("wanted"))?;
        let files: Option<Vec<SourceFile>> = serde_wasm_bindgen::from_value(files).map_err(wrong("files"))?;
        let (end, media, bytes) = self.bytes(&wanted, files)?;
        Ok(to_js(&OutputFile { name: format!("{}-{end}", self.about.network), media, bytes })?)
    }
}
