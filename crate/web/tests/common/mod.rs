//! What the test programs share.

pub(crate) mod bundle;
pub(crate) mod events;

use goodnet_web::{BadNet, Bundle};
use js_sys::{Object, Reflect, Uint8ClampedArray};
use serde_json::Value;
use wasm_bindgen::{JsCast as _, JsValue};

/// The bundle's first scenario with this many people for validation and as many for testing.
pub(crate) async fn badnet(images: usize) -> BadNet {
    let bundle = Bundle::open(bundle::serve(images), None, None).await.ok().unwrap();
    bundle.open_scenario(None, None, None).await.ok().unwrap()
}

/// A value as a page writes it.
pub(crate) fn parse(json: &str) -> JsValue {
    js_sys::JSON::parse(json).unwrap()
}

/// What a page asks of pruning: `recipe` and `thresholds` are the defence's own options, the rest says what runs it.
pub(crate) fn options(json: &str) -> JsValue {
    let mut asked: serde_json::Map<String, Value> = serde_json::from_str(json).unwrap();
    let own = ["recipe", "thresholds"].into_iter().filter_map(|name| Some((name.to_owned(), asked.remove(name)?)));
    let own: serde_json::Map<String, Value> = own.collect();
    asked.extend([("defence".to_owned(), "pruning".into()), ("options".to_owned(), own.into())]);
    parse(&Value::from(asked).to_string())
}

/// The report of a repair with these options, and what it told on the way.
pub(crate) async fn repair(badnet: &BadNet, json: &str) -> (Value, events::Events) {
    let told = events::Events::default();
    let repaired = badnet.defend(options(json), Some(told.listener()), None, None).await.ok().unwrap();
    (events::data(repaired.report()), told)
}

/// A face as a page gets it.
pub(crate) struct Face {
    /// Everything but the pictures.
    pub(crate) said: Value,
    /// The picture without the trigger and the one with it: RGBA.
    pub(crate) pictures: [Vec<u8>; 2],
}

/// The first `count` faces.
pub(crate) async fn faces(badnet: &BadNet, count: usize) -> Vec<Face> {
    let faces = badnet.faces((0..count).collect(), None).await.ok().unwrap();
    let face = |face: JsValue| {
        let pictures = ["clean", "poisoned"].map(|name| {
            let picture: Uint8ClampedArray = Reflect::get(&face, &name.into()).unwrap().dyn_into().unwrap();
            Reflect::delete_property(face.unchecked_ref::<Object>(), &name.into()).unwrap();
            picture.to_vec()
        });
        Face { said: events::data(face), pictures }
    };
    faces.iter().map(face).collect()
}
