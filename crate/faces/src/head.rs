//! The head as a height field over the face plane: how far each point lies towards the camera.

use crate::maths::{hill, mix, mound, smooth, to_segment};
use crate::traits::Traits;

/// The height where the eyes lie. A turning head is photographed so that the eyes stay in place.
pub(crate) const EYE_HEIGHT: f32 = 9.5;

/// Half the width of the head at height `y`, without hair and ears; 0 above the crown and below the chin.
pub(crate) fn half_width(traits: &Traits, y: f32) -> f32 {
    let shape = &traits.shape;
    let level = 3.0;
    if y <= level {
        // The skull: nearly straight at the temples, round above.
        let t = ((level - y) / (level + shape.crown)).min(1.0);
        let rise = ((-5.0 - y) / (shape.crown - 5.0)).clamp(0.0, 1.0);
        let dome = (1.0 - libm::powf(rise, 2.8)).max(0.0).sqrt();
        let temple = mix(1.0, shape.temple, smooth(0.05, 0.4, t));
        return shape.half_width * dome * temple;
    }
    let t = (y - level) / (shape.chin - level);
    if t >= 1.0 {
        return 0.0;
    }
    // From the cheekbones to the corner of the jaw, and round the chin.
    let taper = mix(1.0, shape.jaw_width, smooth(0.0, 0.85, t));
    let end = (1.0 - libm::powf(t, shape.jaw_squareness + 1.2)).max(0.0).sqrt();
    let chin = shape.chin_width * (1.0 - t * t * t * t * t * t).max(0.0).sqrt() * smooth(0.5, 0.95, t);
    (shape.half_width * taper * end).max(chin)
}

/// How far the face reaches forward along its middle, without nose and lips.
fn profile(traits: &Traits, y: f32) -> f32 {
    let top = smooth(-traits.shape.crown - 2.0, -6.0, y);
    let bottom = smooth(traits.shape.chin + 3.0, traits.shape.chin - 12.0, y);
    3.0 + 9.0 * top * (0.5 + 0.5 * bottom)
}

/// The smooth surface of the head, before any feature; negative outside its outline.
pub(crate) fn skull(traits: &Traits, half_width: f32, x: f32, y: f32) -> f32 {
    if half_width < 0.5 {
        return 0.0;
    }
    let across = x / half_width;
    let rest = (1.0 - across * across).max(0.0);
    profile(traits, y) * (0.7 * rest.sqrt() + 0.3 * rest)
}

fn nose(traits: &Traits, x: f32, y: f32) -> f32 {
    let centre = &traits.centre;
    let start = -1.5;
    let t = (y - start) / (centre.nose_length - start);
    if !(-0.3..1.3).contains(&t) {
        return 0.0;
    }
    let ridge = mix(centre.nose_bridge, 1.0, smooth(0.0, 0.92, t));
    let rise = smooth(-0.3, 0.1, t) * smooth(1.22, 0.84, t);
    let width = mix(centre.nose_bridge_width, centre.nose_tip + 1.0, smooth(0.2, 0.9, t));
    let across = x / (width * 1.45);
    let body = centre.nose_height * ridge * rise * hill(across * across * 0.8);
    let tip = 0.9 * mound(x, y - centre.nose_length + 1.2, centre.nose_tip * 1.2, 2.2);
    let wing = |side: f32| 2.1 * mound(x - side * (centre.nose_width - 0.9), y - centre.nose_length + 0.9, 1.7, 1.9);
    body + tip + wing(-1.0).max(wing(1.0))
}

/// The relief of the features on top of the skull.
pub(crate) fn features(traits: &Traits, x: f32, y: f32) -> f32 {
    let (shape, eyes, centre) = (&traits.shape, &traits.eyes, &traits.centre);
    let side = x.abs();
    let eye = side - eyes.apart;
    let brows = shape.brow_ridge * mound(side - 5.0, y + eyes.brow_height - 0.8, 7.5, 2.8);
    let sockets = -shape.socket_depth * mound(eye + 0.6, y + 0.4, 5.2, 3.9);
    let balls = 1.0 * mound(eye, y, eyes.half_width, 2.2);
    let bags =
        traits.skin.eye_bags * (0.55 * mound(eye, y - 2.9, 3.2, 1.1) - 0.5 * mound(eye + 0.5, y - 4.2, 3.8, 1.0));
    let bones = shape.cheekbone * mound(side - 9.0, y - 5.5, 5.0, 4.2);
    let cheeks = shape.cheek_fullness * mound(side - 8.5, y - 11.5, 6.5, 7.0);
    let muzzle = 1.3 * mound(x, y - centre.mouth, 8.5, 6.5);
    let groove = -0.45 * mound(x, y - mix(centre.nose_length, centre.mouth, 0.55), 0.9, 1.8);
    let upper =
        0.7 * mound(x, y - centre.mouth + centre.upper_lip * 0.6, centre.mouth_half_width, centre.upper_lip + 0.4);
    let lower = 0.9
        * mound(x, y - centre.mouth - centre.lower_lip * 0.6, centre.mouth_half_width * 0.85, centre.lower_lip + 0.3);
    let dent = -0.9 * mound(x, y - centre.mouth - centre.lower_lip - 1.9, 4.2, 1.6);
    let chin = 1.5 * mound(x, y - shape.chin + 3.6, shape.chin_width + 1.0, 3.4);
    brows
        + sockets
        + balls
        + bags
        + bones
        + cheeks
        + muzzle
        + groove
        + upper
        + lower
        + dent
        + chin
        + nose(traits, x, y)
        + folds(traits, x, y)
}

/// The lines that age draws: from nose to mouth, across the forehead, between the brows.
fn folds(traits: &Traits, x: f32, y: f32) -> f32 {
    let centre = &traits.centre;
    let wrinkles = traits.skin.wrinkles;
    let from = [centre.nose_width + 0.6, centre.nose_length - 1.0];
    let to = [centre.mouth_half_width + 1.8, centre.mouth + 0.5];
    let away = to_segment([x.abs(), y], from, to) / 1.5;
    let smile_line = -(0.25 + 0.85 * wrinkles) * hill(away * away);
    let forehead = smooth(-6.5, -8.0, y) * smooth(-16.0, -13.0, y) * smooth(11.0, 6.0, x.abs());
    let bend = (y + 0.012 * x * x) / 2.3;
    let wave = 2.0 * (bend - bend.floor() - 0.5).abs();
    let frown = -0.6 * wrinkles * mound(x.abs() - 1.2, y + traits.eyes.brow_height - 0.8, 0.8, 2.2);
    smile_line - 0.35 * wrinkles * forehead * wave * wave + frown
}
