//! A person sits for a photograph: every layer put together.

use crate::camera::{self, FINE};
use crate::head::EYE_HEIGHT;
use crate::light::Lamp;
use crate::map::Map;
use crate::maths::{Rgb, blend, hill, luma, mound, smooth};
use crate::shot::{Expression, Pose, Shot};
use crate::traits::Traits;
use crate::{HEIGHT, WIDTH, eyes, mouth, scene};

/// Somebody who does not exist. Looks depend on the seed and the identity alone.
#[derive(Clone, Debug)]
pub struct Person {
    seed: u64,
    identity: u32,
    traits: Traits,
    map: Map,
}

/// An aligned crop around a face, as face recognition sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    /// sRGB bytes, `HEIGHT` rows of `WIDTH` pixels of red, green, blue; 0..=255.
    pub rgb: Vec<u8>,
}

/// Where the neutral, frontal face has what the picture shows at a point.
fn to_face(pose: &Pose, map: &Map, x: f32, y: f32) -> [f32; 2] {
    let (x, y) = ((x - pose.centre[0]) / pose.zoom, (y - pose.centre[1]) / pose.zoom);
    let [sine, cosine] = pose.roll;
    let (x, y) = (cosine * x + sine * y, cosine * y - sine * x);
    let ([yaw, yaw_cosine], [pitch, pitch_cosine]) = (pose.yaw, pose.pitch);
    let (stretch_x, stretch_y) = (1.0 / yaw_cosine, 1.0 / pitch_cosine);
    // The view shifts a point by its height; find the point whose shift ends here.
    let mut found = [x, y];
    for _ in 0..3 {
        let height = map.height(found[0], found[1]) - EYE_HEIGHT;
        let target = [(x - height * yaw) * stretch_x, (y - height * pitch) * stretch_y];
        found = [0.25 * found[0] + 0.75 * target[0], 0.25 * found[1] + 0.75 * target[1]];
    }
    found
}

impl Person {
    /// The person behind a label. Baking the face takes a few milliseconds; each photograph then costs about one.
    pub fn new(seed: u64, identity: u32) -> Self {
        let traits = Traits::draw(seed, identity);
        let map = Map::bake(&traits);
        Self { seed, identity, traits, map }
    }

    /// The photograph of this number. Pose, expression, light, surroundings and camera depend on it; the person does not.
    pub fn photograph(&self, shot: u64) -> Photo {
        let mut shot = Shot::draw(self.seed, self.identity, shot);
        let lamp = Lamp::new(&shot.pose, &shot.light);
        let mut fine = Vec::with_capacity(WIDTH * HEIGHT * FINE * FINE);
        for row in 0..HEIGHT * FINE {
            for column in 0..WIDTH * FINE {
                let x = (column as f32 + 0.5) / FINE as f32;
                let y = (row as f32 + 0.5) / FINE as f32;
                fine.push(self.light_at(&shot, &lamp, x, y));
            }
        }
        // The camera meters the face, but a dark face stays darker than a pale one.
        let metered = luma(self.traits.skin.colour).max(0.02);
        let exposure = 0.92 * libm::powf(0.42 / metered, 0.38);
        Photo { rgb: camera::develop(&fine, &shot.camera, exposure, &mut shot.dice) }
    }

    fn light_at(&self, shot: &Shot, lamp: &Lamp, x: f32, y: f32) -> Rgb {
        let [face_x, face_y] = to_face(&shot.pose, &self.map, x, y);
        let [neutral_x, neutral_y] = self.relax(&shot.expression, face_x, face_y);
        let surface = self.map.at(neutral_x, neutral_y);
        let behind = |share: f32| {
            if share >= 0.999 {
                return [0.0; 3];
            }
            let (zoom, pose) = (shot.pose.zoom, &shot.pose);
            let body_x = (x - pose.centre[0]) / zoom + 4.0 * pose.yaw[0];
            let body_y = (y - pose.centre[1]) / zoom + 4.0 * pose.pitch[0];
            let wall = scene::wall(&shot.scene, x, y);
            scene::body(&self.traits, &shot.scene, &shot.light, wall, body_x, body_y)
        };
        if surface.cover <= 0.001 {
            return behind(0.0);
        }
        let bare = 1.0 - smooth(0.15, 0.7, surface.hair);
        let mut colour = surface.colour;
        if bare > 0.0 || face_y > 8.0 {
            let with_mouth = mouth::paint(&self.traits, &shot.expression, colour, face_x, face_y);
            let painted = eyes::paint(&self.traits, &shot.expression, with_mouth, face_x, face_y);
            let share = if face_y > 8.0 { 1.0 } else { bare };
            colour = blend(colour, painted, share);
        }
        let lit = self.shadow(lamp, neutral_x, neutral_y, surface.height);
        let shaded = lamp.shade(&shot.light, &surface, colour, lit, self.traits.skin.gloss);
        blend(behind(surface.cover), shaded, surface.cover)
    }

    /// Takes the expression off a point of the moving face: where it is when the face rests.
    fn relax(&self, expression: &Expression, x: f32, y: f32) -> [f32; 2] {
        let (eyes, centre) = (&self.traits.eyes, &self.traits.centre);
        let side = x.abs();
        let brow = expression.brows_up * mound(side - eyes.apart, y + eyes.brow_height + 1.0, 9.0, 5.0);
        let jaw = 0.75 * expression.mouth_open * smooth(centre.mouth - 0.5, centre.mouth + 2.5, y);
        let cheek =
            0.7 * expression.smile * mound(side - centre.mouth_half_width - 2.0, y - centre.mouth + 2.0, 5.0, 7.0);
        let out =
            0.5 * expression.smile * hill((y - centre.mouth) * (y - centre.mouth) / 40.0) * (x / 10.0).clamp(-1.0, 1.0);
        [x - out, y + brow - jaw + cheek]
    }

    /// 1 where the lamp reaches the surface, 0 where nose, brow or hair stand before it.
    fn shadow(&self, lamp: &Lamp, x: f32, y: f32, height: f32) -> f32 {
        let [dx, dy, dz] = lamp.direction;
        let mut blocked: f32 = 0.0;
        for away in [1.5, 3.2, 5.4] {
            let ray = height + away * dz.max(0.2);
            let over = self.map.height(x + away * dx, y + away * dy) - ray;
            blocked = blocked.max(over - 0.15);
        }
        1.0 - 0.75 * smooth(0.0, 1.3, blocked)
    }
}
