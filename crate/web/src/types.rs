//! What crosses as plain data, for scripts/types to write in TypeScript.

use goodnet_core::{
    DefenceInfo, DefenceOptions, DetectEvent, DetectOutcome, DetectorInfo, DetectorOptions, Edit, ErrorReport, Event,
    Outcome, Prediction, Robustness, Score, SourceFile, Split,
};
use goodnet_js::LoadingEvent;
use ts_rs::{TS, TypeVisitor};

use crate::{
    channel::{ChannelView, MeanActivations},
    face_predictions::PruningOrder,
    faces::Face,
    model::Opened,
    repaired::{OutputFile, OutputKind},
    run::{EngineEvent, Resources},
};

/// Shows each type, from the first that the page meets to the last. What they are made of need not be named here.
pub fn visit(visitor: &mut impl TypeVisitor) {
    visitor.visit::<LoadingEvent<'static>>();
    visitor.visit::<Opened<'static>>();
    visitor.visit::<Split>();
    visitor.visit::<Face>();
    visitor.visit::<PruningOrder>();
    visitor.visit::<MeanActivations<'static>>();
    visitor.visit::<ChannelView<'static>>();
    visitor.visit::<Prediction>();
    visitor.visit::<DefenceInfo>();
    visitor.visit::<DefenceRequest>();
    visitor.visit::<DefenceOptions>();
    visitor.visit::<Resources>();
    visitor.visit::<DefenceEvent>();
    visitor.visit::<EngineEvent>();
    visitor.visit::<Event>();
    visitor.visit::<Outcome>();
    visitor.visit::<Score>();
    visitor.visit::<Robustness>();
    visitor.visit::<DetectorInfo>();
    visitor.visit::<DetectorRequest>();
    visitor.visit::<DetectorOptions>();
    visitor.visit::<DetectorEvent>();
    visitor.visit::<DetectEvent>();
    visitor.visit::<DetectOutcome>();
    visitor.visit::<OutputKind>();
    visitor.visit::<OutputFile<'static>>();
    visitor.visit::<SourceFile>();
    visitor.visit::<Edit>();
    visitor.visit::<GoodnetError>();
    visitor.visit::<ErrorReport>();
}

// These have no Rust type of their own.

/// A defence, and what runs it.
#[derive(TS)]
#[ts(type = "DefenceOptions & RunOptions")]
struct DefenceRequest;

/// What a defence tells while it runs, in this order: engine, features, ranked, more features, steps, features, repaired. The network's
/// own score is in the outcome.
#[derive(TS)]
#[ts(type = "EngineEvent | Exclude<RunEvent, { kind: \"baseline\" }>")]
struct DefenceEvent;

/// A detector, and what runs it.
#[derive(TS)]
#[ts(type = "DetectorOptions & RunOptions")]
struct DetectorRequest;

/// What a detector tells while it runs.
#[derive(TS)]
#[ts(type = "EngineEvent | DetectEvent")]
struct DetectorEvent;

/// What every call that fails throws.
#[derive(TS)]
#[ts(type = "Error & ErrorReport & { name: \"GoodnetError\" }")]
struct GoodnetError;
